// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/metrics/prometheus_text.h"
#include "models/domain/metrics.h"

#include <QStringList>

#include <optional>

namespace belay {

/// The query of a series that has none of its own, for source `scrape`: made from what the page really holds,
/// among the names that the usual libraries give (Prometheus clients, OpenTelemetry, Spring, PromEx,
/// Telemetry). No value: the id is not error_rate, request_rate or a percentile (p50, p95, p99), or nothing
/// known is on the page. Pure.
std::optional<QString> defaultQuery(const SeriesSpec &spec, const Scrape &scrape);

/// The same for source `prometheus`: queries to try in this order until one has data. They look at everything
/// the server has, so a project that shares its Prometheus writes its own.
QStringList defaultPromQueries(const SeriesSpec &spec);

} // namespace belay
