// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/checks/inspection.h"
#include "app/engine/runner.h"
#include "models/domain/project.h"

#include <QString>

#include <vector>

namespace belay {

/// What the inspections of one run look at. Null `world`: nothing can be inspected.
struct InspectionSite
{
    const Project *project = nullptr;
    const Environment *environment = nullptr;
    InspectionWorld *world = nullptr;
};

/// The id of the step that checks this item.
QString stepOfCheck(const QString &item);

/// Carries out StepKind::Check: runs the item's command on this computer and tells its output line by line,
/// or inspects; at the end a CheckRecorded event for the plan's commit and version. Evidence is recorded as
/// Open: ticking it is a person's. Stopped by a person: nothing is recorded, what was known before stays.
/// Blocks its thread.
StepEnd runCheck(const StepContext &context, const InspectionSite &site = {});

/// A plan that inspects, several at once, and then runs the given command items one after the other in the
/// project's folder (build tools lock their output); goes on after failures, leaves asked items out. Run id,
/// commit, version, time and person are the caller's to fill in. Pure.
Plan checklistPlan(const Project &project, const QString &environment, const std::vector<CheckItem> &items);

} // namespace belay
