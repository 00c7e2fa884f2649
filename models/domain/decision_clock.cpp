// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/decision_clock.h"

#include "models/domain/names.h"

#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

const SeriesData *withId(const std::vector<SeriesData> &series, QStringView id, QStringView unit)
{
    for (const SeriesData &each : series)
        if (each.spec.id == id && each.spec.unit == unit)
            return &each;
    return nullptr;
}

constexpr std::size_t stepsLookedAt = 5;

/// The usual distance of samples at one of them, ms: the median of the few steps that lead to it, whatever
/// comes later. The first has only the step that leads away from it.
qint64 stepAt(const std::vector<Sample> &samples, std::size_t index)
{
    std::array<qint64, stepsLookedAt> steps{};
    std::size_t count = 0;
    for (std::size_t i = std::max<std::size_t>(index, 1);
         i > 0 && i < samples.size() && count < stepsLookedAt; --i)
        steps[count++] = samples[i].timeMs - samples[i - 1].timeMs;
    if (count == 0)
        return 0;
    const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(count / 2);
    std::nth_element(steps.begin(), middle, steps.begin() + static_cast<std::ptrdiff_t>(count));
    return *middle;
}

/// Requests that fail in a second, as a sample of the error rate has it.
struct Failing
{
    double perSecond = 0;
    qint64 holdsMs = 0; ///< at most that long after the sample
};

/// With the newest sample of the request rate that holds then. No value: one of the two is not known.
std::optional<Failing> failingAt(const std::vector<Sample> &errors, const std::vector<Sample> &requests,
                                 std::size_t index)
{
    const Sample &sample = errors[index];
    const auto after = std::upper_bound(requests.begin(), requests.end(), sample.timeMs,
                                        [](qint64 time, const Sample &each) { return time < each.timeMs; });
    if (!sample.value || after == requests.begin())
        return {};
    const auto request = std::prev(after);
    const auto place = static_cast<std::size_t>(request - requests.begin());
    const qint64 holdsMs = 2 * std::max(stepAt(errors, index), stepAt(requests, place));
    if (!request->value || sample.timeMs - request->timeMs > holdsMs)
        return {};
    return Failing{*sample.value / 100.0 * *request->value, holdsMs};
}

/// Requests that failed from one time to another; no value: nothing was measured then.
std::optional<double> lostBetween(const DecisionQuestion &question, qint64 fromMs, qint64 untilMs)
{
    const SeriesData *errors = withId(question.series, u"error_rate", u"percent");
    const SeriesData *requests = withId(question.series, u"request_rate", u"per_second");
    if (!errors || !requests)
        return {};
    const std::vector<Sample> &samples = errors->after;
    std::optional<double> lost;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const bool isNewest = i + 1 == samples.size();
        if (samples[i].timeMs > untilMs || (!isNewest && samples[i + 1].timeMs <= fromMs))
            continue;
        const auto failing = failingAt(samples, requests->after, i);
        if (!failing)
            continue;
        if (!lost)
            lost = 0;
        if (isNewest)
            continue;
        const qint64 from = std::max(samples[i].timeMs, fromMs);
        const qint64 until = std::min({samples[i + 1].timeMs, samples[i].timeMs + failing->holdsMs, untilMs});
        if (until > from)
            *lost += failing->perSecond * static_cast<double>(until - from) / 1000.0;
    }
    return lost;
}

/// The newest rate, while its sample still holds.
std::optional<double> failingNow(const DecisionQuestion &question)
{
    const SeriesData *errors = withId(question.series, u"error_rate", u"percent");
    const SeriesData *requests = withId(question.series, u"request_rate", u"per_second");
    if (!errors || !requests || errors->after.empty())
        return {};
    const auto failing = failingAt(errors->after, requests->after, errors->after.size() - 1);
    if (!failing || question.nowMs - errors->after.back().timeMs > failing->holdsMs)
        return {};
    return failing->perSecond;
}

QString about(double count)
{
    return QLocale::c().toString(static_cast<qlonglong>(std::llround(count)));
}

QString wayBackOf(const DecisionQuestion &question)
{
    if (!question.destroys.isEmpty())
        return u"Past the point of no return: this release took data away ("_s +
               question.destroys.join(u", "_s) + u"). The release before may not work with that database."_s;
    if (!question.wayBackIsReady)
        return question.wayBack.isEmpty() ? u"The way back is not verified."_s : question.wayBack;
    if (question.migrations > 0)
        return u"The way back is open. "_s +
               (question.migrations == 1
                    ? u"1 migration stays applied."_s
                    : QString(QString::number(question.migrations) + u" migrations stay applied."_s));
    return u"The way back is open: no migration ran."_s;
}

Recovery recoveryOf(const std::optional<VerdictKind> &verdict)
{
    switch (verdict.value_or(VerdictKind::Collecting)) {
    case VerdictKind::Collecting:
        return Recovery::BeingMeasured;
    case VerdictKind::Healthy:
        return Recovery::Confirmed;
    case VerdictKind::Hold:
    case VerdictKind::RollBack:
        return Recovery::NotHelped;
    case VerdictKind::NotEnoughData:
        break;
    }
    return Recovery::NoData;
}

QString wordsOf(Recovery recovery)
{
    switch (recovery) {
    case Recovery::BeingMeasured:
        return u"whether it has helped is being measured"_s;
    case Recovery::Confirmed:
        return u"the recovery is confirmed"_s;
    case Recovery::NotHelped:
        return u"it has not helped"_s;
    case Recovery::NoData:
        break;
    }
    return u"whether it has helped is not known, for lack of data"_s;
}

/// What can still be decided.
QStringList openWords(const DecisionClock &clock)
{
    QStringList words{formatDuration(clock.sinceMs)};
    words += clock.requestsLost ? QString(u"about "_s + about(*clock.requestsLost) + u" requests failed"_s)
                                : u"failed requests are not measured"_s;
    if (clock.lostPerMinute)
        words += about(*clock.lostPerMinute) + u" more each minute"_s;
    words += clock.rollbackTakesMs > 0
                 ? QString(u"a rollback takes about "_s + formatDuration(clock.rollbackTakesMs))
                 : u"how long a rollback takes is not known"_s;
    return words;
}

/// What was decided, and what came of it.
QStringList takenWords(const DecisionClock &clock, const WayTaken &taken, qint64 nowMs)
{
    const bool goesOn = taken.recovery == Recovery::NotHelped;
    QStringList words{formatDuration(clock.sinceMs) + (goesOn ? u""_s : u" until it was back"_s)};
    QString lost = u"failed requests are not measured"_s;
    if (clock.requestsLost)
        lost = u"about "_s + about(*clock.requestsLost) + u" requests failed until "_s +
               (goesOn ? u"it was back"_s : u"then"_s);
    if (taken.lostSince && *taken.lostSince >= 1.0)
        lost += u", "_s + about(*taken.lostSince) + u" more since"_s;
    words += lost;
    const qint64 lastsMs = std::max<qint64>(0, nowMs - taken.sinceMs) / 1000 * 1000;
    words += u"back on "_s + (taken.version.isEmpty() ? u"the release before"_s : taken.version) +
             u" for "_s + formatDuration(lastsMs);
    words += wordsOf(taken.recovery);
    return words;
}

DecisionClock clockOnceBack(const DecisionQuestion &question)
{
    DecisionClock clock;
    WayTaken taken{question.backMs, question.backTo, recoveryOf(question.recovery), {}};
    taken.lostSince = lostBetween(question, question.backMs, question.nowMs);
    const bool goesOn = taken.recovery == Recovery::NotHelped;
    const qint64 until = goesOn ? question.nowMs : std::min(question.backMs, question.nowMs);
    clock.sinceMs = std::max<qint64>(0, until - question.beganMs);
    clock.requestsLost = lostBetween(question, question.beganMs, question.backMs);
    if (goesOn) {
        if (const auto failing = failingNow(question))
            clock.lostPerMinute = *failing * 60;
    }
    clock.sentence = takenWords(clock, taken, question.nowMs).join(u" · "_s);
    clock.taken = std::move(taken);
    return clock;
}

} // namespace

DecisionClock decisionClock(const DecisionQuestion &question)
{
    if (question.backMs > 0)
        return clockOnceBack(question);
    DecisionClock clock;
    clock.sinceMs = std::max<qint64>(0, question.nowMs - question.beganMs);
    clock.rollbackTakesMs = question.rollbackTakesMs;
    clock.pastNoReturn = !question.destroys.isEmpty();
    clock.wayBackIsReady = question.wayBackIsReady && !clock.pastNoReturn;
    clock.wayBack = wayBackOf(question);
    clock.requestsLost = lostBetween(question, question.beganMs, question.nowMs);
    if (const auto failing = failingNow(question)) {
        clock.lostPerMinute = *failing * 60;
        if (clock.rollbackTakesMs > 0)
            clock.lostByRollback = *failing * static_cast<double>(clock.rollbackTakesMs) / 1000.0;
    }
    clock.sentence = openWords(clock).join(u" · "_s);
    return clock;
}

} // namespace belay
