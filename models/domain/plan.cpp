// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/plan.h"

namespace belay {

QString toString(PlanKind kind)
{
    switch (kind) {
    case PlanKind::Deploy:
        return QStringLiteral("deploy");
    case PlanKind::Rollback:
        return QStringLiteral("rollback");
    case PlanKind::Checklist:
        return QStringLiteral("checklist");
    case PlanKind::Unlock:
        return QStringLiteral("unlock");
    case PlanKind::Watch:
        return QStringLiteral("watch");
    }
    return {};
}

QString toString(StepKind kind)
{
    switch (kind) {
    case StepKind::Build:
        return QStringLiteral("build");
    case StepKind::Package:
        return QStringLiteral("package");
    case StepKind::Baseline:
        return QStringLiteral("baseline");
    case StepKind::Lock:
        return QStringLiteral("lock");
    case StepKind::Preflight:
        return QStringLiteral("preflight");
    case StepKind::Upload:
        return QStringLiteral("upload");
    case StepKind::Publish:
        return QStringLiteral("publish");
    case StepKind::Migrate:
        return QStringLiteral("migrate");
    case StepKind::Switch:
        return QStringLiteral("switch");
    case StepKind::Restart:
        return QStringLiteral("restart");
    case StepKind::Health:
        return QStringLiteral("health");
    case StepKind::Wait:
        return QStringLiteral("wait");
    case StepKind::Record:
        return QStringLiteral("record");
    case StepKind::Hold:
        return QStringLiteral("hold");
    case StepKind::Prune:
        return QStringLiteral("prune");
    case StepKind::Unlock:
        return QStringLiteral("unlock");
    case StepKind::Watch:
        return QStringLiteral("watch");
    case StepKind::Check:
        return QStringLiteral("check");
    }
    return {};
}

int stepCount(const Plan &plan)
{
    int count = 0;
    for (const Stage &stage : plan.stages)
        count += static_cast<int>(stage.steps.size());
    return count;
}

} // namespace belay
