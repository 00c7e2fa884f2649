// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/tracks.h"

#include <algorithm>
#include <atomic>
#include <system_error>
#include <thread>

namespace belay {

std::vector<Track> tracksOf(const std::vector<Step> &steps)
{
    std::vector<Track> tracks;
    for (const Step &step : steps) {
        const auto track = std::find_if(tracks.begin(), tracks.end(), [&step](const Track &each) {
            return each.front()->host == step.host && step.kind != StepKind::Check;
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
    std::vector<std::jthread> threads;
    try {
        for (std::size_t i = 1; i < width; ++i)
            threads.emplace_back(workOnSome);
    } catch (const std::system_error &) {
        // No more threads to be had: those there are do all of it.
    }
    workOnSome();
}

} // namespace belay
