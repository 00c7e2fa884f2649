// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sandbox/load_generator.h"

#include <algorithm>
#include <chrono>

namespace belay {

namespace {

void keepAsking(const QString &url, std::chrono::milliseconds pace, Http &http, const CancelToken &cancel)
{
    using Clock = std::chrono::steady_clock;
    HttpRequest request;
    request.url = url;
    request.connectTimeout = Milliseconds(500);
    request.timeout = Milliseconds(2000);
    Clock::time_point next = Clock::now();
    while (!cancel.cancelled()) {
        http.send(request, cancel);
        next += pace;
        const auto now = Clock::now();
        if (next < now)
            next = now; // slower than the pace: do not try to catch up in a burst
        cancel.waitFor(std::chrono::duration_cast<std::chrono::milliseconds>(next - now));
    }
}

} // namespace

LoadGenerator::LoadGenerator(const std::vector<QString> &urls, int requestsPerSecond, Http &http)
{
    // The service takes about 20 ms for a request, so one client at a time reaches some 40 a second.
    constexpr int perClient = 40;
    const int clients = std::max(1, requestsPerSecond / perClient);
    const std::chrono::milliseconds pace(1000 * clients / std::max(1, requestsPerSecond));
    for (const QString &url : urls) {
        for (int i = 0; i < clients; ++i)
            m_threads.emplace_back(
                [url, pace, &http, cancel = m_cancel] { keepAsking(url, pace, http, cancel); });
    }
}

LoadGenerator::~LoadGenerator()
{
    m_cancel.cancel();
}

} // namespace belay
