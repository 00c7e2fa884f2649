// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/statistics/rank_sum.h"

#include "models/domain/statistics/normal.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace belay::statistics {

namespace {

constexpr std::size_t smallSample = 8;
constexpr std::size_t largestExact = 200;

struct Ranks
{
    double sumOfX = 0; ///< of the ranks of x, from 1, ties averaged
    double ties = 0;   ///< Σ t³ - t over the groups of equal values
};

/// One walk over both sorted samples, group by group of equal values.
Ranks ranksOf(const std::vector<double> &x, const std::vector<double> &y)
{
    Ranks ranks;
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < x.size() || j < y.size()) {
        const double value = j == y.size() || (i < x.size() && x[i] < y[j]) ? x[i] : y[j];
        const double before = static_cast<double>(i + j);
        const std::size_t firstX = i;
        while (i < x.size() && x[i] == value)
            ++i;
        while (j < y.size() && y[j] == value)
            ++j;
        const double group = static_cast<double>(i + j) - before;
        ranks.sumOfX += static_cast<double>(i - firstX) * (before + (group + 1) / 2);
        ranks.ties += group * group * group - group;
    }
    return ranks;
}

double exactTwoSided(double u, std::size_t n, std::size_t m)
{
    const double smaller = std::min(u, static_cast<double>(n * m) - u);
    const std::vector<double> shares = exactRankSumShares(static_cast<int>(n), static_cast<int>(m));
    const auto end = shares.begin() + static_cast<std::ptrdiff_t>(smaller) + 1;
    return std::min(1.0, 2 * std::accumulate(shares.begin(), end, 0.0));
}

double approximateTwoSided(double u, double n, double m, double ties, double inflation)
{
    const double all = n + m;
    const double variance = inflation * n * m / 12 * (all + 1 - ties / (all * (all - 1)));
    if (variance <= 0)
        return 1;
    const double larger = std::max(u, n * m - u);
    const double z = (larger - n * m / 2 - 0.5) / std::sqrt(variance);
    return std::min(1.0, 2 * normalAbove(z));
}

} // namespace

std::vector<double> exactRankSumShares(int n, int m)
{
    const int small = std::min(n, m);
    const int large = std::max(n, m);
    const auto half = static_cast<std::size_t>(small) * static_cast<std::size_t>(large) / 2;
    // counts[k][u]: the ways to have U = u with k values of the smaller sample and j of the larger one, as a
    // share of all ways. The greatest value of all is either one of the small sample (and above j others) or
    // not.
    std::vector<std::vector<double>> counts(static_cast<std::size_t>(small) + 1,
                                            std::vector<double>(half + 1, 0.0));
    for (auto &row : counts)
        row[0] = 1;
    for (int j = 1; j <= large; ++j) {
        for (int k = 1; k <= small; ++k) {
            const auto &less = counts[static_cast<std::size_t>(k) - 1];
            auto &row = counts[static_cast<std::size_t>(k)];
            const double share = static_cast<double>(k) / (k + j);
            const auto shift = static_cast<std::size_t>(j);
            for (std::size_t u = half + 1; u-- > 0;)
                row[u] = (1 - share) * row[u] + (u >= shift ? share * less[u - shift] : 0.0);
        }
    }
    return counts.back();
}

RankSum rankSumTest(const std::vector<double> &x, const std::vector<double> &y, double inflation)
{
    std::vector<double> sortedX = x;
    std::vector<double> sortedY = y;
    std::sort(sortedX.begin(), sortedX.end());
    std::sort(sortedY.begin(), sortedY.end());
    const Ranks ranks = ranksOf(sortedX, sortedY);
    const auto n = static_cast<double>(x.size());
    const auto m = static_cast<double>(y.size());
    RankSum result;
    result.u = ranks.sumOfX - n * (n + 1) / 2;
    result.effect = result.u / (n * m);
    const std::size_t fewer = std::min(x.size(), y.size());
    const std::size_t more = std::max(x.size(), y.size());
    result.exact = fewer <= smallSample && more <= largestExact && ranks.ties == 0 && inflation <= 1;
    result.p = result.exact ? exactTwoSided(result.u, x.size(), y.size())
                            : approximateTwoSided(result.u, n, m, ranks.ties, inflation);
    return result;
}

} // namespace belay::statistics
