// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/store/history_database.h"
#include "models/store/history_store.h"
#include "models/store/local_files.h"
#include "models/store/run_summary.h"

#include <QElapsedTimer>

#include <map>
#include <mutex>

namespace belay {

/// What HistoryStore's parts share. Every member is used under `mutex`; SQLite's exceptions end in the public
/// functions, which turn them into errors.
class HistoryStore::Private
{
public:
    std::mutex mutex;
    HistoryDatabase database;
    QString path;
    QString runningFolder;
    std::vector<RunEvent> pending; ///< output, progress and samples that wait for the next commit
    QElapsedTimer pendingSince;
    std::map<QString, AliveMark> alive; ///< of the runs this object carries out

    SQLite::Database &sql() const { return *database.connection; }
    QString markPath(const QString &run) const;

    /// Commits the waiting events and `last`, if any, in one transaction. What waited is kept for the next
    /// try unless the database refuses it for good.
    Result<void> flush(const RunEvent *last = nullptr);
    void write(const RunEvent *last);

    /// Runs `work` with the waiting events written, under the mutex, with exceptions turned into errors.
    /// Reading goes on when they cannot be written (a full disk): they wait for the next append, which then
    /// says so.
    template <typename Work> auto guarded(const QString &doing, Work work) -> decltype(work())
    {
        const std::scoped_lock lock(mutex);
        flush();
        try {
            return work();
        } catch (const SQLite::Exception &exception) {
            return tl::unexpected(historyError(exception, doing));
        }
    }

    std::optional<SummaryRow> loadRow(const QString &run) const;
    void saveRow(const SummaryRow &row);
    bool isAlive(const QString &run) const { return AliveMark::isHeld(markPath(run)); }
};

/// The columns of table run in the order readRow() expects them.
extern const char *const runColumns;
SummaryRow readRow(SQLite::Statement &statement);

/// SHA-256 over the previous hash and the event's canonical JSON.
QByteArray chainHash(const QByteArray &previous, const std::string &body);

} // namespace belay
