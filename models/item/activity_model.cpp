// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/item/activity_model.h"

#include "models/item/list_diff.h"

#include <QDateTime>
#include <QLocale>

namespace belay {

void ActivityModel::setEntries(const std::vector<ActivityEntry> &entries)
{
    const ListChange change =
        listChange(m_entries, entries, [](const ActivityEntry &entry) { return entry.key; });
    const auto begin = m_entries.begin() + change.keptFront;
    if (change.removed > 0) {
        beginRemoveRows({}, change.keptFront, change.keptFront + change.removed - 1);
        m_entries.erase(begin, begin + change.removed);
        endRemoveRows();
    }
    if (change.inserted > 0) {
        beginInsertRows({}, change.keptFront, change.keptFront + change.inserted - 1);
        m_entries.insert(m_entries.begin() + change.keptFront, entries.begin() + change.keptFront,
                         entries.begin() + change.keptFront + change.inserted);
        endInsertRows();
    }
    for (std::size_t row = 0; row < entries.size(); ++row) {
        if (m_entries[row] == entries[row])
            continue;
        m_entries[row] = entries[row];
        const QModelIndex changed = index(static_cast<int>(row));
        Q_EMIT dataChanged(changed, changed);
    }
}

int ActivityModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

QVariant ActivityModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const ActivityEntry &entry = m_entries[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return entry.text;
    case Qt::AccessibleTextRole:
        return tr("%1, %2").arg(entry.text, QLocale().toString(QDateTime::fromMSecsSinceEpoch(entry.timeMs),
                                                               QLocale::ShortFormat));
    case RunRole:
        return entry.runId;
    case TimeRole:
        return entry.timeMs;
    case OutcomeRole:
        return static_cast<int>(entry.outcome);
    default:
        return {};
    }
}

} // namespace belay
