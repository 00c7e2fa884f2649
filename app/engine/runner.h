// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/failure_guide.h"
#include "app/engine/ports.h"
#include "models/domain/plan.h"
#include "models/domain/run_event.h"

#include <functional>
#include <vector>

namespace belay {

class Nudge;

/// Receives every event in order, already numbered, timed and redacted. Called from the run's threads, one
/// call at a time. It must make the event durable before it returns: the intent is kept before the effect is
/// asked for.
using EventSink = std::function<Result<void>(const RunEvent &)>;
/// The same for events that happened while the last ones were being kept: many hosts at once must not wait
/// for the disk one after the other. An error counts for all of them.
using EventsSink = std::function<Result<void>(const std::vector<RunEvent> &)>;

/// How a step of a kind is carried out; one small function per kind (engine, metrics, checks), listed in
/// builtin_steps.cpp.
struct StepContext
{
    const Plan &plan;
    const Step &step;
    Ports &ports;
    const CancelToken &cancel;
    std::function<void(RunEvent)> tell; ///< run, step, host, time and number are filled in
    const Nudge *nudge = nullptr;       ///< a step that pauses between rounds hears it; may be null
};

struct StepEnd
{
    StepState state = StepState::Passed; ///< Passed, Failed, Unknown, Skipped or Cancelled
    QString text;
    std::optional<Error> error;
    std::optional<Verdict> verdict; ///< Watch: the last one
    bool begun = true;              ///< false: certainly nothing was done, so nothing needs to be undone
};

using StepRunner = std::function<StepEnd(const StepContext &)>;
using StepRunners = std::map<StepKind, StepRunner>;

struct RunOptions
{
    qint64 firstSeq = 1; ///< of the first event; more than 1 continues an interrupted run
    /// Asked when a step of a deployment or a rollback fails. Empty: a deployment is undone, a rollback gives
    /// the host up and goes on.
    FailureGuide guide = {};
};

/// Executes a plan on the calling thread and the few it starts and joins itself. A function from (plan,
/// world) to events; nothing else leaves it. Undo ignores `cancel`. While the guide is asked no step is
/// begun; those that run are finished.
Outcome run(const Plan &plan, Ports &ports, const StepRunners &runners, const EventsSink &sink,
            const CancelToken &cancel, const RunOptions &options);
Outcome run(const Plan &plan, Ports &ports, const StepRunners &runners, const EventsSink &sink,
            const CancelToken &cancel, qint64 firstSeq = 1);
Outcome run(const Plan &plan, Ports &ports, const StepRunners &runners, const EventSink &sink,
            const CancelToken &cancel, qint64 firstSeq = 1);

/// The same events without touching anything: every step passes at once.
Outcome dryRun(const Plan &plan, Clock &clock, const EventSink &sink);

/// The plan as a POSIX shell script a person can read and run by hand.
QString asShellScript(const Plan &plan);

} // namespace belay
