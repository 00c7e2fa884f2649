// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/item/hosts_model.h"

#include "models/domain/names.h"
#include "models/item/list_diff.h"

#include <QDateTime>
#include <QLocale>

namespace belay {

namespace {

struct Standing
{
    HostStanding kind;
    QString text;
};

/// What makes a plan for this host fail, in the planner's order; empty: nothing.
QString refusal(const HostEntry &host)
{
    const HostObservation &said = *host.observation;
    const QString tag = host.project + QLatin1Char('/') + host.environment;
    if (!said.environmentTag.isEmpty() && said.environmentTag != tag)
        return HostsModel::tr("%1 belongs to %2").arg(said.path, said.environmentTag);
    if (said.currentIsFolder)
        return HostsModel::tr("%1/current is a folder, not a link; Belay does not touch it").arg(said.path);
    if (!said.missingTools.isEmpty())
        return HostsModel::tr("Missing programs: %1").arg(said.missingTools.join(QStringLiteral(", ")));
    if (!said.missingLinkedFiles.isEmpty())
        return HostsModel::tr("Missing in shared/: %1")
            .arg(said.missingLinkedFiles.join(QStringLiteral(", ")));
    return {};
}

Standing standingOf(const HostEntry &host)
{
    if (!host.observation)
        return {HostStanding::Unknown,
                host.asking ? HostsModel::tr("Asking…") : HostsModel::tr("Not asked yet")};
    const HostObservation &said = *host.observation;
    if (said.error)
        return {HostStanding::Silent, said.error->summary};
    if (!said.lock.isEmpty())
        return {HostStanding::Locked, HostsModel::tr("Locked by %1").arg(lockHolder(said))};
    if (!said.foreignLock.isEmpty())
        return {HostStanding::Locked, HostsModel::tr("Locked by %1").arg(said.foreignLock)};
    if (const QString why = refusal(host); !why.isEmpty())
        return {HostStanding::Refused, why};
    if (!said.hold.isEmpty())
        return {HostStanding::Held, HostsModel::tr("Deploys are held: %1").arg(said.hold)};
    if (said.currentDangling)
        return {HostStanding::Doubtful, HostsModel::tr("current points to a release that is missing")};
    if (!said.currentLink.isEmpty() && said.currentId.isEmpty())
        return {HostStanding::Doubtful,
                HostsModel::tr("current points outside releases/: %1").arg(said.currentLink)};
    return {HostStanding::Ready, HostsModel::tr("Ready")};
}

/// A host that refuses us is not one that does not answer.
QString silenceWord(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Network:
    case ErrorKind::Timeout:
        return HostsModel::tr("Does not answer");
    case ErrorKind::Auth:
        return HostsModel::tr("Login refused");
    case ErrorKind::HostKey:
        return HostsModel::tr("Host key refused");
    default:
        return HostsModel::tr("Cannot be asked");
    }
}

/// What is live there; a link that leads out of releases/ is not "nothing".
QString liveText(const HostObservation &said)
{
    if (!said.currentId.isEmpty())
        return said.currentVersion().isEmpty() ? said.currentId : said.currentVersion();
    return said.currentLink.isEmpty() && !said.currentIsFolder ? HostsModel::tr("nothing")
                                                               : HostsModel::tr("unknown");
}

/// With the day when it was not today: yesterday's answer must not pass for this morning's.
QString askedText(qint64 askedMs)
{
    if (askedMs == 0)
        return {};
    const QDateTime asked = QDateTime::fromMSecsSinceEpoch(askedMs);
    return asked.date() == QDate::currentDate() ? QLocale().toString(asked.time(), QLocale::ShortFormat)
                                                : QLocale().toString(asked, QLocale::ShortFormat);
}

} // namespace

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

HostStanding hostStanding(const HostEntry &host)
{
    return standingOf(host).kind;
}

QString hostStateText(const HostEntry &host)
{
    return standingOf(host).text;
}

QString hostStandingWord(const HostEntry &host)
{
    switch (hostStanding(host)) {
    case HostStanding::Unknown:
        return host.asking ? HostsModel::tr("Asking…") : HostsModel::tr("Not asked yet");
    case HostStanding::Silent:
        return silenceWord(host.observation->error->kind);
    case HostStanding::Refused:
        return HostsModel::tr("Not ready");
    case HostStanding::Locked:
        return HostsModel::tr("Locked");
    case HostStanding::Held:
        return HostsModel::tr("Deploys held");
    case HostStanding::Doubtful:
        return HostsModel::tr("Warning");
    case HostStanding::Ready:
        return HostsModel::tr("Ready");
    }
    return {};
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
        return known ? liveText(said) : QString();
    case Latency:
        return known ? formatDuration(said.roundTripMs) : QString();
    case Disk:
        return known && said.diskFreeBytes >= 0 ? formatBytes(said.diskFreeBytes) : QString();
    case System:
        return said.system;
    case Asked:
        return askedText(said.askedMs);
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
    if (role == StandingRole)
        return static_cast<int>(hostStanding(entry));
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
