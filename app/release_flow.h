// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/workspace.h"

#include <functional>

namespace belay {

/// What a whole release came to: the deployment, and the rollback that followed by itself, if one did.
struct ReleaseEnd
{
    Outcome deployment = Outcome::None;
    std::optional<Outcome> rollback;
    QString deploymentRun;
    QString rollbackRun;
    std::optional<Error> error; ///< the rollback could not even be planned
};

/// Who hears what happens. Each is called by one thread at a time, but the two at the same time.
struct ReleaseObservers
{
    std::function<void(const RunEvent &)> release; ///< the deployment and the rollback
    std::function<void(const RunEvent &)>
        following; ///< what is measured beside the latter; empty: nothing is
};

/// True when the environment's policy asks for an automatic rollback after this end. Only a proven verdict
/// counts: no data never rolls anything back.
bool rollsBackByItself(const Environment &environment, Outcome deployment);

/// Runs the plan, and when its verdict is Roll back and the environment says so, waits out the countdown
/// (cancel is the veto) and rolls back. At most one automatic rollback per deployment. The guide is asked
/// about failures of the deployment; the automatic rollback waits for nobody. Between the verdict and the end
/// of the rollback the release is measured on, in a run of its own, so that an incident shows what became of
/// it. That run ends with the rollback, and it decides nothing: whether the way back has helped takes as long
/// as a watch, and is another command's question (`belay watch`).
ReleaseEnd runRelease(const Workspace &workspace, const Project &project, const Environment &environment,
                      const Plan &plan, const ReleaseObservers &observers, const CancelToken &cancel,
                      const FailureGuide &guide = {});

/// The contract's exit code for the end as a whole: 4 when a bad deployment was rolled back.
int exitCodeFor(const ReleaseEnd &end);

} // namespace belay
