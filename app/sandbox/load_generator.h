// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/ports.h"

#include <QString>

#include <thread>
#include <vector>

namespace belay {

/// Sends GET requests at a steady pace to each URL, a few threads per URL, until it dies. Answers are read
/// and dropped: the service counts them itself. An instance that is down costs nothing but its own requests.
class LoadGenerator
{
public:
    LoadGenerator(const std::vector<QString> &urls, int requestsPerSecond, Http &http);
    ~LoadGenerator();

    LoadGenerator(const LoadGenerator &) = delete;
    LoadGenerator &operator=(const LoadGenerator &) = delete;

private:
    CancelToken m_cancel;
    std::vector<std::jthread> m_threads;
};

} // namespace belay
