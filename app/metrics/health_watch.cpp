// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/metrics/health_watch.h"

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
    const auto response = http.send(request, cancel);
    if (!response)
        return {host.host, false, response.error().summary, {}};
    const bool healthy = response->status >= 200 && response->status < 300;
    return {host.host, healthy, u"HTTP %1"_s.arg(response->status), failingDatabase(response->body)};
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

} // namespace belay
