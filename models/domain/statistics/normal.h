// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace belay::statistics {

/// The share of the standard normal distribution above z: erfc(z / √2) / 2 (Abramowitz and Stegun 26.2.29),
/// exact to the last digits in the far tail too.
double normalAbove(double z);

/// The z with that share above it, for 0 < share < 1: the inverse of normalAbove, by Newton's method on the
/// logarithm of the tail.
double normalQuantileAbove(double share);

} // namespace belay::statistics
