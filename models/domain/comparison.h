// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/metrics.h"

namespace belay {

/// What the comparison of a series with its past came to.
struct Compared
{
    std::optional<SeriesComparison> newest; ///< of the last closed window; none: not possible yet
    bool holds = false;                     ///< a change of the hold ratio or more, proven
    bool rollsBack = false;                 ///< the same for the rollback ratio
    bool asYesterday = false; ///< proven, but the same hours a day earlier were no better: the time of day
    QString problem;          ///< why there can be no comparison, inside a sentence; empty: there can
};

/// Whether the series is compared at all: it has a rollback ratio or a hold ratio.
bool isCompared(const SeriesSpec &spec);

/// The values that count: numbers, without the warm-up. Outliers stay: ranks and medians do not mind them.
std::vector<double> judgedValues(const std::vector<Sample> &samples, qint64 fromMs, qint64 untilMs);

/// The bad value that a ratio means, seen from the median before: above it for a series that is bad when it
/// rises, below for the others. No value for a median that has no ratio (zero or less).
std::optional<double> ratioLimit(double ratio, BadDirection direction, double median);

/// The share of samples without a value from one time until another: 0 … 1; 0 when there is none.
double gapShare(const std::vector<Sample> &samples, qint64 fromMs, qint64 untilMs);

/// Compares before and after at the end of each closed window, with all samples until then. A difference is
/// proven when the two-sided rank-sum test rejects "no change" at the rules' confidence and the shift is at
/// least the ratio, in the bad direction, at the ends of the last `windowsInARow` windows: whoever looks
/// again and again finds something some time, and one look must not decide. Pure.
Compared compareWithBefore(const SeriesData &data, const VerdictRules &rules);

} // namespace belay
