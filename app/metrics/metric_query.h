// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/metrics/prometheus_text.h"
#include "models/domain/result.h"

#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace belay {

/// Two scrapes of one instance. Without `current` the instance was not reachable; without `previous` there is
/// no rate yet.
struct InstanceWindow
{
    const Scrape *previous = nullptr;
    const Scrape *current = nullptr;
    double seconds = 0; ///< between the two
};

/// The part of PromQL that can be answered from two scrapes of each instance. One number comes out:
///
/// - `metric{label="v", a!="b", c=~"5..", d!~"x|y"}`: the sum over all matching series of all instances
/// - `rate(metric{…})`, also written `rate(metric{…}[1m])`: per second between the two scrapes, whatever the
/// range
///   says. A counter that fell was reset and counts from zero. A counter that appeared counts from zero.
/// - `sum(…)`, also with `by (le)`: changes nothing, everything is summed already
/// - `avg(…)`, `max(…)`, `min(…)`: over instances, each taken for itself
/// - `histogram_quantile(0.99, rate(metric_bucket{…}))`: over the summed buckets, as Prometheus computes it
/// - `{__name__=~"…"}` in place of a name: all metrics whose name fits, where the application gives its own
/// - numbers, + - * / and parentheses; `a or b`: b where a has no data
///
/// A counter with labels that no series has yet is zero as long as the metric itself is there and has these
/// labels: a service without a single error often has no error series. A misspelt label is no data, never
/// zero.
class MetricQuery
{
public:
    struct Node;

    /// Error Invalid names the column (from 1) and what was expected.
    static Result<MetricQuery> parse(const QString &text);

    /// No value: a metric is missing, no instance answered, there is no second scrape, or the result is not
    /// finite (nothing divided by nothing). Instances that are missing are left out. Pure, thread-safe.
    std::optional<double> evaluate(const std::vector<InstanceWindow> &instances) const;

    /// Whether the query looks at metrics of this name.
    bool reads(const QByteArray &metric) const;

private:
    explicit MetricQuery(std::shared_ptr<const Node> root);

    std::shared_ptr<const Node> m_root;
};

} // namespace belay
