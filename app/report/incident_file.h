// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/incident_story.h"
#include "models/domain/result.h"

#include <QString>

namespace belay {

/// An incident as a file that can be handed on: what happened, the likely cause, what it cost, the five
/// steps, the timeline, the numbers before and after, what is left to do. Formats: md (or markdown), html,
/// json; error Invalid names them for any other. The same story gives the same bytes. Text from outside is
/// escaped; times are UTC. Pure.
Result<QString> incidentAs(const QString &format, const IncidentStory &story);

} // namespace belay
