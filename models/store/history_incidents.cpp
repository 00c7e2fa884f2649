// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/history_store_private.h"

#include <SQLiteCpp/Transaction.h>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

std::vector<IncidentEntry> entriesOf(SQLite::Database &database, const QString &incident)
{
    SQLite::Statement query(database,
                            "SELECT incident, project, environment, time_ms, fact, step, person, text, run "
                            "FROM incident_entry WHERE incident = ? ORDER BY n");
    bindText(query, 1, incident);
    std::vector<IncidentEntry> entries;
    while (query.executeStep()) {
        const auto fact = incidentFactFromString(columnText(query, 4));
        if (!fact)
            continue; // of a newer Belay
        IncidentEntry entry;
        entry.incident = columnText(query, 0);
        entry.project = columnText(query, 1);
        entry.environment = columnText(query, 2);
        entry.timeMs = query.getColumn(3).getInt64();
        entry.fact = *fact;
        entry.step = incidentStepFromString(columnText(query, 5));
        entry.by = columnText(query, 6);
        entry.text = columnText(query, 7);
        entry.run = columnText(query, 8);
        entries.push_back(std::move(entry));
    }
    return entries;
}

QStringList idsOf(SQLite::Database &database, const char *sql, std::initializer_list<QString> values,
                  std::optional<qint64> limit = {})
{
    SQLite::Statement query(database, sql);
    int index = 0;
    for (const QString &value : values)
        bindText(query, ++index, value);
    if (limit)
        query.bind(++index, static_cast<std::int64_t>(*limit));
    QStringList ids;
    while (query.executeStep())
        ids += columnText(query, 0);
    return ids;
}

Incident openOne(SQLite::Database &database, const QString &project, const QString &environment)
{
    const QStringList ids = idsOf(database,
                                  "SELECT incident FROM incident_entry AS opening WHERE fact = 'opened' "
                                  "AND project = ? AND environment = ? AND NOT EXISTS (SELECT 1 FROM "
                                  "incident_entry WHERE incident = opening.incident AND fact = 'closed') "
                                  "ORDER BY n DESC",
                                  {project, environment});
    return ids.isEmpty() ? Incident() : incidentFrom(entriesOf(database, ids.first()));
}

/// Nothing when the entry may be added.
std::optional<Error> refusal(SQLite::Database &database, const IncidentEntry &entry)
{
    if (entry.fact == IncidentFact::Opened) {
        const Incident open = openOne(database, entry.project, entry.environment);
        if (open.id.isEmpty())
            return {};
        return Error{ErrorKind::Invalid,
                     u"%1 %2 has an open incident: %3."_s.arg(entry.project, entry.environment, open.id),
                     {},
                     u"Add to that one, or close it first."_s};
    }
    const Incident incident = incidentFrom(entriesOf(database, entry.incident));
    if (incident.id.isEmpty())
        return Error{ErrorKind::NotFound, u"There is no incident %1."_s.arg(entry.incident), {}, {}};
    const bool isRecord = entry.fact == IncidentFact::Noted || entry.fact == IncidentFact::FollowUp;
    if (!incident.isOpen() && !isRecord)
        return Error{ErrorKind::Invalid,
                     u"The incident %1 is closed."_s.arg(entry.incident),
                     {},
                     u"Notes and follow-ups can still be added; open a new one for new trouble."_s};
    return {};
}

} // namespace

Result<void> HistoryStore::appendIncident(const IncidentEntry &entry)
{
    return d->guarded(u"keep what happened in an incident"_s, [&]() -> Result<void> {
        // Looked at and written in one transaction: two programs cannot both open one.
        SQLite::Transaction transaction(d->sql(), SQLite::TransactionBehavior::IMMEDIATE);
        if (auto refused = refusal(d->sql(), entry))
            return tl::unexpected(*refused);
        SQLite::Statement insert(d->sql(),
                                 "INSERT INTO incident_entry (incident, project, environment, time_ms, fact, "
                                 "step, person, text, run) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
        bindText(insert, 1, entry.incident);
        bindText(insert, 2, entry.project);
        bindText(insert, 3, entry.environment);
        insert.bind(4, static_cast<std::int64_t>(entry.timeMs));
        bindText(insert, 5, toString(entry.fact));
        bindText(insert, 6, entry.step ? toString(*entry.step) : u""_s);
        bindText(insert, 7, entry.by);
        bindText(insert, 8, entry.text);
        bindText(insert, 9, entry.run);
        insert.exec();
        transaction.commit();
        return {};
    });
}

Result<Incident> HistoryStore::incident(const QString &id) const
{
    return d->guarded(u"read an incident"_s, [&]() -> Result<Incident> {
        const QStringList ids = idsOf(d->sql(),
                                      "SELECT DISTINCT incident FROM incident_entry WHERE incident >= ? AND "
                                      "incident < ? || char(0x10ffff) ORDER BY incident LIMIT 2",
                                      {id, id});
        if (ids.isEmpty() || id.isEmpty())
            return fail(ErrorKind::NotFound, u"There is no incident %1."_s.arg(id));
        if (ids.size() > 1 && ids.first() != id)
            return fail(ErrorKind::Invalid, u"Several incidents begin with %1."_s.arg(id),
                        u"Give more of the id."_s);
        return incidentFrom(entriesOf(d->sql(), ids.first()));
    });
}

Result<Incident> HistoryStore::openIncident(const QString &project, const QString &environment) const
{
    return d->guarded(u"read the open incident"_s,
                      [&]() -> Result<Incident> { return openOne(d->sql(), project, environment); });
}

Result<std::vector<Incident>> HistoryStore::incidents(const QString &project, const QString &environment,
                                                      qint64 limit) const
{
    return d->guarded(u"list the incidents"_s, [&]() -> Result<std::vector<Incident>> {
        const QStringList ids =
            idsOf(d->sql(),
                  "SELECT incident FROM incident_entry WHERE fact = 'opened' AND "
                  "?1 IN ('', project) AND ?2 IN ('', environment) ORDER BY n DESC LIMIT ?3",
                  {project, environment}, limit);
        std::vector<Incident> found;
        for (const QString &id : ids)
            found.push_back(incidentFrom(entriesOf(d->sql(), id)));
        return found;
    });
}

} // namespace belay
