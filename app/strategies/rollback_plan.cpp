// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/strategies/plan_parts.h"
#include "app/strategies/planner.h"

#include "models/domain/names.h"

#include <algorithm>

namespace belay {

using namespace planning;
using namespace Qt::Literals::StringLiterals;

namespace {

/// What one host says, and where it could go back to.
struct Candidate
{
    const HostSpec *spec = nullptr;
    const HostObservation *seen = nullptr;
    QString to; ///< release id; empty: nothing to go back to
};

/// The name people know a release by.
QString nameOf(const HostObservation &host, const QString &release)
{
    const ReleaseOnHost *found = host.release(release);
    return found && !found->version.isEmpty() ? found->version : release;
}

/// `current` was moved to an earlier release and nothing was written down: a rollback that was killed the
/// moment it had begun. Its services still run what was live before, so there is something left to do.
bool isUnfinished(const HostObservation &host)
{
    return !host.currentId.isEmpty() && !host.activations.isEmpty() &&
           host.activations.last() != host.currentId && host.activations.contains(host.currentId);
}

/// What its services run, as far as the host's log tells.
QString servedBy(const HostObservation &host)
{
    return isUnfinished(host) ? host.activations.last() : host.currentId;
}

QString liveName(const Candidate &one)
{
    return one.seen->currentId.isEmpty() ? u"nothing"_s : nameOf(*one.seen, one.seen->currentId);
}

QString newestOfVersion(const HostObservation &host, const QString &version, bool bad)
{
    QString newest;
    for (const ReleaseOnHost &release : host.releases) {
        const bool named = release.version == version || release.id == version;
        if (named && release.bad == bad && !release.foreign)
            newest = std::max(newest, release.id);
    }
    return newest;
}

QString eachHost(const std::vector<Candidate> &hosts)
{
    QStringList parts;
    for (const Candidate &one : hosts) {
        const QString to = one.to.isEmpty() ? u"nothing"_s : nameOf(*one.seen, one.to);
        parts.append(u"%1: %2 → %3"_s.arg(one.spec->name, liveName(one), to));
    }
    return parts.join(u"; "_s);
}

Result<QString> wantedVersion(std::vector<Candidate> &hosts, const QString &version)
{
    QStringList missing;
    for (Candidate &one : hosts) {
        if (liveName(one) == version || one.seen->currentId == version) {
            if (isUnfinished(*one.seen))
                one.to = one.seen->currentId;
            continue;
        }
        one.to = newestOfVersion(*one.seen, version, false);
        if (!one.to.isEmpty())
            continue;
        if (!newestOfVersion(*one.seen, version, true).isEmpty()) {
            return fail(ErrorKind::Invalid,
                        u"%1 is marked bad on %2; it is not gone back to."_s.arg(version, one.spec->name),
                        u"Choose another version, or deploy it again as a new release."_s);
        }
        missing.append(one.spec->name);
    }
    if (!missing.isEmpty()) {
        return fail(
            ErrorKind::NotFound, u"%1 is no longer on %2."_s.arg(version, missing.join(u", "_s)),
            u"`belay status` lists what is there. Deploy it again with `belay deploy -r %1`."_s.arg(version));
    }
    return version;
}

/// Every host goes to the same version. Hosts that run it already (a deployment was interrupted half way)
/// stay.
Result<QString> versionBefore(std::vector<Candidate> &hosts)
{
    for (Candidate &one : hosts)
        one.to = isUnfinished(*one.seen) ? one.seen->currentId : previousGoodRelease(*one.seen);
    for (const Candidate &first : hosts) {
        if (first.to.isEmpty())
            continue;
        const QString version = nameOf(*first.seen, first.to);
        const bool all = std::all_of(hosts.begin(), hosts.end(), [&version](const Candidate &one) {
            return !one.to.isEmpty() && nameOf(*one.seen, one.to) == version;
        });
        const bool allOrThere = std::all_of(hosts.begin(), hosts.end(), [&version](const Candidate &one) {
            return (!one.to.isEmpty() && nameOf(*one.seen, one.to) == version) || liveName(one) == version;
        });
        if (!all && !allOrThere)
            continue;
        for (Candidate &one : hosts) {
            if (liveName(one) == version && !all && !isUnfinished(*one.seen))
                one.to.clear();
        }
        return version;
    }
    const bool none =
        std::all_of(hosts.begin(), hosts.end(), [](const Candidate &one) { return one.to.isEmpty(); });
    if (none) {
        return fail(ErrorKind::NotFound,
                    u"There is no earlier good release to go back to (%1)."_s.arg(eachHost(hosts)),
                    u"Deploy a good version instead."_s);
    }
    return fail(ErrorKind::NotFound,
                u"The hosts would not go back to the same version (%1)."_s.arg(eachHost(hosts)),
                u"Name one that is on all of them: `belay rollback --to VERSION`."_s);
}

Stage recordStage(const Frame &frame, const std::vector<HostPlan> &hosts)
{
    std::vector<Step> steps;
    for (const HostPlan &host : hosts) {
        RecordOptions options{rolledBackRevision(host.to, frame.by),
                              {entry(frame, u"rolled-back"_s, host.to, host.toVersion, frame.reason)},
                              {}};
        if (!host.from.isEmpty())
            options.entries.push_back(
                entry(frame, u"marked-bad"_s, host.from, host.fromVersion, frame.reason));
        const QString bad = host.from.isEmpty() ? QString() : u"; %1 is marked bad"_s.arg(host.from);
        steps.push_back(scriptStep(u"record"_s, host, StepKind::Record, u"record"_s,
                                   QString(u"revisions.log, .belay/log"_s + bad),
                                   recordScript(host.site, options)));
    }
    return stageOf(u"record"_s, u"Record"_s, frame.environment.target.parallel, std::move(steps));
}

Stage holdStage(const Frame &frame, const std::vector<HostPlan> &hosts)
{
    std::vector<Step> steps;
    for (const HostPlan &host : hosts) {
        const QString reason = u"rolled back from %1 to %2%3"_s.arg(
            host.fromVersion.isEmpty() ? host.from : host.fromVersion, host.toVersion,
            frame.reason.isEmpty() ? QString() : QString(u" ("_s + frame.reason + u")"_s));
        steps.push_back(
            scriptStep(u"hold"_s, host, StepKind::Hold, u"hold deploys"_s, u"until someone unlocks"_s,
                       holdScript(host.site, entry(frame, u"held"_s, host.to, host.toVersion, reason))));
    }
    return stageOf(u"hold"_s, u"Hold deploys"_s, frame.environment.target.parallel, std::move(steps));
}

Result<void> addStages(Plan &plan, const Frame &frame, const std::vector<HostPlan> &hosts,
                       const RollbackRequest &request)
{
    const Environment &environment = request.environment;
    // Batch by batch the locks come first; all at once every host takes its lock with the switch itself: the
    // time that counts is the one until the last host is back.
    const auto flips = switches(frame, hosts, request.batches ? Flip::Plain : Flip::WithLock);
    if (!flips)
        return tl::unexpected<Error>(flips.error());
    const StrategyKind kind = request.batches ? environment.strategy.kind : StrategyKind::Recreate;
    plan.strategy = QString::fromLatin1(strategy(kind).word);
    if (request.batches)
        plan.stages.push_back(lockStage(frame, hosts, true, false));
    for (Stage &stage : strategy(kind).stages(*flips, environment.strategy, static_cast<int>(hosts.size())))
        plan.stages.push_back(std::move(stage));
    plan.stages.push_back(recordStage(frame, hosts));
    if (request.hold)
        plan.stages.push_back(holdStage(frame, hosts));
    plan.stages.push_back(unlockStage(hosts, environment.target.parallel));
    // Every host goes as far as it can: one that fails must not keep the others on the bad release.
    for (Stage &stage : plan.stages)
        stage.onFailure = OnFailure::KeepGoing;
    plan.notes.append(
        u"Goes back: the release's files and its processes. Stays: the database, shared/ and everything outside %1."_s
            .arg(environment.target.path));
    return {};
}

Result<Plan> readOnlyPlan(const RollbackRequest &request, const Frame &frame)
{
    std::vector<HostPlan> hosts;
    const QString version = request.toVersion.isEmpty() ? u"<previous>"_s : request.toVersion;
    for (const HostSpec &spec : request.environment.target.hosts) {
        const auto site = siteFor(frame, spec);
        if (!site)
            return tl::unexpected<Error>(site.error());
        hosts.push_back({spec, *site, {}, {}, {}, unknownRelease(), version});
    }
    Plan plan = planFor(frame, PlanKind::Rollback, request.nowMs, hosts);
    plan.version = version;
    plan.runnable = false;
    plan.notes.append(u"Made without asking the hosts; the real plan names the release in place of %1."_s.arg(
        unknownRelease()));
    if (const auto added = addStages(plan, frame, hosts, request); !added)
        return tl::unexpected<Error>(added.error());
    return plan;
}

Result<std::vector<Candidate>> reachable(const RollbackRequest &request, const Frame &frame,
                                         QStringList &missing)
{
    std::vector<Candidate> out;
    std::optional<Error> first;
    for (const HostSpec &spec : request.environment.target.hosts) {
        const HostObservation *seen = request.fleet->host(spec.name);
        if (!seen || seen->error) {
            missing.append(spec.name);
            if (seen && !first)
                first = seen->error;
            continue;
        }
        if (const auto good = checkHost(frame, *seen); !good)
            return tl::unexpected<Error>(good.error());
        out.push_back({&spec, seen, {}});
    }
    if (out.empty()) {
        return fail(first ? first->kind : ErrorKind::Network,
                    u"No host of %1 answered (%2)."_s.arg(request.environment.name, missing.join(u", "_s)),
                    first ? first->hint : QString(), first ? first->summary : QString());
    }
    return out;
}

} // namespace

Result<Plan> planRollback(const RollbackRequest &request)
{
    if (const auto served = checkServed(request.environment); !served)
        return tl::unexpected<Error>(served.error());
    qint64 time = request.nowMs;
    if (request.fleet) {
        for (const HostObservation &host : request.fleet->hosts)
            time = std::max(host.hostTimeMs, host.error ? 0 : time);
    }
    const QString token =
        request.token.isEmpty() ? makeLockToken(request.runId, request.by, time) : request.token;
    const Frame frame{request.project, request.environment, request.runId, request.by, request.reason, token};
    if (!request.fleet)
        return readOnlyPlan(request, frame);

    QStringList missing;
    auto candidates = reachable(request, frame, missing);
    if (!candidates)
        return tl::unexpected<Error>(candidates.error());
    const auto version = request.toVersion.isEmpty() ? versionBefore(*candidates)
                                                     : wantedVersion(*candidates, request.toVersion);
    if (!version)
        return tl::unexpected<Error>(version.error());

    std::vector<HostPlan> hosts;
    QStringList staying;
    QStringList unfinished;
    for (const Candidate &one : *candidates) {
        if (one.to.isEmpty()) {
            staying.append(one.spec->name);
            continue;
        }
        const auto site = siteFor(frame, *one.spec);
        if (!site)
            return tl::unexpected<Error>(site.error());
        const ReleaseOnHost *to = one.seen->release(one.to);
        const QString from = servedBy(*one.seen);
        hosts.push_back({*one.spec, *site, one.seen->currentLink, from, nameOf(*one.seen, from), one.to,
                         to ? to->version : QString()});
        if (isUnfinished(*one.seen))
            unfinished.append(one.spec->name);
    }
    if (hosts.empty()) {
        return fail(ErrorKind::Invalid, u"%1 is already live on every host that answered."_s.arg(*version),
                    u"There is nothing to roll back."_s);
    }
    Plan plan = planFor(frame, PlanKind::Rollback, request.nowMs, hosts);
    plan.version = *version;
    plan.fromVersion = request.fleet->versionsLive().join(u", "_s);
    addWarnings(plan, request.environment, *request.fleet);
    for (const QString &host : missing) {
        plan.warnings.append(u"%1 did not answer and stays as it is"_s.arg(host));
        plan.notes.append(u"Left out: %1. Roll back again when it answers."_s.arg(host));
    }
    for (const QString &host : unfinished)
        plan.notes.append(
            u"%1 already points to %2, and its log does not say so: what is left is done, its services are restarted."_s
                .arg(host, *version));
    for (const QString &host : staying)
        plan.notes.append(u"%1 already runs %2 and stays as it is."_s.arg(host, *version));
    for (const HostPlan &host : hosts) {
        const ReleaseOnHost *to = request.fleet->host(host.spec.name)->release(host.to);
        if (to && !to->hasManifest)
            plan.warnings.append(u"%1 on %2 was not deployed by Belay; its files cannot be verified"_s.arg(
                host.to, host.spec.name));
    }
    if (const auto added = addStages(plan, frame, hosts, request); !added)
        return tl::unexpected<Error>(added.error());
    return plan;
}

} // namespace belay
