// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/checks/inspection.h"

namespace belay {

/// What a source of metrics answered.
struct SourceAnswer
{
    QString url;
    int status = 0; ///< 0: none, see `error`
    QString error;
};

/// The watched numbers and their limits. Evidence. Pure.
Inspected judgeAlerts(const Environment &environment);
/// Whether the sources answer now, and what is watched. Evidence. Pure.
Inspected judgeSources(const MetricsSpec &metrics, const std::vector<SourceAnswer> &answers);

} // namespace belay
