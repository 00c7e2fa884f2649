// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/aftermath.h"

#include "models/domain/run_state.h"

namespace belay {

namespace {

Aftermath &of(RunState &release)
{
    if (!release.aftermath)
        release.aftermath.emplace();
    return *release.aftermath;
}

void applyRollback(RunState &release, const Plan &rollback, const RunEvent &event)
{
    Aftermath &aftermath = of(release);
    if (event.kind == EventKind::RunStarted) {
        aftermath.goingBack = true;
        return;
    }
    if (event.kind == EventKind::StepFinished && event.state == StepState::Passed && !event.undo) {
        for (const Stage &stage : rollback.stages) {
            for (const Step &step : stage.steps) {
                if (step.id == event.step && step.kind == StepKind::Switch)
                    aftermath.marks.push_back({event.timeMs, step.host});
            }
        }
    }
    if (event.kind != EventKind::RunFinished)
        return;
    aftermath.goingBack = false;
    if (event.outcome == Outcome::Succeeded) {
        aftermath.backMs = event.timeMs;
        aftermath.backTo = rollback.version;
        aftermath.watchedBy.clear();
        aftermath.recovery.reset();
    }
}

void applyWatch(RunState &release, const RunEvent &event)
{
    // The same hours of yesterday and last week are those of another stretch.
    if (event.kind == EventKind::SampleTaken && !event.before && event.window.isEmpty())
        apply(release, event);
    if (event.kind == EventKind::HealthSeen || event.kind == EventKind::LogFound)
        apply(release, event);
    if (event.kind == EventKind::RunStarted && release.aftermath && release.aftermath->backMs > 0)
        release.aftermath->watchedBy = event.run;
    if (event.kind != EventKind::VerdictReached || !event.verdict)
        return;
    Aftermath &aftermath = of(release);
    if (aftermath.backMs > 0) {
        if (event.run == aftermath.watchedBy)
            aftermath.recovery = event.verdict;
    } else if (event.verdict->kind != VerdictKind::Collecting &&
               event.verdict->kind != VerdictKind::NotEnoughData) {
        release.verdict = event.verdict;
    }
}

} // namespace

bool isFollowing(const Plan &plan)
{
    for (const Stage &stage : plan.stages) {
        for (const Step &step : stage.steps) {
            if (const auto *watch = std::get_if<WatchAction>(&step.action); watch && watch->untilOver)
                return true;
        }
    }
    return false;
}

const std::optional<Verdict> &standingVerdict(const RunState &release)
{
    return release.aftermath && release.aftermath->backMs > 0 ? release.aftermath->recovery : release.verdict;
}

void applyAftermath(RunState &release, const Plan &later, const RunEvent &event)
{
    if (later.project != release.plan.project || later.environment != release.plan.environment)
        return;
    if (later.kind == PlanKind::Rollback)
        applyRollback(release, later, event);
    else if (later.kind == PlanKind::Watch)
        applyWatch(release, event);
}

} // namespace belay
