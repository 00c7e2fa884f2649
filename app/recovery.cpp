// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/recovery.h"

#include "app/identity.h"
#include "app/past.h"
#include "app/strategies/planner.h"

#include <algorithm>

namespace belay {

namespace {

/// The project file an interrupted run belongs to: one of those opened before, by its name.
Result<Project> projectOf(const Workspace &workspace, const HistoryStore &store, const QString &name)
{
    const auto files = store.recentProjects();
    if (!files)
        return tl::unexpected(files.error());
    for (const QString &file : *files) {
        auto project = workspace.open(file);
        if (project && project->name == name)
            return project;
    }
    return fail(ErrorKind::NotFound, QStringLiteral("The project file of %1 is not where it was.").arg(name),
                QStringLiteral("Open it again (`belay status --project FILE`), then resume."));
}

/// A deployment that ended with hosts on the new release and was not taken back can be taken up again, as
/// long as its locks are there; the plans see to that.
bool leftHalfWay(const RunSummary &run)
{
    return run.kind == toString(PlanKind::Deploy) && run.outcome == Outcome::NotRolledBack;
}

Result<void> mustBeInterrupted(const HistoryStore &store, const RunSummary &run)
{
    if (leftHalfWay(run))
        return {};
    if (run.outcome != Outcome::None)
        return fail(ErrorKind::Invalid,
                    QStringLiteral("Run %1 has ended: %2.").arg(run.id, toString(run.outcome)),
                    QStringLiteral("`belay runs` lists those that did not."));
    const auto interrupted = store.interrupted();
    if (!interrupted)
        return tl::unexpected(interrupted.error());
    const bool isOne = std::any_of(interrupted->begin(), interrupted->end(),
                                   [&run](const RunSummary &each) { return each.id == run.id; });
    if (!isOne)
        return fail(ErrorKind::Locked,
                    QStringLiteral("Run %1 is still going on in another process.").arg(run.id),
                    QStringLiteral("Let it finish, or stop it there."));
    return {};
}

/// What was measured before the release stays the measure: sampling again now would take the new release's
/// numbers for the old one's.
void dropBaseline(Plan &plan, const RunState &before)
{
    const bool measured = std::any_of(before.series.begin(), before.series.end(),
                                      [](const SeriesData &series) { return !series.before.empty(); });
    if (!measured)
        return;
    for (Stage &stage : plan.stages)
        std::erase_if(stage.steps, [](const Step &step) { return step.kind == StepKind::Baseline; });
}

} // namespace

Result<Recovery> planRecovery(const Workspace &workspace, const QString &runId, RecoveryWay way,
                              const CancelToken &cancel)
{
    const HistoryStore *store = workspace.composition().history();
    if (!store)
        return tl::unexpected(*workspace.composition().historyError());
    auto past = loadRun(*store, runId);
    if (!past)
        return tl::unexpected(past.error());
    if (auto interrupted = mustBeInterrupted(*store, past->summary); !interrupted)
        return tl::unexpected(interrupted.error());
    auto project = projectOf(workspace, *store, past->summary.project);
    if (!project)
        return tl::unexpected(project.error());
    if (auto trusted = workspace.requireTrust(*project); !trusted)
        return tl::unexpected(trusted.error());
    const Environment *environment = project->environment(past->summary.environment);
    if (!environment)
        return fail(ErrorKind::NotFound, QStringLiteral("%1 has no environment %2 any more.")
                                             .arg(project->file, past->summary.environment));

    Recovery recovery;
    recovery.environment = *environment;
    recovery.before = past->state;
    const bool back = way == RecoveryWay::RollBack;
    if (back && past->state.plan.kind == PlanKind::Deploy) {
        UndoRequest request;
        request.interrupted = past->state.plan;
        request.fleet = workspace.observe(*project, *environment, cancel);
        request.by = whoAmI();
        request.reason = QStringLiteral("Run %1 was interrupted").arg(past->summary.id);
        request.nowMs = workspace.composition().ports().clock.nowMs();
        request.runId = newRunId(request.nowMs);
        auto plan = planUndo(request);
        if (!plan)
            return tl::unexpected(plan.error());
        recovery.plan = std::move(*plan);
    } else if (back) {
        RollbackIntent intent;
        intent.reason = QStringLiteral("Run %1 was interrupted").arg(past->summary.id);
        intent.token = past->state.plan.lockToken;
        auto plan = workspace.planRollback(*project, *environment, intent, cancel);
        if (!plan)
            return tl::unexpected(plan.error());
        recovery.plan = std::move(*plan);
    } else {
        ResumeRequest request;
        request.interrupted = past->state.plan;
        request.fleet = workspace.observe(*project, *environment, cancel);
        request.by = whoAmI();
        request.nowMs = workspace.composition().ports().clock.nowMs();
        auto plan = planResume(request);
        if (!plan)
            return tl::unexpected(plan.error());
        recovery.plan = std::move(*plan);
        dropBaseline(recovery.plan, past->state);
        recovery.continued = true;
        recovery.firstSeq = past->events.empty() ? 1 : past->events.back().seq + 1;
    }
    recovery.project = std::move(*project);
    return recovery;
}

} // namespace belay
