// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/comparison.h"

#include "models/domain/statistics/autocorrelation.h"
#include "models/domain/statistics/quantiles.h"
#include "models/domain/statistics/rank_sum.h"
#include "models/domain/statistics/shift.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr qint64 always = std::numeric_limits<qint64>::max();
constexpr qint64 dayMs = 86'400'000;

/// A difference of less than half a percentage point is not worth a sentence, however sure it is: an error
/// rate that goes from 0.01 % to 0.02 % has doubled.
constexpr double leastPercentagePoints = 0.5;

bool isNumber(const Sample &sample)
{
    return sample.value && std::isfinite(*sample.value);
}

/// Whether the shift goes as far as the ratio says, in a direction that is bad.
bool reaches(const SeriesSpec &spec, double ratio, double median, double shift)
{
    if (spec.unit == u"percent" && std::fabs(shift) < leastPercentagePoints)
        return false;
    const auto upper = ratioLimit(ratio, BadDirection::Up, median);
    const auto lower = ratioLimit(ratio, BadDirection::Down, median);
    const bool rises = upper && median + shift >= *upper;
    const bool falls = lower && median + shift <= *lower;
    switch (spec.bad) {
    case BadDirection::Up:
        return rises;
    case BadDirection::Down:
        return falls;
    case BadDirection::Both:
        return rises || falls;
    }
    return false;
}

struct Look
{
    std::optional<SeriesComparison> numbers;
    bool proven = false;
};

Look look(const std::vector<double> &before, const std::vector<double> &after, double confidence)
{
    // Each window for itself: the step between them must not look like leaning, nor a leak after the release.
    const double leaning = std::max(statistics::leaning(before), statistics::leaningAroundTrend(after));
    const double inflation = statistics::varianceInflation(leaning);
    const statistics::RankSum test = statistics::rankSumTest(after, before, inflation);
    const statistics::Shift shift = statistics::hodgesLehmann(after, before, confidence, inflation);
    SeriesComparison numbers{test.p,
                             shift.estimate,
                             shift.low,
                             shift.high,
                             confidence,
                             static_cast<int>(before.size()),
                             static_cast<int>(after.size())};
    return {numbers, test.p < 1 - confidence};
}

/// The comparison of one series, window by window.
class Comparing
{
public:
    Comparing(const SeriesData &data, const VerdictRules &rules)
        : m_data(data)
        , m_rules(rules)
        , m_before(judgedValues(data.before, 0, always))
        , m_needed(static_cast<std::size_t>(std::max(1, rules.minCompared)))
    {
        if (!data.after.empty()) {
            m_startMs = data.after.front().timeMs + rules.warmUpMs;
            m_lastMs = data.after.back().timeMs;
        }
    }

    QString problem() const
    {
        if (m_before.size() < m_needed)
            return u"%1 of %2 samples from before the release"_s.arg(m_before.size()).arg(m_needed);
        if (const double gap = gapShare(m_data.before, 0, always); gap > m_rules.maxGap)
            return u"%1 % of the samples from before the release are missing"_s.arg(
                QString::number(std::round(gap * 100)));
        return {};
    }

    /// Fills in what the last windows say.
    void fill(Compared &out) const
    {
        const double median = statistics::median(m_before);
        const double hold = m_data.spec.holdRatio.value_or(m_rules.holdRatio);
        bool holds = true;
        bool rollsBack = m_data.spec.rollbackRatio.has_value();
        const qint64 windows = (m_lastMs - m_startMs) / std::max<qint64>(1, m_rules.windowMs);
        for (int back = 0; back < std::max(1, m_rules.windowsInARow); ++back) {
            const Look one = lookAt(m_startMs + (windows - back) * m_rules.windowMs);
            if (back == 0)
                out.newest = one.numbers;
            const double shift = one.numbers ? one.numbers->shift : 0;
            holds = holds && one.proven && reaches(m_data.spec, hold, median, shift);
            rollsBack = rollsBack && one.proven &&
                        reaches(m_data.spec, m_data.spec.rollbackRatio.value_or(hold), median, shift);
            if (!holds && !rollsBack)
                return;
        }
        out.asYesterday = isAsYesterday(hold);
        out.holds = holds && !out.asYesterday;
        out.rollsBack = rollsBack && !out.asYesterday;
    }

private:
    /// Everything from the warm-up's end until then against everything before the release.
    Look lookAt(qint64 untilMs) const
    {
        if (untilMs <= m_startMs || gapShare(m_data.after, m_startMs, untilMs) > m_rules.maxGap)
            return {};
        const std::vector<double> after = judgedValues(m_data.after, m_startMs, untilMs);
        return after.size() < m_needed ? Look() : look(m_before, after, m_rules.confidence);
    }

    /// The samples of now are no worse than those a day earlier.
    bool isAsYesterday(double hold) const
    {
        const std::vector<double> yesterday =
            judgedValues(m_data.yesterday, m_startMs - dayMs, m_lastMs - dayMs + 1);
        if (yesterday.size() < m_needed)
            return false;
        const std::vector<double> after = judgedValues(m_data.after, m_startMs, always);
        const Look one = look(yesterday, after, m_rules.confidence);
        return !one.proven || !reaches(m_data.spec, hold, statistics::median(yesterday), one.numbers->shift);
    }

    const SeriesData &m_data;
    const VerdictRules &m_rules;
    std::vector<double> m_before;
    std::size_t m_needed;
    qint64 m_startMs = 0;
    qint64 m_lastMs = 0;
};

} // namespace

bool isCompared(const SeriesSpec &spec)
{
    return spec.rollbackRatio || spec.holdRatio;
}

std::vector<double> judgedValues(const std::vector<Sample> &samples, qint64 fromMs, qint64 untilMs)
{
    std::vector<double> values;
    values.reserve(samples.size());
    for (const Sample &sample : samples) {
        if (sample.timeMs >= fromMs && sample.timeMs < untilMs && isNumber(sample))
            values.push_back(*sample.value);
    }
    return values;
}

/// A ratio above one is meant in the bad direction, whichever that is: 1.5 on a falling series is "two thirds
/// of". Written as 0.5 on a falling series it is taken as it stands.
std::optional<double> ratioLimit(double ratio, BadDirection direction, double median)
{
    if (ratio <= 0 || median <= 0)
        return std::nullopt;
    if (direction != BadDirection::Down || ratio < 1)
        return median * ratio;
    return median / ratio;
}

double gapShare(const std::vector<Sample> &samples, qint64 fromMs, qint64 untilMs)
{
    int all = 0;
    int missing = 0;
    for (const Sample &sample : samples) {
        if (sample.timeMs < fromMs || sample.timeMs >= untilMs)
            continue;
        ++all;
        missing += isNumber(sample) ? 0 : 1;
    }
    return all == 0 ? 0 : static_cast<double>(missing) / all;
}

Compared compareWithBefore(const SeriesData &data, const VerdictRules &rules)
{
    Compared out;
    const Comparing comparing(data, rules);
    out.problem = comparing.problem();
    if (out.problem.isEmpty())
        comparing.fill(out);
    return out;
}

VerdictRules rulesFor(const MetricsSpec &metrics)
{
    constexpr qint64 enough = 30;
    constexpr qint64 least = 3;
    constexpr qint64 minuteMs = 60'000;
    VerdictRules rules;
    const qint64 interval = std::max<qint64>(1, metrics.interval.count());
    const qint64 watch = std::max<qint64>(0, (metrics.watch - metrics.warmUp).count());
    const qint64 held = std::min<qint64>(metrics.before.count(), watch) / interval;
    rules.minCompared = static_cast<int>(std::clamp(held * 4 / 5, least, enough));
    rules.windowMs = std::max(interval, std::min(minuteMs, watch / 5));
    rules.warmUpMs = metrics.warmUp.count();
    return rules;
}

} // namespace belay
