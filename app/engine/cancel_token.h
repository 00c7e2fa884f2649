// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>

namespace belay {

/// Says "stop" to whoever waits, from any thread. Copies share one flag. Waits end at once when it is set.
/// Callbacks (a wake-up descriptor, for example) run in the thread that cancels; keep them short.
class CancelToken
{
public:
    CancelToken();

    void cancel() const;
    bool cancelled() const;

    /// Waits for the time or the cancel, whichever comes first. True: cancelled.
    bool waitFor(std::chrono::milliseconds time) const;

    /// Runs `callback` once when cancelled (at once if it already is) until the returned handle dies. The
    /// handle's end waits for a callback that is running: do not hold a lock there that the callback wants.
    [[nodiscard]] std::shared_ptr<void> onCancel(std::function<void()> callback) const;

private:
    struct Shared;
    std::shared_ptr<Shared> m_shared;
};

} // namespace belay
