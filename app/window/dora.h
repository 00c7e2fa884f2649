// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/history_store.h"

#include <vector>

namespace belay {

/// The five software delivery measures of dora.dev ("DORA's software delivery performance metrics",
/// https://dora.dev/guides/dora-metrics/), as Belay can count them over its own history of the last 12 weeks.
/// A negative number says that the history does not know; nothing unknown is ever counted as zero.
struct DoraFigures
{
    int deployments = 0; ///< that ended, other than by being stopped
    /// Deployment frequency ("the number of deployments over a given period"): deployments divided by 12.
    double perWeek = -1;
    /// Change lead time ("the time it takes for a change to go from committed to version control to deployed
    /// in production"), median: from the commit that was deployed to the moment the last host was switched.
    /// The deployed commit is the newest of its release and stands for all of them. Only deployments whose
    /// commit git knew count.
    qint64 leadMs = -1;
    int leadKnown = 0; ///< deployments the lead time was reckoned from
    /// Change fail rate ("the ratio of deployments that require immediate intervention following a
    /// deployment"), percent: those that failed, were rolled back, or that a rollback followed.
    double failPercent = -1;
    /// Failed deployment recovery time ("the time it takes to recover from a deployment that fails and
    /// requires immediate intervention"), median: from the start of a bad deployment to the end of the
    /// rollback after it.
    qint64 recoveryMs = -1;
    /// Deployment rework rate ("the ratio of deployments that are unplanned but happen as a result of an
    /// incident in production"), percent: deployments that come next after a bad one of the same service and
    /// environment. That they were made because of it is an assumption; nobody records the intention.
    double reworkPercent = -1;
};

/// Pure. `runs` newest first, `nowMs` UTC.
DoraFigures doraFigures(const std::vector<RunSummary> &runs, qint64 nowMs);

} // namespace belay
