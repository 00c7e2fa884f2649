// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/item/app_models.h"
#include "models/item/release_view.h"

#include <QWidget>

#include <vector>

QT_BEGIN_NAMESPACE
class QCheckBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QTreeView;
QT_END_NAMESPACE

namespace belay {

class Card;
class ChecklistFilterModel;
class ElidedLabel;
class SearchField;
class WindowIntents;

/// The checklist of the release: groups and items, the chosen item's help and output, and what can be done
/// about it. Deploying is possible once every must-pass item is settled.
class ChecklistStep : public QWidget
{
    Q_OBJECT
public:
    ChecklistStep(WindowIntents &intents, AppModels models, QWidget *parent = nullptr);

    void setView(const ReleaseView &view);

Q_SIGNALS:
    void nextRequested();

private:
    QWidget *buildList();
    QWidget *buildDetail();
    void showItem();
    void runOrTick();
    void answer(CheckState state);
    void takeBack();
    QString currentId() const;

    /// How an item stood before it was answered here.
    struct Answered
    {
        QString item;
        CheckState state = CheckState::Open;
        QString text;
    };

    WindowIntents &m_intents;
    AppModels m_models;
    ChecklistFilterModel *m_filterModel;
    ElidedLabel *m_summary = nullptr;
    SearchField *m_filter = nullptr;
    QCheckBox *m_openOnly = nullptr;
    QPushButton *m_runAll = nullptr;
    QPushButton *m_stop = nullptr;
    QTreeView *m_tree = nullptr;
    Card *m_detail = nullptr;
    QLabel *m_help = nullptr;
    QLabel *m_origin = nullptr;
    QPlainTextEdit *m_output = nullptr;
    QLineEdit *m_note = nullptr;
    QPushButton *m_run = nullptr;
    QPushButton *m_done = nullptr;
    QPushButton *m_notApplicable = nullptr;
    QPushButton *m_waive = nullptr;
    QPushButton *m_reopen = nullptr;
    QLabel *m_gate = nullptr;
    QPushButton *m_next = nullptr;
    std::vector<Answered> m_answered; ///< newest last; of the release in m_release
    QString m_release;
};

} // namespace belay
