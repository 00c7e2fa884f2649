// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/checklist.h"
#include "ui/widgets/card.h"

QT_BEGIN_NAMESPACE
class QTreeView;
QT_END_NAMESPACE

namespace belay {

class ChecklistFilterModel;
class ChecklistModel;

/// What is to be done in one phase beside something else: during the rollout, after it, when there are
/// issues. Space or a click on an item's icon ticks it, and takes the tick back. Hidden while there is
/// nothing.
class PhaseList : public Card
{
    Q_OBJECT
public:
    PhaseList(CheckPhase phase, ChecklistModel &checklist, QWidget *parent = nullptr);

    /// The list's object name, by which tests and screen readers' scripts find it.
    void setListName(const QString &name);
    /// Whether the phase has items at all.
    bool isEmpty() const;
    /// The list is of use now. It shows when it also has items.
    void setWanted(bool wanted);

Q_SIGNALS:
    /// As WindowIntents::answerRequested(); which environment it is about, the page knows.
    void answered(const QString &item, belay::CheckState state, const QString &text);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void showRows();
    void toggle(const QModelIndex &item);

    ChecklistFilterModel *m_items;
    QTreeView *m_tree;
    bool m_wanted = true;
};

} // namespace belay
