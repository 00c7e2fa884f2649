// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/net/net_socket.h"

#include <list>
#include <memory>
#include <mutex>
#include <thread>

namespace belay {

/// Resolves names with a deadline and a cancel, which the system's resolver does not know: the lookup runs in
/// a thread of its own, and who gave up waiting leaves it behind. The threads are joined by the destructor,
/// which therefore waits for the resolver's own timeout at worst. Thread-safe.
class NameLookups
{
public:
    NameLookups() = default;
    ~NameLookups();
    NameLookups(const NameLookups &) = delete;
    NameLookups &operator=(const NameLookups &) = delete;

    /// Numeric addresses are answered at once. Errors: Network, Timeout, Cancelled.
    Result<std::vector<SocketAddress>> find(const QString &host, int port, Deadline deadline,
                                            const CancelToken &cancel);

private:
    struct Job;
    struct Worker
    {
        std::shared_ptr<Job> job;
        std::thread thread;
    };
    std::shared_ptr<Job> start(const QString &host, int port);

    std::mutex m_mutex;
    std::list<Worker> m_workers;
};

} // namespace belay
