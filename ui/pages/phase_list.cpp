// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/phase_list.h"

#include "models/item/checklist_model.h"
#include "ui/delegates/checklist_delegate.h"
#include "ui/dialogs/ask_text.h"
#include "ui/theme/theme.h"

#include <QMouseEvent>
#include <QShortcut>
#include <QTreeView>
#include <QVBoxLayout>

namespace belay {

namespace {

constexpr int iconZone = 44; ///< pixels from a row's leading edge in which a click ticks

QString nameOf(CheckPhase phase)
{
    switch (phase) {
    case CheckPhase::During:
        return PhaseList::tr("During the deployment");
    case CheckPhase::After:
        return PhaseList::tr("After the deployment");
    case CheckPhase::IfIssues:
        return PhaseList::tr("If there are issues");
    case CheckPhase::Before:
        break;
    }
    return PhaseList::tr("Before the deployment");
}

} // namespace

PhaseList::PhaseList(CheckPhase phase, ChecklistModel &checklist, QWidget *parent)
    : Card(QString(), parent)
    , m_items(new ChecklistFilterModel(this))
    , m_tree(new QTreeView)
{
    m_items->setSourceModel(&checklist);
    m_items->setPhase(phase);
    setBodyMargins(space::m, space::s, space::s, space::s);
    m_tree->setAccessibleName(nameOf(phase));
    m_tree->setModel(m_items);
    m_tree->setItemDelegate(new ChecklistDelegate(ChecklistDelegate::Rows::Compact, m_tree));
    m_tree->setHeaderHidden(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setIndentation(0);
    m_tree->setRootIsDecorated(false);
    m_tree->setItemsExpandable(false);
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_tree->viewport()->installEventFilter(this);
    body()->addWidget(m_tree);
    auto *tick = new QShortcut(Qt::Key_Space, m_tree);
    tick->setContext(Qt::WidgetShortcut);
    connect(tick, &QShortcut::activated, this, [this] { toggle(m_tree->currentIndex()); });
    connect(m_items, &QAbstractItemModel::modelReset, this, &PhaseList::showRows);
    connect(m_items, &QAbstractItemModel::rowsInserted, this, &PhaseList::showRows);
    connect(m_items, &QAbstractItemModel::rowsRemoved, this, &PhaseList::showRows);
    showRows();
}

void PhaseList::setListName(const QString &name)
{
    m_tree->setObjectName(name);
}

bool PhaseList::isEmpty() const
{
    return m_items->rowCount() == 0;
}

void PhaseList::setWanted(bool wanted)
{
    m_wanted = wanted;
    showRows();
}

void PhaseList::showRows()
{
    m_tree->expandAll();
    setVisible(m_wanted && !isEmpty());
}

/// Open becomes done, everything a person has settled becomes open again.
void PhaseList::toggle(const QModelIndex &item)
{
    if (!item.isValid() || item.data(ChecklistModel::IsGroupRole).toBool())
        return;
    const QString id = item.data(ChecklistModel::IdRole).toString();
    if (isSettled(static_cast<CheckState>(item.data(ChecklistModel::StateRole).toInt()))) {
        Q_EMIT answered(id, CheckState::Open, QString());
        return;
    }
    QString text;
    if (item.data(ChecklistModel::TextRequiredRole).toBool()) {
        AskText ask(item.data().toString(), item.data(ChecklistModel::HelpRole).toString(), tr("Mark done"),
                    1, this);
        if (ask.exec() != QDialog::Accepted)
            return;
        text = ask.text();
    }
    Q_EMIT answered(id, CheckState::Passed, text);
}

bool PhaseList::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_tree->viewport() && event->type() == QEvent::MouseButtonRelease) {
        const QPoint at = static_cast<QMouseEvent *>(event)->position().toPoint();
        const int fromLeading =
            layoutDirection() == Qt::RightToLeft ? m_tree->viewport()->width() - at.x() : at.x();
        if (fromLeading < iconZone)
            toggle(m_tree->indexAt(at));
    }
    return Card::eventFilter(watched, event);
}

} // namespace belay
