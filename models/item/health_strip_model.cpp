// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/item/health_strip_model.h"

#include "models/domain/names.h"

#include <QDateTime>

#include <algorithm>

namespace belay {

void HealthStripModel::setFindings(const QStringList &hosts, const WatchFindings &findings)
{
    std::vector<Row> rows;
    QStringList names = hosts;
    for (const HostHealth &health : findings.health)
        if (!names.contains(health.host))
            names.append(health.host);
    const bool isEmpty = findings.health.empty() && findings.found.empty();
    for (const QString &name : isEmpty ? QStringList() : names) {
        Row row{name, {name, {}, 0}, findings.restartsOf(name), false, findings.newErrorsOf(name)};
        for (const HostHealth &health : findings.health)
            if (health.host == name)
                row.health = health;
        row.loops = std::any_of(findings.found.begin(), findings.found.end(), [&](const LogFinding &one) {
            return one.kind == LogFindingKind::CrashLoop && one.host == name;
        });
        rows.push_back(std::move(row));
    }
    if (rows.size() != m_rows.size()) { // another run
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
        return;
    }
    m_rows = std::move(rows);
    if (!m_rows.empty())
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
}

const HealthTick *HealthStripModel::tickFromEnd(int row, int index) const
{
    if (row < 0 || row >= rowCount() || index < 0)
        return nullptr;
    const auto &ticks = m_rows[static_cast<std::size_t>(row)].health.ticks;
    const auto at = static_cast<std::size_t>(index);
    return at < ticks.size() ? &ticks[ticks.size() - 1 - at] : nullptr;
}

QString HealthStripModel::answerOf(const HealthTick &tick)
{
    return tick.text.isEmpty() ? formatDuration(tick.durationMs)
                               : tr("%1 in %2").arg(tick.text, formatDuration(tick.durationMs));
}

QString HealthStripModel::tickText(int row, const HealthTick &tick) const
{
    const QString when = QDateTime::fromMSecsSinceEpoch(tick.timeMs).toString(QStringLiteral("HH:mm:ss"));
    const QString host =
        row >= 0 && row < rowCount() ? m_rows[static_cast<std::size_t>(row)].host : QString();
    const QString word = tick.state == StepState::Passed   ? tr("passed")
                         : tick.state == StepState::Failed ? tr("failed")
                                                           : tr("not known");
    return tr("%1 %2 %3: %4").arg(host, when, word, answerOf(tick));
}

QString HealthStripModel::spoken(const Row &row) const
{
    QStringList parts{row.host};
    if (row.health.ticks.empty())
        parts.append(tr("no health check"));
    else
        parts.append(tr("%1, %2 of %3 checks failed")
                         .arg(answerOf(row.health.ticks.back()))
                         .arg(row.health.failed)
                         .arg(std::max<qint64>(row.health.failed, qint64(row.health.ticks.size()))));
    if (row.loops)
        parts.append(tr("keeps crashing"));
    if (row.restarts > 0)
        parts.append(row.restarts == 1 ? tr("1 restart") : tr("%1 restarts").arg(row.restarts));
    if (row.newErrors > 0)
        parts.append(row.newErrors == 1 ? tr("1 new error") : tr("%1 new errors").arg(row.newErrors));
    return parts.join(QStringLiteral(", "));
}

bool HealthStripModel::hasFacts() const
{
    return std::any_of(m_rows.begin(), m_rows.end(),
                       [](const Row &row) { return row.restarts > 0 || row.newErrors > 0; });
}

int HealthStripModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant HealthStripModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const Row &row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case HostRole:
        return row.host;
    case AnswerRole:
        return row.health.ticks.empty() ? QString() : answerOf(row.health.ticks.back());
    case StateRole:
        return static_cast<int>(row.health.ticks.empty() ? StepState::Waiting
                                                         : row.health.ticks.back().state);
    case TickCountRole:
        return static_cast<int>(row.health.ticks.size());
    case RestartsRole:
        return row.restarts;
    case LoopRole:
        return row.loops;
    case NewErrorsRole:
        return row.newErrors;
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return spoken(row);
    default:
        return {};
    }
}

} // namespace belay
