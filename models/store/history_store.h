// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/checklist.h"
#include "models/domain/incident.h"
#include "models/domain/result.h"
#include "models/domain/run_event.h"

#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace belay {

/// One row of the history: derived from the run's events when they are appended, never edited by hand.
struct RunSummary
{
    QString id;
    QString kind; ///< deploy | rollback | …
    QString project;
    QString environment;
    QString version;
    QString fromVersion;
    QString commit;
    qint64 committedMs = 0; ///< when that commit was made; 0: not known
    QString by;
    QString reason;
    QString strategy; ///< as in belay.json; empty: switches nothing, or recorded before it was kept
    qint64 startedMs = 0;
    qint64 finishedMs = 0; ///< 0: running, or interrupted
    qint64 liveMs = 0;     ///< when the last host was switched; 0: not yet, or undone since
    Outcome outcome = Outcome::None;
    QString text;
    QString verdict;         ///< the newest verdict's word, or empty
    QString verdictSentence; ///< and its sentence
    int hosts = 0;

    bool operator==(const RunSummary &) const = default;
};

struct HistoryQuery
{
    QString project; ///< empty: all
    QString environment;
    QString text; ///< the filter bar; grammar in history_filter.h
    qint64 limit = 200;
    qint64 offset = 0;
};

/// The local memory: SQLite, one writer, journal_mode=TRUNCATE, synchronous=EXTRA. Thread-safe. Events are
/// append-only by trigger; a hash chain over all events makes editing visible.
class HistoryStore
{
public:
    /// Creates the folder (0700), opens or creates history.db, migrates. Refuses network file systems and
    /// newer schemas; a damaged file is moved aside and named in `warning()`.
    static Result<std::unique_ptr<HistoryStore>> open(const QString &dataDirectory);
    ~HistoryStore();

    QString warning() const;
    QString path() const;

    /// Durable when it returns, with one exception: output, progress and samples say nothing about what was
    /// asked of a host, and a sync for each line would slow the run. They are kept in memory and become
    /// durable with the next other event, with the 64th of them, or with the first append 250 ms after the
    /// oldest; reading through this object and its destruction write them too. What was kept stays in order
    /// before the event it goes with. Errors: Invalid when the run's number was used before, Timeout and
    /// Internal as the disk decides; an event that is refused is not kept.
    Result<void> append(const RunEvent &event);
    /// Several in one commit, in their order: one wait for the disk instead of one each. After an error each
    /// of them may be kept or not.
    Result<void> append(const std::vector<RunEvent> &events);
    Result<std::vector<RunEvent>> events(const QString &run) const;
    Result<std::vector<RunSummary>> runs(const HistoryQuery &query) const;
    Result<qint64> countRuns(const HistoryQuery &query) const;
    Result<std::optional<RunSummary>> run(const QString &id) const; ///< a unique prefix of the id is enough
    /// Started, not finished, and whose process is gone.
    Result<std::vector<RunSummary>> interrupted() const;

    /// Keeps a text with a run, once and for good. Error Invalid when the run has one of this name.
    Result<void> attach(const QString &run, const QString &name, const QString &body);
    Result<std::optional<QString>> attachment(const QString &run, const QString &name) const;

    Result<void> appendCheck(const QString &project, const QString &environment, const CheckRecord &record);
    Result<std::vector<CheckRecord>> newestChecks(const QString &project, const QString &environment) const;

    /// How long an item's earlier runs took that came to an end by themselves, newest first, in any
    /// environment of the project: milliseconds.
    Result<std::vector<qint64>> checkDurations(const QString &project, const QString &item) const;

    /// The newest record of each item until then; "cannot run" does not count where more is known of its
    /// commit.
    Result<std::vector<CheckRecord>> checksAt(const QString &project, const QString &environment,
                                              qint64 untilMs) const;

    /// Durable when it returns. Error Invalid: the incident has ended or was never opened, or (for its
    /// opening) the environment has one that is open.
    Result<void> appendIncident(const IncidentEntry &entry);
    /// A unique beginning of the id is enough. Error NotFound.
    Result<Incident> incident(const QString &id) const;
    /// The environment's open one; without an id when there is none.
    Result<Incident> openIncident(const QString &project, const QString &environment) const;
    /// Newest first. An empty name stands for all.
    Result<std::vector<Incident>> incidents(const QString &project, const QString &environment,
                                            qint64 limit = 50) const;

    /// Trust is bound to the project file's canonical path and its fingerprint.
    Result<void> trust(const QString &file, const QString &fingerprint, const QString &by);
    Result<bool> isTrusted(const QString &file, const QString &fingerprint) const;

    Result<void> setSetting(const QString &key, const QString &value);
    Result<QString> setting(const QString &key, const QString &fallback = {}) const;

    /// Project files opened before, newest first.
    Result<void> rememberProject(const QString &file);
    Result<void> forgetProject(const QString &file);
    Result<QStringList> recentProjects() const;

    /// Removes the samples of runs that ended before then, for good; everything else of them stays, their
    /// verdicts with all numbers too, and the chain still holds. The value is the number of runs. With a
    /// project: only those of the environment, and never those of its newest deployment, with which the
    /// release that serves is compared.
    Result<qint64> pruneSamples(qint64 endedBeforeMs, const QString &project = {},
                                const QString &environment = {});

    /// Recomputes the hash chain. The value is the number of events checked; an error names the first bad
    /// one.
    Result<qint64> verify() const;

private:
    class Private;
    explicit HistoryStore(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

/// The version of SQLite in this process: "3.40.1".
QString sqliteVersion();

/// What the history can tell about an environment: what is live by its memory, since when, who. The version
/// is empty when nothing is known to be live on all hosts; the last run and its verdict are the newest
/// deploy's or rollback's, whether it changed what is live or not.
struct EnvironmentMemory
{
    QString version;
    QString by;
    qint64 sinceMs = 0;
    QString lastRun;
    Outcome lastOutcome = Outcome::None;
    QString verdict;
    QString verdictSentence;
};

Result<EnvironmentMemory> environmentMemory(const HistoryStore &store, const QString &project,
                                            const QString &environment);

} // namespace belay
