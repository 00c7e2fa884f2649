// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/checks/inspections.h"

#include <utility>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

/// By the item's id (or its `inspect`). Items that are not here are decided by the scanner's rules alone.
constexpr std::pair<const char *, Inspection> table[] = {
    {"code-review", inspections::codeReview},
    {"ci", inspections::ci},
    {"readme", inspections::readme},
    {"migration-guide", inspections::migrationGuide},
    {"release-notes", inspections::releaseNotes},
    {"deployment-window", inspections::deploymentWindow},
    {"staging", inspections::testedOnStaging},
    {"migrations-tested", inspections::migrationsTested},
    {"rollback-tested", inspections::rollbackTested},
    {"health-endpoints", inspections::healthEndpoints},
    {"rollback-plan", inspections::rollbackPlan},
    {"resource-limits", inspections::resourceLimits},
    {"ssl", inspections::ssl},
    {"dns", inspections::dns},
    {"backup", inspections::backup},
    {"env-configured", inspections::environmentConfigured},
    {"secrets", inspections::secrets},
    {"alerts", inspections::alerts},
    {"feature-flags", inspections::featureFlags},
    {"error-tracking", inspections::errorTracking},
    {"dashboards", inspections::dashboards},
    {"performance-monitoring", inspections::performanceMonitoring},
};

Inspection inspectionFor(const CheckItem &item)
{
    const QString name = item.inspect.isEmpty() ? item.id : item.inspect;
    for (const auto &[id, inspection] : table) {
        if (name == QLatin1String(id))
            return inspection;
    }
    return nullptr;
}

} // namespace

Inspected withFindings(Inspected own, const Inspected &rules)
{
    if (rules.state != CheckState::Failed && rules.state != CheckState::Passed)
        return own; // no rule looks for it, or none could
    if (!rules.detail.isEmpty())
        own.detail += (own.detail.isEmpty() ? QString() : u"\n\n"_s) + rules.detail;
    if (rules.state == CheckState::Failed) {
        own.summary = own.summary.isEmpty() ? rules.summary : QString(own.summary + u"; "_s + rules.summary);
        own.state = CheckState::Failed;
    }
    return own;
}

Inspected inspectItem(const InspectionContext &context)
{
    const Inspected rules = inspectByRules(context);
    const Inspection own = inspectionFor(context.item);
    return own ? withFindings(own(context), rules) : rules;
}

} // namespace belay
