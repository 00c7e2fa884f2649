// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/cancel_token.h"

#include <map>
#include <utility>

namespace belay {

struct CancelToken::Shared
{
    std::mutex mutex;
    std::recursive_mutex running; ///< held while callbacks run, so that a handle's end can wait for them
    std::condition_variable changed;
    std::atomic<bool> cancelled = false;
    std::map<int, std::function<void()>> callbacks;
    int nextId = 1;
};

CancelToken::CancelToken()
    : m_shared(std::make_shared<Shared>())
{
}

void CancelToken::cancel() const
{
    const std::scoped_lock running(m_shared->running);
    std::map<int, std::function<void()>> callbacks;
    {
        const std::scoped_lock lock(m_shared->mutex);
        if (m_shared->cancelled.exchange(true))
            return;
        callbacks = std::exchange(m_shared->callbacks, {});
    }
    m_shared->changed.notify_all();
    for (const auto &[id, callback] : callbacks)
        callback();
}

bool CancelToken::cancelled() const
{
    return m_shared->cancelled.load();
}

bool CancelToken::waitFor(std::chrono::milliseconds time) const
{
    std::unique_lock lock(m_shared->mutex);
    return m_shared->changed.wait_for(lock, time, [this] { return m_shared->cancelled.load(); });
}

std::shared_ptr<void> CancelToken::onCancel(std::function<void()> callback) const
{
    std::unique_lock lock(m_shared->mutex);
    if (m_shared->cancelled.load()) {
        lock.unlock();
        callback();
        return {};
    }
    const int id = m_shared->nextId++;
    m_shared->callbacks.emplace(id, std::move(callback));
    return {nullptr, [shared = m_shared, id](void *) {
                const std::scoped_lock guard(shared->running, shared->mutex);
                shared->callbacks.erase(id);
            }};
}

} // namespace belay
