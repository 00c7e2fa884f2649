// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/ports.h"

#include <QDateTime>

#include <chrono>

namespace belay {

/// The machine's clocks. Waits end at once when cancelled.
class SystemClock : public Clock
{
public:
    qint64 nowMs() const override { return QDateTime::currentMSecsSinceEpoch(); }
    qint64 monotonicMs() const override
    {
        const auto now = std::chrono::steady_clock::now().time_since_epoch();
        return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
    }
    bool wait(Milliseconds time, const CancelToken &cancel) const override { return cancel.waitFor(time); }
};

} // namespace belay
