// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/plan.h"
#include "models/store/history_store_private.h"

#include <SQLiteCpp/Transaction.h>

#include <QDateTime>
#include <QFileInfo>

#include <limits>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

/// Links resolved, so that trust cannot be moved to another file by a link of the same name.
QString canonical(const QString &file)
{
    const QFileInfo info(file);
    const QString path = info.canonicalFilePath();
    return path.isEmpty() ? info.absoluteFilePath() : path;
}

void execWith(SQLite::Database &database, const char *sql, std::initializer_list<QString> values)
{
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    SQLite::Statement statement(database, sql);
    int index = 0;
    for (const QString &value : values)
        bindText(statement, ++index, value);
    statement.exec();
    transaction.commit();
}

CheckRecord readCheck(SQLite::Statement &query)
{
    CheckRecord record;
    record.item = columnText(query, 0);
    record.state = checkStateFromString(columnText(query, 1));
    record.summary = columnText(query, 2);
    record.detail = columnText(query, 3);
    record.by = columnText(query, 4);
    record.timeMs = query.getColumn(5).getInt64();
    record.durationMs = query.getColumn(6).getInt64();
    record.commit = columnText(query, 7);
    record.version = columnText(query, 8);
    record.confirmedBy = columnText(query, 9);
    record.confirmedMs = query.getColumn(10).getInt64();
    return record;
}

/// Whether a run that ended like this left its release serving: nullopt when nobody can say for all hosts.
std::optional<bool> servesNow(const RunSummary &run)
{
    switch (run.outcome) {
    case Outcome::Succeeded:
    case Outcome::VerdictRollBack:
    case Outcome::VerdictNoData:
        return true;
    case Outcome::NotRolledBack:
    case Outcome::Partial:
        return std::nullopt;
    case Outcome::None:
    case Outcome::Handled:
        return run.liveMs != 0;
    case Outcome::Failed:
    case Outcome::RolledBack:
    case Outcome::Cancelled:
        break;
    }
    return false;
}

bool movesReleases(const RunSummary &run)
{
    return run.kind == toString(PlanKind::Deploy) || run.kind == toString(PlanKind::Rollback);
}

} // namespace

Result<void> HistoryStore::attach(const QString &run, const QString &name, const QString &body)
{
    return d->guarded(u"be written"_s, [&]() -> Result<void> {
        execWith(d->sql(), "INSERT INTO attachment (run, name, body) VALUES (?, ?, ?)", {run, name, body});
        return {};
    });
}

Result<std::optional<QString>> HistoryStore::attachment(const QString &run, const QString &name) const
{
    return d->guarded(u"be read"_s, [&]() -> Result<std::optional<QString>> {
        SQLite::Statement query(d->sql(), "SELECT body FROM attachment WHERE run = ? AND name = ?");
        bindText(query, 1, run);
        bindText(query, 2, name);
        return query.executeStep() ? std::optional(columnText(query, 0)) : std::nullopt;
    });
}

Result<std::vector<qint64>> HistoryStore::checkDurations(const QString &project, const QString &item) const
{
    constexpr int most = 20;
    return d->guarded(u"be read"_s, [&]() -> Result<std::vector<qint64>> {
        SQLite::Statement query(d->sql(),
                                "SELECT duration_ms FROM check_record WHERE project = ? AND item = ? "
                                "AND duration_ms > 0 AND state IN ('passed', 'failed') "
                                "ORDER BY n DESC LIMIT ?");
        bindText(query, 1, project);
        bindText(query, 2, item);
        query.bind(3, most);
        std::vector<qint64> out;
        while (query.executeStep())
            out.push_back(query.getColumn(0).getInt64());
        return out;
    });
}

Result<void> HistoryStore::appendCheck(const QString &project, const QString &environment,
                                       const CheckRecord &record)
{
    return d->guarded(u"be written"_s, [&]() -> Result<void> {
        SQLite::Transaction transaction(d->sql(), SQLite::TransactionBehavior::IMMEDIATE);
        SQLite::Statement insert(
            d->sql(), "INSERT INTO check_record (project, environment, item, state, summary, detail, "
                      "person, commit_id, version, confirmed_by, time_ms, duration_ms, confirmed_ms) "
                      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        int index = 0;
        for (const QString &text :
             {project, environment, record.item, toString(record.state), record.summary, record.detail,
              record.by, record.commit, record.version, record.confirmedBy})
            bindText(insert, ++index, text);
        insert.bind(++index, static_cast<std::int64_t>(record.timeMs));
        insert.bind(++index, static_cast<std::int64_t>(record.durationMs));
        insert.bind(++index, static_cast<std::int64_t>(record.confirmedMs));
        insert.exec();
        transaction.commit();
        return {};
    });
}

Result<std::vector<CheckRecord>> HistoryStore::newestChecks(const QString &project,
                                                            const QString &environment) const
{
    return checksAt(project, environment, std::numeric_limits<qint64>::max());
}

Result<std::vector<CheckRecord>> HistoryStore::checksAt(const QString &project, const QString &environment,
                                                        qint64 untilMs) const
{
    return d->guarded(u"be read"_s, [&]() -> Result<std::vector<CheckRecord>> {
        SQLite::Statement query(
            d->sql(), "SELECT item, state, summary, detail, person, time_ms, duration_ms, "
                      "commit_id, version, confirmed_by, confirmed_ms "
                      "FROM check_record WHERE n IN (SELECT max(n) FROM check_record AS one "
                      "WHERE project = ? AND environment = ? AND max(time_ms, confirmed_ms) <= ? "
                      // Not being able to look takes nothing away from what is known of the commit.
                      "AND NOT (state = 'cannot-run' AND EXISTS (SELECT 1 FROM check_record AS known "
                      "WHERE known.project = one.project AND known.environment = one.environment "
                      "AND known.item = one.item AND known.n < one.n "
                      "AND known.commit_id = one.commit_id AND known.state IN "
                      "('passed', 'failed', 'waived', 'not-applicable'))) "
                      "GROUP BY item) ORDER BY item");
        bindText(query, 1, project);
        bindText(query, 2, environment);
        query.bind(3, static_cast<std::int64_t>(untilMs));
        std::vector<CheckRecord> out;
        while (query.executeStep())
            out.push_back(readCheck(query));
        return out;
    });
}

Result<void> HistoryStore::trust(const QString &file, const QString &fingerprint, const QString &by)
{
    return d->guarded(u"be written"_s, [&]() -> Result<void> {
        execWith(d->sql(),
                 "INSERT OR REPLACE INTO trust (file, fingerprint, person, time_ms) VALUES (?, ?, ?, "
                 "unixepoch() * 1000)",
                 {canonical(file), fingerprint, by});
        return {};
    });
}

Result<bool> HistoryStore::isTrusted(const QString &file, const QString &fingerprint) const
{
    return d->guarded(u"be read"_s, [&]() -> Result<bool> {
        SQLite::Statement query(d->sql(), "SELECT 1 FROM trust WHERE file = ? AND fingerprint = ?");
        bindText(query, 1, canonical(file));
        bindText(query, 2, fingerprint);
        return !fingerprint.isEmpty() && query.executeStep();
    });
}

Result<void> HistoryStore::setSetting(const QString &key, const QString &value)
{
    return d->guarded(u"be written"_s, [&]() -> Result<void> {
        execWith(d->sql(), "INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)", {key, value});
        return {};
    });
}

Result<QString> HistoryStore::setting(const QString &key, const QString &fallback) const
{
    return d->guarded(u"be read"_s, [&]() -> Result<QString> {
        SQLite::Statement query(d->sql(), "SELECT value FROM setting WHERE key = ?");
        bindText(query, 1, key);
        return query.executeStep() ? columnText(query, 0) : fallback;
    });
}

Result<void> HistoryStore::rememberProject(const QString &file)
{
    return d->guarded(u"be written"_s, [&]() -> Result<void> {
        execWith(d->sql(),
                 "INSERT OR REPLACE INTO recent_project (file, turn) "
                 "SELECT ?, coalesce(max(turn), 0) + 1 FROM recent_project",
                 {canonical(file)});
        return {};
    });
}

Result<void> HistoryStore::forgetProject(const QString &file)
{
    return d->guarded(u"be written"_s, [&]() -> Result<void> {
        // As given, too: a file that is gone has no canonical name any more.
        execWith(d->sql(), "DELETE FROM recent_project WHERE file IN (?, ?)", {canonical(file), file});
        return {};
    });
}

Result<QStringList> HistoryStore::recentProjects() const
{
    return d->guarded(u"be read"_s, [&]() -> Result<QStringList> {
        SQLite::Statement query(d->sql(), "SELECT file FROM recent_project ORDER BY turn DESC");
        QStringList out;
        while (query.executeStep())
            out.append(columnText(query, 0));
        return out;
    });
}

Result<EnvironmentMemory> environmentMemory(const HistoryStore &store, const QString &project,
                                            const QString &environment)
{
    HistoryQuery query;
    query.project = project;
    query.environment = environment;
    EnvironmentMemory memory;
    for (;; query.offset += query.limit) {
        const Result<std::vector<RunSummary>> page = store.runs(query);
        if (!page)
            return tl::unexpected(page.error());
        for (const RunSummary &run : *page) {
            if (!movesReleases(run))
                continue;
            if (memory.lastRun.isEmpty()) {
                memory.lastRun = run.id;
                memory.lastOutcome = run.outcome;
                memory.verdict = run.verdict;
                memory.verdictSentence = run.verdictSentence;
            }
            const std::optional<bool> serves = servesNow(run);
            if (!serves)
                return memory;
            if (!*serves)
                continue;
            memory.version = run.version;
            memory.by = run.by;
            memory.sinceMs = run.liveMs != 0 ? run.liveMs : run.finishedMs;
            return memory;
        }
        if (static_cast<qint64>(page->size()) < query.limit)
            return memory;
    }
}

} // namespace belay
