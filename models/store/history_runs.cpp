// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/history_filter.h"
#include "models/store/history_store_private.h"

#include <QDateTime>

#include <algorithm>
#include <variant>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

/// Conditions joined by AND, with their values in order.
struct Where
{
    QStringList terms;
    std::vector<std::variant<QString, qint64>> values;

    void add(const QString &term, std::variant<QString, qint64> value)
    {
        terms.append(term);
        values.push_back(std::move(value));
    }

    std::string sql() const
    {
        return terms.isEmpty() ? std::string() : " WHERE " + terms.join(u" AND "_s).toStdString();
    }

    int bindTo(SQLite::Statement &statement) const
    {
        int index = 0;
        for (const auto &value : values) {
            ++index;
            if (const auto *text = std::get_if<QString>(&value))
                bindText(statement, index, *text);
            else
                statement.bind(index, static_cast<std::int64_t>(std::get<qint64>(value)));
        }
        return index;
    }
};

QString likePrefix(QString text)
{
    text.replace(u"\\"_s, u"\\\\"_s).replace(u"%"_s, u"\\%"_s).replace(u"_"_s, u"\\_"_s);
    return text + u"%"_s;
}

/// Any of the terms; the values are added in the same order.
void addAnyPrefix(Where &where, const char *column, const QStringList &prefixes)
{
    QStringList terms;
    for (const QString &prefix : prefixes) {
        terms.append(QString::fromLatin1(column) + u" LIKE ? ESCAPE '\\'"_s);
        where.values.emplace_back(likePrefix(prefix));
    }
    if (!terms.isEmpty())
        where.terms.append(u"("_s + terms.join(u" OR "_s) + u")"_s);
}

QStringList unfinished(SQLite::Database &database)
{
    QStringList out;
    SQLite::Statement query(database, "SELECT id FROM run WHERE finished_ms = 0");
    while (query.executeStep())
        out.append(columnText(query, 0));
    return out;
}

QStringList outcomesOf(const QString &status)
{
    if (status == u"failed"_s)
        return {u"failed"_s, u"rolled-back"_s, u"not-rolled-back"_s, u"partial"_s};
    return {status};
}

template <typename IsAlive>
void addStatuses(Where &where, const QStringList &statuses, SQLite::Database &database, IsAlive isAlive)
{
    QStringList terms;
    for (const QString &status : statuses) {
        const bool running = status == u"running"_s;
        if (running || status == u"interrupted"_s) {
            terms.append(u"0"_s); // holds when no run is in that state
            for (const QString &run : unfinished(database)) {
                if (isAlive(run) != running)
                    continue;
                terms.append(u"id = ?"_s);
                where.values.emplace_back(run);
            }
            continue;
        }
        for (const QString &outcome : outcomesOf(status)) {
            terms.append(u"outcome = ?"_s);
            where.values.emplace_back(outcome);
        }
    }
    if (!terms.isEmpty())
        where.terms.append(u"("_s + terms.join(u" OR "_s) + u")"_s);
}

template <typename IsAlive>
Result<Where> whereOf(const HistoryQuery &query, SQLite::Database &database, IsAlive isAlive)
{
    const Result<HistoryFilter> filter = parseHistoryFilter(query.text, QDateTime::currentMSecsSinceEpoch());
    if (!filter)
        return tl::unexpected(filter.error());
    Where where;
    if (!query.project.isEmpty())
        where.add(u"project = ?"_s, query.project);
    if (!query.environment.isEmpty())
        where.add(u"environment = ?"_s, query.environment);
    addAnyPrefix(where, "environment", filter->environments);
    addAnyPrefix(where, "project", filter->services);
    addAnyPrefix(where, "version", filter->versions);
    addAnyPrefix(where, "person", filter->people);
    addStatuses(where, filter->statuses, database, isAlive);
    if (filter->sinceMs != 0)
        where.add(u"started_ms >= ?"_s, filter->sinceMs);
    for (const HistoryFilter::Words &words : filter->words) {
        if (const QString match = ftsQuery(words); !match.isEmpty())
            where.add(u"id IN (SELECT run FROM search WHERE search MATCH ?)"_s, match);
    }
    return where;
}

std::string selectRuns(const std::string &rest)
{
    return std::string("SELECT ") + runColumns + " FROM run" + rest;
}

} // namespace

const char *const runColumns =
    "id, kind, project, environment, version, from_version, commit_id, person, reason, "
    "strategy, started_ms, finished_ms, live_ms, outcome, text, verdict, "
    "verdict_sentence, hosts, switches_left, committed_ms";

SummaryRow readRow(SQLite::Statement &statement)
{
    SummaryRow row;
    RunSummary &summary = row.summary;
    summary.id = columnText(statement, 0);
    summary.kind = columnText(statement, 1);
    summary.project = columnText(statement, 2);
    summary.environment = columnText(statement, 3);
    summary.version = columnText(statement, 4);
    summary.fromVersion = columnText(statement, 5);
    summary.commit = columnText(statement, 6);
    summary.by = columnText(statement, 7);
    summary.reason = columnText(statement, 8);
    summary.strategy = columnText(statement, 9);
    summary.startedMs = statement.getColumn(10).getInt64();
    summary.finishedMs = statement.getColumn(11).getInt64();
    summary.liveMs = statement.getColumn(12).getInt64();
    summary.outcome = outcomeFromString(columnText(statement, 13));
    summary.text = columnText(statement, 14);
    summary.verdict = columnText(statement, 15);
    summary.verdictSentence = columnText(statement, 16);
    summary.hosts = statement.getColumn(17).getInt();
    row.switchesLeft = columnText(statement, 18).split(u'\n', Qt::SkipEmptyParts);
    summary.committedMs = statement.getColumn(19).getInt64();
    return row;
}

std::optional<SummaryRow> HistoryStore::Private::loadRow(const QString &run) const
{
    SQLite::Statement query(sql(), selectRuns(" WHERE id = ?"));
    bindText(query, 1, run);
    if (!query.executeStep())
        return std::nullopt;
    return readRow(query);
}

void HistoryStore::Private::saveRow(const SummaryRow &row)
{
    const RunSummary &summary = row.summary;
    SQLite::Statement save(sql(),
                           std::string("INSERT OR REPLACE INTO run (") + runColumns +
                               ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    int index = 0;
    for (const QString &text :
         {summary.id, summary.kind, summary.project, summary.environment, summary.version,
          summary.fromVersion, summary.commit, summary.by, summary.reason, summary.strategy})
        bindText(save, ++index, text);
    for (const qint64 time : {summary.startedMs, summary.finishedMs, summary.liveMs})
        save.bind(++index, static_cast<std::int64_t>(time));
    for (const QString &text :
         {toString(summary.outcome), summary.text, summary.verdict, summary.verdictSentence})
        bindText(save, ++index, text);
    save.bind(++index, summary.hosts);
    bindText(save, ++index, row.switchesLeft.join(u'\n'));
    save.bind(++index, static_cast<std::int64_t>(summary.committedMs));
    save.exec();
}

Result<std::vector<RunSummary>> HistoryStore::runs(const HistoryQuery &query) const
{
    return d->guarded(u"be read"_s, [&]() -> Result<std::vector<RunSummary>> {
        const auto where = whereOf(query, d->sql(), [&](const QString &run) { return d->isAlive(run); });
        if (!where)
            return tl::unexpected(where.error());
        SQLite::Statement select(
            d->sql(), selectRuns(where->sql() + " ORDER BY started_ms DESC, id DESC LIMIT ? OFFSET ?"));
        const int bound = where->bindTo(select);
        select.bind(bound + 1, static_cast<std::int64_t>(query.limit));
        select.bind(bound + 2, static_cast<std::int64_t>(query.offset));
        std::vector<RunSummary> out;
        while (select.executeStep())
            out.push_back(readRow(select).summary);
        return out;
    });
}

Result<qint64> HistoryStore::countRuns(const HistoryQuery &query) const
{
    return d->guarded(u"be read"_s, [&]() -> Result<qint64> {
        const auto where = whereOf(query, d->sql(), [&](const QString &run) { return d->isAlive(run); });
        if (!where)
            return tl::unexpected(where.error());
        SQLite::Statement select(d->sql(), "SELECT count(*) FROM run" + where->sql());
        where->bindTo(select);
        select.executeStep();
        return select.getColumn(0).getInt64();
    });
}

Result<std::optional<RunSummary>> HistoryStore::run(const QString &id) const
{
    return d->guarded(u"be read"_s, [&]() -> Result<std::optional<RunSummary>> {
        if (id.isEmpty())
            return std::nullopt;
        if (const std::optional<SummaryRow> exact = d->loadRow(id))
            return exact->summary;
        SQLite::Statement select(d->sql(), selectRuns(" WHERE id LIKE ? ESCAPE '\\' ORDER BY id LIMIT 2"));
        bindText(select, 1, likePrefix(id));
        std::vector<RunSummary> found;
        while (select.executeStep())
            found.push_back(readRow(select).summary);
        if (found.empty())
            return std::nullopt;
        if (found.size() > 1) {
            return fail(ErrorKind::Invalid, u"Several runs begin with \""_s + id + u"\"."_s,
                        u"Write more of the id, for example "_s + found.front().id + u"."_s);
        }
        return found.front();
    });
}

Result<std::vector<RunSummary>> HistoryStore::interrupted() const
{
    return d->guarded(u"be read"_s, [&]() -> Result<std::vector<RunSummary>> {
        std::vector<RunSummary> out;
        SQLite::Statement select(d->sql(),
                                 selectRuns(" WHERE finished_ms = 0 ORDER BY started_ms DESC, id DESC"));
        while (select.executeStep()) {
            RunSummary summary = readRow(select).summary;
            if (!d->isAlive(summary.id))
                out.push_back(std::move(summary));
        }
        return out;
    });
}

} // namespace belay
