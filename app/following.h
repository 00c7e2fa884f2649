// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/workspace.h"

#include <functional>
#include <thread>

namespace belay {

/// Goes on measuring a release whose verdict is Roll back, beside the countdown and the rollback: a run of
/// its own in the history, on a thread of its own, without an event loop. The window has AfterWatch.
class Following
{
public:
    using Observer = std::function<void(const RunEvent &)>;

    /// Begins at once. `observer` hears every event, on the thread of this; empty, or without metrics:
    /// nothing is measured. All that is given must live until the end.
    Following(const Workspace &workspace, const Project &project, const Environment &environment,
              const QString &version, Observer observer);
    ~Following();
    Following(const Following &) = delete;
    Following &operator=(const Following &) = delete;

    /// Stops it and waits until its last event is told; twice is once. Called by the thread that made it.
    void end();

private:
    CancelToken m_cancel;
    std::thread m_thread;
};

} // namespace belay
