// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/project.h"

#include <map>
#include <vector>

namespace belay {

/// The labels of one series as Prometheus gives them.
using SeriesLabels = std::map<QString, QString>;

/// Which host of the project a series is about: the one whose name or address its `instance` label begins
/// with, told apart by the port when several share an address. Otherwise what the series calls itself:
/// `instance`, `host`, `node`, `nodename`, `pod`, or all its labels. Empty only without any label. Pure.
QString hostOfSeries(const SeriesLabels &labels, const std::vector<HostSpec> &hosts);

} // namespace belay
