// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/strategies/strategy.h"

namespace belay {

const std::vector<Strategy> &builtinStrategies()
{
    static const std::vector<Strategy> all{
        {StrategyKind::Recreate, "recreate", "all hosts at once", recreateStages},
        {StrategyKind::Rolling, "rolling", "batch by batch, each healthy before the next", rollingStages},
        {StrategyKind::BlueGreen, "blue-green", "two sets of hosts behind a balancer", nullptr},
        {StrategyKind::Canary, "canary", "a few hosts first, judged by metrics", nullptr},
    };
    return all;
}

const Strategy &strategy(StrategyKind kind)
{
    for (const Strategy &one : builtinStrategies()) {
        if (one.kind == kind)
            return one;
    }
    return builtinStrategies().front();
}

} // namespace belay
