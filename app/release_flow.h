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

/// True when the environment's policy asks for an automatic rollback after this end. Only a proven verdict
/// counts: no data never rolls anything back.
bool rollsBackByItself(const Environment &environment, Outcome deployment);

/// Runs the plan, and when its verdict is Roll back and the environment says so, waits out the countdown
/// (cancel is the veto) and rolls back. At most one automatic rollback per deployment. The guide is asked
/// about failures of the deployment; the automatic rollback waits for nobody.
ReleaseEnd runRelease(const Workspace &workspace, const Project &project, const Environment &environment,
                      const Plan &plan, const std::function<void(const RunEvent &)> &observer,
                      const CancelToken &cancel, const FailureGuide &guide = {});

/// The contract's exit code for the end as a whole: 4 when a bad deployment was rolled back.
int exitCodeFor(const ReleaseEnd &end);

} // namespace belay
