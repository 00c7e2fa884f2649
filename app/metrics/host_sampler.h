// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/metrics/host_numbers.h"
#include "app/metrics/sampler.h"

#include <vector>

namespace belay {

/// Reads the machines themselves: one script per round in the shell that is kept open on every host, side by
/// side. Nothing is installed there. A series measures what its query, or else its id, names (see
/// hostNumber()). The number over all hosts is that of the worst host. The first round has no CPU: that needs
/// two.
class HostSampler : public Sampler
{
public:
    /// `path`: the disk that holds it is measured. The ports must outlive the sampler.
    HostSampler(const WatchAction &action, const Plan &plan, const Ports &ports);

    SamplingRound next(const CancelToken &cancel) override;
    std::optional<SamplingRound> past(qint64, qint64, const CancelToken &) override { return std::nullopt; }

private:
    struct Machine
    {
        HostRef host;
        QByteArray script;
        std::optional<HostLook> before;
        std::optional<HostLook> now;
        std::optional<Error> problem;
        double clockAheadMs = 0; ///< the host's clock minus ours
    };

    void look(Machine &machine, const CancelToken &cancel) const;
    void addSeries(std::size_t index, qint64 timeMs, SamplingRound &round) const;
    void tellClocks(SamplingRound &round) const;

    const Ports m_ports;
    Milliseconds m_timeout;
    std::vector<SeriesSpec> m_series;
    std::vector<Machine> m_machines;
};

} // namespace belay
