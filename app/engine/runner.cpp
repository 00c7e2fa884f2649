// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/runner.h"

#include "app/engine/failure_choices.h"
#include "app/engine/outcome.h"
#include "app/engine/run_context.h"
#include "app/engine/tracks.h"
#include "models/domain/names.h"

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

/// A host the others go on without: what was begun there is undone now, and it gets no further steps.
void skipHost(RunContext &context, const Step &step, const StepEnd &end)
{
    std::vector<Step> begun = context.takeBegunOn(step.host);
    Track track;
    for (const Step &each : begun)
        track.push_back(&each);
    undoTrack(context, track);
    if (step.kind != StepKind::Switch || context.plan().kind != PlanKind::Deploy)
        return;
    // Its switch is settled: the release is live once the others have it.
    RunEvent event;
    event.kind = EventKind::StepFinished;
    event.step = step.id;
    event.host = step.host;
    event.state = StepState::Skipped;
    event.text = QStringLiteral("the host was given up");
    event.error = end.error;
    context.tell(event);
}

QString chosenText(const FailureQuestion &question, const FailureAnswer &answer, qint64 waitedMs)
{
    QString text = QStringLiteral("%1. Decided by %2").arg(whatFailed(question), answer.by);
    if (waitedMs >= 1000)
        text += QStringLiteral(" after %1").arg(formatDuration(waitedMs));
    text += QStringLiteral(": %1").arg(toString(answer.choice));
    if (answer.choice == FailureChoice::Retry)
        text += QStringLiteral(", try %1").arg(question.attempt + 1);
    if (answer.choice == FailureChoice::SkipHost)
        text += QStringLiteral(" ") + question.host;
    return text + QLatin1Char('.');
}

enum class Next { Again, GoOn };

/// What a choice changes for the run.
void takeUp(RunContext &context, const Step &step, const StepEnd &end, FailureChoice choice)
{
    switch (choice) {
    case FailureChoice::Retry:
        break;
    case FailureChoice::SkipHost:
        context.note(step, end);
        context.giveUp(step.host);
        break;
    case FailureChoice::RollBack:
        context.stop(step, end);
        break;
    case FailureChoice::Stop:
        context.leave(step, end);
        break;
    }
}

/// A step failed and nobody begins another one: finds out what that is to mean, and lets the others go on.
Next decide(RunContext &context, const FailureGuide &guide, const Stage &stage, const Step &step,
            const StepEnd &end, int attempt)
{
    const qint64 begin = context.clock().monotonicMs();
    std::optional<FailureQuestion> question;
    const auto ask = [&] {
        question = questionAbout(context.plan(), step, end, attempt, context.facts());
        return *question;
    };
    const auto act = [&](const FailureAnswer &chosen) {
        RunEvent event;
        event.kind = EventKind::Noted;
        event.host = step.host;
        event.durationMs = context.clock().monotonicMs() - begin;
        event.text = chosenText(*question, chosen, event.durationMs);
        context.tell(event);
        takeUp(context, step, end, chosen.choice);
    };
    const auto answer = context.ask(guide, ask, act);
    if (!answer) {
        drawConsequence(context, stage, step, end);
        context.goOn();
        return Next::GoOn;
    }
    context.goOn();
    if (answer->choice == FailureChoice::SkipHost)
        skipHost(context, step, end);
    return answer->choice == FailureChoice::Retry ? Next::Again : Next::GoOn;
}

/// One step, as often as it is asked for.
void runStep(RunContext &context, const FailureGuide &guide, const Stage &stage, const Step &step)
{
    const auto manner = stage.always ? RunContext::Manner::Always : RunContext::Manner::Stoppable;
    for (int attempt = 1;; ++attempt) {
        bool guided = false;
        const StepEnd end = context.perform(step, manner, [&](const StepEnd &each) {
            guided =
                guide && !context.cancelled() && isGuided(context.plan(), stage, step, each, context.facts());
            guided ? context.holdOn() : drawConsequence(context, stage, step, each);
        });
        if (!guided || decide(context, guide, stage, step, end, attempt) == Next::GoOn)
            return;
    }
}

/// A run that was stopped as it was, half-way, keeps its locks: nobody else is to deploy over a mixed fleet,
/// and who takes the run up again needs them.
bool keepsLock(RunContext &context, const Step &step)
{
    if (step.kind != StepKind::Unlock || context.plan().kind != PlanKind::Deploy || !context.left())
        return false;
    const RunContext::Facts facts = context.facts();
    return !facts.givenUp.contains(step.host) && facts.isHalfSwitched();
}

/// The steps of one host (or of this computer) in one stage, one after the other.
void runTrack(RunContext &context, const FailureGuide &guide, const Stage &stage, const Track &track)
{
    for (const Step *step : track) {
        if (!stage.always)
            context.awaitDecisions();
        if (!stage.always && (context.cancelled() || context.failed()))
            return;
        if (!stage.always && context.givenUp(step->host))
            skip(context, *step, QStringLiteral("an earlier step failed on this host"));
        else if (stage.always && keepsLock(context, *step))
            skip(context, *step, QStringLiteral("the lock stays: the run was stopped half-way"));
        else
            runStep(context, guide, stage, *step);
    }
}

void runStage(RunContext &context, const FailureGuide &guide, const Stage &stage)
{
    RunEvent event;
    event.kind = EventKind::StageStarted;
    event.step = stage.id;
    event.text = stage.title;
    context.tell(event);
    sideBySide(tracksOf(stage.steps), stage.parallel,
               [&](const Track &track) { runTrack(context, guide, stage, track); });
}

void undoAll(RunContext &context)
{
    if (context.left())
        return;
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
void runStages(RunContext &context, const FailureGuide &guide)
{
    const auto stopped = [&context] { return context.failed() || context.cancelled(); };
    for (const Stage &stage : context.plan().stages) {
        if (stopped())
            undoAll(context);
        if (stopped() && !stage.always)
            continue;
        runStage(context, guide, stage);
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
    RunOptions options;
    options.firstSeq = firstSeq;
    return run(plan, ports, runners, sink, cancel, options);
}

Outcome run(const Plan &plan, Ports &ports, const StepRunners &runners, const EventsSink &sink,
            const CancelToken &cancel, const RunOptions &options)
{
    RunContext context(plan, ports, runners, sink, cancel, options.firstSeq);
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
        runStages(context, options.guide);
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
