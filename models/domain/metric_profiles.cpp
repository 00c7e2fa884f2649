// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/metric_profiles.h"

#include <array>
#include <limits>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// One row: what is shown, in which direction it is bad, when it is bad, and how it is asked for.
struct Row
{
    const char *id;
    const char *title;
    const char *unit;
    BadDirection bad;
    double warn;
    double rollback;
    double rollbackRatio;
    QString query;
};

/// Requests by status of a counter: the share of 5xx in percent. Without a single error there is no error
/// series; then it is zero, but only where the counter has the label at all.
QString errorShare(const QString &counter, const QString &label)
{
    return u"100 * (sum(rate(%1[2m])) or 0 * sum(rate(%2[2m]))) / sum(rate(%2[2m]))"_s.arg(
        QString(counter).replace(u"@"_s, label + u"=~\"5..\""),
        QString(counter).replace(u"@"_s, label + u"!=\"\""));
}

/// `counter@` is a name with the place for a matcher: "http_requests_total{@}".
QString rateOf(const QString &counter)
{
    return u"sum(rate(%1[2m]))"_s.arg(counter);
}

QString quantileOf(const char *share, const QString &buckets, double toMilliseconds)
{
    return u"%1 * histogram_quantile(%2, sum by (le) (rate(%3[2m])))"_s.arg(
        QString::number(toMilliseconds), QString::fromLatin1(share), buckets);
}

QString firstOf(const QStringList &queries)
{
    return queries.join(u" or "_s);
}

/// PromEx puts the application's name in front: my_app_prom_ex_phoenix_http_requests_total.
QString promEx(const char *name, const char *matcher = nullptr)
{
    const QString fit = u"__name__=~\".+_prom_ex_%1\""_s.arg(QString::fromLatin1(name));
    return matcher ? u"{%1,%2}"_s.arg(fit, QString::fromLatin1(matcher)) : u"{%1}"_s.arg(fit);
}

/// Telemetry metrics of a repository carry the application's name too: my_app_repo_query_total_time.
QString ending(const char *name)
{
    return u"{__name__=~\".+_%1\"}"_s.arg(QString::fromLatin1(name));
}

std::vector<Row> phoenix()
{
    const QString exRequests = promEx("phoenix_http_requests_total", "@");
    const QString exLatency = promEx("phoenix_http_request_duration_milliseconds_bucket");
    const QString stop = u"phoenix_endpoint_stop_duration_bucket"_s;
    const QString route = u"phoenix_router_dispatch_stop_duration_bucket"_s;
    const auto latency = [&](const char *share) {
        return firstOf(
            {quantileOf(share, exLatency, 1), quantileOf(share, stop, 1), quantileOf(share, route, 1)});
    };
    return {
        {"error_rate", "Error rate", "percent", BadDirection::Up, 1, 5, none,
         firstOf({errorShare(exRequests, u"status"_s),
                  errorShare(u"phoenix_endpoint_stop_duration_count{@}"_s, u"status"_s),
                  errorShare(u"phoenix_router_dispatch_stop_duration_count{@}"_s, u"status"_s)})},
        {"p99", "p99 latency", "ms", BadDirection::Up, 500, none, 1.5, latency("0.99")},
        {"p95", "p95 latency", "ms", BadDirection::Up, none, none, none, latency("0.95")},
        {"request_rate", "Request rate", "per_second", BadDirection::Both, none, none, none,
         firstOf({rateOf(promEx("phoenix_http_requests_total")),
                  rateOf(u"phoenix_endpoint_stop_duration_count"_s),
                  rateOf(u"phoenix_router_dispatch_stop_duration_count"_s)})},
        {"vm_memory", "VM memory", "bytes", BadDirection::Up, none, none, none,
         firstOf({u"sum(%1)"_s.arg(promEx("beam_memory_allocated_bytes")), u"sum(vm_memory_total_bytes)"_s,
                  u"1000 * sum(vm_memory_total)"_s})}, // mix phx.new asks for kilobytes
        {"process_count", "Processes of the VM", "count", BadDirection::Up, 100000, none, none,
         firstOf({u"max(%1)"_s.arg(promEx("beam_stats_process_count")),
                  u"max(vm_system_counts_process_count)"_s})},
        {"run_queue", "Run queue", "count", BadDirection::Up, none, none, none,
         firstOf({u"max(%1)"_s.arg(promEx("beam_stats_run_queue_count")),
                  u"max(vm_total_run_queue_lengths_total)"_s})},
        {"run_queue_cpu", "Run queue, CPU", "count", BadDirection::Up, none, none, none,
         u"max(vm_total_run_queue_lengths_cpu)"_s},
        {"run_queue_io", "Run queue, IO", "count", BadDirection::Up, none, none, none,
         u"max(vm_total_run_queue_lengths_io)"_s},
        {"ecto_query_p99", "Ecto query time p99", "ms", BadDirection::Up, none, none, none,
         firstOf({quantileOf("0.99", promEx("ecto_repo_query_total_time_milliseconds_bucket"), 1),
                  quantileOf("0.99", ending("repo_query_total_time_bucket"), 1)})},
        {"ecto_queue_p99", "Ecto pool wait p99", "ms", BadDirection::Up, none, none, none,
         firstOf({quantileOf("0.99", promEx("ecto_repo_query_queue_time_milliseconds_bucket"), 1),
                  quantileOf("0.99", ending("repo_query_queue_time_bucket"), 1)})},
    };
}

std::vector<Row> node()
{
    const QString buckets = u"http_request_duration_seconds_bucket"_s;
    return {
        {"error_rate", "Error rate", "percent", BadDirection::Up, 1, 5, none,
         firstOf({errorShare(u"http_requests_total{@}"_s, u"status"_s),
                  errorShare(u"http_requests_total{@}"_s, u"status_code"_s),
                  errorShare(u"http_request_duration_seconds_count{@}"_s, u"status_code"_s),
                  errorShare(u"http_request_duration_seconds_count{@}"_s, u"code"_s)})},
        {"p95", "p95 latency", "ms", BadDirection::Up, 1000, none, none, quantileOf("0.95", buckets, 1000)},
        {"p99", "p99 latency", "ms", BadDirection::Up, 5000, none, 1.5, quantileOf("0.99", buckets, 1000)},
        {"request_rate", "Request rate", "per_second", BadDirection::Both, none, none, none,
         firstOf({rateOf(u"http_requests_total"_s), rateOf(u"http_request_duration_seconds_count"_s)})},
        {"event_loop_lag", "Event loop lag p99", "ms", BadDirection::Up, 200, none, none,
         firstOf({u"1000 * max(nodejs_eventloop_lag_p99_seconds)"_s,
                  u"1000 * max(nodejs_eventloop_lag_seconds)"_s})},
        {"heap_used", "Heap used", "bytes", BadDirection::Up, none, none, none,
         u"sum(nodejs_heap_size_used_bytes)"_s},
        {"memory_used", "Memory used", "bytes", BadDirection::Up, none, none, none,
         u"sum(process_resident_memory_bytes)"_s},
        {"cpu", "CPU", "percent", BadDirection::Up, none, none, none,
         u"100 * sum(rate(process_cpu_seconds_total[2m]))"_s},
    };
}

std::vector<Row> nginx()
{
    return {
        {"request_rate", "Request rate", "per_second", BadDirection::Both, none, none, none,
         rateOf(u"nginx_http_requests_total"_s)},
        {"connections", "Active connections", "count", BadDirection::Up, none, none, none,
         u"sum(nginx_connections_active)"_s},
        {"dropped", "Dropped connections", "per_second", BadDirection::Up, 1, none, none,
         u"sum(rate(nginx_connections_accepted[2m])) - sum(rate(nginx_connections_handled[2m]))"_s},
        {"up", "nginx answers", "count", BadDirection::Down, none, none, none, u"min(nginx_up)"_s},
    };
}

std::vector<Row> haproxy()
{
    return {
        {"error_rate", "Error rate", "percent", BadDirection::Up, 1, 5, none,
         errorShare(u"haproxy_frontend_http_responses_total{proxy!=\"stats\",@}"_s, u"code"_s)
             .replace(u"code=~\"5..\""_s, u"code=\"5xx\""_s)},
        {"request_rate", "Request rate", "per_second", BadDirection::Both, none, none, none,
         rateOf(u"haproxy_frontend_http_requests_total"_s)},
        {"response_time", "Average response time", "ms", BadDirection::Up, none, none, 1.5,
         u"1000 * max(haproxy_backend_response_time_average_seconds)"_s},
        {"queue", "Queued requests", "count", BadDirection::Up, none, none, none,
         u"sum(haproxy_backend_current_queue)"_s},
        {"servers_up", "Servers that answer", "count", BadDirection::Down, none, none, none,
         u"sum(haproxy_backend_active_servers)"_s},
        {"connection_errors", "Connection errors", "per_second", BadDirection::Up, none, none, none,
         rateOf(u"haproxy_backend_connection_errors_total"_s)},
    };
}

std::vector<Row> nodeExporter()
{
    return {
        {"cpu", "CPU", "percent", BadDirection::Up, 85, none, none,
         u"100 * (sum(rate(node_cpu_seconds_total[2m])) - "
         u"sum(rate(node_cpu_seconds_total{mode=\"idle\"}[2m]))) / "
         "sum(rate(node_cpu_seconds_total[2m]))"_s},
        {"memory", "Memory", "percent", BadDirection::Up, 85, none, none,
         u"100 * (1 - sum(node_memory_MemAvailable_bytes) / sum(node_memory_MemTotal_bytes))"_s},
        {"disk", "Disk of /", "percent", BadDirection::Up, 85, none, none,
         u"100 * (1 - sum(node_filesystem_avail_bytes{mountpoint=\"/\"}) / "
         "sum(node_filesystem_size_bytes{mountpoint=\"/\"}))"_s},
        {"load", "Load", "count", BadDirection::Up, none, none, none, u"max(node_load1)"_s},
        {"processes_running", "Processes running", "count", BadDirection::Up, none, none, none,
         u"sum(node_procs_running)"_s},
    };
}

/// The five numbers of the runbook; response time is the average, from any histogram with the usual name.
std::vector<Row> golden()
{
    const QString seconds = u"http_request_duration_seconds"_s;
    return {
        {"response_time", "Average response time", "ms", BadDirection::Up, none, none, 1.5,
         firstOf({u"1000 * sum(rate(%1_sum[2m])) / sum(rate(%1_count[2m]))"_s.arg(seconds),
                  u"1000 * sum(rate(%1_sum[2m])) / sum(rate(%1_count[2m]))"_s.arg(
                      u"http_server_request_duration_seconds"_s)})},
        {"request_rate", "Requests per second", "per_second", BadDirection::Both, none, none, none,
         firstOf({rateOf(u"http_requests_total"_s), rateOf(seconds + u"_count"_s),
                  rateOf(u"http_server_request_duration_seconds_count"_s)})},
        {"error_rate", "Error rate", "percent", BadDirection::Up, 1, 5, none,
         firstOf({errorShare(u"http_requests_total{@}"_s, u"status"_s),
                  errorShare(u"http_requests_total{@}"_s, u"code"_s),
                  errorShare(seconds + u"_count{@}"_s, u"status_code"_s),
                  errorShare(u"http_server_request_duration_seconds_count{@}"_s,
                             u"http_response_status_code"_s)})},
        {"cpu", "CPU", "percent", BadDirection::Up, 85, none, none,
         u"100 * sum(rate(process_cpu_seconds_total[2m]))"_s},
        {"memory_used", "Memory used", "bytes", BadDirection::Up, none, none, none,
         u"sum(process_resident_memory_bytes)"_s},
    };
}

/// For source `host`: the names are those that Belay measures itself.
std::vector<Row> host()
{
    return {
        {"cpu", "CPU", "percent", BadDirection::Up, 85, none, none, {}},
        {"memory", "Memory", "percent", BadDirection::Up, 85, none, none, {}},
        {"disk", "Disk", "percent", BadDirection::Up, 85, none, none, {}},
        {"load", "Load", "count", BadDirection::Up, none, none, none, {}},
        {"processes", "Processes", "count", BadDirection::Up, none, none, none, {}},
    };
}

/// For source `probe`.
std::vector<Row> probe()
{
    return {
        {"error_rate", "Requests without an answer", "percent", BadDirection::Up, 1, 5, none, {}},
        {"p99", "p99 response time", "ms", BadDirection::Up, 500, none, 1.5, {}},
        {"p95", "p95 response time", "ms", BadDirection::Up, none, none, none, {}},
        {"p50", "p50 response time", "ms", BadDirection::Up, none, none, none, {}},
        {"tls_days", "Days until the certificate ends", "count", BadDirection::Down, 14, none, none, {}},
    };
}

struct Profile
{
    const char *name;
    std::vector<Row> (*rows)();
};

constexpr std::array<Profile, 8> profiles{{{"phoenix", phoenix},
                                           {"node", node},
                                           {"nginx", nginx},
                                           {"haproxy", haproxy},
                                           {"node_exporter", nodeExporter},
                                           {"golden", golden},
                                           {"host", host},
                                           {"probe", probe}}};

std::optional<double> limit(double value)
{
    return value == value ? std::optional(value) : std::nullopt; // only NaN differs from itself
}

} // namespace

QStringList metricProfileNames()
{
    QStringList names;
    for (const Profile &profile : profiles)
        names << QString::fromLatin1(profile.name);
    return names;
}

std::vector<SeriesSpec> metricProfile(const QString &name)
{
    std::vector<SeriesSpec> out;
    for (const Profile &profile : profiles) {
        if (name != QLatin1StringView(profile.name))
            continue;
        for (const Row &row : profile.rows()) {
            SeriesSpec spec;
            spec.id = QString::fromLatin1(row.id);
            spec.title = QString::fromLatin1(row.title);
            spec.unit = QString::fromLatin1(row.unit);
            spec.query = row.query;
            spec.bad = row.bad;
            spec.warn = limit(row.warn);
            spec.rollback = limit(row.rollback);
            spec.rollbackRatio = limit(row.rollbackRatio);
            out.push_back(std::move(spec));
        }
    }
    return out;
}

} // namespace belay
