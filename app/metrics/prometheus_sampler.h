// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/metrics/prometheus_api.h"
#include "app/metrics/sampler.h"

#include <vector>

namespace belay {

/// Reads the series from a Prometheus server, on a grid of whole intervals of the server's clock. A round
/// that fails leaves points without value; they are not asked for again, the gap is what was seen.
///
/// A query that gives several series (one per instance) has points per host beside the number over all hosts,
/// see overHosts(). A window of very many points is asked for in longer steps, which is told.
class PrometheusSampler : public Sampler
{
public:
    /// `hosts` are those of the project, to call its instances by their names. `http` must outlive the
    /// sampler.
    PrometheusSampler(const MetricsSpec &metrics, const QString &url, std::vector<HostSpec> hosts, Http &http,
                      const Clock &clock);

    SamplingRound next(const CancelToken &cancel) override;
    std::optional<SamplingRound> past(qint64 fromMs, qint64 toMs, const CancelToken &cancel) override;

private:
    struct Series
    {
        SeriesSpec spec;
        QStringList queries; ///< to try in this order; one is left as soon as it has data
    };

    bool measureClock(SamplingRound &round, const CancelToken &cancel);
    qint64 serverNowMs() const;
    qint64 onGrid(qint64 timeMs) const;
    void ask(SamplingRound &round, const RangeQuery &grid, const CancelToken &cancel);
    RangeLines askOne(Series &series, RangeQuery query, SamplingRound &round, const CancelToken &cancel);
    void place(SamplingRound &round, std::size_t index, const RangeQuery &grid,
               const RangeLines &answer) const;

    const Clock &m_clock;
    PrometheusApi m_api;
    std::vector<HostSpec> m_hosts;
    qint64 m_stepMs;
    qint64 m_startedMs; ///< our clock
    std::vector<Series> m_series;
    std::optional<qint64> m_offsetMs; ///< server's clock minus ours
    std::optional<qint64> m_lastMs;   ///< server's clock: the last point given out
};

} // namespace belay
