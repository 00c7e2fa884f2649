// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/projects.h"
#include "models/item/hosts_model.h"
#include "models/item/overview_model.h"

#include <vector>

namespace belay {

// Knowledge into what the models show. Pure.

EnvironmentCell environmentCell(const OpenProject &open, const Environment &environment,
                                const EnvironmentKnowledge &known);
void showRunning(EnvironmentCell &cell, const QString &phrase, double progress);
void addHosts(std::vector<HostEntry> &out, const OpenProject &open, const Environment &environment,
              const EnvironmentKnowledge &known);

} // namespace belay
