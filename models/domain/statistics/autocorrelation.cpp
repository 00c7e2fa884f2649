// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/statistics/autocorrelation.h"

#include <algorithm>
#include <cstddef>

namespace belay::statistics {

namespace {

constexpr std::size_t fewest = 8; ///< of fewer values nothing can be told
constexpr double most = 0.95;

/// Ranks with ties averaged, less their mean.
std::vector<double> centredRanks(const std::vector<double> &values)
{
    std::vector<double> sorted = values;
    std::sort(sorted.begin(), sorted.end());
    std::vector<double> ranks;
    ranks.reserve(values.size());
    const double mean = static_cast<double>(values.size() + 1) / 2;
    for (const double value : values) {
        const auto [from, to] = std::equal_range(sorted.begin(), sorted.end(), value);
        const auto below = static_cast<double>(from - sorted.begin());
        const auto upTo = static_cast<double>(to - sorted.begin());
        ranks.push_back((below + 1 + upTo) / 2 - mean);
    }
    return ranks;
}

/// Less the least-squares line.
std::vector<double> withoutTrend(std::vector<double> ranks)
{
    const double middle = static_cast<double>(ranks.size() - 1) / 2;
    double products = 0;
    double squares = 0;
    for (std::size_t i = 0; i < ranks.size(); ++i) {
        const double place = static_cast<double>(i) - middle;
        products += place * ranks[i];
        squares += place * place;
    }
    for (std::size_t i = 0; i < ranks.size(); ++i)
        ranks[i] -= products / squares * (static_cast<double>(i) - middle);
    return ranks;
}

double ofNeighbours(const std::vector<double> &ranks)
{
    double squares = 0;
    double products = 0;
    for (std::size_t i = 0; i < ranks.size(); ++i) {
        squares += ranks[i] * ranks[i];
        if (i > 0)
            products += ranks[i] * ranks[i - 1];
    }
    if (squares <= 0)
        return 0;
    const double r = products / squares;
    return std::clamp(r + (1 + 4 * r) / static_cast<double>(ranks.size()), 0.0, most);
}

} // namespace

double leaning(const std::vector<double> &values)
{
    return values.size() < fewest ? 0 : ofNeighbours(centredRanks(values));
}

double leaningAroundTrend(const std::vector<double> &values)
{
    return values.size() < fewest ? 0 : ofNeighbours(withoutTrend(centredRanks(values)));
}

double varianceInflation(double leaning)
{
    return (1 + leaning) / (1 - leaning);
}

} // namespace belay::statistics
