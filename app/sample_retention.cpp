// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sample_retention.h"

namespace belay {

void removeOldSamples(HistoryStore &store, const Plan &plan, qint64 nowMs)
{
    for (const Stage &stage : plan.stages) {
        for (const Step &step : stage.steps) {
            const auto *watch = std::get_if<WatchAction>(&step.action);
            if (!watch || step.kind != StepKind::Watch || watch->metrics.keepSamples.count() == 0)
                continue;
            static_cast<void>(store.pruneSamples(nowMs - watch->metrics.keepSamples.count(), plan.project,
                                                 plan.environment));
            return;
        }
    }
}

} // namespace belay
