// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/checklist.h"
#include "models/domain/metrics.h"
#include "models/domain/result.h"

#include <nlohmann/json_fwd.hpp>

#include <QString>

#include <optional>

namespace belay {

enum class EventKind {
    RunStarted,   ///< data: the plan as JSON text
    StageStarted, ///< step: the stage's id, text: title
    StepStarted,
    StepOutput,       ///< text: one line, capped
    StepProgress,     ///< done and total, bytes or seconds
    StepFinished,     ///< state; text says why or what; durationMs; error for failures
    UndoStarted,      ///< text: why
    SampleTaken,      ///< series, window, sample; host: of this one alone, empty: of all hosts
    VerdictReached,   ///< verdict, text: the sentence
    CountdownStarted, ///< total: milliseconds until the automatic rollback
    CheckRecorded,    ///< check: what is known about one item
    HealthSeen,       ///< host, state Passed, Failed or Unknown, text: what it said, durationMs, done: which
                      ///< round of looks; told when it differs from the host's last. Without a host, once a
                      ///< round: all others answered as before, total: how many hosts there are
    LogFound,         ///< host, data: LogFindingKind in words, text: the line or a sentence, total: how often
                      ///< so far; told again with a higher total when it has grown tenfold, and at the end
    HoldChanged,      ///< text: reason; state Passed: deploys are held, Skipped: they are free
    Noted,            ///< a person's or the program's remark, in text
    RunFinished,      ///< outcome, text: one sentence
};

enum class StepState {
    Waiting,
    Running,
    Passed,
    Failed,
    Unknown, ///< asked for, no proof: the host decides
    Skipped, ///< not necessary, or never reached
    Cancelled,
    Undone,
};

enum class Outcome {
    None, ///< still running, or interrupted: no end was recorded
    Succeeded,
    Failed,          ///< nothing was switched, everything as before
    RolledBack,      ///< was switched, failed, and the old release is back on every host
    NotRolledBack,   ///< failed, and at least one host could not be brought back
    Partial,         ///< some hosts on the new release, some not
    Cancelled,       ///< a person stopped it; the old release serves
    VerdictRollBack, ///< live, and the watch says: roll back
    VerdictNoData,   ///< live, and the watch could not judge
    Handled,         ///< was interrupted; a person marked it as dealt with
};

/// A fact about a run. Append-only: the live window, the history, replay, the report and --json are all these
/// values applied to something. Only the fields its kind names are set.
struct RunEvent
{
    qint64 seq = 0;    ///< 1, 2, 3, … within the run
    qint64 timeMs = 0; ///< UTC
    QString run;
    EventKind kind = EventKind::Noted;
    QString step;
    QString host;
    QString text;
    StepState state = StepState::Waiting;
    bool undo = false;    ///< the step belongs to the undoing
    bool isError = false; ///< StepOutput: came from standard error
    qint64 done = 0;
    qint64 total = 0;
    qint64 durationMs = 0;
    QString series;
    bool before = false; ///< SampleTaken: belongs to the before-window
    QString window; ///< SampleTaken: "yesterday" or "last-week", the same hours then; empty: this release's
    std::optional<Sample> sample;
    std::optional<Verdict> verdict;
    std::optional<CheckRecord> check;
    std::optional<Error> error;
    Outcome outcome = Outcome::None;
    QString data; ///< RunStarted: the plan as JSON text
};

/// Stable keys; "event" is the kind in words with hyphens ("step-finished"), "time" ISO 8601 UTC with
/// milliseconds.
nlohmann::json toJson(const RunEvent &event);
Result<RunEvent> runEventFromJson(const nlohmann::json &json);

QString toString(EventKind kind);
QString toString(StepState state);
QString toString(Outcome outcome);
Outcome outcomeFromString(const QString &word);

/// The command line's exit code for a finished run.
int exitCodeFor(Outcome outcome);

} // namespace belay
