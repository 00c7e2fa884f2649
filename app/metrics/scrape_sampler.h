// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/metrics/metric_query.h"
#include "app/metrics/sampler.h"

#include <vector>

namespace belay {

/// Reads pages in the Prometheus text format or OpenMetrics, one per instance, side by side on at most eight
/// threads that end with the round. The first page of an instance only arms its counters: a rate needs two.
/// Beside the number over all instances stand those of every host that has an address of its own.
class ScrapeSampler : public Sampler
{
public:
    ScrapeSampler(const WatchAction &action, Http &http, const Clock &clock);

    SamplingRound next(const CancelToken &cancel) override;
    std::optional<SamplingRound> past(qint64, qint64, const CancelToken &) override { return std::nullopt; }

private:
    struct Instance
    {
        QString url;
        QString host; ///< empty: the address belongs to no single host
        std::optional<Scrape> previous = {};
        std::optional<Scrape> current = {};
        qint64 previousMs = 0; ///< monotonic
        qint64 currentMs = 0;
        qint64 aheadMs = 0; ///< its clock minus ours, from the Date header
        int stale = 0;      ///< samples of the page that were too old to be of now
        std::optional<Error> problem = {};
    };

    struct Series
    {
        SeriesSpec spec;
        std::optional<MetricQuery> query; ///< none: not found yet, or not readable
        std::optional<Error> problem;     ///< the query of the project file is not readable
    };

    void scrapeAll(const CancelToken &cancel);
    void scrape(Instance &instance, const CancelToken &cancel);
    Result<Scrape> read(Instance &instance, const HttpResponse &response) const;
    bool isWanted(const QByteArray &metric) const;
    bool knowsAllQueries() const;
    std::vector<InstanceWindow> windows() const;
    std::optional<double> evaluate(Series &series, const std::vector<InstanceWindow> &windows,
                                   SamplingRound &round);
    void findQuery(Series &series, SamplingRound &round) const;
    void tellInstances(SamplingRound &round) const;
    void keepForNextRound();

    Http &m_http;
    const Clock &m_clock;
    Milliseconds m_timeout;
    std::vector<Instance> m_instances;
    std::vector<Series> m_series;
};

} // namespace belay
