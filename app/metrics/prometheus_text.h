// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"

#include <QByteArray>

#include <map>
#include <utility>
#include <vector>

namespace belay {

/// Name and value, sorted by name.
using MetricLabels = std::vector<std::pair<QByteArray, QByteArray>>;

struct ScrapedSample
{
    MetricLabels labels;
    double value = 0; ///< may be NaN or infinite, as written
};

/// One page of metrics: every sample by the name in front of its labels ("http_requests_total", "…_bucket").
struct Scrape
{
    std::map<QByteArray, std::vector<ScrapedSample>> metrics;
};

/// Reads the Prometheus text format 0.0.4; what OpenMetrics adds (# UNIT, # EOF, exemplars) is passed over,
/// and so are timestamps: what counts is when it was asked. Error Invalid names the line. Pages with more
/// than 200,000 samples are refused. Pure. Format:
/// https://prometheus.io/docs/instrumenting/exposition_formats/
Result<Scrape> parsePrometheusText(const QByteArray &text);

} // namespace belay
