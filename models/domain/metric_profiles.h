// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/metrics.h"

#include <QStringList>

#include <vector>

namespace belay {

/// The names that `metrics.profile` may have: "phoenix", "node", "nginx", …
QStringList metricProfileNames();

/// The series of a named profile with ready queries and the limits of the usual runbooks, in the order in
/// which they are shown. The queries are PromQL that both a Prometheus server and a scraped page answer;
/// where libraries name things differently the first name that has data is taken. Unknown name: none. Pure.
std::vector<SeriesSpec> metricProfile(const QString &name);

} // namespace belay
