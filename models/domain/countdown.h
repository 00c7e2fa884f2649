// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/run_event.h"

#include <vector>

namespace belay {

/// What the history says about the automatic rollback of a deployment.
enum class CountdownStage {
    None,    ///< none was announced
    Open,    ///< announced, and nothing after it: it is counting, or Belay ended while it was
    Settled, ///< begun, vetoed or given up: what came is written after it
};

/// From the events of one deployment, in their order. The announcement is written down before the counting
/// begins and its end after it, so that a crash in between is told from a decision.
CountdownStage countdownOf(const std::vector<RunEvent> &events);

/// An automatic rollback is announced once for a deployment: a run that is resumed after a crash, or watched
/// again, does not get a second one. Whether the rest is so (verdict, policy) is decided elsewhere.
bool mayBeAnnounced(const std::vector<RunEvent> &events);

} // namespace belay
