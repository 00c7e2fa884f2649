// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/workspace.h"
#include "models/item/incident_view.h"

#include <QString>

#include <optional>

namespace belay {

// The incidents of an environment, for the window and the command line alike. Every call blocks and belongs
// on a worker thread. Facts are kept by who runs this program.

/// The environment's open incident; opened now when there is none. `text` says what was seen; `run` is the
/// deployment it is about, empty: the newest one.
Result<Incident> openIncident(HistoryStore &store, const QString &project, const QString &environment,
                              const QString &text, const QString &run, qint64 nowMs);

/// Adds a fact and tells the incident anew.
Result<Incident> addToIncident(HistoryStore &store, const Incident &incident, IncidentFact fact,
                               std::optional<IncidentStep> step, const QString &text, const QString &run,
                               qint64 nowMs);

/// What a run's event means for its environment's incidents: a verdict Roll back opens one, a rollback that
/// ended well answers the open one. Errors are given back to be told; they never stop a run.
Result<void> noteForIncidents(HistoryStore &store, const Plan &plan, const RunEvent &event);

/// What the history knows of an incident: nobody is asked.
Result<IncidentStory> recallIncident(const HistoryStore &store, const Incident &incident, qint64 nowMs);

/// Adds what only the project, its repository and its hosts can tell: the size of the release, what its
/// migrations took away, the way back as it would run now unless it has been taken, the checklist's items for
/// this case. Asks the hosts; needs trust.
void lookIntoIncident(const Workspace &workspace, const Project &project, const Environment &environment,
                      IncidentView &view, const CancelToken &cancel);

} // namespace belay
