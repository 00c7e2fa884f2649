// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/run_player.h"

#include <algorithm>
#include <cmath>

namespace belay {

/// A clock that was set back in the middle of the run must not stop the replay: nothing is due before what
/// came before it.
RunPlayer::RunPlayer(std::vector<RunEvent> events, double speed)
    : m_events(std::move(events))
{
    qint64 latest = m_events.empty() ? 0 : m_events.front().timeMs;
    const qint64 begin = latest;
    m_dueMs.reserve(m_events.size());
    for (const RunEvent &event : m_events) {
        latest = std::max(latest, event.timeMs);
        m_dueMs.push_back(speed > 0 ? std::llround(static_cast<double>(latest - begin) / speed) : 0);
    }
}

std::optional<qint64> RunPlayer::nextDueMs() const
{
    return over() ? std::nullopt : std::optional(m_dueMs[m_next]);
}

std::vector<RunEvent> RunPlayer::until(qint64 elapsedMs)
{
    std::vector<RunEvent> due;
    for (; !over() && m_dueMs[m_next] <= elapsedMs; ++m_next)
        due.push_back(m_events[m_next]);
    return due;
}

qint64 RunPlayer::durationMs() const
{
    return m_dueMs.empty() ? 0 : m_dueMs.back();
}

} // namespace belay
