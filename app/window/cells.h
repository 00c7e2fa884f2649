// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/projects.h"
#include "models/domain/run_state.h"
#include "models/item/hosts_model.h"
#include "models/item/overview_model.h"

#include <vector>

namespace belay {

// Knowledge into what the models show. Pure.

EnvironmentCell environmentCell(const OpenProject &open, const Environment &environment,
                                const EnvironmentKnowledge &known);
void showRunning(EnvironmentCell &cell, const QString &phrase, double progress,
                 const std::vector<double> &sparkline = {});

/// At most 24 numbers, oldest first, of what a run has measured before and after the switch: the error rate
/// if it is watched, else the first series. Each is the worst value of its stretch of time, as a share: 1 is
/// the limit that rolls back, or the highest value where there is no limit. Noise stays low that way and an
/// outage reaches the top. Moments without an answer are left out; empty when nothing was measured.
std::vector<double> sparkline(const RunState &state);

void addHosts(std::vector<HostEntry> &out, const OpenProject &open, const Environment &environment,
              const EnvironmentKnowledge &known);

} // namespace belay
