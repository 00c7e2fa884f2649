// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/comparison.h"

namespace belay {

/// What is known of one series at one moment: the values that count, the limits as values, the comparison.
/// Lives no longer than the data it was made from.
struct Judging
{
    const SeriesSpec &spec;
    const VerdictRules &rules;
    std::vector<double> after = {};    ///< without the warm-up
    int missingAtEnd = 0;              ///< samples without a value, one after the other, at the end
    double gap = 0;                    ///< share of the samples after the warm-up without a value
    std::optional<double> before = {}; ///< median, when there are enough samples
    std::vector<double> beforeValues = {};
    std::optional<double> ratioTrigger = {}; ///< rollbackRatio as a value in the series' unit
    Compared compared = {};
    std::optional<double> yesterday = {}; ///< medians of the same hours
    std::optional<double> lastWeek = {};

    bool beyond(double value, double limit) const;
    /// How many of the latest values in a row are beyond the limit.
    int row(double limit) const;
    /// How long a row must be: `inARow`, and for the ratio's trigger longer than any row before the release,
    /// and so long that with the values of then it would be seen in one of two hundred windows at most. A
    /// series that is noisy without any release must not be called on noise.
    int neededInARow(double limit) const;
    /// Whether enough of them are.
    bool holds(const std::optional<double> &limit) const;
    /// The median of the latest values. Needs one.
    double now() const;
    /// The rollback limit that is reached first.
    std::optional<double> trigger() const;
    /// The value half-way from before to the ratio's trigger, for a watch too short to prove a difference.
    std::optional<double> halfWay() const;
    /// Why the series cannot be compared with before, inside a sentence; empty: it can, or it is not meant
    /// to.
    QString problem() const;
};

Judging judgingOf(const SeriesData &data, const VerdictRules &rules);

/// Whether there is a limit that needs no past: warn, critical or rollback.
bool hasLimits(const SeriesSpec &spec);

} // namespace belay
