// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/checks/calendar.h"

#include <QLocale>
#include <QTimeZone>

#include <algorithm>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

const QTime noon(12, 0);

QString clockText(const QDateTime &when)
{
    return QString(QLocale::c().toString(when, u"ddd yyyy-MM-dd HH:mm "_s) + when.timeZoneAbbreviation());
}

QString daysText(const std::vector<Qt::DayOfWeek> &days)
{
    QStringList names;
    for (const Qt::DayOfWeek day : days)
        names.append(QLocale::c().dayName(day, QLocale::ShortFormat));
    return names.join(u", "_s);
}

/// The usual rule, for environments that name no days and no hours.
Inspected judgeUsual(const QDateTime &local)
{
    const int day = local.date().dayOfWeek();
    if (day == Qt::Saturday || day == Qt::Sunday)
        return {CheckState::Failed, u"weekend: %1"_s.arg(clockText(local)), {}};
    if (day == Qt::Friday && local.time() >= noon)
        return {CheckState::Failed, u"Friday afternoon: %1"_s.arg(clockText(local)), {}};
    return {CheckState::Passed, clockText(local), {}};
}

} // namespace

Inspected judgeWindow(const WindowSpec &window, const QDateTime &now)
{
    const QTimeZone zone =
        window.zone.isEmpty() ? QTimeZone::systemTimeZone() : QTimeZone(window.zone.toLatin1());
    if (!zone.isValid())
        return {CheckState::CannotRun, u"the time zone %1 is not known here"_s.arg(window.zone), {}};
    const QDateTime local = now.toTimeZone(zone);
    for (const FreezeSpec &freeze : window.freezes) {
        if (local.date() >= freeze.from && local.date() <= freeze.to) {
            const QString until = freeze.to.toString(Qt::ISODate);
            return {CheckState::Failed,
                    freeze.why.isEmpty() ? u"frozen until %1"_s.arg(until)
                                         : u"frozen until %1: %2"_s.arg(until, freeze.why),
                    {}};
        }
    }
    if (window.days.empty() && !window.from.isValid() && !window.to.isValid())
        return judgeUsual(local);
    const auto today = static_cast<Qt::DayOfWeek>(local.date().dayOfWeek());
    if (!window.days.empty() && std::find(window.days.begin(), window.days.end(), today) == window.days.end())
        return {CheckState::Failed,
                u"%1, and releases are for %2"_s.arg(clockText(local), daysText(window.days)),
                {}};
    const bool early = window.from.isValid() && local.time() < window.from;
    const bool late = window.to.isValid() && local.time() >= window.to;
    if (early || late) {
        const QString hours =
            u"%1–%2"_s.arg(window.from.isValid() ? window.from.toString(u"HH:mm"_s) : u"00:00"_s,
                           window.to.isValid() ? window.to.toString(u"HH:mm"_s) : u"24:00"_s);
        return {CheckState::Failed, u"%1, outside %2"_s.arg(clockText(local), hours), {}};
    }
    return {CheckState::Passed, clockText(local), {}};
}

} // namespace belay
