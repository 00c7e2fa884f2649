// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace belay::statistics {

/// What the rank-sum test says about two samples x and y.
struct RankSum
{
    double u = 0;      ///< the number of pairs with x above y, ties counted half
    double p = 1;      ///< two-sided: how likely a u this far from the middle is when nothing differs
    double effect = 0; ///< u / (n m), the chance that an x is above a y (McGraw and Wong 1992: CLES)
    bool exact = false;
};

/// The two-sided Mann-Whitney U test. Mann and Whitney, "On a Test of Whether one of Two Random Variables is
/// Stochastically Larger than the Other", Annals of Mathematical Statistics 18 (1947).
///
/// Small samples without ties: the exact distribution of U. Otherwise the normal approximation with averaged
/// ranks, the variance corrected for ties (Lehmann, "Nonparametrics", 1975, formula 1.35) and a continuity
/// correction of one half. It is the choice that scipy.stats.mannwhitneyu makes (method "auto", two-sided),
/// except that the exact distribution is not computed when the larger sample has more than 200 values.
/// With an inflation above 1 the variance of U is that many times larger and the approximation is used, for
/// values that lean on their neighbours (autocorrelation.h). When all values are the same, p is 1. Both
/// samples need at least one value; none may be NaN.
RankSum rankSumTest(const std::vector<double> &x, const std::vector<double> &y, double inflation = 1);

/// How many of the arrangements of n and m values give a U of exactly 0, 1, … n m / 2 (rounded down), as a
/// share of all of them. Mann and Whitney's recurrence on the number of partitions, without differences, so
/// that nothing is lost to rounding.
std::vector<double> exactRankSumShares(int n, int m);

} // namespace belay::statistics
