// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/runner.h"
#include "models/domain/project.h"

#include <QString>

#include <vector>

namespace belay {

/// Carries out StepKind::Check: runs the item's command on this computer, tells its output line by line and,
/// at the end, a CheckRecorded event for the plan's commit and version. Stopped by a person: nothing is
/// recorded, what was known before stays. Blocks its thread.
StepEnd runCheck(const StepContext &context);

/// A plan that runs the given command items one after the other in the project's folder and goes on after
/// failures; asked items are left out. Run id, commit, version, time and person are the caller's to fill in.
/// Pure.
Plan checklistPlan(const Project &project, const QString &environment, const std::vector<CheckItem> &items);

} // namespace belay
