// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/strategies/strategy.h"

#include "models/domain/names.h"

#include <algorithm>

namespace belay {

namespace {

Stage pause(int number, Milliseconds wait)
{
    Step step;
    step.id = QStringLiteral("wait-%1").arg(number);
    step.kind = StepKind::Wait;
    step.title = QStringLiteral("wait");
    step.shown = QStringLiteral("%1 before the next batch").arg(formatDuration(wait.count()));
    step.action = WaitAction{wait};
    step.timeout = wait + Milliseconds(5000);
    Stage stage;
    stage.id = step.id;
    stage.title = QStringLiteral("Wait");
    stage.steps = {step};
    return stage;
}

} // namespace

/// A batch is switched, restarted and healthy before the next one begins. When one fails, every host that was
/// switched goes back, in earlier batches too.
std::vector<Stage> rollingStages(const std::vector<HostSwitch> &hosts, const StrategySpec &spec, int)
{
    const auto size = static_cast<std::size_t>(std::max(1, spec.batch));
    const std::size_t batches = (hosts.size() + size - 1) / size;
    std::vector<Stage> stages;
    for (std::size_t batch = 0; batch < batches; ++batch) {
        Stage stage;
        stage.id = QStringLiteral("batch-%1").arg(batch + 1);
        stage.title = QStringLiteral("Batch %1 of %2").arg(batch + 1).arg(batches);
        stage.parallel = static_cast<int>(size);
        for (std::size_t i = batch * size; i < std::min(hosts.size(), (batch + 1) * size); ++i) {
            stage.steps.push_back(hosts[i].flip);
            if (hosts[i].restart)
                stage.steps.push_back(*hosts[i].restart);
            if (hosts[i].health)
                stage.steps.push_back(*hosts[i].health);
        }
        stages.push_back(std::move(stage));
        if (spec.wait.count() > 0 && batch + 1 < batches)
            stages.push_back(pause(static_cast<int>(batch + 1), spec.wait));
    }
    return stages;
}

} // namespace belay
