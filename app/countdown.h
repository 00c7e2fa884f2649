// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/slept.h"

#include <QString>

namespace belay {

enum class CountdownEnd {
    Over,   ///< nobody objected: the rollback begins
    Vetoed, ///< a person did
    Slept,  ///< this computer stood still meanwhile, so that nobody could object
};

/// One automatic rollback's wait. The counting starts when the object is made, before it is announced.
class Countdown
{
public:
    Countdown(const Clock &clock, Milliseconds time)
        : m_clock(clock)
        , m_time(time)
        , m_begin(momentNow(clock))
    {
    }

    /// Blocks until it is over; cancelling is the veto.
    CountdownEnd wait(const CancelToken &veto);

    /// "Automatic rollback in 30 s. Stopping now keeps 1.5.0 live."
    QString announcement(const QString &version) const;
    /// What is written down about its end; `by` is who could veto.
    QString said(CountdownEnd end, const QString &version, const QString &by) const;

private:
    const Clock &m_clock;
    Milliseconds m_time;
    Moment m_begin;
    qint64 m_lateMs = 0;
};

} // namespace belay
