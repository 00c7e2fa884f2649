// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/metrics/sampler.h"

#include <vector>

namespace belay {

/// One request of a probe.
struct ProbeShot
{
    bool good = false; ///< it was answered with 2xx or 3xx
    double ms = 0;     ///< connecting, TLS and the whole answer; of those that were answered
};

/// availability and error_rate (percent), p50, p95, p99 and any other pNN (ms, or s by the unit). A request
/// that was not answered counts against availability and has no time. No value: nothing was sent, no answer
/// to time, or another name. Pure.
std::optional<double> probeNumber(const QString &name, const std::vector<ProbeShot> &shots,
                                  const SeriesSpec &spec);

/// Times requests to every host itself: a few, one after the other, in every round, all hosts side by side.
/// The number over all hosts is made from all their requests. `tls_days` is how long the certificate of the
/// host whose ends first is still good.
class ProbeSampler : public Sampler
{
public:
    ProbeSampler(const WatchAction &action, Http &http, const Clock &clock);

    SamplingRound next(const CancelToken &cancel) override;
    std::optional<SamplingRound> past(qint64, qint64, const CancelToken &) override { return std::nullopt; }

private:
    struct Target
    {
        QString url;
        QString host; ///< empty: the address belongs to no single host
        std::vector<ProbeShot> shots;
        std::optional<double> tlsDays;
        std::optional<Error> problem;
    };

    void probe(Target &target, const CancelToken &cancel) const;
    std::optional<double> numberOf(const SeriesSpec &spec, const std::vector<const Target *> &targets) const;

    Http &m_http;
    const Clock &m_clock;
    Milliseconds m_interval;
    int m_shots;
    std::vector<SeriesSpec> m_series;
    std::vector<Target> m_targets;
};

} // namespace belay
