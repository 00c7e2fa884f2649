// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/run_state.h"

namespace belay {

class TimeChart;

/// Draws one series of a run: before dashed, after solid, the trigger line, and the moment the release went
/// live.
void showSeries(TimeChart &chart, const QString &series, const RunState &state);

/// The series to show first: the one with the worst verdict, else the first. Empty: the run has none.
QString worstSeries(const RunState &state);

} // namespace belay
