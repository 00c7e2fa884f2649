// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/decision_clock.h"

#include "models/domain/names.h"

#include <QLocale>

#include <algorithm>
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

/// The usual distance of two samples, ms.
qint64 stepOf(const std::vector<Sample> &samples)
{
    std::vector<qint64> steps;
    for (std::size_t i = 1; i < samples.size(); ++i)
        steps.push_back(samples[i].timeMs - samples[i - 1].timeMs);
    if (steps.empty())
        return 0;
    const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
    std::nth_element(steps.begin(), middle, steps.end());
    return *middle;
}

/// The value that holds at a time: the newest sample not older than `reach`.
std::optional<double> valueAt(const std::vector<Sample> &samples, qint64 timeMs, qint64 reach)
{
    const auto after =
        std::upper_bound(samples.begin(), samples.end(), timeMs,
                         [](qint64 time, const Sample &sample) { return time < sample.timeMs; });
    if (after == samples.begin() || timeMs - std::prev(after)->timeMs > reach)
        return {};
    return std::prev(after)->value;
}

struct Loss
{
    double failed = 0;
    std::optional<double> perSecond;
};

std::optional<Loss> lossSince(const DecisionQuestion &question)
{
    const SeriesData *errors = withId(question.series, u"error_rate", u"percent");
    const SeriesData *requests = withId(question.series, u"request_rate", u"per_second");
    if (!errors || !requests)
        return {};
    const std::vector<Sample> &samples = errors->after;
    const qint64 reach = 2 * std::max(stepOf(samples), stepOf(requests->after));
    std::optional<Loss> loss;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const qint64 from = std::max(samples[i].timeMs, question.beganMs);
        const qint64 until = std::min({i + 1 < samples.size() ? samples[i + 1].timeMs : question.nowMs,
                                       samples[i].timeMs + reach, question.nowMs});
        const auto rate = valueAt(requests->after, samples[i].timeMs, reach);
        if (!samples[i].value || !rate || until <= from)
            continue;
        if (!loss)
            loss.emplace();
        loss->perSecond = *samples[i].value / 100.0 * *rate;
        loss->failed += *loss->perSecond * static_cast<double>(until - from) / 1000.0;
    }
    return loss;
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

} // namespace

DecisionClock decisionClock(const DecisionQuestion &question)
{
    DecisionClock clock;
    clock.sinceMs = std::max<qint64>(0, question.nowMs - question.beganMs);
    clock.rollbackTakesMs = question.rollbackTakesMs;
    clock.pastNoReturn = !question.destroys.isEmpty();
    clock.wayBackIsReady = question.wayBackIsReady && !clock.pastNoReturn;
    clock.wayBack = wayBackOf(question);
    QStringList words{formatDuration(clock.sinceMs)};
    if (const auto loss = lossSince(question)) {
        clock.requestsLost = loss->failed;
        words += u"about "_s + about(loss->failed) + u" requests failed"_s;
        if (loss->perSecond) {
            clock.lostPerMinute = *loss->perSecond * 60;
            words += about(*clock.lostPerMinute) + u" more each minute"_s;
            if (clock.rollbackTakesMs > 0)
                clock.lostByRollback = *loss->perSecond * static_cast<double>(clock.rollbackTakesMs) / 1000.0;
        }
    } else {
        words += u"failed requests are not measured"_s;
    }
    words += clock.rollbackTakesMs > 0
                 ? QString(u"a rollback takes about "_s + formatDuration(clock.rollbackTakesMs))
                 : u"how long a rollback takes is not known"_s;
    clock.sentence = words.join(u" · "_s);
    return clock;
}

} // namespace belay
