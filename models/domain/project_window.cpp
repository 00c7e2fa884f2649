// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/project_sections.h"

#include "models/domain/names.h"

#include <QRegularExpression>

#include <algorithm>

namespace belay::projectfile {

namespace {

using namespace Qt::Literals::StringLiterals;

/// The end of a day: the first minute that is too late is then that of the next one.
constexpr auto midnight = "24:00"_L1;

/// "09:00"; an invalid time: absent, noted as a problem, or (for an end) midnight.
QTime readTime(const Node &node, bool isEnd)
{
    const QString text = node.text();
    if (text.isEmpty() || (isEnd && text == midnight))
        return {};
    static const QRegularExpression clock(u"^[0-2][0-9]:[0-5][0-9]$"_s);
    const QTime time =
        clock.match(text).hasMatch() ? QTime::fromString(text, QStringLiteral("HH:mm")) : QTime();
    if (!time.isValid())
        node.complain(u"'%1' is not a time of day"_s.arg(cleanLine(text, 40)),
                      u"Write hours and minutes, for example \"09:00\"."_s);
    return time;
}

QDate readDate(const Node &node)
{
    const QString text = node.text();
    if (text.isEmpty())
        return {};
    const QDate date = QDate::fromString(text, u"yyyy-MM-dd"_s);
    if (!date.isValid())
        node.complain(u"'%1' is not a date"_s.arg(cleanLine(text, 40)),
                      u"Write year, month and day, for example \"2026-12-21\"."_s);
    return date;
}

std::vector<Qt::DayOfWeek> readDays(const Node &node)
{
    static constexpr Words<Qt::DayOfWeek, 7> words{{{Qt::Monday, "mon"_L1},
                                                    {Qt::Tuesday, "tue"_L1},
                                                    {Qt::Wednesday, "wed"_L1},
                                                    {Qt::Thursday, "thu"_L1},
                                                    {Qt::Friday, "fri"_L1},
                                                    {Qt::Saturday, "sat"_L1},
                                                    {Qt::Sunday, "sun"_L1}}};
    std::vector<Qt::DayOfWeek> days;
    if (!node.present())
        return days;
    const auto elements = node.elements();
    if (elements.empty())
        node.complain(u"expected at least one day"_s, u"Leave \"days\" out to allow every day."_s);
    for (const Node &element : elements) {
        const Qt::DayOfWeek day = element.word(words, Qt::Monday);
        if (std::find(days.begin(), days.end(), day) == days.end())
            days.push_back(day);
    }
    std::sort(days.begin(), days.end());
    return days;
}

FreezeSpec readFreeze(const Node &node)
{
    FreezeSpec freeze;
    if (!node.hasOnly({u"from"_s, u"to"_s, u"why"_s}) && !node.isObject())
        return freeze;
    freeze.from = readDate(node.need(u"from"_s));
    const Node last = node.at(u"to"_s);
    freeze.to = last.present() ? readDate(last) : freeze.from;
    freeze.why = node.at(u"why"_s).text();
    if (freeze.from.isValid() && freeze.to.isValid() && freeze.to < freeze.from)
        last.complain(u"expected a day that is not before %1"_s.arg(freeze.from.toString(Qt::ISODate)));
    return freeze;
}

} // namespace

WindowSpec readWindow(const Node &node)
{
    WindowSpec window;
    if (!node.present() ||
        (!node.hasOnly({u"days"_s, u"from"_s, u"to"_s, u"zone"_s, u"freezes"_s}) && !node.isObject()))
        return window;
    window.days = readDays(node.at(u"days"_s));
    window.from = readTime(node.at(u"from"_s), false);
    window.to = readTime(node.at(u"to"_s), true);
    if (window.from.isValid() && window.to.isValid() && window.to <= window.from)
        node.at(u"to"_s).complain(
            u"expected a time after %1"_s.arg(window.from.toString(QStringLiteral("HH:mm"))),
            u"A window does not go past midnight."_s);
    window.zone = node.at(u"zone"_s).text();
    // Which zones there are is the computer's to know; only the shape is looked at here.
    static const QRegularExpression zone(u"^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$"_s);
    if (!window.zone.isEmpty() && !zone.match(window.zone).hasMatch())
        node.at(u"zone"_s).complain(u"'%1' is not the name of a time zone"_s.arg(cleanLine(window.zone, 40)),
                                    u"For example \"Europe/Berlin\" or \"UTC\"."_s);
    if (const Node freezes = node.at(u"freezes"_s); freezes.present())
        for (const Node &freeze : freezes.elements())
            window.freezes.push_back(readFreeze(freeze));
    return window;
}

} // namespace belay::projectfile
