// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/item/log_model.h"

#include "models/domain/names.h"

#include <QDateTime>

namespace belay {

void LogModel::clear()
{
    beginResetModel();
    m_lines.clear();
    endResetModel();
}

void LogModel::setLines(const std::vector<LogLine> &lines)
{
    clear();
    append(lines);
}

void LogModel::applyEvents(const std::vector<RunEvent> &events)
{
    std::vector<LogLine> lines;
    for (const RunEvent &event : events) {
        if (const auto line = logLine(event))
            lines.push_back(*line);
    }
    append(lines);
}

void LogModel::append(const std::vector<LogLine> &lines)
{
    if (lines.empty())
        return;
    const int begin = static_cast<int>(m_lines.size());
    beginInsertRows({}, begin, begin + static_cast<int>(lines.size()) - 1);
    for (const LogLine &line : lines) {
        m_lines.push_back(line);
        m_lines.back().text = cleanLine(line.text);
    }
    endInsertRows();
    const int tooMany = static_cast<int>(m_lines.size()) - limit;
    if (tooMany <= 0)
        return;
    beginRemoveRows({}, 0, tooMany - 1);
    m_lines.erase(m_lines.begin(), m_lines.begin() + tooMany);
    endRemoveRows();
}

int LogModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_lines.size());
}

int LogModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant LogModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const LogLine &line = m_lines[static_cast<std::size_t>(index.row())];
    if (role == Qt::DisplayRole || role == Qt::ToolTipRole || role == Qt::AccessibleTextRole) {
        if (index.column() == Time)
            return QDateTime::fromMSecsSinceEpoch(line.timeMs).toString(QStringLiteral("HH:mm:ss.zzz"));
        return index.column() == Host ? (line.host.isEmpty() ? tr("here") : line.host) : line.text;
    }
    if (role == IsErrorRole)
        return line.isError;
    if (role == HostRole)
        return line.host;
    return role == StepRole ? QVariant(line.step) : QVariant();
}

QVariant LogModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return QStringList{tr("Time"), tr("Host"), tr("Output")}.value(section);
}

void LogFilterModel::setHost(const QString &host)
{
    m_host = host;
    invalidateFilter();
}

void LogFilterModel::setErrorsOnly(bool only)
{
    m_errorsOnly = only;
    invalidateFilter();
}

void LogFilterModel::setText(const QString &text)
{
    m_text = text;
    invalidateFilter();
}

bool LogFilterModel::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    const QModelIndex line = sourceModel()->index(row, LogModel::Text, parent);
    if (m_errorsOnly && !line.data(LogModel::IsErrorRole).toBool())
        return false;
    if (!m_host.isEmpty() && line.data(LogModel::HostRole).toString() != m_host)
        return false;
    return m_text.isEmpty() || line.data().toString().contains(m_text, Qt::CaseInsensitive);
}

} // namespace belay
