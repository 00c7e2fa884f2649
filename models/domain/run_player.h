// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/run_event.h"

#include <optional>
#include <vector>

namespace belay {

/// Plays the events of a past run again, at any speed: whoever shows it asks for what is due, with a clock of
/// its own. Pure; the events keep the times at which they happened.
class RunPlayer
{
public:
    /// The events of one run in their order. A speed of 10 is ten times as fast; 0 or less: all at once.
    RunPlayer(std::vector<RunEvent> events, double speed);

    bool over() const { return m_next >= m_events.size(); }

    /// How long after the beginning of the replay the next event is due, in milliseconds; nothing: it is
    /// over.
    std::optional<qint64> nextDueMs() const;

    /// Those that are due that long after the beginning and were not handed out yet.
    std::vector<RunEvent> until(qint64 elapsedMs);

    /// How long the whole replay takes.
    qint64 durationMs() const;

private:
    std::vector<RunEvent> m_events;
    std::vector<qint64> m_dueMs; ///< of each, after the beginning
    std::size_t m_next = 0;
};

} // namespace belay
