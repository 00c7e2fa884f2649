// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/finding_source.h"
#include "app/metrics/metrics_memory.h"

#include <memory>

namespace belay {

/// The runners of StepKind::Baseline and StepKind::Watch. Both hold on to the memory, which is the run's own.
///
/// Baseline fills the before-window and always passes: a source that does not answer must not stop a release,
/// it makes the watch say "not enough data". Watch samples until its window is over, the verdict is Roll
/// back, or the run is cancelled; it passes with the last verdict. The thread that calls waits on
/// Ports::clock.
///
/// `findings` looks at the hosts beside the series, the run's own as well; none: nothing is looked at.
StepRunners metricsSteps(const std::shared_ptr<MetricsMemory> &memory,
                         const std::shared_ptr<FindingSource> &findings = {});

/// One Baseline or Watch step, whichever WatchAction::before says.
StepEnd runWatch(const StepContext &context, MetricsMemory &memory, FindingSource *findings = nullptr);

} // namespace belay
