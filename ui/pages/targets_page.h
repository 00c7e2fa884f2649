// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/item/app_models.h"
#include "ui/widgets/page.h"

#include <QStringList>

QT_BEGIN_NAMESPACE
class QPushButton;
class QStackedWidget;
class QTableView;
QT_END_NAMESPACE

namespace belay {

class Card;
class KvList;
class WindowIntents;
struct HostEntry;

/// The hosts of every environment: what each said last, a connection test, and unlocking.
class TargetsPage : public Page
{
    Q_OBJECT
public:
    TargetsPage(WindowIntents &intents, AppModels models, QWidget *parent = nullptr);

    /// The result of the test that was asked for last. It stays with its host until another one is tested.
    void showConnectionTest(const QString &host, const QStringList &lines, bool works);
    QWidget *firstFocus() override;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void showHost();
    void addTestResult(const HostEntry &entry);
    void showRightState();
    void unlock();

    struct Test
    {
        QString project;
        QString environment;
        QString host;
        QStringList lines; ///< empty: no result yet
        bool works = false;
    };

    WindowIntents &m_intents;
    AppModels m_models;
    QStackedWidget *m_stack = nullptr;
    QTableView *m_table = nullptr;
    Card *m_detail = nullptr;
    KvList *m_facts = nullptr;
    QPushButton *m_test = nullptr;
    QPushButton *m_unlock = nullptr;
    Test m_tested;
    bool m_testing = false; ///< the shown host is being tested
};

} // namespace belay
