// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/item/app_models.h"
#include "models/item/release_view.h"

#include <QTimer>
#include <QWidget>

#include <vector>

QT_BEGIN_NAMESPACE
class QCheckBox;
class QLabel;
class QPushButton;
class QStackedWidget;
class QTreeView;
QT_END_NAMESPACE

namespace belay {

class Card;
class CheckDetail;
class ChecklistFilterModel;
class ElidedLabel;
class EmptyState;
class SearchField;
class WindowIntents;

/// The checklist of the release: groups and items of what comes before it, the chosen item's help and output,
/// and what can be done about it. Deploying is possible once every must-pass item is settled.
class ChecklistStep : public QWidget
{
    Q_OBJECT
public:
    ChecklistStep(WindowIntents &intents, AppModels models, QWidget *parent = nullptr);

    void setView(const ReleaseView &view);
    /// The list, on its first item unless somebody has been there.
    QWidget *firstFocus() const;

Q_SIGNALS:
    void nextRequested();
    void planStepRequested(); ///< nothing is chosen yet

private:
    QWidget *buildList();
    QWidget *buildHead();
    QWidget *buildEmpty();
    QWidget *buildFoot();
    void bindKeys();
    void showItem();
    void showList();
    void showRunning();
    void answer(CheckState state, const QString &note);
    void takeBack();
    void runAll();
    void toggleOutput();
    void leave();
    void confirmWaiver();
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
    ReleaseView m_view;
    ChecklistFilterModel *m_filterModel;
    ElidedLabel *m_summary = nullptr;
    SearchField *m_filter = nullptr;
    QCheckBox *m_openOnly = nullptr;
    QPushButton *m_runOpen = nullptr;
    QPushButton *m_runAll = nullptr;
    QPushButton *m_stop = nullptr;
    Card *m_list = nullptr;
    QStackedWidget *m_stack = nullptr;
    QTreeView *m_tree = nullptr;
    EmptyState *m_empty = nullptr;
    QPushButton *m_toPlan = nullptr;
    QPushButton *m_editFile = nullptr;
    QPushButton *m_showAll = nullptr;
    CheckDetail *m_detail = nullptr;
    QLabel *m_gate = nullptr;
    QPushButton *m_next = nullptr;
    bool m_outputOnly = false;
    std::vector<Answered> m_answered; ///< newest last; of the release in m_release
    QString m_release;
    QTimer m_turn; ///< the icons and times of running rows move on
};

} // namespace belay
