// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_table_model.h"

#include "models/domain/metrics.h"
#include "ui/charts/ticks.h"

#include <QDateTime>
#include <QLocale>

#include <map>

using namespace Qt::Literals::StringLiterals;

namespace belay {

void ChartTableModel::setContent(const std::vector<ChartSeries> &series, const QString &unit, qint64 zeroMs)
{
    std::map<qint64, std::vector<QString>> rows;
    QStringList names;
    for (std::size_t i = 0; i < series.size(); ++i) {
        names += series[i].name;
        for (const ChartPoint &point : series[i].points) {
            std::vector<QString> &row = rows[point.timeMs];
            row.resize(series.size());
            row[i] = point.value ? formatValue(*point.value, unit) : tr("no data");
        }
    }
    const bool sameShape = names == m_names && rows.size() >= m_rows.size() && zeroMs == m_zeroMs &&
                           !m_rows.empty() && rows.begin()->first == m_rows.front().timeMs;
    // A live chart only grows; rows are added without taking selection and scroll position away.
    if (sameShape) {
        const int old = rowCount();
        const int now = static_cast<int>(rows.size());
        if (now > old)
            beginInsertRows({}, old, now - 1);
        m_rows.clear();
        for (auto &[time, values] : rows)
            m_rows.push_back({time, std::move(values)});
        if (now > old)
            endInsertRows();
        if (old > 0)
            Q_EMIT dataChanged(index(0, 0), index(old - 1, columnCount() - 1));
        return;
    }
    beginResetModel();
    m_names = names;
    m_zeroMs = zeroMs;
    m_rows.clear();
    for (auto &[time, values] : rows)
        m_rows.push_back({time, std::move(values)});
    endResetModel();
}

int ChartTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ChartTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_names.size()) + 2;
}

QVariant ChartTableModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    if (role == Qt::TextAlignmentRole && index.column() > 0)
        return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const Row &row = m_rows[static_cast<std::size_t>(index.row())];
    switch (index.column()) {
    case 0:
        return QDateTime::fromMSecsSinceEpoch(row.timeMs).toString(u"HH:mm:ss"_s);
    case 1:
        return relativeClock(row.timeMs - m_zeroMs);
    default:
        break;
    }
    const auto at = static_cast<std::size_t>(index.column() - 2);
    return at < row.values.size() ? row.values[at] : QString();
}

QVariant ChartTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((section > 0 ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    if (section == 0)
        return tr("Time");
    return section == 1 ? tr("From release") : m_names.value(section - 2);
}

} // namespace belay
