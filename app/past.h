// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/run_state.h"
#include "models/store/history_store.h"

#include <QString>

#include <vector>

namespace belay {

/// A run out of the history, replayed into the state the live screens use.
struct PastRun
{
    RunSummary summary;
    std::vector<RunEvent> events;
    RunState state;
};

/// By id or a unique beginning of it. Error NotFound otherwise.
Result<PastRun> loadRun(const HistoryStore &store, const QString &id);

/// The checklist of a run's environment as it stood when the run began.
std::vector<CheckStatus> checklistAt(const HistoryStore &store, const QString &project,
                                     const QString &environment, const RunState &state);

/// The report of a run: md, html or json. Includes the checklist as it stood.
Result<QString> renderReport(const HistoryStore &store, const PastRun &past, const QString &format);

/// Writes a text file whole or not at all.
Result<void> saveText(const QString &file, const QString &text);

} // namespace belay
