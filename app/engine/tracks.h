// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/plan.h"

#include <functional>
#include <vector>

namespace belay {

using Track = std::vector<const Step *>;

/// The steps of each host in their order; hosts in the order they first appear. The steps outlive the tracks.
std::vector<Track> tracksOf(const std::vector<Step> &steps);

/// Calls `work` for each track, on at most `parallel` threads: the calling one and some that are joined
/// before it returns. Tracks begin in their order. `work` must not throw.
void sideBySide(const std::vector<Track> &tracks, int parallel,
                const std::function<void(const Track &)> &work);

} // namespace belay
