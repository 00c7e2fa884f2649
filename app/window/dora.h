// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/history_store.h"

#include <vector>

namespace belay {

/// Three of dora.dev's software delivery measures, as Belay counts them over its own history of the last 12
/// weeks.
struct DoraFigures
{
    int deployments = 0;     ///< that ended, other than by being stopped
    double perWeek = -1;     ///< deployments divided by 12; negative: none
    double failPercent = -1; ///< share that failed, was rolled back, or that a rollback followed
    qint64 recoveryMs = -1; ///< median from the start of a bad deployment to the end of the rollback after it
};

/// Pure. `runs` newest first, `nowMs` UTC.
DoraFigures doraFigures(const std::vector<RunSummary> &runs, qint64 nowMs);

} // namespace belay
