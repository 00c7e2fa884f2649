// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace belay::statistics {

/// How far x lies above y, and the interval that holds the true shift with the given confidence.
struct Shift
{
    double estimate = 0;
    double low = 0;
    double high = 0;
};

/// The Hodges-Lehmann shift: the median of all n m differences x - y (Hodges and Lehmann, "Estimates of
/// Location Based on Rank Tests", Annals of Mathematical Statistics 34, 1963), and its distribution-free
/// interval, from the C-th smallest to the C-th largest difference, with C from the distribution of
/// Mann-Whitney's U: exact for small samples, else ⌊n m / 2 - z √(n m (n + m + 1) / 12)⌋, at least 1
/// (Hollander, Wolfe and Chicken, "Nonparametric Statistical Methods", 3rd ed. 2014, section 4.3,
/// formulas 4.33 to 4.35).
///
/// An inflation above 1 makes the variance of U that many times larger, as in rankSumTest.
/// The differences are never written down: O((n + m) log) time and O(n + m) memory. Both samples need at
/// least one value; confidence lies between 0 and 1. No NaN, no infinity.
Shift hodgesLehmann(const std::vector<double> &x, const std::vector<double> &y, double confidence,
                    double inflation = 1);

/// The C of the interval: which of the sorted differences, counted from 1 and from either end, bound it.
std::int64_t intervalRank(std::int64_t n, std::int64_t m, double confidence, double inflation = 1);

/// The k-th smallest (from 1) of all differences x[i] - y[j]. Both are in ascending order.
double kthDifference(const std::vector<double> &x, const std::vector<double> &y, std::int64_t k);

} // namespace belay::statistics
