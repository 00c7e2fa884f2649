// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/checks/inspection.h"

#include <QDateTime>

namespace belay {

/// Whether a release may begin at `now`. Without days or hours of its own an environment gets the usual rule:
/// not on a Friday after noon and not on a weekend. A freeze forbids whole days, both ends included. Pure.
Inspected judgeWindow(const WindowSpec &window, const QDateTime &now);

} // namespace belay
