// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/countdown.h"

#include "models/domain/names.h"

namespace belay {

CountdownEnd Countdown::wait(const CancelToken &veto)
{
    const bool vetoed = m_clock.wait(m_time, veto);
    m_lateMs = lateMs(m_begin, momentNow(m_clock), m_time.count());
    if (vetoed)
        return CountdownEnd::Vetoed;
    return m_lateMs >= sleptMs ? CountdownEnd::Slept : CountdownEnd::Over;
}

QString Countdown::announcement(const QString &version) const
{
    return QStringLiteral("Automatic rollback in %1. Stopping now keeps %2 live.")
        .arg(formatDuration(m_time.count()), version);
}

QString Countdown::said(CountdownEnd end, const QString &version, const QString &by) const
{
    switch (end) {
    case CountdownEnd::Over:
        break;
    case CountdownEnd::Vetoed:
        return QStringLiteral("The automatic rollback was vetoed by %1.").arg(by);
    case CountdownEnd::Slept:
        return QStringLiteral("The automatic rollback was not begun: this computer stood still for %1 "
                              "meanwhile. %2 stays; look with `belay status`, then `belay rollback`.")
            .arg(formatDuration(m_lateMs), version);
    }
    return QStringLiteral("The automatic rollback begins.");
}

} // namespace belay
