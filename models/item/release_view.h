// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/checklist.h"
#include "models/domain/failure_question.h"
#include "models/domain/fleet.h"
#include "models/domain/metrics.h"
#include "models/domain/plan.h"
#include "models/domain/result.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace belay {

/// Whether the way back is verified right now, and on how many hosts.
struct Readiness
{
    bool ready = false;
    int hostsReady = 0;
    int hosts = 0;
    QString toVersion;
    QString text; ///< "v1.4.1 is ready on 4 of 4 hosts, about 0.4 s", or what is missing
    qint64 checkedMs = 0;
    qint64 switchMs = 0; ///< how long the slowest host takes to answer: about the time until all are switched
};

/// A release that was judged and goes on being watched, in a run of its own.
struct WatchedOn
{
    qint64 startedMs = 0;
    qint64 durationMs = 0;
    std::optional<Verdict> verdict; ///< of that run; none yet: the one before stands
};

/// Everything around the run that the Release screen shows. The run itself is in RunModel.
struct ReleaseView
{
    QStringList projects;
    QStringList environments;
    QStringList versions; ///< known versions to choose from, newest first
    QString project;
    QString environment;
    QString version;
    QString commit;
    QString projectFile;
    bool isProtected = false;
    bool isSandbox = false;
    bool trusted = true;
    bool planning = false; ///< the hosts are being asked
    bool checksRunning = false;
    bool runActive = false; ///< a deploy, rollback or watch of this environment is under way in this program
    std::optional<Plan> plan;
    std::optional<Error> planError;
    GateResult gate;
    QString hold; ///< reason why deploys are held; empty: free
    Readiness readiness;
    QString reportMarkdown;
    QString reportRun;
    QString waitingFor;                     ///< a deployment waits for these locks; empty: none waits
    std::optional<FailureQuestion> failure; ///< the run waits for this decision
    qint64 failureEndsMs = 0;               ///< when it stops waiting
};

/// What the rollback dialog shows; made from the real rollback plan.
struct RollbackPreview
{
    QString project;
    QString environment;
    std::optional<Plan> plan;
    std::optional<Error> error;
    QStringList candidates; ///< versions that may be returned to, newest activation first; never a bad one
    QString suggestedReason;
    QString suggestedCode; ///< of models/domain/rollback_reason.h; empty: other
    qint64 liveSinceMs = 0;
    qint64 estimateMs = 0; ///< 0: unknown
    Readiness readiness;
};

/// What is still to be done after the last release.
struct NextSteps
{
    QString project; ///< empty: nothing is left
    QString environment;
    QString version;
    std::vector<CheckStatus> items; ///< of phase After; at least one of them is open
};

/// A sentence on top of the Overview with up to two actions.
struct Attention
{
    enum class Kind { Trigger, Interrupted, Mixed, Held, Failed, Unreachable };
    Kind kind = Kind::Failed;
    QString project;
    QString environment;
    QString runId;
    QString title;
    QString text;
    bool canRollBack = false;
};

} // namespace belay
