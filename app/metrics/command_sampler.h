// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/metrics/sampler.h"

#include <map>

namespace belay {

/// What a command printed: `id value` lines, or one number alone (its id is then empty). Empty lines and
/// lines that begin with # are passed over; "nan", "-" and "null" in place of a number mean "no data". Error
/// Invalid names the line. Pure.
Result<std::map<QString, std::optional<double>>> parseCommandNumbers(const QByteArray &output);

/// Runs a command of the project on this computer in every round and reads the numbers it prints. A series is
/// read by its query, or else its id. A command that fails, prints something else, or takes longer than the
/// interval is no data.
class CommandSampler : public Sampler
{
public:
    CommandSampler(const WatchAction &action, LocalShell &local, const Clock &clock);

    SamplingRound next(const CancelToken &cancel) override;
    std::optional<SamplingRound> past(qint64, qint64, const CancelToken &) override { return std::nullopt; }

private:
    Result<std::map<QString, std::optional<double>>> ask(const CancelToken &cancel) const;

    LocalShell &m_local;
    const Clock &m_clock;
    CommandRequest m_request;
    std::vector<SeriesSpec> m_series;
};

} // namespace belay
