// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/checks/inspection.h"

/// One function per thing that can be inspected; a file per family. To add one: write it, name it here and in
/// inspections.cpp, and give its item the kind Inspect or Evidence in the checklist's tables.
namespace belay::inspections {

// inspect_changes.cpp
Inspected codeReview(const InspectionContext &context);
Inspected readme(const InspectionContext &context);
Inspected migrationGuide(const InspectionContext &context);
Inspected releaseNotes(const InspectionContext &context);

// inspect_ci.cpp
Inspected ci(const InspectionContext &context);

// inspect_calendar.cpp
Inspected deploymentWindow(const InspectionContext &context);

// inspect_history.cpp
Inspected testedOnStaging(const InspectionContext &context);
Inspected migrationsTested(const InspectionContext &context);
Inspected rollbackTested(const InspectionContext &context);

// inspect_hosts.cpp
Inspected healthEndpoints(const InspectionContext &context);
Inspected rollbackPlan(const InspectionContext &context);
Inspected resourceLimits(const InspectionContext &context);
Inspected ssl(const InspectionContext &context);
Inspected dns(const InspectionContext &context);

// inspect_backup.cpp
Inspected backup(const InspectionContext &context);

// inspect_names.cpp
Inspected environmentConfigured(const InspectionContext &context);
Inspected secrets(const InspectionContext &context);

// inspect_metrics.cpp
Inspected alerts(const InspectionContext &context);
Inspected dashboards(const InspectionContext &context);
Inspected performanceMonitoring(const InspectionContext &context);

// inspect_dependencies.cpp
Inspected featureFlags(const InspectionContext &context);
Inspected errorTracking(const InspectionContext &context);

} // namespace belay::inspections
