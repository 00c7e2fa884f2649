// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/strategies/strategy.h"
#include "app/targets/layout_scripts.h"
#include "models/domain/fleet.h"
#include "models/domain/plan.h"

namespace belay::planning {

/// Stands for a release id in a plan that was made without asking the hosts.
inline QString unknownRelease()
{
    return QStringLiteral("<release>");
}

/// One host with everything a planner knows about it.
struct HostPlan
{
    HostSpec spec;
    LayoutSite site;
    QString link; ///< exact text of `current`
    QString from; ///< release id it names
    QString fromVersion;
    QString to; ///< release id to go to
    QString toVersion;
};

/// What plans of every kind are made for.
struct Frame
{
    const Project &project;
    const Environment &environment;
    QString run;
    QString by;
    QString reason;
    QString token;
};

Step scriptStep(const QString &verb, const HostPlan &host, StepKind kind, const QString &title,
                const QString &shown, const QString &script, const QString &resolve = {});
Stage stageOf(const QString &id, const QString &title, int parallel, std::vector<Step> steps);

/// Sorted by host name, one after the other: two runs that meet cannot each hold half of the locks.
Stage lockStage(const Frame &frame, const std::vector<HostPlan> &hosts, bool ignoreHold, bool undoes);
Stage unlockStage(const std::vector<HostPlan> &hosts, int parallel);

enum class Flip {
    Undoable, ///< with the way back in the undo lists
    Plain,
    WithLock, ///< takes the host's lock in the same go and leaves the records to a step of their own
};
/// The switch with restart and health as configured.
Result<std::vector<HostSwitch>> switches(const Frame &frame, const std::vector<HostPlan> &hosts, Flip flip);
/// A command of the environment with its placeholders replaced. Error Invalid: a value cannot stand in a
/// shell line.
Result<QString> commandFor(const Frame &frame, const QString &name, const HostPlan &host,
                           const QString &release, const QString &version);
LogEntry entry(const Frame &frame, const QString &event, const QString &release, const QString &version,
               const QString &reason);

/// Target kind, strategy, hosts, paths, shared names, run id: what must hold for any plan.
Result<void> checkServed(const Environment &environment);
Result<LayoutSite> siteFor(const Frame &frame, const HostSpec &host);
/// Refuses hosts of another environment, folders in place of `current`, and locks of others.
Result<void> checkHost(const Frame &frame, const HostObservation &host);
/// Clock skew, mixed fleet, unserved keys.
void addWarnings(Plan &plan, const Environment &environment, const FleetSnapshot &fleet);

QString shownMove(const QString &from, const QString &to);
/// A plan with everything that is not steps.
Plan planFor(const Frame &frame, PlanKind kind, qint64 nowMs, const std::vector<HostPlan> &hosts);

} // namespace belay::planning
