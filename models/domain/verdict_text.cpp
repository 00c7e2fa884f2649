// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/verdict_text.h"

#include <algorithm>
#include <cmath>

namespace belay::verdicttext {

namespace {

using namespace Qt::Literals::StringLiterals;

QString shown(const Judging &judging, double value)
{
    return formatValue(value, judging.spec.unit);
}

QString inARow(const Judging &judging, double limit)
{
    const int count = judging.row(limit);
    return count == 1 ? u"in the latest sample"_s : u"for %1 samples in a row"_s.arg(count);
}

/// "+72", "-8", "0": a share of the median before, in whole percent.
QString percent(const Judging &judging, double shift)
{
    const double value = std::round(shift / *judging.before * 100);
    const QString text = QString::number(value == 0 ? 0.0 : value, 'f', 0);
    return value > 0 ? QString(u'+' + text) : text;
}

/// "limit +50 %" of a ratio, in the direction of the change.
QString limitOf(const Judging &judging, double ratio)
{
    const double shift = judging.compared.newest->shift;
    const auto limit = ratioLimit(ratio, shift < 0 ? BadDirection::Down : BadDirection::Up, *judging.before);
    return u"limit %1 %"_s.arg(percent(judging, limit.value_or(*judging.before) - *judging.before));
}

/// "180 → 310 ms": the unit only once where it is the same.
QString fromTo(const Judging &judging, double from, double to)
{
    const QString first = shown(judging, from);
    const QString second = shown(judging, to);
    const qsizetype space = first.lastIndexOf(u' ');
    const bool sameUnit = space > 0 && second.endsWith(first.mid(space));
    return QString((sameUnit ? first.left(space) : first) + u" → " + second);
}

/// What was the same hours earlier, as a sentence of its own; empty: not known.
QString earlier(const Judging &judging)
{
    QStringList parts;
    if (judging.yesterday)
        parts << u"yesterday at this hour %1"_s.arg(shown(judging, *judging.yesterday));
    if (judging.lastWeek)
        parts << u"last week %1"_s.arg(shown(judging, *judging.lastWeek));
    if (parts.isEmpty())
        return {};
    QString text = parts.join(u", "_s);
    text[0] = text.at(0).toUpper();
    return QString(u' ' + text + u'.');
}

/// "27 % slower than before the release"
QString comparison(const Judging &judging)
{
    const double share = judging.now() / *judging.before - 1;
    const bool isTime = judging.spec.unit == u"ms" || judging.spec.unit == u"s";
    const QString word =
        share >= 0 ? (isTime ? u"slower"_s : u"higher"_s) : (isTime ? u"faster"_s : u"lower"_s);
    return u"%1 % %2 than before the release"_s.arg(
        QString::number(std::round(std::fabs(share) * 100), 'f', 0), word);
}

} // namespace

QString nameOf(const SeriesSpec &spec)
{
    const QString &title = spec.title.isEmpty() ? spec.id : spec.title;
    if (title.size() < 2 || !title.at(1).isLower())
        return title;
    return QString(title.at(0).toLower() + title.mid(1));
}

QString change(const Judging &judging)
{
    const SeriesComparison &numbers = *judging.compared.newest;
    return u"%1 (%2 %, %3 % interval %4 … %5)"_s.arg(
        fromTo(judging, *judging.before, *judging.before + numbers.shift), percent(judging, numbers.shift),
        QString::number(std::round(numbers.confidence * 100)), percent(judging, numbers.low),
        percent(judging, numbers.high));
}

QString noValues(const Judging &judging)
{
    return u"Not enough data — %1 has had no value for %2 samples in a row."_s.arg(
        nameOf(judging.spec), QString::number(judging.missingAtEnd));
}

QString collecting(const Judging &judging, int needed)
{
    return u"Collecting — %1 has %2 of the %3 samples needed."_s.arg(
        nameOf(judging.spec), QString::number(judging.after.size()), QString::number(needed));
}

QString gaps(const Judging &judging)
{
    return u"Not enough data — %1 % of the samples of %2 are missing; up to %3 % would do."_s.arg(
        QString::number(std::round(judging.gap * 100)), nameOf(judging.spec),
        QString::number(std::round(judging.rules.maxGap * 100)));
}

QString notComparable(const Judging &judging, const QString &problem)
{
    return u"Not enough data — %1 cannot be compared: %2."_s.arg(nameOf(judging.spec), problem);
}

QString rollBack(const Judging &judging)
{
    const double trigger = *judging.trigger();
    const bool isRatio = judging.ratioTrigger == trigger;
    if (isRatio && judging.compared.newest && judging.spec.rollbackRatio &&
        judging.beyond(*judging.before + judging.compared.newest->shift, trigger))
        return rollBackProven(judging);
    QString why;
    if (isRatio)
        why = u" (%1 times the %2 before the release)"_s.arg(
            QString::number(trigger / *judging.before, 'g', 3), shown(judging, *judging.before));
    return QString(u"Roll back — %1 %2, trigger is %3%4, %5."_s.arg(
                       nameOf(judging.spec), shown(judging, judging.now()), shown(judging, trigger), why,
                       inARow(judging, trigger)) +
                   earlier(judging));
}

QString rollBackProven(const Judging &judging)
{
    return QString(u"Roll back — %1 %2, %3."_s.arg(nameOf(judging.spec), change(judging),
                                                   limitOf(judging, *judging.spec.rollbackRatio)) +
                   earlier(judging));
}

QString hold(const Judging &judging)
{
    const auto limit = [&](const std::optional<double> &value, const QString &word) {
        return u"Hold — %1 %2, %3 limit is %4, %5."_s.arg(nameOf(judging.spec), shown(judging, judging.now()),
                                                          word, shown(judging, *value),
                                                          inARow(judging, *value));
    };
    if (judging.holds(judging.spec.critical))
        return limit(judging.spec.critical, u"critical"_s);
    if (judging.holds(judging.spec.warn))
        return limit(judging.spec.warn, u"warning"_s);
    if (judging.compared.holds)
        return QString(u"Hold — %1 %2, %3."_s.arg(
                           nameOf(judging.spec), change(judging),
                           limitOf(judging, judging.spec.holdRatio.value_or(judging.rules.holdRatio))) +
                       earlier(judging));
    if (!judging.compared.asYesterday && judging.holds(judging.halfWay()))
        return u"Hold — %1 is %2."_s.arg(nameOf(judging.spec), comparison(judging));
    return {};
}

QString healthy(const Judging &judging)
{
    QString text = u"Healthy — %1 "_s.arg(nameOf(judging.spec));
    if (judging.compared.newest)
        text += change(judging);
    else {
        text += shown(judging, judging.now());
        if (judging.before)
            text += u", %1 before the release"_s.arg(shown(judging, *judging.before));
    }
    if (const auto trigger = judging.trigger())
        text += u", trigger is %1"_s.arg(shown(judging, *trigger));
    else if (!hasLimits(judging.spec) && !isCompared(judging.spec))
        text += u", no limits"_s;
    if (judging.compared.asYesterday)
        text += u", as yesterday at this hour (%1)"_s.arg(shown(judging, judging.yesterday.value_or(0)));
    return QString(text + u'.');
}

} // namespace belay::verdicttext
