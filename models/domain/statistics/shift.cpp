// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/statistics/shift.h"

#include "models/domain/statistics/normal.h"
#include "models/domain/statistics/rank_sum.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>

namespace belay::statistics {

namespace {

constexpr std::int64_t largestExact = 40; ///< of either sample; the approximation is good far below

/// Both samples in ascending order; row i holds the differences x[i] - y[m - 1], …, x[i] - y[0], ascending. A
/// difference grows with x and falls with y, after rounding too, so that "at most v" is a staircase.
class Differences
{
public:
    Differences(const std::vector<double> &x, const std::vector<double> &y)
        : m_x(x)
        , m_y(y)
    {
    }

    double least() const { return m_x.front() - m_y.back(); }
    double greatest() const { return m_x.back() - m_y.front(); }

    /// How many are at most v.
    std::int64_t atMost(double v) const
    {
        std::int64_t count = 0;
        std::size_t j = 0; // the y below are too small: with them the difference is above v
        for (const double one : m_x) {
            while (j < m_y.size() && one - m_y[j] > v)
                ++j;
            if (j == m_y.size())
                break; // no y is large enough for this x, nor for the larger ones
            count += static_cast<std::int64_t>(m_y.size() - j);
        }
        return count;
    }

    /// Those above `low` and at most `high`.
    std::vector<double> between(double low, double high, std::int64_t count) const
    {
        std::vector<double> found;
        found.reserve(static_cast<std::size_t>(count));
        std::size_t first = 0; // of the y whose difference is at most high
        for (const double one : m_x) {
            while (first < m_y.size() && one - m_y[first] > high)
                ++first;
            for (std::size_t j = first; j < m_y.size() && one - m_y[j] > low; ++j)
                found.push_back(one - m_y[j]);
        }
        return found;
    }

private:
    const std::vector<double> &m_x;
    const std::vector<double> &m_y;
};

/// The doubles in their order as whole numbers: neighbours differ by one.
std::int64_t orderOf(double value)
{
    const auto bits = std::bit_cast<std::int64_t>(value + 0.0); // no -0
    return bits >= 0 ? bits : std::numeric_limits<std::int64_t>::min() - bits;
}

double ofOrder(std::int64_t order)
{
    return std::bit_cast<double>(order >= 0 ? order : std::numeric_limits<std::int64_t>::min() - order);
}

/// The double in the middle of those between the two; low itself when they are neighbours.
double middleOf(double low, double high)
{
    return ofOrder(std::midpoint(orderOf(low), orderOf(high)));
}

} // namespace

/// Narrows (low, high] until few differences are left in it, and picks among those. The share of the way is
/// guessed from the counts, and every second time it is the double in the middle, so that a guess that goes
/// wrong cannot keep it busy: 64 of those are enough for any interval.
double kthDifference(const std::vector<double> &x, const std::vector<double> &y, std::int64_t k)
{
    const Differences all(x, y);
    const auto few = static_cast<std::int64_t>(x.size() + y.size());
    double high = all.greatest();
    double low = std::nextafter(all.least(), -std::numeric_limits<double>::infinity());
    std::int64_t below = 0; // at most low
    std::int64_t upTo = static_cast<std::int64_t>(x.size()) * static_cast<std::int64_t>(y.size());
    for (bool guessed = false; upTo - below > few; guessed = !guessed) {
        const double share = (static_cast<double>(k - below) - 0.5) / static_cast<double>(upTo - below);
        double middle = low + (high - low) * share;
        if (guessed || middle <= low || middle >= high)
            middle = middleOf(low, high);
        if (middle <= low || middle >= high)
            return high; // neighbours: all that is left is the same value
        const std::int64_t count = all.atMost(middle);
        if (count >= k) {
            high = middle;
            upTo = count;
        } else {
            low = middle;
            below = count;
        }
    }
    std::vector<double> left = all.between(low, high, upTo - below);
    const auto place = left.begin() + static_cast<std::ptrdiff_t>(k - below - 1);
    std::nth_element(left.begin(), place, left.end());
    return *place;
}

std::int64_t intervalRank(std::int64_t n, std::int64_t m, double confidence, double inflation)
{
    const double alpha = (1 - confidence) / 2;
    if (std::max(n, m) <= largestExact && inflation <= 1) {
        const std::vector<double> shares = exactRankSumShares(static_cast<int>(n), static_cast<int>(m));
        std::int64_t rank = 0; // the greatest one with P(U < rank) at most alpha
        for (double sum = 0; static_cast<std::size_t>(rank) < shares.size(); ++rank) {
            sum += shares[static_cast<std::size_t>(rank)];
            if (sum > alpha)
                break;
        }
        return std::max<std::int64_t>(1, rank);
    }
    const auto pairs = static_cast<double>(n) * static_cast<double>(m);
    const double spread = std::sqrt(inflation * pairs * static_cast<double>(n + m + 1) / 12);
    const double rank = std::floor(pairs / 2 - normalQuantileAbove(alpha) * spread);
    return std::max<std::int64_t>(1, static_cast<std::int64_t>(rank));
}

Shift hodgesLehmann(const std::vector<double> &x, const std::vector<double> &y, double confidence,
                    double inflation)
{
    std::vector<double> sortedX = x;
    std::vector<double> sortedY = y;
    std::sort(sortedX.begin(), sortedX.end());
    std::sort(sortedY.begin(), sortedY.end());
    const auto n = static_cast<std::int64_t>(x.size());
    const auto m = static_cast<std::int64_t>(y.size());
    const std::int64_t pairs = n * m;
    const std::int64_t rank = intervalRank(n, m, confidence, inflation);
    Shift shift;
    shift.estimate = kthDifference(sortedX, sortedY, (pairs + 1) / 2);
    if (pairs % 2 == 0) {
        const double next = kthDifference(sortedX, sortedY, pairs / 2 + 1);
        shift.estimate += (next - shift.estimate) / 2;
    }
    shift.low = kthDifference(sortedX, sortedY, rank);
    shift.high = kthDifference(sortedX, sortedY, pairs + 1 - rank);
    return shift;
}

} // namespace belay::statistics
