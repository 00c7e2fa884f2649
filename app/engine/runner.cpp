// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/runner.h"

#include "app/engine/outcome.h"
#include "app/engine/run_context.h"
#include "app/engine/tracks.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace belay {

namespace {

bool isGood(StepState state)
{
    return state == StepState::Passed || state == StepState::Skipped;
}

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

/// The steps of one host (or of this computer) in one stage, one after the other.
void runTrack(RunContext &context, const Stage &stage, const std::vector<const Step *> &track)
{
    const bool undoes = stage.onFailure == OnFailure::Undo;
    for (const Step *step : track) {
        if (!stage.always && (context.cancelled() || (undoes && context.failed())))
            return;
        if (!stage.always && context.givenUp(step->host)) {
            skip(context, *step, QStringLiteral("an earlier step failed on this host"));
            continue;
        }
        context.began(*step);
        const StepEnd end = context.perform(*step, false);
        if (isGood(end.state))
            continue;
        if (end.state == StepState::Cancelled && context.cancelled())
            return;
        const bool harmless = !undoes && (step->kind == StepKind::Check || step->kind == StepKind::Prune);
        if (harmless)
            continue;
        context.fail(*step, end);
        if (!undoes)
            context.giveUp(step->host);
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
               [&](const std::vector<const Step *> &track) { runTrack(context, stage, track); });
}

/// Undoes what one host has begun, newest first. The undo steps of one step run in order and end at the first
/// that fails; the next step's undoing is tried all the same.
void undoTrack(RunContext &context, const std::vector<const Step *> &begun)
{
    for (auto step = begun.rbegin(); step != begun.rend(); ++step) {
        bool worked = true;
        for (const Step &undo : (*step)->undo) {
            if (!isGood(context.perform(undo, true).state)) {
                worked = false;
                break;
            }
        }
        context.noteUndone(**step, worked);
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
               [&](const std::vector<const Step *> &track) { undoTrack(context, track); });
}

bool goesOn(const RunContext &context, const Stage &stage)
{
    if (stage.always)
        return true;
    // Where every host goes as far as it can, a failure on one does not end the stages of the others.
    const bool stopped = stage.onFailure == OnFailure::Undo && context.failed();
    return !stopped && !context.cancelled();
}

} // namespace

Outcome run(const Plan &plan, Ports &ports, const StepRunners &runners, const EventSink &sink,
            const CancelToken &cancel, qint64 firstSeq)
{
    RunContext context(plan, ports, runners, sink, cancel, firstSeq);
    RunEvent started;
    started.kind = EventKind::RunStarted;
    started.text = plan.reason;
    started.data = QString::fromStdString(toJson(plan).dump());
    OutcomeAndText end;
    if (!plan.runnable) {
        end = {Outcome::Failed,
               QStringLiteral("This plan was made without asking the hosts and cannot be run.")};
    } else if (const auto kept = context.tell(started); !kept && plan.kind != PlanKind::Rollback) {
        end = {Outcome::Failed, QStringLiteral("The history cannot be written, so nothing was begun: %1")
                                    .arg(kept.error().summary)};
    } else {
        bool undone = false;
        for (const Stage &stage : plan.stages) {
            const bool stopped = context.failed() || context.cancelled();
            if (stopped && !context.facts().passedNoReturn && !undone) {
                undoAll(context);
                undone = true;
            }
            if (!goesOn(context, stage))
                continue;
            runStage(context, stage);
            if (stage.pointOfNoReturn && !context.failed() && !context.cancelled()) {
                context.forgetBegun();
                context.noteNoReturn();
            }
        }
        if ((context.failed() || context.cancelled()) && !context.facts().passedNoReturn && !undone)
            undoAll(context);
        end = outcomeOf(plan, context.facts(), context.cancelled());
    }
    RunEvent finished;
    finished.kind = EventKind::RunFinished;
    finished.outcome = end.outcome;
    finished.text = end.text;
    finished.error = end.outcome == Outcome::Succeeded ? std::nullopt : context.facts().error;
    context.tell(finished);
    return end.outcome;
}

} // namespace belay
