// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/tracks.h"

#include <algorithm>
#include <atomic>
#include <thread>

namespace belay {

std::vector<Track> tracksOf(const std::vector<Step> &steps)
{
    std::vector<Track> tracks;
    for (const Step &step : steps) {
        const auto track = std::find_if(tracks.begin(), tracks.end(), [&step](const Track &each) {
            return each.front()->host == step.host;
        });
        if (track == tracks.end())
            tracks.push_back({&step});
        else
            track->push_back(&step);
    }
    return tracks;
}

void sideBySide(const std::vector<Track> &tracks, int parallel,
                const std::function<void(const Track &)> &work)
{
    const auto width = std::min(tracks.size(), static_cast<std::size_t>(std::max(1, parallel)));
    std::atomic<std::size_t> next{0};
    const auto workOnSome = [&] {
        for (std::size_t i = next++; i < tracks.size(); i = next++)
            work(tracks[i]);
    };
    if (width == 1) {
        workOnSome();
        return;
    }
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < width; ++i)
        threads.emplace_back(workOnSome);
}

} // namespace belay
