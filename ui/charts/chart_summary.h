// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_series.h"

#include <utility>
#include <vector>

namespace belay {

/// The median of the values of one role; `latest` > 0 takes only that many values from the end. None without
/// values.
std::optional<double> medianOf(const std::vector<ChartSeries> &series, ChartSeries::Role role,
                               int latest = 0);

/// The stretches in which the series of the release were asked and had no value, from the value before to the
/// value after (or to the last question), in milliseconds. Pure.
std::vector<std::pair<double, double>> gapsOf(const std::vector<ChartSeries> &series);

/// What the chart shows, as one sentence: "p99 latency: 181 ms before, 230 ms now (+27 %). Rollback trigger
/// 272 ms." For everyone who does not see the picture. Pure.
QString chartSummary(const QString &title, const QString &unit, const std::vector<ChartSeries> &series,
                     std::optional<double> trigger);

} // namespace belay
