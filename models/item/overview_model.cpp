// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/item/overview_model.h"

#include "models/domain/names.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <utility>

namespace belay {

namespace {

/// Hosts are asked when something happens here; an answer older than this is shown with its time.
constexpr qint64 oldAnswerMs = 10 * 60 * 1000;

/// The time of day, or the day when it was another one.
QString momentText(qint64 timeMs, qint64 nowMs)
{
    const QDateTime then = QDateTime::fromMSecsSinceEpoch(timeMs);
    return then.date() == QDateTime::fromMSecsSinceEpoch(nowMs).date()
               ? QLocale().toString(then.time(), QStringLiteral("HH:mm"))
               : QLocale().toString(then.date(), QStringLiteral("d MMM"));
}

/// Without seconds: they would be wrong before anyone has read them.
QString ageText(qint64 ms)
{
    constexpr qint64 minuteMs = 60 * 1000;
    return ms < minuteMs ? OverviewModel::tr("under 1 min") : formatDuration(ms - ms % minuteMs);
}

} // namespace

void OverviewModel::setCells(const std::vector<EnvironmentCell> &cells)
{
    QStringList projects;
    QStringList environments;
    for (const EnvironmentCell &cell : cells) {
        if (!projects.contains(cell.project))
            projects.append(cell.project);
        if (!environments.contains(cell.environment))
            environments.append(cell.environment);
    }
    if (projects != m_projects || environments != m_environments) {
        // Services come and go when a person opens or closes a project, not on a timer.
        beginResetModel();
        m_projects = projects;
        m_environments = environments;
        m_cells = cells;
        endResetModel();
        return;
    }
    const std::vector<EnvironmentCell> before = std::exchange(m_cells, cells);
    for (const EnvironmentCell &cell : m_cells) {
        if (std::find(before.begin(), before.end(), cell) != before.end())
            continue;
        const QModelIndex changed = find(cell.project, cell.environment);
        Q_EMIT dataChanged(changed, changed);
    }
}

QModelIndex OverviewModel::find(const QString &project, const QString &environment) const
{
    return index(static_cast<int>(m_projects.indexOf(project)),
                 static_cast<int>(m_environments.indexOf(environment)));
}

const EnvironmentCell *OverviewModel::cell(const QModelIndex &index) const
{
    const auto found = std::find_if(m_cells.begin(), m_cells.end(), [&](const EnvironmentCell &cell) {
        return cell.project == m_projects.value(index.row()) &&
               cell.environment == m_environments.value(index.column());
    });
    return found == m_cells.end() ? nullptr : &*found;
}

QString OverviewModel::subtitle(int row) const
{
    // The last environment of a service is the one its users see.
    const QString wanted = project(row);
    const auto found = std::find_if(m_cells.rbegin(), m_cells.rend(), [&wanted](const EnvironmentCell &cell) {
        return cell.project == wanted;
    });
    return found == m_cells.rend() ? QString() : found->subtitle;
}

int OverviewModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_projects.size());
}

int OverviewModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_environments.size());
}

QVariant OverviewModel::data(const QModelIndex &index, int role) const
{
    const EnvironmentCell *shown = index.isValid() ? cell(index) : nullptr;
    if (!shown)
        return role == Qt::AccessibleTextRole && index.isValid() ? tr("no such environment") : QVariant();
    switch (role) {
    case Qt::DisplayRole:
        return shown->version;
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return tr("%1 in %2: %3, %4")
            .arg(shown->project, shown->environment, versionText(*shown),
                 phraseText(*shown, QDateTime::currentMSecsSinceEpoch()));
    case ProjectRole:
        return shown->project;
    case EnvironmentRole:
        return shown->environment;
    case StatusRole:
        return static_cast<int>(shown->status);
    case VersionRole:
        return shown->version;
    case PhraseRole:
        return shown->phrase;
    default:
        return {};
    }
}

QVariant OverviewModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role != Qt::DisplayRole)
        return {};
    return orientation == Qt::Horizontal ? m_environments.value(section) : m_projects.value(section);
}

QString versionText(const EnvironmentCell &cell)
{
    if (!cell.version.isEmpty())
        return cell.version;
    const bool said =
        cell.askedMs > 0 && cell.status != CellStatus::Unreachable && cell.status != CellStatus::Unknown;
    return said || cell.status == CellStatus::NotDeployed ? OverviewModel::tr("no release")
                                                          : OverviewModel::tr("version unknown");
}

QString phraseText(const EnvironmentCell &cell, qint64 nowMs)
{
    const bool live = cell.status == CellStatus::Running || cell.status == CellStatus::Watching;
    if (!live && cell.askedMs > 0 && nowMs - cell.askedMs >= oldAnswerMs)
        return OverviewModel::tr("As of %1: %2").arg(momentText(cell.askedMs, nowMs), cell.phrase);
    if (cell.sinceMs <= 0)
        return cell.phrase;
    return QStringLiteral("%1 · %2").arg(cell.phrase, ageText(nowMs - cell.sinceMs));
}

QString statusWord(CellStatus status)
{
    switch (status) {
    case CellStatus::NotDeployed:
        return OverviewModel::tr("Not deployed");
    case CellStatus::Unknown:
        return OverviewModel::tr("Not asked yet");
    case CellStatus::Healthy:
        return OverviewModel::tr("Healthy");
    case CellStatus::Running:
        return OverviewModel::tr("Running");
    case CellStatus::Watching:
        return OverviewModel::tr("Watching");
    case CellStatus::Hold:
        return OverviewModel::tr("Hold");
    case CellStatus::RollBack:
        return OverviewModel::tr("Roll back");
    case CellStatus::Failed:
        return OverviewModel::tr("Failed");
    case CellStatus::NoData:
        return OverviewModel::tr("No data");
    case CellStatus::Mixed:
        return OverviewModel::tr("Mixed");
    case CellStatus::Held:
        return OverviewModel::tr("Locked");
    case CellStatus::Unreachable:
        return OverviewModel::tr("Unreachable");
    }
    return {};
}

} // namespace belay
