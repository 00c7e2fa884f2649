// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/aftermath.h"
#include "models/domain/plan.h"
#include "models/domain/run_event.h"
#include "models/domain/watch_findings.h"

#include <QHash>
#include <QString>

#include <optional>
#include <vector>

namespace belay {

struct StepStatus
{
    QString id;
    QString host;
    QString title;
    StepKind kind = StepKind::Check;
    StepState state = StepState::Waiting;
    QString text;
    qint64 startedMs = 0;
    qint64 durationMs = 0;
    qint64 done = 0;
    qint64 total = 0;
    std::optional<Error> error;
    bool carriedOut = false; ///< it was begun; a Skipped step that was not has never been reached
};

struct LogLine
{
    qint64 timeMs = 0;
    QString host;
    QString step;
    QString text;
    bool isError = false;
};

/// Everything a screen shows about one run, folded from its events. The same fold serves the live window, the
/// history's replay, the report, resume and the command line's table.
struct RunState
{
    QString runId;
    Plan plan;
    bool started = false;
    bool finished = false;
    bool undoing = false;
    Outcome outcome = Outcome::None;
    QString text; ///< the newest sentence about the run as a whole
    qint64 startedMs = 0;
    qint64 finishedMs = 0;
    qint64 liveMs = 0; ///< when the last host was switched; 0: not yet
    qint64 lastEventMs = 0;
    qint64 countdownEndsMs = 0;
    QString stage;
    std::vector<StepStatus> steps; ///< in plan order
    std::vector<LogLine> log;      ///< the newest lines, at most `logLimit`
    qint64 logDropped = 0;
    std::vector<SeriesData> series;
    std::optional<Verdict> verdict;
    std::vector<CheckRecord> checks;
    std::optional<Aftermath> aftermath; ///< by later runs; never by the run's own events
    WatchFindings findings;             ///< health checks of the hosts, and what their logs showed
    QHash<QString, int> stepIndex;      ///< step id → index in `steps`
    QHash<QString, int> undoIndex;      ///< undo step id → index of the step it undoes, until it has passed

    static constexpr int logLimit = 20000;

    int stepsDone() const;
    /// Hosts on which everything that serves users is done; never one that was given up or not reached.
    int hostsDone() const;
    const StepStatus *step(const QString &id) const;
};

/// The line an event writes into the log, the same for the live window and the replayed run: output, remarks
/// and how a step ended ("switch: passed, current: …"). None for every other event.
std::optional<LogLine> logLine(const RunEvent &event);

/// Applies one event. Total: an event of an unknown step changes nothing but the time.
void apply(RunState &state, const RunEvent &event);
RunState replay(const std::vector<RunEvent> &events);

} // namespace belay
