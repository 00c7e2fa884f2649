// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/strategies/strategy.h"

#include <algorithm>

namespace belay {

namespace {

void addStage(std::vector<Stage> &stages, const QString &id, const QString &title, std::vector<Step> steps,
              int parallel)
{
    if (steps.empty())
        return;
    Stage stage;
    stage.id = id;
    stage.title = title;
    stage.parallel = std::max(1, parallel);
    stage.steps = std::move(steps);
    stages.push_back(std::move(stage));
}

} // namespace

/// Every host switches before any restarts: the time in which the fleet is mixed is that of one rename.
std::vector<Stage> recreateStages(const std::vector<HostSwitch> &hosts, const StrategySpec &, int parallel)
{
    std::vector<Step> flips;
    std::vector<Step> restarts;
    std::vector<Step> healths;
    for (const HostSwitch &host : hosts) {
        flips.push_back(host.flip);
        if (host.settle)
            restarts.push_back(*host.settle);
        if (host.restart)
            restarts.push_back(*host.restart);
        if (host.health)
            healths.push_back(*host.health);
    }
    std::vector<Stage> stages;
    addStage(stages, QStringLiteral("switch"), QStringLiteral("Switch all hosts"), std::move(flips),
             parallel);
    const bool restarted =
        std::any_of(hosts.begin(), hosts.end(), [](const auto &host) { return host.restart.has_value(); });
    addStage(stages, restarted ? QStringLiteral("restart") : QStringLiteral("settle"),
             restarted ? QStringLiteral("Restart") : QStringLiteral("Write down"), std::move(restarts),
             parallel);
    addStage(stages, QStringLiteral("health"), QStringLiteral("Health"), std::move(healths), parallel);
    return stages;
}

} // namespace belay
