// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/workspace.h"
#include "models/domain/run_state.h"

namespace belay {

enum class RecoveryWay { Continue, RollBack };

/// How to go on after an interruption: a plan made from what the hosts say now.
struct Recovery
{
    Project project;
    Environment environment;
    Plan plan;
    bool continued = false; ///< the same run goes on; its events continue at firstSeq
    qint64 firstSeq = 1;
    RunState before; ///< the interrupted run as far as it was recorded
};

/// Loads the interrupted run, opens its project, asks every host (read-only), and plans the rest of the run,
/// or the way back. Nothing is changed. Errors: NotFound, Untrusted, Network when a host that matters does
/// not answer.
Result<Recovery> planRecovery(const Workspace &workspace, const QString &runId, RecoveryWay way,
                              const CancelToken &cancel);

} // namespace belay
