// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/runner.h"

#include <memory>

namespace belay {

/// What a look beside the series found.
struct Findings
{
    std::vector<RunEvent>
        events;           ///< LogFound, and StepOutput for what is worth a remark; to be told as they are
    QStringList crashing; ///< hosts on which the service is restarted again and again, now
    qint64 restarts = 0;  ///< the most that one of them counts
};

/// Looks at the hosts beside the series while a release is watched, in a thread of its own, so that a slow
/// host delays no sample. One per run: what it saw before the release is what it compares with. Called by the
/// thread of the step.
class FindingSource
{
public:
    virtual ~FindingSource() = default;

    /// A Baseline or Watch step begins. The context must outlive the call of end().
    virtual void begin(const StepContext &context, const WatchAction &action) = 0;
    /// Begins one look, unless one is still under way. Returns at once.
    virtual void look() = 0;
    /// What has been found since the last call. Returns at once.
    virtual Findings take() = 0;
    /// The step ends: waits shortly for a look that is under way, then stops it. `take` gives what is left.
    virtual void end() = 0;
};

} // namespace belay
