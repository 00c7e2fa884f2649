// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/ports.h"
#include "models/domain/health_rows.h"
#include "models/domain/plan.h"

namespace belay {

/// Asks every host's health check once, several at a time, and waits for the answers: at most as long as one
/// check may take, and no longer than a round lasts. In the order of the hosts. The answers of a cancelled
/// round are not to be used. Called on the run's thread.
std::vector<HealthLook> askHealth(const std::vector<WatchedHealth> &hosts, Milliseconds interval, Http &http,
                                  const CancelToken &cancel);

} // namespace belay
