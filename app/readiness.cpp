// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/readiness.h"

#include <QCoreApplication>

#include <algorithm>

namespace belay {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Readiness", text);
}

/// Why this host could not go back now; empty when it could.
QString obstacle(const HostObservation &host)
{
    if (host.error)
        return host.error->summary;
    const QString target = previousGoodRelease(host);
    if (target.isEmpty())
        return tr("%1 has no earlier good release").arg(host.host);
    const ReleaseOnHost *release = host.release(target);
    if (!release || !release->hasManifest)
        return tr("%1 holds %2 without its list of files, so nobody can say whether it is complete")
            .arg(host.host, release && !release->version.isEmpty() ? release->version : target);
    if (host.currentIsFolder)
        return tr("current on %1 is a folder, not a link").arg(host.host);
    if (!host.foreignLock.isEmpty())
        return tr("%1 is locked by %2").arg(host.host, host.foreignLock);
    if (!host.lock.isEmpty())
        return tr("%1 is locked by %2").arg(host.host, lockHolder(host));
    return {};
}

} // namespace

Readiness readinessOf(const FleetSnapshot &fleet)
{
    Readiness readiness;
    readiness.hosts = static_cast<int>(fleet.hosts.size());
    QString firstObstacle;
    for (const HostObservation &host : fleet.hosts) {
        readiness.checkedMs = std::max(readiness.checkedMs, host.askedMs);
        readiness.switchMs = std::max(readiness.switchMs, host.error ? 0 : host.roundTripMs);
        if (const QString why = obstacle(host); !why.isEmpty()) {
            if (firstObstacle.isEmpty())
                firstObstacle = why;
            continue;
        }
        ++readiness.hostsReady;
        if (const ReleaseOnHost *release = host.release(previousGoodRelease(host)))
            readiness.toVersion = release->version;
    }
    readiness.ready = readiness.hosts > 0 && readiness.hostsReady == readiness.hosts;
    if (readiness.ready)
        readiness.text = tr("%1 is ready on %2 of %3 hosts, about %4 s")
                             .arg(readiness.toVersion)
                             .arg(readiness.hostsReady)
                             .arg(readiness.hosts)
                             .arg(std::max(0.1, static_cast<double>(readiness.switchMs) / 1000.0), 0, 'f', 1);
    else if (readiness.hostsReady > 0)
        readiness.text = tr("%1 of %2 hosts are ready; %3")
                             .arg(readiness.hostsReady)
                             .arg(readiness.hosts)
                             .arg(firstObstacle);
    else
        readiness.text = firstObstacle;
    return readiness;
}

QStringList rollbackCandidates(const FleetSnapshot &fleet)
{
    QStringList candidates;
    const HostObservation *first = nullptr;
    for (const HostObservation &host : fleet.hosts) {
        if (!host.error) {
            first = &host;
            break;
        }
    }
    if (!first)
        return candidates;
    const auto everywhere = [&fleet](const QString &version) {
        return std::all_of(fleet.hosts.begin(), fleet.hosts.end(), [&version](const HostObservation &host) {
            return host.error ||
                   std::any_of(host.releases.begin(), host.releases.end(), [&](const auto &release) {
                       return release.version == version && !release.bad && !release.foreign;
                   });
        });
    };
    const auto consider = [&](const QString &id) {
        const ReleaseOnHost *release = first->release(id);
        if (release && id != first->currentId && !release->version.isEmpty() &&
            !candidates.contains(release->version) && everywhere(release->version))
            candidates.append(release->version);
    };
    consider(previousGoodRelease(*first));
    for (auto id = first->activations.crbegin(); id != first->activations.crend(); ++id)
        consider(*id);
    return candidates;
}

qint64 usualDuration(const HistoryStore &store, const QString &project, const QString &environment,
                     const QString &kind)
{
    HistoryQuery query;
    query.project = project;
    query.environment = environment;
    query.limit = 50;
    std::vector<qint64> times;
    for (const RunSummary &run : store.runs(query).value_or(std::vector<RunSummary>())) {
        if (run.kind == kind && run.outcome == Outcome::Succeeded && run.finishedMs > run.startedMs)
            times.push_back(run.finishedMs - run.startedMs);
    }
    if (times.empty())
        return 0;
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
}

} // namespace belay
