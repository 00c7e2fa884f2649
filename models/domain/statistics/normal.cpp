// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/statistics/normal.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace belay::statistics {

double normalAbove(double z)
{
    return std::erfc(z / std::numbers::sqrt2) / 2;
}

double normalQuantileAbove(double share)
{
    if (share > 0.5)
        return -normalQuantileAbove(1 - share);
    // The logarithm of the tail is concave and falls, so that Newton's method from above comes down to the
    // root without passing it. exp(-z²/2) / 2 is never less than the tail, which gives the place to start.
    constexpr double invSqrtTwoPi = std::numbers::inv_sqrtpi / std::numbers::sqrt2;
    double z = std::sqrt(std::max(0.0, -2 * std::log(2 * share)));
    for (int step = 0; step < 100; ++step) {
        const double tail = normalAbove(z);
        const double slope = invSqrtTwoPi * std::exp(-z * z / 2) / tail;
        const double next = z + std::log(tail / share) / slope;
        if (std::fabs(next - z) <= 1e-15 * (1 + std::fabs(z)))
            return next;
        z = next;
    }
    return z;
}

} // namespace belay::statistics
