// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/projects.h"
#include "models/item/release_view.h"

#include <vector>

namespace belay {

/// What needs a person, worst first: interrupted runs, triggers that were hit, mixed fleets, hosts that do
/// not answer, held environments. Pure.
std::vector<Attention> attentionFor(const std::vector<OpenProject> &projects,
                                    const std::vector<RunSummary> &interrupted);

} // namespace belay
