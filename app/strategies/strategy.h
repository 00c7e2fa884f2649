// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/plan.h"

#include <optional>
#include <vector>

namespace belay {

/// What one host does once every host is prepared.
struct HostSwitch
{
    QString host;
    Step flip;                  ///< the switch itself, with its undoing
    std::optional<Step> settle; ///< records the switch left for later; before the restart
    std::optional<Step> restart;
    std::optional<Step> health;
};

/// Turns what the hosts do into stages: who switches when, and who waits for whom. Pure.
using SwitchStages = std::vector<Stage> (*)(const std::vector<HostSwitch> &hosts, const StrategySpec &spec,
                                            int parallel);

struct Strategy
{
    StrategyKind kind;
    const char *word; ///< as in belay.json
    const char *oneLine;
    SwitchStages stages; ///< null: not served by this version
};

/// Every strategy belay.json may name; adding one is a file and a line here.
const std::vector<Strategy> &builtinStrategies();
const Strategy &strategy(StrategyKind kind);

std::vector<Stage> recreateStages(const std::vector<HostSwitch> &hosts, const StrategySpec &spec,
                                  int parallel);
std::vector<Stage> rollingStages(const std::vector<HostSwitch> &hosts, const StrategySpec &spec,
                                 int parallel);

} // namespace belay
