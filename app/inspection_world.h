// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/checks/inspection.h"
#include "app/scan/scan.h"
#include "app/workspace.h"

#include <memory>

namespace belay {

/// The real world as inspections see it: the project's folder, its git, its hosts and Belay's history. One
/// per run of a checklist. Runs git and asks hosts: for trusted projects only. The workspace outlives it.
std::unique_ptr<InspectionWorld> inspectionWorld(const Workspace &workspace, const Project &project,
                                                 const Environment &environment, const QString &version);

/// What the rules say about the project's files, exactly as the inspections of that environment see it; with
/// `onlyItems`, what belongs to those items of the checklist.
Result<scan::ScanReport> inspectedFiles(const Workspace &workspace, const Project &project,
                                        const Environment &environment, const QString &version,
                                        const QStringList &onlyItems, const CancelToken &cancel);

} // namespace belay
