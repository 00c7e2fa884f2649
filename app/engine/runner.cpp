// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/runner.h"

#include "app/engine/outcome.h"
#include "app/engine/run_context.h"
#include "app/engine/tracks.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace belay {

namespace {

void skip(RunContext &context, const Step &step, const QString &why)
{
    RunEvent event;
    event.kind = EventKind::StepFinished;
    event.step = step.id;
    event.host = step.host;
    event.state = StepState::Skipped;
    event.text = why;
    context.tell(event);
}

/// What the end of a step means for the steps that follow, on its host and on the others.
void drawConsequence(RunContext &context, const Stage &stage, const Step &step, const StepEnd &end)
{
    if (isGood(end.state))
        return;
    // A step a person stopped is no failure of the release; what it left is undone, or told.
    const bool unfinished = end.state == StepState::Cancelled || end.state == StepState::Unknown;
    if (!stage.always && unfinished && context.cancelled())
        return;
    if (!stage.always && stage.onFailure == OnFailure::Undo) {
        context.stop(step, end);
        return;
    }
    context.note(step, end);
    if (!stage.always && !isHousekeeping(step.kind))
        context.giveUp(step.host);
}

/// The steps of one host (or of this computer) in one stage, one after the other.
void runTrack(RunContext &context, const Stage &stage, const Track &track)
{
    const auto manner = stage.always ? RunContext::Manner::Always : RunContext::Manner::Stoppable;
    for (const Step *step : track) {
        if (!stage.always && (context.cancelled() || context.failed()))
            return;
        if (!stage.always && context.givenUp(step->host)) {
            skip(context, *step, QStringLiteral("an earlier step failed on this host"));
            continue;
        }
        context.perform(*step, manner,
                        [&](const StepEnd &end) { drawConsequence(context, stage, *step, end); });
    }
}

void runStage(RunContext &context, const Stage &stage)
{
    RunEvent event;
    event.kind = EventKind::StageStarted;
    event.step = stage.id;
    event.text = stage.title;
    context.tell(event);
    sideBySide(tracksOf(stage.steps), stage.parallel,
               [&](const Track &track) { runTrack(context, stage, track); });
}

/// Undoes what one host has begun, newest first. The undo steps of one step run in order. One that fails ends
/// them, unless it only kept records: the old release's processes matter more. The next step's undoing is
/// tried all the same.
void undoTrack(RunContext &context, const Track &begun)
{
    for (auto step = begun.rbegin(); step != begun.rend(); ++step) {
        for (const Step &undo : (*step)->undo) {
            const StepEnd end = context.perform(undo, RunContext::Manner::Undo);
            if (!isGood(end.state) && !isHousekeeping(undo.kind))
                break;
        }
    }
}

void undoAll(RunContext &context)
{
    const std::vector<Step> begun = context.takeBegun();
    if (begun.empty())
        return;
    RunEvent event;
    event.kind = EventKind::UndoStarted;
    event.text = context.failed() ? context.facts().failure : QStringLiteral("stopped by a person");
    context.tell(event);
    sideBySide(tracksOf(begun), std::max(1, context.plan().target.parallel),
               [&](const Track &track) { undoTrack(context, track); });
}

/// All stages in their order. The undoing comes before the stages that always run: it needs the locks they
/// give back.
void runStages(RunContext &context)
{
    const auto stopped = [&context] { return context.failed() || context.cancelled(); };
    for (const Stage &stage : context.plan().stages) {
        if (stopped())
            undoAll(context);
        if (stopped() && !stage.always)
            continue;
        runStage(context, stage);
        if (stage.pointOfNoReturn && !stopped())
            context.passPointOfNoReturn();
    }
    if (stopped())
        undoAll(context);
}

} // namespace

Outcome run(const Plan &plan, Ports &ports, const StepRunners &runners, const EventSink &sink,
            const CancelToken &cancel, qint64 firstSeq)
{
    const EventsSink oneByOne = [&sink](const std::vector<RunEvent> &events) {
        Result<void> all;
        for (const RunEvent &event : events)
            if (const Result<void> kept = sink(event); !kept && all)
                all = kept;
        return all;
    };
    return run(plan, ports, runners, oneByOne, cancel, firstSeq);
}

Outcome run(const Plan &plan, Ports &ports, const StepRunners &runners, const EventsSink &sink,
            const CancelToken &cancel, qint64 firstSeq)
{
    RunContext context(plan, ports, runners, sink, cancel, firstSeq);
    RunEvent started;
    started.kind = EventKind::RunStarted;
    started.text = plan.reason;
    const auto withPlan = [&plan](RunEvent &event) {
        event.data = QString::fromStdString(toJson(plan).dump());
    };
    OutcomeAndText end;
    if (!plan.runnable) {
        end = {Outcome::Failed,
               QStringLiteral("This plan was made without asking the hosts and cannot be run.")};
    } else if (const auto kept = context.tell(started, withPlan); !kept && plan.kind != PlanKind::Rollback) {
        end = {Outcome::Failed, QStringLiteral("The history cannot be written, so nothing was begun: %1")
                                    .arg(kept.error().summary)};
    } else {
        runStages(context);
        end = outcomeOf(plan, context.facts(), context.cancelled());
    }
    RunEvent finished;
    finished.kind = EventKind::RunFinished;
    finished.outcome = end.outcome;
    finished.text = end.text;
    if (end.outcome != Outcome::Succeeded)
        finished.error = context.facts().error;
    context.tell(finished);
    return end.outcome;
}

} // namespace belay
