// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"

#include <QByteArray>

#include <functional>
#include <map>
#include <utility>
#include <vector>

namespace belay {

/// Name and value, sorted by name.
using MetricLabels = std::vector<std::pair<QByteArray, QByteArray>>;

struct ScrapedSample
{
    MetricLabels labels;
    double value = 0;  ///< may be NaN or infinite, as written
    qint64 timeMs = 0; ///< as the page says, the server's clock; 0: it says none, it is of now
};

/// One page of metrics: every sample by the name in front of its labels ("http_requests_total", "…_bucket").
struct Scrape
{
    std::map<QByteArray, std::vector<ScrapedSample>> metrics;
};

/// Which metrics of a page are wanted, by name; empty: all. What is not wanted is checked less and not kept.
using MetricFilter = std::function<bool(const QByteArray &name)>;

enum class TextFormat {
    Prometheus, ///< 0.0.4: times in milliseconds
    OpenMetrics ///< 1.0: times in seconds, and a page without "# EOF" at its end was cut off
};

/// Reads the Prometheus text format 0.0.4 and OpenMetrics; exemplars are passed over. Error Invalid names the
/// line, or says that an OpenMetrics page was cut off. Pages with more than 200,000 samples are refused.
/// Pure. Formats: https://prometheus.io/docs/instrumenting/exposition_formats/
/// https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md
Result<Scrape> parsePrometheusText(const QByteArray &text, TextFormat format = TextFormat::Prometheus,
                                   const MetricFilter &wanted = {});

/// The format that a Content-Type header names.
TextFormat textFormatOf(const QString &contentType);

/// Takes out the samples whose own time is more than `limitMs` before or after `nowMs` (the server's clock):
/// an exporter that has lost its source keeps serving the last values, with the times they had. Returns how
/// many were taken out.
int dropStale(Scrape &scrape, qint64 nowMs, qint64 limitMs);

} // namespace belay
