// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/fleet.h"

#include "models/domain/json.h"
#include "models/domain/names.h"

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
