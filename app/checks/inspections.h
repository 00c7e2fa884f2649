// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/checks/inspection.h"

/// One function per thing that can be inspected; a file per family. To add one: write it, name it here and in
/// inspections.cpp, and give its item the kind Inspect or Evidence in the checklist's tables.
namespace belay::inspections {

// inspect_calendar.cpp
Inspected deploymentWindow(const InspectionContext &context);

// inspect_history.cpp
Inspected testedOnStaging(const InspectionContext &context);

} // namespace belay::inspections
