// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace belay::statistics {

/// How much each value leans on the one before it: the correlation of the ranks of neighbours, from 0 (not at
/// all, or against it) to 0.95, with the bias of short series, (1 + 4 r) / n, taken out (Kendall, "Note on
/// Bias in the Estimation of Autocorrelation", Biometrika 41, 1954). The values are in the order of their
/// time.
double leaning(const std::vector<double> &values);

/// The same around the straight line through the ranks: a leak, which only ever grows, is no leaning.
double leaningAroundTrend(const std::vector<double> &values);

/// By how much the variance of a mean of ranks is larger when each value leans on the one before:
/// (1 + r) / (1 - r) (Bartlett, "On the Theoretical Specification and Sampling Properties of Autocorrelated
/// Time-Series", 1946). Samples of one service a few seconds apart are not independent, and a test that takes
/// them to be so finds differences where there are none.
double varianceInflation(double leaning);

} // namespace belay::statistics
