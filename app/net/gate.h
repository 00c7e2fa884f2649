// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/cancel_token.h"
#include "app/net/net_socket.h"

#include <condition_variable>
#include <memory>
#include <mutex>

namespace belay {

/// Lets at most `places` threads in at once; the others wait, and a cancel or a deadline ends the wait.
class Gate
{
public:
    explicit Gate(int places)
        : m_free(places)
    {
    }

    /// A place inside. Leaves on destruction, or earlier with leave().
    class Pass
    {
    public:
        Pass() = default;
        explicit Pass(Gate &gate)
            : m_gate(&gate)
        {
        }
        Pass(Pass &&other) noexcept
            : m_gate(std::exchange(other.m_gate, nullptr))
        {
        }
        Pass &operator=(Pass &&other) noexcept;
        ~Pass() { leave(); }
        explicit operator bool() const { return m_gate != nullptr; }
        void leave();

    private:
        Gate *m_gate = nullptr;
    };

    /// An empty pass: cancelled, or the deadline passed.
    Pass enter(Deadline deadline, const CancelToken &cancel);
    Pass tryEnter();

private:
    std::mutex m_mutex;
    std::condition_variable m_left;
    int m_free;
};

} // namespace belay
