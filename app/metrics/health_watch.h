// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/runner.h"
#include "models/domain/health_rows.h"
#include "models/domain/plan.h"

#include <map>
#include <utility>
#include <vector>

namespace belay {

/// Asks every host's health check once, several at a time, and waits for the answers: at most as long as one
/// check may take, and no longer than a round lasts. In the order of the hosts. The answers of a cancelled
/// round are not to be used. Called on the run's thread.
std::vector<HealthLook> askHealth(const std::vector<WatchedHealth> &hosts, Milliseconds interval, Http &http,
                                  const CancelToken &cancel);

/// Tells the answers of every round as events, and no more of them than needed: a host's when it differs from
/// its last, and once a round that the others answered as before.
class HealthTeller
{
public:
    void tell(const std::vector<HealthLook> &looks, const StepContext &context);

private:
    std::map<QString, std::pair<StepState, QString>> m_last; ///< host → what it said
    qint64 m_round = 0;
};

} // namespace belay
