// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/item/hosts_model.h"

#include "models/domain/names.h"
#include "models/item/list_diff.h"

#include <QDateTime>
#include <QLocale>

namespace belay {

void HostsModel::setHosts(const std::vector<HostEntry> &hosts)
{
    const auto key = [](const HostEntry &host) {
        return QString(host.project + QLatin1Char('/') + host.environment + QLatin1Char('/') + host.host);
    };
    const ListChange change = listChange(m_hosts, hosts, key);
    const auto begin = m_hosts.begin() + change.keptFront;
    if (change.removed > 0) {
        beginRemoveRows({}, change.keptFront, change.keptFront + change.removed - 1);
        m_hosts.erase(begin, begin + change.removed);
        endRemoveRows();
    }
    if (change.inserted > 0) {
        beginInsertRows({}, change.keptFront, change.keptFront + change.inserted - 1);
        m_hosts.insert(m_hosts.begin() + change.keptFront, hosts.begin() + change.keptFront,
                       hosts.begin() + change.keptFront + change.inserted);
        endInsertRows();
    }
    for (std::size_t row = 0; row < hosts.size(); ++row) {
        if (m_hosts[row] == hosts[row])
            continue;
        m_hosts[row] = hosts[row];
        const int changed = static_cast<int>(row);
        Q_EMIT dataChanged(index(changed, 0), index(changed, ColumnCount - 1));
    }
}

int HostsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_hosts.size());
}

int HostsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString hostStateText(const HostEntry &host)
{
    if (!host.observation)
        return host.asking ? HostsModel::tr("Asking…") : HostsModel::tr("Not asked yet");
    const HostObservation &said = *host.observation;
    if (said.error)
        return said.error->summary;
    if (!said.lock.isEmpty())
        return HostsModel::tr("Locked by %1").arg(said.lock);
    if (!said.foreignLock.isEmpty())
        return said.foreignLock;
    if (!said.hold.isEmpty())
        return HostsModel::tr("Deploys are held: %1").arg(said.hold);
    if (said.currentDangling)
        return HostsModel::tr("current points to a release that is missing");
    return HostsModel::tr("Ready");
}

QString HostsModel::text(const HostEntry &host, int column) const
{
    const HostObservation said = host.observation.value_or(HostObservation());
    const bool known = host.observation && !said.error;
    switch (column) {
    case Host:
        return host.host;
    case Place:
        return QStringLiteral("%1 · %2").arg(host.project, host.environment);
    case State:
        return hostStateText(host);
    case Live:
        return !known ? QString() : said.currentId.isEmpty() ? tr("nothing") : said.currentVersion();
    case Latency:
        return known ? formatDuration(said.roundTripMs) : QString();
    case Disk:
        return known && said.diskFreeBytes >= 0 ? formatBytes(said.diskFreeBytes) : QString();
    case System:
        return said.system;
    case Asked:
        return said.askedMs ? QLocale().toString(QDateTime::fromMSecsSinceEpoch(said.askedMs).time(),
                                                 QLocale::ShortFormat)
                            : QString();
    default:
        return {};
    }
}

QVariant HostsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const HostEntry &entry = host(index.row());
    if (role == Qt::DisplayRole || role == Qt::ToolTipRole || role == Qt::AccessibleTextRole)
        return text(entry, index.column());
    return {};
}

QVariant HostsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    const QStringList titles{tr("Host"),    tr("Environment"), tr("State"),  tr("Live"),
                             tr("Latency"), tr("Free disk"),   tr("System"), tr("Asked")};
    return titles.value(section);
}

} // namespace belay
