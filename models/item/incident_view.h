// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/checklist.h"
#include "models/domain/incident_story.h"
#include "models/item/release_view.h"

namespace belay {

/// Everything the incident view shows.
struct IncidentView
{
    bool isKnown = true; ///< false: the history is being asked whether there is one
    IncidentStory story;
    RollbackPreview wayBack;           ///< as it would run now
    bool wayBackAsked = false;         ///< the hosts have been asked
    std::vector<CheckStatus> ifIssues; ///< the checklist's items for this case
};

} // namespace belay
