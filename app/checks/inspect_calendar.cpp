// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/checks/inspections.h"

#include "app/checks/calendar.h"

#include <QDateTime>

namespace belay::inspections {

Inspected deploymentWindow(const InspectionContext &context)
{
    return judgeWindow(context.environment.window,
                       QDateTime::fromMSecsSinceEpoch(context.ports.clock.nowMs()));
}

} // namespace belay::inspections
