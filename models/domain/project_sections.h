// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/project_node.h"

/// One function per part of belay.json. Private to project_file.cpp and its kin; none does I/O.
namespace belay::projectfile {

/// The names an item's "judge" may have.
const QStringList &judgeNames();

ReleaseSpec readRelease(const Node &node);
ChecklistSpec readChecklist(const Node &node, const QString &profile);
/// The ids of the checklist that results.
QStringList checklistIds(const QString &profile, const ChecklistSpec &checklist);

/// What the parts of an environment need to know about the whole.
struct Surroundings
{
    QString profile;
    QString directory; ///< relative paths start here
    QStringList items; ///< ids of the checklist
};

Environment readEnvironment(const QString &name, const Node &node, const Surroundings &around);
TargetSpec readTarget(const Node &node, const Surroundings &around, QStringList &unserved);
MetricsSpec readMetrics(const Node &node, const Surroundings &around);

HostSpec readHost(const Node &node);
WindowSpec readWindow(const Node &node);
std::vector<NotifySpec> readNotify(const Node &node);
/// An environment's "checklist".
WaiverPolicy readWaivers(const Node &node, const Surroundings &around);
/// A host that the target names is taken from there; without a host it is the target's first.
BackupSpec readBackup(const Node &node, const TargetSpec &target);
LogsSpec readLogs(const Node &node);
/// Paths relative to the project's folder, without . and .., none twice.
QStringList readRelativePaths(const Node &node);

/// The parts that are valid but that nothing acts on yet: checked for their shape only.
void checkBalancer(const Node &node);
void checkSmoke(const Node &node);

/// Names of projects, environments and checklist items.
void checkName(const Node &place, const QString &what, const QString &name);

/// An absolute http or https URL; placeholders are allowed.
QString readUrl(const Node &node);

} // namespace belay::projectfile
