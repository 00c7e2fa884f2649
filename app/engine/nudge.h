// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/ports.h"

#include <memory>

namespace belay {

/// Ends the pause between two rounds early, from any thread: somebody does not want to wait for the next one.
/// Copies share one state, so that whoever runs and whoever nudges need not outlive each other. One waits at
/// a time.
class Nudge
{
public:
    Nudge();

    /// Wakes who waits now. Between two waits there is nothing to hurry, and nothing is remembered.
    void nudge() const;
    /// Somebody waits.
    bool isWaiting() const;

    enum class End { Over, Nudged, Cancelled };
    /// Waits on the clock until the time is over, or a nudge or the cancel comes.
    End wait(const Clock &clock, Milliseconds time, const CancelToken &cancel) const;

private:
    struct Shared;
    std::shared_ptr<Shared> m_shared;
};

} // namespace belay
