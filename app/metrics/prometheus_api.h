// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/ports.h"
#include "models/domain/metrics.h"

#include <QStringList>

#include <map>
#include <vector>

namespace belay {

/// Points at start, start + step, … up to end; the server's clock, milliseconds, both ends included.
struct RangeQuery
{
    QString query;
    qint64 startMs = 0;
    qint64 endMs = 0;
    qint64 stepMs = 0;

    bool operator==(const RangeQuery &) const = default;
};

struct RangeAnswer
{
    std::vector<Sample> samples; ///< one for every point asked for; without value where the server has none
    QStringList warnings;
    bool found = false; ///< the query matched a series; without it every sample is without a value
};

/// One series of an answer, on the grid that was asked for.
struct RangeLine
{
    std::map<QString, QString> labels;
    std::vector<Sample> samples; ///< one for every point asked for; without value where the server has none
};

struct RangeLines
{
    std::vector<RangeLine> lines; ///< none: the query matched nothing
    QStringList warnings;         ///< also that the answer is partial
};

/// Cuts a range so that no part has more points than Prometheus gives at once (11,000).
std::vector<RangeQuery> splitRange(const RangeQuery &query);

/// Reads the answer to one part: all its series. NaN and infinity are no value. Errors: Remote and Timeout
/// (what the API says, with its errorType), Invalid (not the API's JSON, or native histograms, which are not
/// numbers). Pure.
Result<RangeLines> parseRangeLines(const QByteArray &body, const RangeQuery &query);

/// The same where one series is needed: several are an error of kind Remote. Pure.
Result<RangeAnswer> parseRangeAnswer(const QByteArray &body, const RangeQuery &query);

/// Asks a Prometheus server (or what speaks its HTTP API: Thanos, Mimir, VictoriaMetrics, Grafana's proxy).
/// API: https://prometheus.io/docs/prometheus/latest/querying/api/
class PrometheusApi
{
public:
    PrometheusApi(QString baseUrl, Http &http);

    Result<RangeAnswer> range(const RangeQuery &query, const CancelToken &cancel) const;

    /// All series that the query gives; a range with too many points for one answer is asked for in parts.
    Result<RangeLines> lines(const RangeQuery &query, const CancelToken &cancel) const;

    /// The server's own clock: windows are placed by it, not by ours.
    Result<qint64> timeMs(const CancelToken &cancel) const;

private:
    Result<HttpResponse> post(const QString &path, const QByteArray &form, const CancelToken &cancel) const;

    QString m_base;
    Http &m_http;
};

} // namespace belay
