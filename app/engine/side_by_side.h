// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace belay {

/// Calls work(0) … work(count - 1) on up to 16 threads and returns when all have ended: for asking hosts,
/// where one that does not answer holds up no other. `work` must not throw.
template <typename Work> void sideBySide(std::size_t count, const Work &work)
{
    constexpr std::size_t most = 16;
    std::atomic<std::size_t> next{0};
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < std::min(count, most); ++i)
        threads.emplace_back([&] {
            for (std::size_t mine = next++; mine < count; mine = next++)
                work(mine);
        });
    for (std::thread &thread : threads)
        thread.join();
}

} // namespace belay
