// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/statistics/quantiles.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace belay::statistics {

namespace {

struct Place
{
    std::size_t below = 0;
    double share = 0; ///< of the way to the next one
};

Place placeOf(std::size_t count, double p)
{
    const double h = static_cast<double>(count - 1) * std::clamp(p, 0.0, 1.0);
    const double whole = std::floor(h);
    return {static_cast<std::size_t>(whole), h - whole};
}

double between(double below, double above, double share)
{
    return below + (above - below) * share;
}

} // namespace

double sortedQuantile(const std::vector<double> &sorted, double p)
{
    const Place place = placeOf(sorted.size(), p);
    const double below = sorted[place.below];
    return place.share > 0 ? between(below, sorted[place.below + 1], place.share) : below;
}

double quantile(std::vector<double> values, double p)
{
    const Place place = placeOf(values.size(), p);
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(place.below);
    std::nth_element(values.begin(), at, values.end());
    if (place.share <= 0)
        return *at;
    return between(*at, *std::min_element(at + 1, values.end()), place.share);
}

double median(std::vector<double> values)
{
    return quantile(std::move(values), 0.5);
}

} // namespace belay::statistics
