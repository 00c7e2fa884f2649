// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/incident.h"
#include "models/domain/incident_cause.h"
#include "models/domain/run_event.h"

#include <QString>

#include <vector>

namespace belay {

enum class TimelineMark {
    Change,  ///< a release began, went live, was taken back
    Trigger, ///< a number crossed its limit, a verdict changed, a countdown began
    Person,  ///< somebody did or said something
    Failure, ///< a step or a run failed
    End,     ///< it is over
};

/// One line of an incident's story.
struct TimelineLine
{
    qint64 timeMs = 0; ///< UTC
    TimelineMark mark = TimelineMark::Person;
    QString text; ///< one line of plain text
    QString run;  ///< where it came from, if a run

    bool operator==(const TimelineLine &) const = default;
};

/// What a run adds to the story: its beginning, going live, verdicts when they change, countdowns, holds,
/// remarks, failed steps and its end. Pure.
std::vector<TimelineLine> timelineOf(const std::vector<RunEvent> &run);

/// The whole story, oldest first: the incident's own entries, the runs it has to do with and what changed
/// elsewhere meanwhile. A line that two of them tell stands once. Pure.
std::vector<TimelineLine> incidentTimeline(const Incident &incident,
                                           const std::vector<std::vector<RunEvent>> &runs,
                                           const std::vector<NearbyChange> &elsewhere);

} // namespace belay
