// SPDX-License-Identifier: GPL-3.0-or-later
// Measures one comparison of two windows: the rank-sum test, the shift and its interval. Exits 1 when the
// median for 20,000 points is over 20 ms.
#include "models/domain/statistics/rank_sum.h"
#include "models/domain/statistics/shift.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <random>
#include <vector>

namespace {

constexpr int repetitions = 21;
constexpr double limitMs = 20;

std::vector<double> latencies(std::mt19937_64 &random, std::size_t count, double scale, bool rounded)
{
    std::lognormal_distribution<double> distribution(std::log(scale), 0.3);
    std::vector<double> values(count);
    for (double &value : values)
        value = rounded ? std::round(distribution(random)) : distribution(random);
    return values;
}

double medianMs(std::size_t each, double scale, bool rounded)
{
    std::mt19937_64 random(each);
    const std::vector<double> before = latencies(random, each, 180, rounded);
    const std::vector<double> after = latencies(random, each, scale, rounded);
    std::vector<double> times;
    double kept = 0;
    for (int i = 0; i < repetitions; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        kept += belay::statistics::rankSumTest(after, before).p;
        kept += belay::statistics::hodgesLehmann(after, before, 0.98).estimate;
        const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
        times.push_back(took.count());
    }
    std::sort(times.begin(), times.end());
    std::printf("%8zu + %-8zu %-10s %-14s %8.2f %8.2f %8.2f\n", each, each, rounded ? "whole" : "continuous",
                scale == 180 ? "no change" : "+72 %", times[repetitions / 2], times.front(), times.back());
    return std::isfinite(kept) ? times[repetitions / 2] : 1e9;
}

} // namespace

int main()
{
    std::printf("%19s %-10s %-14s %8s %8s %8s   (ms, %d repetitions)\n", "points", "values", "shift",
                "median", "least", "most", repetitions);
    double worst = 0;
    for (const bool rounded : {false, true})
        for (const double scale : {180.0, 310.0}) {
            for (const std::size_t each : {100, 1000})
                medianMs(each, scale, rounded);
            worst = std::max(worst, medianMs(10000, scale, rounded)); // 20,000 points
            medianMs(20000, scale, rounded);
            medianMs(100000, scale, rounded);
        }
    std::printf("20,000 points: %.2f ms, limit %.0f ms\n", worst, limitMs);
    return worst <= limitMs ? 0 : 1;
}
