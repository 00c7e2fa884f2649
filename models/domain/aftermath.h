// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/metrics.h"

#include <optional>
#include <vector>

namespace belay {

struct Plan;
struct RunEvent;
struct RunState;

/// What later runs of its environment added to a release's own: it was watched on, and perhaps taken back.
struct Aftermath
{
    struct Mark
    {
        qint64 timeMs = 0;
        QString host; ///< went back then

        bool operator==(const Mark &) const = default;
    };

    bool goingBack = false; ///< a rollback has begun and not ended
    qint64 backMs = 0;      ///< when a rollback had ended well; 0: it has not
    QString backTo;         ///< the version that serves since
    std::vector<Mark> marks;
    QString watchedBy;               ///< the run that watches whether it helped, begun after `backMs`
    std::optional<Verdict> recovery; ///< the newest of that run
};

/// The plan watches what is known to be bad, or was until a moment ago (WatchAction::untilOver).
bool isFollowing(const Plan &plan);

/// What is known now: the recovery's verdict once there is a way back, else the release's own.
const std::optional<Verdict> &standingVerdict(const RunState &release);

/// Applies an event of a later run, whose plan is given, to the state of the release: samples go on where its
/// own ended, a rollback leaves its marks. Of a watch before the way back only what it has found counts as
/// the verdict on the release, for it starts with nothing; of one that began after it, everything is about
/// the recovery; a watch that began before and still speaks judges both together, and decides nothing. Total:
/// an event of another environment changes nothing. Pure.
void applyAftermath(RunState &release, const Plan &later, const RunEvent &event);

} // namespace belay
