// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/nudge.h"

#include <mutex>
#include <optional>

namespace belay {

struct Nudge::Shared
{
    std::mutex mutex;
    std::optional<CancelToken> waiting; ///< of the wait that goes on
};

Nudge::Nudge()
    : m_shared(std::make_shared<Shared>())
{
}

void Nudge::nudge() const
{
    std::optional<CancelToken> waiting;
    {
        const std::scoped_lock lock(m_shared->mutex);
        waiting = m_shared->waiting;
    }
    if (waiting)
        waiting->cancel();
}

bool Nudge::isWaiting() const
{
    const std::scoped_lock lock(m_shared->mutex);
    return m_shared->waiting.has_value();
}

Nudge::End Nudge::wait(const Clock &clock, Milliseconds time, const CancelToken &cancel) const
{
    const CancelToken awake;
    const std::shared_ptr<void> link = cancel.onCancel([awake] { awake.cancel(); });
    {
        const std::scoped_lock lock(m_shared->mutex);
        m_shared->waiting = awake;
    }
    const bool woken = clock.wait(time, awake);
    {
        const std::scoped_lock lock(m_shared->mutex);
        m_shared->waiting.reset();
    }
    if (cancel.cancelled())
        return End::Cancelled;
    return woken ? End::Nudged : End::Over;
}

} // namespace belay
