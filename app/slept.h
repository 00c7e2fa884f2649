// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/ports.h"

#include <algorithm>

namespace belay {

/// A point in time by both clocks: one goes on while a computer sleeps, the other goes on while a program
/// stands still and cannot be set.
struct Moment
{
    qint64 wallMs = 0;
    qint64 monotonicMs = 0;
};

inline Moment momentNow(const Clock &clock)
{
    return {clock.nowMs(), clock.monotonicMs()};
}

/// How much longer than it was to take a wait took, by the clock that saw more of it.
inline qint64 lateMs(const Moment &begin, const Moment &end, qint64 waitMs)
{
    return std::max(
        {qint64(0), end.wallMs - begin.wallMs - waitMs, end.monotonicMs - begin.monotonicMs - waitMs});
}

/// A wait this late was not ended by a busy computer but by one that slept or stood still. What was decided
/// before must not act by itself any more: nobody could object, and the world has moved on.
constexpr qint64 sleptMs = 10000;

} // namespace belay
