// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/gate.h"

namespace belay {

Gate::Pass &Gate::Pass::operator=(Pass &&other) noexcept
{
    if (this != &other) {
        leave();
        m_gate = std::exchange(other.m_gate, nullptr);
    }
    return *this;
}

void Gate::Pass::leave()
{
    if (Gate *gate = std::exchange(m_gate, nullptr)) {
        // Notified under the lock: the gate may be destroyed as soon as the next one is through.
        const std::lock_guard lock(gate->m_mutex);
        ++gate->m_free;
        gate->m_left.notify_all();
    }
}

Gate::Pass Gate::enter(Deadline deadline, const CancelToken &cancel)
{
    const auto handle = cancel.onCancel([this] {
        const std::lock_guard lock(m_mutex);
        m_left.notify_all();
    });
    std::unique_lock lock(m_mutex);
    m_left.wait_until(lock, deadline, [&] { return m_free > 0 || cancel.cancelled(); });
    if (m_free <= 0 || cancel.cancelled())
        return {};
    --m_free;
    return Pass(*this);
}

Gate::Pass Gate::tryEnter()
{
    const std::lock_guard lock(m_mutex);
    if (m_free <= 0)
        return {};
    --m_free;
    return Pass(*this);
}

} // namespace belay
