// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/checks/inspections.h"

#include <utility>

namespace belay {

namespace {

/// By the item's id (or its `inspect`). Items that are not here are decided by the scanner's rules.
constexpr std::pair<const char *, Inspection> table[] = {
    {"deployment-window", inspections::deploymentWindow},
    {"staging", inspections::testedOnStaging},
};

} // namespace

Inspection inspectionFor(const CheckItem &item)
{
    const QString name = item.inspect.isEmpty() ? item.id : item.inspect;
    for (const auto &[id, inspection] : table) {
        if (name == QLatin1String(id))
            return inspection;
    }
    return inspectByRules;
}

} // namespace belay
