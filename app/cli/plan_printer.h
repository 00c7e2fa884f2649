// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/plan.h"

#include <QString>

namespace belay {

/// The plan for a terminal: what, from, to, then every stage with its steps per host. Hosts whose steps are
/// the same as the first host's are named together.
QString planAsText(const Plan &plan);

} // namespace belay
