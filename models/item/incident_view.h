// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/checklist.h"
#include "models/domain/incident_story.h"
#include "models/domain/result.h"
#include "models/item/release_view.h"

#include <optional>

namespace belay {

/// Everything the incident view shows.
struct IncidentView
{
    bool isKnown = true;         ///< false: the history is being asked whether there is one, or cannot say
    std::optional<Error> unread; ///< why it cannot; nothing else is known then
    QString project;             ///< whose incident this is, or would be
    QString environment;
    bool isProtected = false; ///< that environment
    bool isSandbox = false;   ///< the project
    IncidentStory story;
    RollbackPreview wayBack;           ///< as it would run now
    bool wayBackAsked = false;         ///< the hosts have been asked
    std::vector<CheckStatus> ifIssues; ///< the checklist's items for this case
};

} // namespace belay
