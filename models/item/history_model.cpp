// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/item/history_model.h"

#include "models/domain/names.h"
#include "models/item/list_diff.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>

namespace belay {

void HistoryModel::setRows(const std::vector<HistoryRow> &rows)
{
    const ListChange change = listChange(m_rows, rows, [](const HistoryRow &row) { return row.id; });
    const auto begin = m_rows.begin() + change.keptFront;
    if (change.removed > 0) {
        beginRemoveRows({}, change.keptFront, change.keptFront + change.removed - 1);
        m_rows.erase(begin, begin + change.removed);
        endRemoveRows();
    }
    if (change.inserted > 0) {
        beginInsertRows({}, change.keptFront, change.keptFront + change.inserted - 1);
        m_rows.insert(m_rows.begin() + change.keptFront, rows.begin() + change.keptFront,
                      rows.begin() + change.keptFront + change.inserted);
        endInsertRows();
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (m_rows[i] == rows[i])
            continue;
        m_rows[i] = rows[i];
        Q_EMIT dataChanged(index(static_cast<int>(i), 0), index(static_cast<int>(i), ColumnCount - 1));
    }
}

int HistoryModel::find(const QString &id) const
{
    for (std::size_t i = 0; i < m_rows.size(); ++i)
        if (m_rows[i].id == id)
            return static_cast<int>(i);
    return -1;
}

QString HistoryModel::asText(std::vector<int> rows) const
{
    std::sort(rows.begin(), rows.end());
    QStringList lines;
    QStringList header;
    for (int column = 0; column < ColumnCount; ++column)
        header.append(headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
    lines.append(header.join(QLatin1Char('\t')));
    for (const int each : rows) {
        QStringList cells;
        for (int column = 0; column < ColumnCount; ++column)
            cells.append(text(row(each), column));
        lines.append(cells.join(QLatin1Char('\t')));
    }
    return lines.join(QLatin1Char('\n'));
}

int HistoryModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int HistoryModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString HistoryModel::text(const HistoryRow &row, int column) const
{
    switch (column) {
    case When:
        return QLocale().toString(QDateTime::fromMSecsSinceEpoch(row.startedMs), QLocale::ShortFormat);
    case Service:
        return row.project;
    case Place:
        return row.environment;
    case Version:
        return row.fromVersion.isEmpty() ? row.version
                                         : QStringLiteral("%1 → %2").arg(row.fromVersion, row.version);
    case Kind:
        return row.kind;
    case Strategy:
        return strategyText(row.strategy);
    case Duration:
        return row.finishedMs ? formatDuration(row.finishedMs - row.startedMs) : QString();
    case Result:
        return row.interrupted ? tr("Interrupted") : outcomeWord(row.outcome);
    case By:
        return row.by;
    default:
        return {};
    }
}

QVariant HistoryModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const HistoryRow &shown = row(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return text(shown, index.column());
    case Qt::ToolTipRole:
        return shown.text;
    case IdRole:
        return shown.id;
    case OutcomeRole:
        return static_cast<int>(shown.outcome);
    case InterruptedRole:
        return shown.interrupted;
    default:
        return {};
    }
}

QVariant HistoryModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return QStringList{tr("When"),     tr("Service"),  tr("Environment"), tr("Version"), tr("Kind"),
                       tr("Strategy"), tr("Duration"), tr("Result"),      tr("By")}
        .value(section);
}

QString strategyText(const QString &word)
{
    if (word == QLatin1String("recreate"))
        return HistoryModel::tr("all at once");
    if (word == QLatin1String("rolling"))
        return HistoryModel::tr("rolling");
    if (word == QLatin1String("blue-green"))
        return HistoryModel::tr("blue-green");
    if (word == QLatin1String("canary"))
        return HistoryModel::tr("canary");
    return word;
}

QString outcomeWord(Outcome outcome)
{
    switch (outcome) {
    case Outcome::None:
        return HistoryModel::tr("Running");
    case Outcome::Succeeded:
        return HistoryModel::tr("Succeeded");
    case Outcome::Failed:
        return HistoryModel::tr("Failed");
    case Outcome::RolledBack:
        return HistoryModel::tr("Failed, rolled back");
    case Outcome::NotRolledBack:
        return HistoryModel::tr("Failed, not rolled back");
    case Outcome::Partial:
        return HistoryModel::tr("Partial");
    case Outcome::Cancelled:
        return HistoryModel::tr("Stopped");
    case Outcome::VerdictRollBack:
        return HistoryModel::tr("Verdict: roll back");
    case Outcome::VerdictNoData:
        return HistoryModel::tr("Not enough data");
    case Outcome::Handled:
        return HistoryModel::tr("Handled");
    }
    return {};
}

} // namespace belay
