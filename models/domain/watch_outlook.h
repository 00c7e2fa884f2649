// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/run_state.h"

namespace belay {

/// How the watch of a run stands at one moment, in numbers that a person can be told. From the run's events
/// alone, so that a run that is played again says the same.
struct WatchOutlook
{
    bool watching = false; ///< its step is running
    qint64 watchedMs = 0;
    qint64 windowMs = 0;
    qint64 intervalMs = 0;
    MetricsSourceKind source = MetricsSourceKind::Prometheus;

    int samplesNeeded = 0;     ///< for the first verdict, of the series that needs most
    int samplesHere = 0;       ///< of the same series
    qint64 firstVerdictMs = 0; ///< from now until it can be there; 0: enough has come

    bool silent = false;      ///< no series has had a value for several rounds
    bool unreachable = false; ///< and the source, or the way to it, has said an error
    qint64 silentSinceMs = 0; ///< the time of the last value, or of the first round when there was none
    int roundsMissed = 0;     ///< asked since, without a value
    qint64 nextRoundMs = 0;   ///< the time at which it is asked again
};

/// Pure. `nowMs`: UTC; what is over is seen from its end.
WatchOutlook watchOutlook(const RunState &run, qint64 nowMs);

} // namespace belay
