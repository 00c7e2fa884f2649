// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/fleet.h"
#include "models/item/release_view.h"
#include "models/store/history_store.h"

namespace belay {

/// Whether every host could go back right now: it answered, has an earlier good release that is complete,
/// nobody holds its lock. Pure.
Readiness readinessOf(const FleetSnapshot &fleet);

/// Versions every answering host has, complete and not marked bad, other than what is live; the one that was
/// live last comes first. Pure.
QStringList rollbackCandidates(const FleetSnapshot &fleet);

/// Median time, ms, of the newest successful runs of a kind in an environment; 0 when there is none.
qint64 usualDuration(const HistoryStore &store, const QString &project, const QString &environment,
                     const QString &kind);

} // namespace belay
