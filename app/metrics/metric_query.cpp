// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/metrics/metric_query.h"

#include "app/metrics/metric_query_node.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace belay {

namespace {

using Node = MetricQuery::Node;
using Kind = Node::Kind;
using Instances = std::vector<InstanceWindow>;
using Samples = std::vector<ScrapedSample>;

const QByteArray *labelOf(const MetricLabels &labels, const QByteArray &name)
{
    const auto found =
        std::find_if(labels.begin(), labels.end(), [&](const auto &one) { return one.first == name; });
    return found == labels.end() ? nullptr : &found->second;
}

bool selects(const Node &node, const ScrapedSample &sample)
{
    return std::all_of(node.matchers.begin(), node.matchers.end(), [&](const LabelMatcher &matcher) {
        const QByteArray *value = labelOf(sample.labels, matcher.label);
        return matcher.matches(value ? *value : QByteArray());
    });
}

bool isNamed(const Node &node, const QByteArray &metric)
{
    if (!node.metric.isEmpty())
        return node.metric == metric;
    return std::all_of(node.names.begin(), node.names.end(),
                       [&](const LabelMatcher &matcher) { return matcher.matches(metric); });
}

/// The metrics that a selector means: one by its name, or all that fit the pattern.
std::vector<std::pair<QByteArray, const Samples *>> metricsOf(const Node &node, const Scrape *scrape)
{
    std::vector<std::pair<QByteArray, const Samples *>> out;
    if (!scrape)
        return out;
    if (!node.metric.isEmpty()) {
        if (const auto found = scrape->metrics.find(node.metric); found != scrape->metrics.end())
            out.emplace_back(found->first, &found->second);
        return out;
    }
    for (const auto &[name, samples] : scrape->metrics) {
        if (isNamed(node, name))
            out.emplace_back(name, &samples);
    }
    return out;
}

const Samples *samplesOf(const Scrape *scrape, const QByteArray &metric)
{
    if (!scrape)
        return nullptr;
    const auto found = scrape->metrics.find(metric);
    return found == scrape->metrics.end() ? nullptr : &found->second;
}

/// A matcher on a label that no series of the metric has is a spelling mistake more often than a wish.
bool knowsLabels(const Node &node, const Samples &samples)
{
    return std::all_of(node.matchers.begin(), node.matchers.end(), [&](const LabelMatcher &matcher) {
        return std::any_of(samples.begin(), samples.end(), [&](const ScrapedSample &sample) {
            return labelOf(sample.labels, matcher.label) != nullptr;
        });
    });
}

/// Called for every selected series with its value: what is there now.
using Visit = std::function<void(const MetricLabels &, double)>;

/// False: the instance cannot say (not reachable, the metric or one of the labels is missing).
bool visitNow(const Node &node, const InstanceWindow &instance, const Visit &visit)
{
    bool any = false;
    for (const auto &[name, samples] : metricsOf(node, instance.current)) {
        for (const ScrapedSample &sample : *samples) {
            if (!selects(node, sample))
                continue;
            any = true;
            visit(sample.labels, sample.value);
        }
    }
    return any;
}

/// The seconds between two samples: their own times where the page gives them, else those of the scrapes. A
/// sample that has not moved since (an exporter's cached value) has no growth to tell.
double secondsBetween(const ScrapedSample &earlier, const ScrapedSample &now, double scrapes)
{
    return earlier.timeMs != 0 && now.timeMs != 0 ? static_cast<double>(now.timeMs - earlier.timeMs) / 1000
                                                  : scrapes;
}

/// The same with the growth per second since the previous scrape.
bool visitRate(const Node &node, const InstanceWindow &instance, const Visit &visit)
{
    bool known = false;
    for (const auto &[name, now] : metricsOf(node, instance.current)) {
        const Samples *before = samplesOf(instance.previous, name);
        if (!before || !(instance.seconds > 0) || !knowsLabels(node, *now))
            continue;
        known = true;
        std::map<MetricLabels, const ScrapedSample *> earlier;
        for (const ScrapedSample &sample : *before) {
            if (selects(node, sample))
                earlier.emplace(sample.labels, &sample);
        }
        for (const ScrapedSample &sample : *now) {
            if (!selects(node, sample))
                continue;
            const auto found = earlier.find(sample.labels);
            if (found == earlier.end()) {
                visit(sample.labels, sample.value / instance.seconds);
                continue;
            }
            const double seconds = secondsBetween(*found->second, sample, instance.seconds);
            const double growth =
                sample.value < found->second->value ? sample.value : sample.value - found->second->value;
            visit(sample.labels, seconds > 0 ? growth / seconds : 0);
        }
    }
    return known;
}

std::optional<double> total(const Node &node, const Instances &instances)
{
    std::optional<double> sum;
    for (const InstanceWindow &instance : instances) {
        double own = 0;
        const Visit add = [&](const MetricLabels &, double value) { own += value; };
        const bool known =
            node.kind == Kind::Rate ? visitRate(node, instance, add) : visitNow(node, instance, add);
        if (known)
            sum = sum.value_or(0) + own;
    }
    return sum;
}

/// Upper bound of a bucket → everything up to it, summed over series and instances.
using Buckets = std::map<double, double>;

Buckets bucketsOf(const Node &node, const Instances &instances)
{
    Buckets buckets;
    const Visit add = [&](const MetricLabels &labels, double value) {
        const QByteArray *le = labelOf(labels, "le");
        bool isNumber = false;
        const double bound = le ? le->toLower().toDouble(&isNumber) : 0;
        if (isNumber && !std::isnan(bound))
            buckets[bound] += value;
    };
    for (const InstanceWindow &instance : instances) {
        if (node.ofRate)
            visitRate(node, instance, add);
        else
            visitNow(node, instance, add);
    }
    return buckets;
}

/// As bucketQuantile() in Prometheus (promql/quantile.go): linear inside a bucket; beyond the last finite
/// bound the bound itself. No observations: no value.
std::optional<double> quantile(double share, const Buckets &buckets)
{
    if (buckets.size() < 2 || !std::isinf(buckets.rbegin()->first))
        return std::nullopt;
    double most =
        0; // counts must not fall from bucket to bucket; scrapes of a busy service are not one instant
    std::vector<std::pair<double, double>> steps;
    for (const auto &[bound, count] : buckets) {
        most = std::max(most, count);
        steps.emplace_back(bound, most);
    }
    if (!(most > 0))
        return std::nullopt;
    const double rank = share * most;
    const auto found =
        std::find_if(steps.begin(), steps.end() - 1, [&](const auto &step) { return step.second >= rank; });
    if (found == steps.end() - 1)
        return (found - 1)->first;
    if (found == steps.begin() && found->first <= 0)
        return found->first;
    const double below = found == steps.begin() ? 0 : (found - 1)->second;
    const double start = found == steps.begin() ? 0 : (found - 1)->first;
    if (!(found->second > below))
        return found->first;
    return start + (found->first - start) * (rank - below) / (found->second - below);
}

std::optional<double> value(const Node &node, const Instances &instances);

/// avg, max, min: every instance for itself.
std::optional<double> acrossInstances(const Node &node, const Instances &instances)
{
    std::vector<double> values;
    for (const InstanceWindow &instance : instances) {
        if (const auto own = value(*node.left, {instance}); own && std::isfinite(*own))
            values.push_back(*own);
    }
    if (values.empty())
        return std::nullopt;
    if (node.kind == Kind::Maximum)
        return *std::max_element(values.begin(), values.end());
    if (node.kind == Kind::Minimum)
        return *std::min_element(values.begin(), values.end());
    double sum = 0;
    for (const double one : values)
        sum += one;
    return sum / static_cast<double>(values.size());
}

double combined(Kind kind, double left, double right)
{
    switch (kind) {
    case Kind::Add:
        return left + right;
    case Kind::Subtract:
        return left - right;
    case Kind::Multiply:
        return left * right;
    default: // 0/0 and x/0 become "no data" at the end; the floating-point result is not relied on
        return right == 0 ? std::numeric_limits<double>::quiet_NaN() : left / right;
    }
}

std::optional<double> value(const Node &node, const Instances &instances)
{
    switch (node.kind) {
    case Kind::Number:
        return node.number;
    case Kind::Selector:
    case Kind::Rate:
        return total(node, instances);
    case Kind::Quantile:
        return quantile(node.number, bucketsOf(node, instances));
    case Kind::Average:
    case Kind::Maximum:
    case Kind::Minimum:
        return acrossInstances(node, instances);
    case Kind::Or: {
        const auto first = value(*node.left, instances);
        return first && std::isfinite(*first) ? first : value(*node.right, instances);
    }
    default:
        break;
    }
    const auto left = value(*node.left, instances);
    const auto right = value(*node.right, instances);
    if (!left || !right)
        return std::nullopt;
    return combined(node.kind, *left, *right);
}

} // namespace

namespace {

bool readsMetric(const Node &node, const QByteArray &metric)
{
    const bool selects =
        node.kind == Kind::Selector || node.kind == Kind::Rate || node.kind == Kind::Quantile;
    if (selects && isNamed(node, metric))
        return true;
    return (node.left && readsMetric(*node.left, metric)) || (node.right && readsMetric(*node.right, metric));
}

} // namespace

MetricQuery::MetricQuery(std::shared_ptr<const Node> root)
    : m_root(std::move(root))
{
}

Result<MetricQuery> MetricQuery::parse(const QString &text)
{
    auto root = parseMetricQuery(text);
    if (!root)
        return tl::unexpected(root.error());
    return MetricQuery(*std::move(root));
}

std::optional<double> MetricQuery::evaluate(const std::vector<InstanceWindow> &instances) const
{
    const auto result = value(*m_root, instances);
    return result && std::isfinite(*result) ? result : std::nullopt;
}

bool MetricQuery::reads(const QByteArray &metric) const
{
    return readsMetric(*m_root, metric);
}

} // namespace belay
