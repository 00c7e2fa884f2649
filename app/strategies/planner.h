// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/targets/artifact.h"
#include "models/domain/fleet.h"
#include "models/domain/plan.h"

#include <optional>

namespace belay {

/// Everything a deployment's plan is made from. No I/O happens while planning.
struct DeployRequest
{
    Project project;
    Environment environment;
    QString version;
    QString commit;
    qint64 committedMs = 0; ///< when that commit was made, UTC; 0: not known
    QString by;             ///< user@machine
    QString reason;
    QString runId;
    qint64 nowMs = 0;
    /// What the hosts said. Not set: the plan is for reading only (runnable is false).
    std::optional<FleetSnapshot> fleet;
    /// What will be uploaded. Not set: the plan is for reading only.
    std::optional<Artifact> artifact;
    bool watch = true;
    bool overrideHold = false; ///< deploy although deploys are held (a person said so, with a reason)
    /// An interrupted run's lock, when it is that run which goes on. Empty: a new token is made.
    QString token;
};

struct RollbackRequest
{
    Project project;
    Environment environment;
    QString toVersion; ///< empty: on every host, the release that was live before
    QString by;
    QString reason;
    QString runId;
    qint64 nowMs = 0;
    std::optional<FleetSnapshot> fleet; ///< not set: for reading only
    QString token;        ///< the lock of an interrupted run of ours, taken over by this rollback
    bool hold = true;     ///< hold deploys afterwards until someone unlocks
    bool batches = false; ///< go back batch by batch as the strategy says; false: all hosts at once
};

struct UnlockRequest
{
    Project project;
    Environment environment;
    QString by;
    QString reason; ///< must not be empty
    QString runId;
    qint64 nowMs = 0;
    FleetSnapshot fleet;
};

/// How an interrupted run goes on: the same plan again. `interrupted` is the plan its run started with,
/// `fleet` what the hosts say now.
struct ResumeRequest
{
    Plan interrupted;
    FleetSnapshot fleet;
    QString by;
    qint64 nowMs = 0;
};

/// The way back out of an interrupted deployment: what its own undoing would have done. `interrupted` is the
/// plan its run started with, `fleet` what the hosts say now.
struct UndoRequest
{
    Plan interrupted;
    FleetSnapshot fleet;
    QString by;
    QString reason;
    QString runId; ///< of the undoing
    qint64 nowMs = 0;
};

/// Errors: Invalid (target kinds and strategies that are not served, names that cannot be used, `current` is
/// a folder), Network (a host did not answer; names it), Locked (another run, tool or a hold), Remote
/// (missing tools or linked files on a host).
Result<Plan> planDeploy(const DeployRequest &request);

/// Errors: NotFound (nothing to go back to, or not everywhere), Invalid (the wanted version is marked bad),
/// Locked. Hosts that did not answer are left out and named in the warnings.
Result<Plan> planRollback(const RollbackRequest &request);

/// Removes the lock that was seen and frees held deploys, and writes down who did it and why.
Result<Plan> planUnlock(const UnlockRequest &request);

/// The interrupted plan itself, safe to run again: every script finds out what is already done. Refused
/// (Locked) when the lock is no longer that run's own on some host, (Remote) when `current` was changed by
/// someone else meanwhile. To go back instead: planUndo.
Result<Plan> planResume(const ResumeRequest &request);

/// A rollback that takes an interrupted deployment back: every host it switched returns to what was live
/// before that run, whatever else lies on the host; on every host its upload, its unused release and its lock
/// go. Deploys are not held, as after a deployment that undid itself. Hosts that do not answer are left out
/// and named in the warnings. Errors: Locked (the lock is no longer that run's), Remote (`current` was
/// changed by someone else meanwhile), Network (no host answered).
Result<Plan> planUndo(const UndoRequest &request);

/// The stage that watches the metrics after a release, with the addresses of every host filled in. A command
/// that prints numbers is run in `directory`. The health checks go on and the logs that the
/// environment names are followed.
Stage watchStage(const Environment &environment, const MetricsSpec &metrics, const QString &directory);

/// "v1:<run>:<user>@<machine>:<14 digits UTC>".
QString makeLockToken(const QString &runId, const QString &by, qint64 timeMs);

/// "ann@laptop, run 20261121150000-7f3a, for 14 min", by the clock of the host that holds the lock.
QString describeLock(const QString &token, qint64 hostTimeMs);

} // namespace belay
