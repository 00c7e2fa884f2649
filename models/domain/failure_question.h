// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/plan.h"
#include "models/domain/run_event.h"

#include <QString>

#include <optional>
#include <vector>

namespace belay {

/// What may be done about a step that failed.
enum class FailureChoice {
    Retry,    ///< the same step again
    SkipHost, ///< the host is given up and brought back to what it served; the others go on
    RollBack, ///< everything begun is undone, on every host
    Stop      ///< nothing more is begun, nothing is undone
};

/// A step failed, and the run waits to be told what to do. Nothing new is begun until then.
struct FailureQuestion
{
    QString run;
    PlanKind kind = PlanKind::Deploy;
    QString environment;
    QString version;
    QString fromVersion;
    QString step;                        ///< id
    QString title;                       ///< "switch"
    QString host;                        ///< empty: this computer
    StepState state = StepState::Failed; ///< or Unknown
    QString text;
    std::optional<Error> error;
    int attempt = 1;   ///< how often the step has been tried
    int hosts = 0;     ///< of the plan
    int hostsLive = 0; ///< of those, the ones whose link names, or may name, what the plan goes to
    std::vector<FailureChoice> choices;                ///< those that make sense here
    FailureChoice otherwise = FailureChoice::RollBack; ///< what happens when nobody answers

    bool offers(FailureChoice choice) const;
};

struct FailureAnswer
{
    FailureChoice choice = FailureChoice::RollBack;
    QString by; ///< who or what decided: "dana@desk", "--on-failure", "nobody answered in 10 min"
};

QString toString(FailureChoice choice); ///< retry, skip, rollback, stop: the words of the command line
std::optional<FailureChoice> failureChoiceFromString(const QString &word);

/// What failed and where, in one line: "switch on app2: connection refused".
QString whatFailed(const FailureQuestion &question);
/// What a choice would do here, in one sentence.
QString consequenceOf(const FailureQuestion &question, FailureChoice choice);

} // namespace belay
