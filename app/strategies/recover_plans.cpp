// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/strategies/plan_parts.h"
#include "app/strategies/planner.h"

#include "models/domain/names.h"

#include <algorithm>

namespace belay {

using namespace planning;
using namespace Qt::Literals::StringLiterals;

namespace {

QString whatIsFreed(const HostObservation &host)
{
    QStringList parts;
    if (!host.lock.isEmpty())
        parts.append(u"the lock of %1"_s.arg(lockHolder(host)));
    if (!host.hold.isEmpty())
        parts.append(u"the hold: %1"_s.arg(host.hold));
    return parts.join(u"; "_s);
}

Result<void> checkResumable(const Plan &plan, const PlanHost &host, const HostObservation *seen)
{
    const QString &name = host.spec.name;
    if (!seen || seen->error) {
        return fail(seen ? seen->error->kind : ErrorKind::Network,
                    u"%1 did not answer, so the run cannot go on."_s.arg(name),
                    seen ? seen->error->hint : QString(), seen ? seen->error->summary : QString());
    }
    if (!seen->lock.isEmpty() && seen->lock != plan.lockToken) {
        return fail(
            ErrorKind::Locked, u"%1 is now locked by %2."_s.arg(name, lockHolder(*seen)),
            u"The interrupted run no longer owns it. Mark it as handled, and plan again when the lock is free."_s);
    }
    if (seen->currentId != host.fromReleaseId && seen->currentId != host.toReleaseId) {
        return fail(ErrorKind::Remote,
                    u"current on %1 was changed meanwhile: it names %2; the run expected %3 or %4."_s.arg(
                        name, seen->currentId.isEmpty() ? u"nothing"_s : seen->currentId,
                        host.fromReleaseId.isEmpty() ? u"nothing"_s : host.fromReleaseId, host.toReleaseId),
                    u"Mark the run as handled and make a new plan."_s);
    }
    return {};
}

bool isPublished(const PlanHost &host, const FleetSnapshot &fleet)
{
    const HostObservation *seen = fleet.host(host.spec.name);
    const ReleaseOnHost *release = seen ? seen->release(host.toReleaseId) : nullptr;
    return release && release->hasManifest;
}

/// What lies complete on a host is not sent again; the step that publishes it stays, with its undoing, and
/// finds nothing to do.
void dropUploads(Plan &plan, const FleetSnapshot &fleet)
{
    for (Stage &stage : plan.stages) {
        const auto gone = std::remove_if(stage.steps.begin(), stage.steps.end(), [&](const Step &step) {
            if (step.kind != StepKind::Upload)
                return false;
            return std::any_of(plan.hosts.begin(), plan.hosts.end(), [&](const PlanHost &host) {
                return host.spec.name == step.host && isPublished(host, fleet);
            });
        });
        stage.steps.erase(gone, stage.steps.end());
    }
}

} // namespace

Result<Plan> planUnlock(const UnlockRequest &request)
{
    if (request.reason.trimmed().isEmpty()) {
        return fail(ErrorKind::Invalid, u"Unlocking %1 needs a reason."_s.arg(request.environment.name),
                    u"Say it with --reason; it is written down on the hosts."_s);
    }
    if (const auto served = checkServed(request.environment); !served)
        return tl::unexpected<Error>(served.error());
    const Frame frame{request.project, request.environment, request.runId, request.by, request.reason, {}};
    std::vector<HostPlan> hosts;
    std::vector<Step> steps;
    QStringList warnings;
    for (const HostSpec &spec : request.environment.target.hosts) {
        const HostObservation *seen = request.fleet.host(spec.name);
        if (!seen || seen->error) {
            warnings.append(u"%1 did not answer; what it holds stays"_s.arg(spec.name));
            continue;
        }
        if (seen->lock.isEmpty() && seen->hold.isEmpty())
            continue;
        const auto site = siteFor(frame, spec);
        if (!site)
            return tl::unexpected<Error>(site.error());
        const HostPlan host{spec,
                            *site,
                            seen->currentLink,
                            seen->currentId,
                            seen->currentVersion(),
                            seen->currentId,
                            seen->currentVersion()};
        steps.push_back(scriptStep(u"unlock"_s, host, StepKind::Unlock, u"unlock"_s, whatIsFreed(*seen),
                                   takeOverUnlockScript(host.site, seen->lock,
                                                        entry(frame, u"unlocked"_s, seen->currentId,
                                                              seen->currentVersion(), request.reason))));
        hosts.push_back(host);
        for (const OperationOnHost &operation : seen->operations) {
            if (operation.alive)
                warnings.append(u"On %1 step %2 of run %3 is still running"_s.arg(spec.name, operation.step,
                                                                                  operation.run));
        }
    }
    if (steps.empty()) {
        return fail(ErrorKind::NotFound,
                    u"Nothing is locked or held in %1%2."_s.arg(
                        request.environment.name,
                        warnings.isEmpty() ? QString() : QString(u" ("_s + warnings.join(u"; "_s) + u")"_s)));
    }
    Plan plan = planFor(frame, PlanKind::Unlock, request.nowMs, hosts);
    plan.fromVersion = request.fleet.versionsLive().join(u", "_s);
    plan.version = plan.fromVersion;
    plan.warnings = warnings;
    Stage stage = stageOf(u"unlock"_s, u"Unlock"_s, request.environment.target.parallel, std::move(steps));
    stage.onFailure = OnFailure::KeepGoing;
    plan.stages.push_back(std::move(stage));
    return plan;
}

Result<Plan> planResume(const ResumeRequest &request)
{
    Plan plan = request.interrupted;
    if (plan.kind != PlanKind::Deploy && plan.kind != PlanKind::Rollback) {
        return fail(
            ErrorKind::Invalid,
            u"Run %1 was no deployment and no rollback; there is nothing to resume."_s.arg(plan.runId),
            u"Start it again."_s);
    }
    if (!plan.runnable || plan.lockToken.isEmpty())
        return fail(ErrorKind::Invalid, u"Run %1 was never able to run."_s.arg(plan.runId),
                    u"Make a new plan."_s);
    for (const PlanHost &host : plan.hosts) {
        const HostObservation *seen = request.fleet.host(host.spec.name);
        if (const auto good = checkResumable(plan, host, seen); !good)
            return tl::unexpected<Error>(good.error());
        for (const OperationOnHost &operation : seen->operations) {
            if (operation.alive && operation.run == plan.runId)
                plan.notes.append(u"Step %1 is still running on %2; it is waited for."_s.arg(operation.step,
                                                                                             host.spec.name));
        }
    }
    dropUploads(plan, request.fleet);
    plan.notes.append(
        u"Continues the run that was interrupted; resumed by %1. What is already done is not done again."_s
            .arg(request.by));
    return plan;
}

} // namespace belay
