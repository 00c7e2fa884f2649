// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/workspace.h"

#include <QString>

#include <functional>

namespace belay {

/// Somebody else's locks, host by host, in one line: "app1: dana@desk (run r1, for 3 min, to 1.5.0: hotfix)".
/// Hosts with the same holder are named together. Empty: nothing is locked. Holds do not count: they end only
/// by a person's hand. Pure.
QString locksOf(const FleetSnapshot &fleet);

struct LockWait
{
    qint64 untilMs = 0;                        ///< of the monotonic clock
    std::function<void(const QString &)> tell; ///< who is waited for, whenever that changes
};

/// Waits until no host is locked, asking them again and again, less and less often. Hosts that do not answer
/// are not waited for. Errors: Locked when the time is over, naming who still holds what; Cancelled.
Result<void> waitUntilUnlocked(const Workspace &workspace, const Project &project,
                               const Environment &environment, const LockWait &wait,
                               const CancelToken &cancel);

/// Somebody may be quicker between the plan and its lock: such a step is retried while there is time. Taking
/// the lock is the only proof that it is free. Other failures go to `next`.
FailureGuide retryingLocks(const LockWait &wait, const Clock &clock, FailureGuide next);

} // namespace belay
