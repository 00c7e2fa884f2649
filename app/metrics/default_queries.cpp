// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/metrics/default_queries.h"

#include <QRegularExpression>

#include <algorithm>
#include <array>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

/// A metric's name; one that begins with '_' is the end of a name whose beginning is the application's.
struct Known
{
    const char *name;
    double toMilliseconds; ///< histograms only
};

constexpr std::array<Known, 9> counters{{
    {"http_requests_total", 0},
    {"http_server_requests_total", 0},
    {"http_request_duration_seconds_count", 0},
    {"http_server_request_duration_seconds_count", 0},
    {"http_server_requests_seconds_count", 0},
    {"http_request_duration_ms_count", 0},
    {"_prom_ex_phoenix_http_requests_total", 0},
    {"phoenix_endpoint_stop_duration_count", 0},
    {"phoenix_router_dispatch_stop_duration_count", 0},
}};

constexpr std::array<Known, 7> histograms{{
    {"http_request_duration_seconds_bucket", 1000},
    {"http_server_request_duration_seconds_bucket", 1000},
    {"http_server_requests_seconds_bucket", 1000},
    {"http_request_duration_ms_bucket", 1},
    {"_prom_ex_phoenix_http_request_duration_milliseconds_bucket", 1},
    {"phoenix_endpoint_stop_duration_bucket", 1},
    {"phoenix_router_dispatch_stop_duration_bucket", 1},
}};

constexpr std::array<const char *, 5> statusLabels{"status", "code", "status_code", "http_status",
                                                   "http_response_status_code"};

struct Found
{
    QByteArray name;
    const std::vector<ScrapedSample> *samples;
    double toMilliseconds;
};

template <std::size_t n> std::vector<Found> present(const std::array<Known, n> &known, const Scrape &scrape)
{
    std::vector<Found> out;
    for (const Known &one : known) {
        for (const auto &[name, samples] : scrape.metrics) {
            if (name == one.name || (*one.name == '_' && name.endsWith(one.name)))
                out.push_back({name, &samples, one.toMilliseconds});
        }
    }
    return out;
}

const char *statusLabel(const std::vector<ScrapedSample> &samples)
{
    for (const char *label : statusLabels) {
        for (const ScrapedSample &sample : samples) {
            if (std::any_of(sample.labels.begin(), sample.labels.end(),
                            [&](const auto &one) { return one.first == label; }))
                return label;
        }
    }
    return nullptr;
}

/// "0.95" of "p95"; empty: the series is not a percentile.
QString shareOf(const SeriesSpec &spec)
{
    static const QRegularExpression percentile(u"^p([0-9]{2,3})$"_s);
    const auto match = percentile.match(spec.id);
    return match.hasMatch() ? QString(u"0."_s + match.captured(1)) : QString();
}

QString latency(const QString &buckets, double toMilliseconds, const SeriesSpec &spec)
{
    const double factor = spec.unit == u"s" ? toMilliseconds / 1000 : toMilliseconds;
    return u"%1 * histogram_quantile(%2, %3)"_s.arg(QString::number(factor), shareOf(spec), buckets);
}

} // namespace

std::optional<QString> defaultQuery(const SeriesSpec &spec, const Scrape &scrape)
{
    if (!shareOf(spec).isEmpty()) {
        const auto found = present(histograms, scrape);
        if (found.empty())
            return std::nullopt;
        const Found &first = found.front();
        return latency(u"rate(%1)"_s.arg(QString::fromUtf8(first.name)), first.toMilliseconds, spec);
    }
    const auto found = present(counters, scrape);
    if (spec.id == u"request_rate" && !found.empty())
        return u"rate(%1)"_s.arg(QString::fromUtf8(found.front().name));
    if (spec.id != u"error_rate")
        return std::nullopt;
    for (const Found &one : found) {
        if (const char *label = statusLabel(*one.samples))
            return u"100 * rate(%1{%2=~\"5.*\"}) / rate(%1)"_s.arg(QString::fromUtf8(one.name),
                                                                   QString::fromLatin1(label));
    }
    return std::nullopt;
}

QStringList defaultPromQueries(const SeriesSpec &spec)
{
    QStringList queries;
    if (!shareOf(spec).isEmpty()) {
        for (const Known &one : histograms) {
            if (*one.name != '_')
                queries << latency(u"sum by (le) (rate(%1[2m]))"_s.arg(QString::fromLatin1(one.name)),
                                   one.toMilliseconds, spec);
        }
    }
    for (const Known &one : counters) {
        if (*one.name == '_')
            continue;
        const QString name = QString::fromLatin1(one.name);
        if (spec.id == u"request_rate")
            queries << u"sum(rate(%1[2m]))"_s.arg(name);
        if (spec.id != u"error_rate")
            continue;
        for (const char *label : {"status", "code", "status_code"})
            // Without a single error there is no error series: then zero, but only where the label exists at
            // all.
            queries << u"100 * (sum(rate(%1{%2=~\"5.*\"}[2m])) or 0 * sum(rate(%1{%2!=\"\"}[2m]))) / "
                       "sum(rate(%1{%2!=\"\"}[2m]))"_s.arg(name, QString::fromLatin1(label));
    }
    return queries;
}

} // namespace belay
