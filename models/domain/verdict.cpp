// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/metrics.h"

#include <algorithm>
#include <cmath>

namespace belay {

// How a series is judged
//
// - Only numbers count. A sample without a value, NaN or infinity is "no data": it never counts as good, and
// it
//   neither extends nor interrupts a row of bad samples, so that a source that fails every third time can
//   hide nothing.
// - A limit counts when the latest `inARow` values are all beyond it. One outlier changes nothing.
// - Two rules may ask for a rollback: the limit `rollback`, and `rollbackRatio` times the median of the
//   before-window. Whichever is reached first is the trigger.
// - `warn` and `critical` ask to hold, and so does a value more than half of the way from the before-window's
// median
//   to its ratio trigger.
// - For a series that is bad when it falls, everything is mirrored.
// - A series whose last `noDataInARow` samples are missing, or whose only rule needs a before-window that is
// not
//   there, cannot be judged.

namespace {

using namespace Qt::Literals::StringLiterals;

std::optional<double> usable(const Sample &sample)
{
    return sample.value && std::isfinite(*sample.value) ? sample.value : std::nullopt;
}

std::vector<double> valuesOf(const std::vector<Sample> &samples)
{
    std::vector<double> values;
    values.reserve(samples.size());
    for (const Sample &sample : samples) {
        if (const auto value = usable(sample))
            values.push_back(*value);
    }
    return values;
}

/// The middle value, or the mean of the two in the middle. Needs at least one.
double median(std::vector<double> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    if (values.size() % 2 == 1)
        return *middle;
    const double below = *std::max_element(values.begin(), middle);
    return below + (*middle - below) / 2;
}

int missingAtEnd(const std::vector<Sample> &samples)
{
    const auto last = std::find_if(samples.rbegin(), samples.rend(),
                                   [](const Sample &sample) { return usable(sample).has_value(); });
    return static_cast<int>(last - samples.rbegin());
}

/// "Error rate" inside a sentence is "error rate"; "HTTP errors" and "p99 latency" stay.
QString nameOf(const SeriesSpec &spec)
{
    const QString &title = spec.title.isEmpty() ? spec.id : spec.title;
    if (title.size() < 2 || !title.at(1).isLower())
        return title;
    return QString(title.at(0).toLower() + title.mid(1));
}

QString times(double ratio)
{
    return QString::number(ratio, 'g', 3);
}

struct Judging
{
    const SeriesSpec &spec;
    const VerdictRules &rules;
    std::vector<double> after;
    std::optional<double> before;       ///< median, when there are enough samples
    std::optional<double> ratioTrigger; ///< rollbackRatio as a value in the series' unit
    int beforeCount = 0;

    bool beyond(double value, double limit) const
    {
        return spec.bad != BadDirection::Down ? value > limit : value < limit;
    }

    /// How many of the latest values in a row are beyond the limit.
    int row(double limit) const
    {
        const auto good =
            std::find_if(after.rbegin(), after.rend(), [&](double value) { return !beyond(value, limit); });
        return static_cast<int>(good - after.rbegin());
    }

    bool holds(const std::optional<double> &limit) const
    {
        return limit && row(*limit) >= std::max(1, rules.inARow);
    }

    double now() const
    {
        const auto count = std::min(after.size(), static_cast<std::size_t>(std::max(1, rules.inARow)));
        return median({after.end() - static_cast<std::ptrdiff_t>(count), after.end()});
    }

    /// The rollback limit that is reached first.
    std::optional<double> trigger() const
    {
        if (!spec.rollback || !ratioTrigger)
            return spec.rollback ? spec.rollback : ratioTrigger;
        return beyond(*spec.rollback, *ratioTrigger) ? ratioTrigger : spec.rollback;
    }

    QString shown(double value) const { return formatValue(value, spec.unit); }

    QString inARow(double limit) const
    {
        const int count = row(limit);
        return count == 1 ? u"in the latest sample"_s : u"for %1 samples in a row"_s.arg(count);
    }
};

/// A ratio above one is meant in the bad direction, whichever that is: 1.5 on a falling series is "two thirds
/// of". Written as 0.5 on a falling series it is taken as it stands. A median of zero (or less) has no ratio.
std::optional<double> ratioTrigger(const SeriesSpec &spec, const std::optional<double> &before)
{
    if (!spec.rollbackRatio || *spec.rollbackRatio <= 0 || !before || *before <= 0)
        return std::nullopt;
    if (spec.bad != BadDirection::Down || *spec.rollbackRatio < 1)
        return *before * *spec.rollbackRatio;
    return *before / *spec.rollbackRatio;
}

Judging prepare(const SeriesData &data, const VerdictRules &rules)
{
    Judging judging{data.spec, rules, valuesOf(data.after), {}, {}, 0};
    const std::vector<double> before = valuesOf(data.before);
    judging.beforeCount = static_cast<int>(before.size());
    if (judging.beforeCount >= std::max(1, rules.minBefore))
        judging.before = median(before);
    judging.ratioTrigger = ratioTrigger(data.spec, judging.before);
    return judging;
}

/// Why the ratio rule cannot be applied, or empty.
QString ratioProblem(const Judging &judging)
{
    if (!judging.spec.rollbackRatio || judging.ratioTrigger)
        return {};
    if (judging.before)
        return u"the median before the release is %1, which has no ratio"_s.arg(
            judging.shown(*judging.before));
    return u"%1 of %2 samples from before the release"_s.arg(judging.beforeCount)
        .arg(std::max(1, judging.rules.minBefore));
}

bool hasLimits(const SeriesSpec &spec)
{
    return spec.warn || spec.critical || spec.rollback;
}

QString rollBackSentence(const Judging &judging, double trigger)
{
    QString why;
    if (judging.ratioTrigger == trigger)
        why = u" (%1 times the %2 before the release)"_s.arg(times(trigger / *judging.before),
                                                             judging.shown(*judging.before));
    return u"Roll back — %1 %2, trigger is %3%4, %5."_s.arg(
        nameOf(judging.spec), judging.shown(judging.now()), judging.shown(trigger), why,
        judging.inARow(trigger));
}

/// "27 % slower than before the release"
QString comparison(const Judging &judging)
{
    const double change = judging.now() / *judging.before - 1;
    const bool isTime = judging.spec.unit == u"ms" || judging.spec.unit == u"s";
    const QString word =
        change >= 0 ? (isTime ? u"slower"_s : u"higher"_s) : (isTime ? u"faster"_s : u"lower"_s);
    return u"%1 % %2 than before the release"_s.arg(
        QString::number(std::round(std::fabs(change) * 100), 'f', 0), word);
}

/// The sentence that asks to hold, or empty. The hardest limit speaks.
QString holdSentence(const Judging &judging)
{
    const auto limit = [&](const std::optional<double> &value, const QString &word) {
        return u"Hold — %1 %2, %3 limit is %4, %5."_s.arg(nameOf(judging.spec), judging.shown(judging.now()),
                                                          word, judging.shown(*value),
                                                          judging.inARow(*value));
    };
    if (judging.holds(judging.spec.critical))
        return limit(judging.spec.critical, u"critical"_s);
    if (judging.holds(judging.spec.warn))
        return limit(judging.spec.warn, u"warning"_s);
    if (!judging.ratioTrigger)
        return {};
    const double halfWay = *judging.before + (*judging.ratioTrigger - *judging.before) / 2;
    if (!judging.holds(halfWay))
        return {};
    return u"Hold — %1 is %2."_s.arg(nameOf(judging.spec), comparison(judging));
}

QString healthySentence(const Judging &judging)
{
    QString text = u"Healthy — %1 %2"_s.arg(nameOf(judging.spec), judging.shown(judging.now()));
    if (judging.before)
        text += u", %1 before the release"_s.arg(judging.shown(*judging.before));
    if (const auto trigger = judging.trigger())
        text += u", trigger is %1"_s.arg(judging.shown(*trigger));
    else if (!hasLimits(judging.spec))
        text += u", no limits"_s;
    return QString(text + u'.');
}

void decide(SeriesVerdict &verdict, const Judging &judging, int missing)
{
    const QString name = nameOf(judging.spec);
    if (missing >= std::max(1, judging.rules.noDataInARow)) {
        verdict.kind = VerdictKind::NotEnoughData;
        verdict.sentence = u"Not enough data — %1 has had no value for %2 samples in a row."_s.arg(
            name, QString::number(missing));
        return;
    }
    const int needed = std::max(1, judging.rules.minAfter);
    if (static_cast<int>(judging.after.size()) < needed) {
        verdict.kind = VerdictKind::Collecting;
        verdict.sentence = u"Collecting — %1 has %2 of the %3 samples needed."_s.arg(
            name, QString::number(judging.after.size()), QString::number(needed));
        return;
    }
    const QString problem = ratioProblem(judging);
    if (!problem.isEmpty() && !hasLimits(judging.spec)) {
        verdict.kind = VerdictKind::NotEnoughData;
        verdict.sentence = u"Not enough data — %1 cannot be compared: %2."_s.arg(name, problem);
        return;
    }
    if (judging.holds(verdict.trigger)) {
        verdict.kind = VerdictKind::RollBack;
        verdict.sentence = rollBackSentence(judging, *verdict.trigger);
    } else if (const QString hold = holdSentence(judging); !hold.isEmpty()) {
        verdict.kind = VerdictKind::Hold;
        verdict.sentence = hold;
    } else {
        verdict.kind = VerdictKind::Healthy;
        verdict.sentence = healthySentence(judging);
    }
    if (!problem.isEmpty())
        verdict.sentence += u" Not compared with before: %1."_s.arg(problem);
}

SeriesVerdict judgeSeries(const SeriesData &data, const VerdictRules &rules)
{
    const Judging judging = prepare(data, rules);
    SeriesVerdict verdict;
    verdict.series = data.spec.id;
    verdict.before = judging.before;
    verdict.trigger = judging.trigger();
    if (!judging.after.empty())
        verdict.now = judging.now();
    decide(verdict, judging, missingAtEnd(data.after));
    return verdict;
}

const SeriesVerdict *first(const Verdict &verdict, VerdictKind kind)
{
    const auto found = std::find_if(verdict.series.begin(), verdict.series.end(),
                                    [&](const SeriesVerdict &one) { return one.kind == kind; });
    return found == verdict.series.end() ? nullptr : &*found;
}

QString healthySummary(const Verdict &verdict)
{
    const bool compared = std::any_of(verdict.series.begin(), verdict.series.end(),
                                      [](const SeriesVerdict &one) { return one.before.has_value(); });
    const QString count = verdict.samples == 1 ? u"1 sample"_s : u"%1 samples"_s.arg(verdict.samples);
    return compared ? u"Healthy — nothing differs from before the release by more than its limits. %1."_s.arg(
                          count)
                    : u"Healthy — nothing is over its limits; there is no before to compare with. %1."_s.arg(
                          count);
}

bool judgesAnything(const std::vector<SeriesData> &series)
{
    return std::any_of(series.begin(), series.end(), [](const SeriesData &data) {
        return hasLimits(data.spec) || data.spec.rollbackRatio;
    });
}

} // namespace

/// The worst series speaks for all: Roll back, then no data, then collecting, then hold. Healthy is what is
/// left.
Verdict judge(const std::vector<SeriesData> &series, const VerdictRules &rules)
{
    Verdict verdict;
    for (const SeriesData &data : series) {
        verdict.series.push_back(judgeSeries(data, rules));
        verdict.samples += static_cast<int>(valuesOf(data.after).size());
    }
    if (!judgesAnything(series)) {
        verdict.kind = VerdictKind::NotEnoughData;
        verdict.sentence =
            u"Not enough data — no series has a limit. Give one of them warn, critical, rollback or "
            "rollback_ratio in belay.json."_s;
        return verdict;
    }
    for (const VerdictKind kind :
         {VerdictKind::RollBack, VerdictKind::NotEnoughData, VerdictKind::Collecting, VerdictKind::Hold}) {
        if (const SeriesVerdict *speaker = first(verdict, kind)) {
            verdict.kind = kind;
            verdict.sentence = speaker->sentence;
            return verdict;
        }
    }
    verdict.kind = VerdictKind::Healthy;
    verdict.sentence = healthySummary(verdict);
    return verdict;
}

} // namespace belay
