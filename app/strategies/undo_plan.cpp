// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/strategies/plan_parts.h"
#include "app/strategies/planner.h"

#include <algorithm>

namespace belay {

using namespace planning;
using namespace Qt::Literals::StringLiterals;

namespace {

/// The run's own way back, as its plan has it: the same scripts, with its lock and its folders.
class WayBack
{
public:
    explicit WayBack(const UndoRequest &request)
        : m_request(request)
    {
    }

    /// True: this host's link was switched by the run; now, or before something else went wrong.
    static bool wentLive(const PlanHost &host, const HostObservation &seen)
    {
        return seen.currentId == host.toReleaseId || seen.activations.contains(host.toReleaseId);
    }

    Result<std::vector<PlanHost>> hosts(QStringList &missing) const
    {
        std::vector<PlanHost> out;
        for (const PlanHost &host : m_request.interrupted.hosts) {
            const HostObservation *seen = m_request.fleet.host(host.spec.name);
            if (!seen || seen->error) {
                missing.append(host.spec.name);
                continue;
            }
            if (seen->lock != m_request.interrupted.lockToken && !seen->lock.isEmpty())
                return fail(ErrorKind::Locked,
                            u"%1 is now locked by %2."_s.arg(host.spec.name, lockHolder(*seen)),
                            u"The interrupted run no longer owns it. Mark it as handled (`belay resume %1 "
                            "--handled --reason …`), and roll back when the lock is free."_s.arg(
                                m_request.interrupted.runId));
            if (seen->currentId != host.fromReleaseId && seen->currentId != host.toReleaseId)
                return fail(ErrorKind::Remote,
                            u"current on %1 was changed meanwhile: it names %2."_s.arg(
                                host.spec.name, seen->currentId.isEmpty() ? u"nothing"_s : seen->currentId),
                            u"Mark the run as handled and make a new plan."_s);
            out.push_back(host);
        }
        return out;
    }

    /// The undo steps of every step of a kind on these hosts.
    std::vector<Step> undoOf(StepKind kind, const std::vector<PlanHost> &hosts) const
    {
        std::vector<Step> out;
        for (const Stage &stage : m_request.interrupted.stages)
            for (const Step &step : stage.steps)
                if (step.kind == kind && isOneOf(hosts, step.host))
                    out.insert(out.end(), step.undo.begin(), step.undo.end());
        return out;
    }

    std::vector<Step> locks(const std::vector<PlanHost> &hosts) const
    {
        std::vector<Step> out;
        for (const Stage &stage : m_request.interrupted.stages)
            for (Step step : stage.steps)
                if (step.kind == StepKind::Lock && isOneOf(hosts, step.host)) {
                    step.undo.clear();
                    out.push_back(std::move(step));
                }
        return out;
    }

    std::vector<Step> records(const std::vector<PlanHost> &hosts) const
    {
        const Plan &plan = m_request.interrupted;
        std::vector<Step> out;
        for (const PlanHost &host : hosts) {
            if (host.fromReleaseId.isEmpty())
                continue;
            const LayoutSite site{host.path, environmentTag(plan.project, plan.environment), plan.lockToken,
                                  plan.runId};
            const LogEntry entry{u"rolled-back"_s, host.fromReleaseId, plan.fromVersion,
                                 plan.runId,       m_request.by,       m_request.reason};
            const HostPlan named{host.spec, site, {}, {}, {}, host.fromReleaseId, plan.fromVersion};
            out.push_back(scriptStep(
                u"record"_s, named, StepKind::Record, u"record"_s, u"revisions.log, .belay/log"_s,
                recordScript(site, {rolledBackRevision(host.fromReleaseId, m_request.by), {entry}, {}})));
        }
        return out;
    }

private:
    static bool isOneOf(const std::vector<PlanHost> &hosts, const QString &name)
    {
        return std::any_of(hosts.begin(), hosts.end(),
                           [&name](const PlanHost &host) { return host.spec.name == name; });
    }

    const UndoRequest &m_request;
};

/// Every host for itself: one that fails must not keep the others on the new release.
void add(Plan &plan, const QString &id, const QString &title, std::vector<Step> steps, int parallel)
{
    if (steps.empty())
        return;
    Stage stage = stageOf(id, title, parallel, std::move(steps));
    stage.onFailure = OnFailure::KeepGoing;
    stage.always = id == u"unlock"_s;
    plan.stages.push_back(std::move(stage));
}

/// Tidying: it is not for uploads or releases of this plan, whatever it was in the plan it comes from.
std::vector<Step> tidying(std::vector<Step> steps)
{
    for (Step &step : steps)
        step.kind = StepKind::Prune;
    return steps;
}

} // namespace

Result<Plan> planUndo(const UndoRequest &request)
{
    const WayBack way(request);
    QStringList missing;
    const auto hosts = way.hosts(missing);
    if (!hosts)
        return tl::unexpected<Error>(hosts.error());
    if (hosts->empty())
        return fail(ErrorKind::Network, u"No host of %1 answered (%2)."_s.arg(request.interrupted.environment,
                                                                              missing.join(u", "_s)));
    std::vector<PlanHost> switched;
    std::copy_if(hosts->begin(), hosts->end(), std::back_inserter(switched), [&](const PlanHost &host) {
        return WayBack::wentLive(host, *request.fleet.host(host.spec.name));
    });

    Plan plan = request.interrupted;
    plan.kind = PlanKind::Rollback;
    plan.runId = request.runId;
    plan.version = request.interrupted.fromVersion;
    plan.fromVersion = request.interrupted.version;
    plan.by = request.by;
    plan.reason = request.reason;
    plan.createdMs = request.nowMs;
    plan.warnings.clear();
    plan.notes = {u"Takes back what run %1 did: hosts it switched return to what was live before; on the "
                  "others only its upload and its lock are removed."_s.arg(request.interrupted.runId)};
    plan.stages.clear();
    plan.hosts = *hosts;
    for (PlanHost &host : plan.hosts)
        std::swap(host.fromReleaseId, host.toReleaseId);
    for (const QString &host : missing)
        plan.warnings.append(u"%1 did not answer and stays as it is, with its lock"_s.arg(host));

    const int all = static_cast<int>(hosts->size());
    add(plan, u"lock"_s, u"Lock"_s, way.locks(*hosts), 1);
    add(plan, u"back"_s, u"Switch back"_s, way.undoOf(StepKind::Switch, switched), all);
    add(plan, u"record"_s, u"Record"_s, way.records(switched), all);
    std::vector<Step> tidy = tidying(way.undoOf(StepKind::Publish, *hosts));
    const std::vector<Step> uploads = tidying(way.undoOf(StepKind::Upload, *hosts));
    tidy.insert(tidy.end(), uploads.begin(), uploads.end());
    add(plan, u"tidy"_s, u"Tidy up"_s, std::move(tidy), plan.target.parallel);
    add(plan, u"unlock"_s, u"Unlock"_s, way.undoOf(StepKind::Lock, *hosts), plan.target.parallel);
    return plan;
}

} // namespace belay
