// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/ports.h"
#include "models/domain/plan.h"

#include <memory>
#include <optional>
#include <vector>

namespace belay {

struct SampledPoint
{
    std::size_t series = 0; ///< index in MetricsSpec::series
    Sample sample;
    QString host = {}; ///< of this one alone; empty: of all hosts, which is what is judged
};

/// What one look at the source brought. A series that could not be read has a point without a value and a
/// problem that says why.
struct SamplingRound
{
    std::vector<SampledPoint> points; ///< oldest first
    std::vector<Error> problems;
    QStringList notes;     ///< worth telling once, not an error
    bool answered = false; ///< the source was reached, whatever it said
};

/// Reads the series of one watch from one source, round after round. Used by one thread; blocks it, and ends
/// within its timeouts or at a cancel (what it returns then is not to be used).
class Sampler
{
public:
    virtual ~Sampler() = default;

    /// The points since the last call.
    virtual SamplingRound next(const CancelToken &cancel) = 0;

    /// The points from one time to another (this computer's clock, UTC; both ends included), for sources that
    /// keep the past: the window before a release, the same hour yesterday or last week. No value for those
    /// that do not keep it. A time the source knows nothing of has points without value.
    virtual std::optional<SamplingRound> past(qint64 fromMs, qint64 toMs, const CancelToken &cancel) = 0;
};

/// The sampler for the action's source; the plan says how its hosts are reached. The ports must outlive it.
/// Error Invalid: the source cannot be asked (its kind, or it has no address).
Result<std::unique_ptr<Sampler>> makeSampler(const WatchAction &action, const Plan &plan, const Ports &ports);

} // namespace belay
