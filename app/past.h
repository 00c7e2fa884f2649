// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/checklist_snapshot.h"
#include "models/domain/run_state.h"
#include "models/store/history_store.h"

#include <QByteArray>
#include <QString>

#include <optional>
#include <vector>

namespace belay {

/// A run out of the history, replayed into the state the live screens use.
struct RecordedRun
{
    RunSummary summary;
    std::vector<RunEvent> events;
    RunState state;
};

/// By id or a unique beginning of it. Error NotFound otherwise.
Result<RecordedRun> loadRun(const HistoryStore &store, const QString &id);

/// Keeps the checklist as it stands with a run that is about to begin, so that its report stays the same
/// whatever becomes of belay.json. Once for each run.
Result<void> keepChecklist(HistoryStore &store, const Plan &plan);

/// The checklist of a run's environment as it stood when the run began: what was kept with it, or, for runs
/// of before that was done, today's list with the records of that time.
ChecklistSnapshot checklistAt(const HistoryStore &store, const QString &project, const QString &environment,
                              const RunState &state);

/// The newest deployment or rollback of an environment that was begun before `untilMs`, or nothing.
Result<std::optional<RunSummary>> newestRelease(const HistoryStore &store, const QString &project,
                                                const QString &environment, qint64 untilMs);

/// The same, of deployments alone: what was before a release was measured by its deployment.
Result<std::optional<RunSummary>> newestDeployment(const HistoryStore &store, const QString &project,
                                                   const QString &environment, qint64 untilMs);

/// The median of what an item's earlier runs took, in milliseconds; nothing: it never ran to its end.
std::optional<qint64> usualCheckDuration(const HistoryStore &store, const QString &project,
                                         const QString &item);

/// The report of a run as text: md, html or json. Includes the checklist as it stood, and what is to be done
/// afterwards as it was answered until the next release began.
Result<QString> renderReport(const HistoryStore &store, const RecordedRun &past, const QString &format);

/// The report as a file's bytes: also pdf. Blocks its thread.
Result<QByteArray> reportFile(const HistoryStore &store, const RecordedRun &past, const QString &format);

/// Writes a file whole or not at all.
Result<void> saveFile(const QString &file, const QByteArray &bytes);

} // namespace belay
