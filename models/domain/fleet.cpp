// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/fleet.h"

#include "models/domain/json.h"
#include "models/domain/names.h"

#include <QDateTime>
#include <QTimeZone>

#include <algorithm>

namespace belay {

namespace {

using Json = nlohmann::json;

/// A release one may go back to: still there, not what is live now, and nobody marked it bad.
bool isGoodTarget(const HostObservation &host, const QString &id)
{
    const ReleaseOnHost *release = host.release(id);
    return release && !release->bad && !release->foreign && id != host.currentId;
}

/// For hosts that only Capistrano has deployed to: nothing recorded what was live, so the newest name below
/// the current one is the best that can be known.
QString newestBelowCurrent(const HostObservation &host)
{
    QString best;
    for (const ReleaseOnHost &release : host.releases) {
        if (isReleaseId(release.id) && isGoodTarget(host, release.id) && release.id < host.currentId)
            best = std::max(best, release.id);
    }
    return best;
}

Json toJson(const ReleaseOnHost &release)
{
    return {{"id", release.id},
            {"version", release.version},
            {"manifest", release.hasManifest},
            {"bad", release.bad},
            {"foreign", release.foreign}};
}

Json toJson(const OperationOnHost &operation)
{
    return {{"run", operation.run},
            {"step", operation.step},
            {"exitCode", operation.exitCode ? Json(*operation.exitCode) : Json(nullptr)},
            {"alive", operation.alive}};
}

Json toJson(const Error &error)
{
    return {{"kind", toString(error.kind)},
            {"summary", error.summary},
            {"detail", error.detail},
            {"hint", error.hint}};
}

} // namespace

QString HostObservation::currentVersion() const
{
    const ReleaseOnHost *live = release(currentId);
    return live ? live->version : QString();
}

const ReleaseOnHost *HostObservation::release(const QString &id) const
{
    if (id.isEmpty())
        return nullptr;
    const auto found = std::find_if(releases.begin(), releases.end(),
                                    [&id](const ReleaseOnHost &release) { return release.id == id; });
    return found == releases.end() ? nullptr : &*found;
}

bool FleetSnapshot::complete() const
{
    return std::none_of(hosts.begin(), hosts.end(),
                        [](const HostObservation &host) { return host.error.has_value(); });
}

const HostObservation *FleetSnapshot::host(const QString &name) const
{
    const auto found = std::find_if(hosts.begin(), hosts.end(),
                                    [&name](const HostObservation &host) { return host.host == name; });
    return found == hosts.end() ? nullptr : &*found;
}

QStringList FleetSnapshot::versionsLive() const
{
    QStringList versions;
    for (const HostObservation &host : hosts) {
        const QString version = host.currentVersion();
        if (!host.error && !version.isEmpty() && !versions.contains(version))
            versions.append(version);
    }
    return versions;
}

/// Compares what runs, by version: a host that was set up later has other release ids and is not a mix.
/// A host with nothing live beside hosts with something live is one.
bool FleetSnapshot::mixed() const
{
    QStringList seen;
    for (const HostObservation &host : hosts) {
        if (host.error)
            continue;
        const QString version = host.currentVersion();
        const QString key = version.isEmpty() ? host.currentId : version;
        if (!seen.contains(key))
            seen.append(key);
    }
    return seen.size() > 1;
}

QString driftOf(const FleetSnapshot &fleet, const QString &recordedVersion)
{
    QStringList live; ///< in the order they are met
    std::vector<QStringList> hosts;
    for (const HostObservation &host : fleet.hosts) {
        const QString version = host.currentVersion().isEmpty() ? host.currentId : host.currentVersion();
        if (host.error || (!recordedVersion.isEmpty() && version == recordedVersion))
            continue;
        if (!live.contains(version)) {
            live.append(version);
            hosts.push_back({});
        }
        hosts[static_cast<std::size_t>(live.indexOf(version))].append(host.host);
    }
    if (live.isEmpty() || (recordedVersion.isEmpty() && live.size() < 2))
        return {};
    QStringList parts;
    for (qsizetype i = 0; i < live.size(); ++i)
        parts.append(QStringLiteral("%1 on %2")
                         .arg(live[i].isEmpty() ? QStringLiteral("nothing") : live[i],
                              hosts[static_cast<std::size_t>(i)].join(QStringLiteral(", "))));
    const QString different = parts.join(QStringLiteral("; "));
    return recordedVersion.isEmpty()
               ? QStringLiteral("The hosts differ: %1.").arg(different)
               : QStringLiteral("The history says %1 is live; the hosts say otherwise: %2.")
                     .arg(recordedVersion, different);
}

QString lockHolder(const HostObservation &host)
{
    const QStringList parts = host.lock.split(u':');
    if (parts.size() != 4 || parts[0] != u"v1")
        return host.lock;
    QDateTime since = QDateTime::fromString(parts[3], QStringLiteral("yyyyMMddHHmmss"));
    since.setTimeZone(QTimeZone::utc());
    if (!since.isValid())
        return host.lock;
    const qint64 age = std::max<qint64>(0, host.hostTimeMs - since.toMSecsSinceEpoch());
    QString text = QStringLiteral("%1 (run %2, for %3").arg(parts[2], parts[1], formatDuration(age));
    if (!host.lockVersion.isEmpty())
        text += QStringLiteral(", to %1").arg(host.lockVersion);
    if (!host.lockReason.isEmpty())
        text += QStringLiteral(": %1").arg(host.lockReason);
    return text + u')';
}

QString previousGoodRelease(const HostObservation &host)
{
    // When current is not the last activation recorded, another tool moved it: back to an older one (start
    // from there), or on to one we do not know (start from the end).
    const auto live = host.activations.lastIndexOf(host.currentId);
    for (auto i = live < 0 ? host.activations.size() - 1 : live - 1; i >= 0; --i) {
        if (isGoodTarget(host, host.activations.at(i)))
            return host.activations.at(i);
    }
    if (isGoodTarget(host, host.rollbackLink))
        return host.rollbackLink;
    return host.activations.isEmpty() ? newestBelowCurrent(host) : QString();
}

nlohmann::json toJson(const HostObservation &host)
{
    Json releases = Json::array();
    for (const ReleaseOnHost &release : host.releases)
        releases.push_back(toJson(release));
    Json operations = Json::array();
    for (const OperationOnHost &operation : host.operations)
        operations.push_back(toJson(operation));
    Json out{{"host", host.host},
             {"path", host.path},
             {"asked", isoTime(host.askedMs)},
             {"roundTripMs", host.roundTripMs}};
    if (host.error) {
        out["error"] = toJson(*host.error);
        return out;
    }
    out.update(Json{{"hostTime", isoTime(host.hostTimeMs)},
                    {"exists", host.exists},
                    {"environmentTag", host.environmentTag},
                    {"currentLink", host.currentLink},
                    {"current", host.currentId},
                    {"currentVersion", host.currentVersion()},
                    {"currentDangling", host.currentDangling},
                    {"currentIsFolder", host.currentIsFolder},
                    {"releases", releases},
                    {"activations", host.activations},
                    {"rollbackLink", host.rollbackLink},
                    {"previousGood", previousGoodRelease(host)},
                    {"lock", host.lock},
                    {"lockVersion", host.lockVersion},
                    {"lockReason", host.lockReason},
                    {"foreignLock", host.foreignLock},
                    {"hold", host.hold},
                    {"operations", operations},
                    {"diskFreeBytes", host.diskFreeBytes},
                    {"inodesFree", host.inodesFree},
                    {"system", host.system},
                    {"missingTools", host.missingTools},
                    {"missingLinkedFiles", host.missingLinkedFiles}});
    return out;
}

} // namespace belay
