// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/metrics/health_watch.h"

#include "models/domain/names.h"

#include <QElapsedTimer>

#include <algorithm>
#include <atomic>
#include <thread>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr std::size_t mostThreads = 16;

HealthLook askOne(const WatchedHealth &host, Milliseconds interval, Http &http, const CancelToken &cancel)
{
    HttpRequest request;
    request.url = host.health.url;
    request.timeout = std::max(Milliseconds(100), std::min(host.health.timeout, interval));
    request.connectTimeout = request.timeout;
    request.bodyLimit = 1024 * 1024;
    QElapsedTimer timer; // a request that fails does not say how long it took
    timer.start();
    const auto response = http.send(request, cancel);
    if (!response)
        return {host.host, false, response.error().summary, {}, timer.elapsed()};
    const bool healthy = response->status >= 200 && response->status < 300;
    return {host.host, healthy, u"HTTP %1"_s.arg(response->status), failingDatabase(response->body),
            response->totalMs};
}

StepState stateOf(const HealthLook &look)
{
    return look.healthy && look.database.isEmpty() ? StepState::Passed : StepState::Failed;
}

QString textOf(const HealthLook &look)
{
    return look.database.isEmpty() ? look.said : u"%1, %2 fails"_s.arg(look.said, look.database);
}

} // namespace

std::vector<HealthLook> askHealth(const std::vector<WatchedHealth> &hosts, Milliseconds interval, Http &http,
                                  const CancelToken &cancel)
{
    std::vector<HealthLook> looks(hosts.size());
    std::atomic<std::size_t> nextOne = 0;
    const auto work = [&] {
        for (std::size_t i = nextOne++; i < hosts.size(); i = nextOne++)
            looks[i] = askOne(hosts[i], interval, http, cancel);
    };
    std::vector<std::thread> helpers; // the calling thread works too
    for (std::size_t i = 1; i < std::min(mostThreads, hosts.size()); ++i)
        helpers.emplace_back(work);
    work();
    for (std::thread &helper : helpers)
        helper.join();
    return looks;
}

void HealthTeller::tell(const std::vector<HealthLook> &looks, const StepContext &context)
{
    if (looks.empty())
        return;
    RunEvent event;
    event.kind = EventKind::HealthSeen;
    event.done = ++m_round;
    qint64 slowest = 0;
    for (const HealthLook &look : looks) {
        slowest = std::max(slowest, look.durationMs);
        event.state = stateOf(look);
        event.text = cleanLine(textOf(look), 200);
        auto &last = m_last[look.host];
        if (last == std::pair(event.state, event.text))
            continue;
        last = {event.state, event.text};
        event.host = look.host;
        event.durationMs = look.durationMs;
        context.tell(event);
    }
    RunEvent round;
    round.kind = EventKind::HealthSeen;
    round.state = StepState::Passed;
    round.done = m_round;
    round.total = static_cast<qint64>(looks.size());
    round.durationMs = slowest;
    context.tell(round);
}

} // namespace belay
