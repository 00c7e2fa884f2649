// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/name_lookup.h"

#include <condition_variable>
#include <optional>

using namespace Qt::Literals::StringLiterals;

namespace belay {

struct NameLookups::Job
{
    std::mutex mutex;
    std::condition_variable changed;
    std::optional<Result<std::vector<SocketAddress>>> answer;

    bool done()
    {
        const std::lock_guard lock(mutex);
        return answer.has_value();
    }
};

NameLookups::~NameLookups()
{
    for (Worker &worker : m_workers)
        worker.thread.join();
}

std::shared_ptr<NameLookups::Job> NameLookups::start(const QString &host, int port)
{
    auto job = std::make_shared<Job>();
    const std::lock_guard lock(m_mutex);
    m_workers.remove_if([](Worker &worker) {
        if (!worker.job->done())
            return false;
        worker.thread.join();
        return true;
    });
    m_workers.push_back({job, std::thread([job, host, port] {
                             auto answer = resolveBlocking(host, port, false);
                             const std::lock_guard inner(job->mutex);
                             job->answer = std::move(answer);
                             job->changed.notify_all();
                         })});
    return job;
}

Result<std::vector<SocketAddress>> NameLookups::find(const QString &host, int port, Deadline deadline,
                                                     const CancelToken &cancel)
{
    if (auto numeric = resolveBlocking(host, port, true))
        return numeric;
    const auto job = start(host, port);
    const auto handle = cancel.onCancel([job] {
        const std::lock_guard lock(job->mutex);
        job->changed.notify_all();
    });
    std::unique_lock lock(job->mutex);
    job->changed.wait_until(lock, deadline, [&] { return job->answer.has_value() || cancel.cancelled(); });
    if (cancel.cancelled())
        return fail(ErrorKind::Cancelled, u"Resolving %1 was cancelled."_s.arg(host));
    if (!job->answer)
        return fail(ErrorKind::Timeout, u"The name %1 could not be resolved in time."_s.arg(host),
                    u"Check the network and the name servers of this computer."_s);
    return *job->answer;
}

} // namespace belay
