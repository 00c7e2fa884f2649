// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/runner.h"
#include "app/metrics/metrics_memory.h"

#include <memory>

namespace belay {

/// The runners of StepKind::Baseline and StepKind::Watch. Both hold on to the memory, which is the run's own.
///
/// Baseline fills the before-window and always passes: a source that does not answer must not stop a release,
/// it makes the watch say "not enough data". Watch samples until its window is over, the verdict is Roll
/// back, or the run is cancelled; it passes with the last verdict. The thread that calls waits on
/// Ports::clock.
StepRunners metricsSteps(const std::shared_ptr<MetricsMemory> &memory);

/// One Baseline or Watch step, whichever WatchAction::before says.
StepEnd runWatch(const StepContext &context, MetricsMemory &memory);

} // namespace belay
