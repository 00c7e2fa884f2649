// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/aftermath.h"
#include "models/domain/decision_clock.h"
#include "models/domain/incident.h"
#include "models/domain/incident_cause.h"
#include "models/domain/incident_timeline.h"

namespace belay {

/// All that is known of an incident, gathered: what the view shows and the file tells.
struct IncidentStory
{
    Incident incident; ///< without an id: there is none, and the rest is empty
    QString version;   ///< of the deployment it is about
    QString fromVersion;
    QString commit;
    qint64 liveMs = 0;              ///< when that went live
    qint64 beganMs = 0;             ///< when the trouble began: by the numbers, else when it was noticed
    std::optional<Verdict> verdict; ///< the newest
    /// When the automatic rollback of that deployment was due, and nobody has settled it: it is counting, or
    /// Belay ended while it was. 0: none was announced, or it is settled.
    qint64 countdownDueMs = 0;
    LikelyCause cause;
    QString causeSize;                  ///< "23 commits, 1 migration"; empty: not known
    DecisionQuestion question;          ///< decisionClock() answers it; `nowMs`: when it was put, or closed
    std::vector<SeriesData> series;     ///< of the watched deployment, and of what came after it
    std::optional<Aftermath> aftermath; ///< what that was
    std::vector<TimelineLine> timeline; ///< oldest first
};

} // namespace belay
