// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace belay::statistics {

/// The quantile of values that are in ascending order, for a share p from 0 to 1: linear between the two
/// nearest, h = (n - 1) p. Definition 7 of Hyndman and Fan, "Sample Quantiles in Statistical Packages", The
/// American Statistician 50 (1996), what R, numpy and Excel use. Needs at least one value.
double sortedQuantile(const std::vector<double> &sorted, double p);

/// The same for values in any order.
double quantile(std::vector<double> values, double p);

/// The middle value, or the mean of the two in the middle. Needs at least one value.
double median(std::vector<double> values);

} // namespace belay::statistics
