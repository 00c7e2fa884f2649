// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/item/app_models.h"
#include "models/item/release_view.h"

#include <QWidget>

QT_BEGIN_NAMESPACE
class QComboBox;
class QPushButton;
class QStackedWidget;
class QTreeView;
class QVBoxLayout;
QT_END_NAMESPACE

namespace belay {

class EmptyState;
class KvList;
class WindowIntents;

/// What is released where, and exactly what will happen, per host, before anything does.
class PlanStep : public QWidget
{
    Q_OBJECT
public:
    PlanStep(WindowIntents &intents, AppModels models, QWidget *parent = nullptr);

    void setView(const ReleaseView &view);

Q_SIGNALS:
    void nextRequested();
    void copyRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *buildChoice();
    QWidget *buildSteps();
    void choose();
    void planNow();
    void fillFacts(const ReleaseView &view);
    void fillRemarks(const ReleaseView &view);

    WindowIntents &m_intents;
    AppModels m_models;
    QComboBox *m_project = nullptr;
    QComboBox *m_environment = nullptr;
    QComboBox *m_version = nullptr;
    KvList *m_facts = nullptr;
    QStackedWidget *m_stack = nullptr;
    QTreeView *m_tree = nullptr;
    EmptyState *m_state = nullptr;
    QVBoxLayout *m_remarks = nullptr;
    QPushButton *m_plan = nullptr;
    QPushButton *m_next = nullptr;
    QPushButton *m_copy = nullptr;
};

} // namespace belay
