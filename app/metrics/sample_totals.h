// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/metrics.h"

#include <optional>
#include <vector>

namespace belay {

/// The value of the host that is worst off: the highest, or the lowest where low is bad. No value: no host
/// has one. Pure.
std::optional<double> worst(const std::vector<std::optional<double>> &values, const SeriesSpec &spec);

/// One number for several hosts: what is counted (per_second, count, bytes) is added up, for shares and times
/// it is the worst host's. Hosts without a value are left out, as in PromQL. Pure.
std::optional<double> overHosts(const std::vector<std::optional<double>> &values, const SeriesSpec &spec);

/// How overHosts() makes one of several, in words: "the sum", "the highest", "the lowest".
QString overHostsWord(const SeriesSpec &spec);

} // namespace belay
