// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/series_judging.h"

#include "models/domain/statistics/autocorrelation.h"
#include "models/domain/statistics/quantiles.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr qint64 always = std::numeric_limits<qint64>::max();

bool isNumber(const Sample &sample)
{
    return sample.value && std::isfinite(*sample.value);
}

int missingAtTheEnd(const std::vector<Sample> &samples, qint64 fromMs)
{
    const auto end = std::find_if(samples.rbegin(), samples.rend(), [fromMs](const Sample &sample) {
        return isNumber(sample) || sample.timeMs < fromMs;
    });
    return static_cast<int>(end - samples.rbegin());
}

std::optional<double> medianOf(const std::vector<Sample> &samples)
{
    const std::vector<double> values = judgedValues(samples, 0, always);
    return values.empty() ? std::nullopt : std::optional(statistics::median(values));
}

/// The rows of values beyond a limit before the release.
struct Rows
{
    int beyond = 0;   ///< values
    int followed = 0; ///< of those, how many came right after another one
    int longest = 0;
};

Rows rowsOf(const Judging &judging, double limit)
{
    Rows rows;
    int run = 0;
    for (const double value : judging.beforeValues) {
        run = judging.beyond(value, limit) ? run + 1 : 0;
        rows.beyond += run > 0 ? 1 : 0;
        rows.followed += run > 1 ? 1 : 0;
        rows.longest = std::max(rows.longest, run);
    }
    return rows;
}

} // namespace

bool Judging::beyond(double value, double limit) const
{
    return spec.bad != BadDirection::Down ? value > limit : value < limit;
}

int Judging::row(double limit) const
{
    const auto good =
        std::find_if(after.rbegin(), after.rend(), [&](double value) { return !beyond(value, limit); });
    return static_cast<int>(good - after.rbegin());
}

int Judging::neededInARow(double limit) const
{
    constexpr std::size_t fewest = 20; ///< of fewer values before no share can be told
    const int least = std::max(1, rules.inARow);
    if (limit != ratioTrigger || beforeValues.size() < fewest)
        return least;
    const Rows rows = rowsOf(*this, limit);
    const auto count = static_cast<double>(beforeValues.size());
    // What was counted may have been luck: one standard deviation more.
    const double share = (rows.beyond + 1 + std::sqrt(rows.beyond + 1)) / (count + 2);
    // After one value beyond, the chance of the next: bad values come together in some series, and where all
    // values lean on each other those beyond do too.
    const double followed = (rows.followed + std::sqrt(rows.followed) + 2 * share) / (rows.beyond + 2);
    const double leaning = statistics::leaning(beforeValues);
    const double next = std::min(0.9, std::max(followed, leaning * leaning));
    // A row of n has the chance share · next^(n - 1), at each of the places of a window; rows may use up a
    // quarter of the false alarms that the confidence allows.
    const double rare = (1 - rules.confidence) / 4 / count;
    const int needed = 1 + static_cast<int>(std::ceil(std::log(rare / share) / std::log(next)));
    return std::max({least, rows.longest + 1, needed});
}

bool Judging::holds(const std::optional<double> &limit) const
{
    return limit && row(*limit) >= neededInARow(*limit);
}

double Judging::now() const
{
    const auto count = std::min(after.size(), static_cast<std::size_t>(std::max(1, rules.inARow)));
    return statistics::median({after.end() - static_cast<std::ptrdiff_t>(count), after.end()});
}

std::optional<double> Judging::trigger() const
{
    if (!spec.rollback || !ratioTrigger)
        return spec.rollback ? spec.rollback : ratioTrigger;
    return beyond(*spec.rollback, *ratioTrigger) ? ratioTrigger : spec.rollback;
}

std::optional<double> Judging::halfWay() const
{
    constexpr int enoughForProof = 5; // five against five: the first size at which p can be below 0.02
    if (!ratioTrigger || rules.minCompared >= enoughForProof)
        return std::nullopt;
    return *before + (*ratioTrigger - *before) / 2;
}

QString Judging::problem() const
{
    if (!isCompared(spec))
        return {};
    if (!before)
        return u"%1 of %2 samples from before the release"_s.arg(beforeValues.size())
            .arg(std::max(1, rules.minBefore));
    if (*before <= 0)
        return u"the median before the release is %1, which has no ratio"_s.arg(
            formatValue(*before, spec.unit));
    return compared.problem;
}

Judging judgingOf(const SeriesData &data, const VerdictRules &rules)
{
    Judging judging{data.spec, rules};
    if (!data.after.empty()) {
        const qint64 fromMs = data.after.front().timeMs + rules.warmUpMs;
        judging.after = judgedValues(data.after, fromMs, always);
        judging.missingAtEnd = missingAtTheEnd(data.after, fromMs);
        judging.gap = gapShare(data.after, fromMs, always);
    }
    judging.beforeValues = judgedValues(data.before, 0, always);
    if (static_cast<int>(judging.beforeValues.size()) >= std::max(1, rules.minBefore))
        judging.before = statistics::median(judging.beforeValues);
    if (data.spec.rollbackRatio && judging.before)
        judging.ratioTrigger = ratioLimit(*data.spec.rollbackRatio, data.spec.bad, *judging.before);
    if (isCompared(data.spec) && judging.before && *judging.before > 0)
        judging.compared = compareWithBefore(data, rules);
    judging.yesterday = medianOf(data.yesterday);
    judging.lastWeek = medianOf(data.lastWeek);
    return judging;
}

bool hasLimits(const SeriesSpec &spec)
{
    return spec.warn || spec.critical || spec.rollback;
}

} // namespace belay
