// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/sample_rows.h"

#include "models/store/history_database.h"

#include <SQLiteCpp/Statement.h>
#include <nlohmann/json.hpp>

#include <QCryptographicHash>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

std::string sha256(const QByteArray &packed)
{
    return QCryptographicHash::hash(packed, QCryptographicHash::Sha256).toHex().toStdString();
}

bool isPruned(SQLite::Database &database, const QString &run)
{
    SQLite::Statement query(database, "SELECT 1 FROM samples_pruned WHERE run = ?");
    bindText(query, 1, run);
    return query.executeStep();
}

} // namespace

bool isSampleRow(const nlohmann::json &body)
{
    return body.is_object() && body.contains("event") && body.at("event") == "samples";
}

std::string sampleRow(const QString &run, qint64 seq, std::size_t count, const QByteArray &packed)
{
    return nlohmann::json{{"event", "samples"},
                          {"run", run.toStdString()},
                          {"seq", seq},
                          {"count", count},
                          {"sha256", sha256(packed)}}
        .dump();
}

void insertSampleBlock(SQLite::Database &database, const QString &run, qint64 seq, const QByteArray &packed)
{
    SQLite::Statement insert(database, "INSERT INTO sample_block (run, seq, body) VALUES (?, ?, ?)");
    bindText(insert, 1, run);
    insert.bind(2, static_cast<std::int64_t>(seq));
    insert.bind(3, packed.constData(), static_cast<int>(packed.size()));
    insert.exec();
}

Result<std::vector<RunEvent>> samplesOf(SQLite::Database &database, const nlohmann::json &row,
                                        const QString &run, qint64 seq)
{
    SQLite::Statement query(database, "SELECT body FROM sample_block WHERE run = ? AND seq = ?");
    bindText(query, 1, run);
    query.bind(2, static_cast<std::int64_t>(seq));
    if (!query.executeStep()) {
        if (isPruned(database, run))
            return std::vector<RunEvent>();
        return fail(ErrorKind::Invalid, u"The samples at event %1 of run %2 are gone."_s.arg(seq).arg(run));
    }
    const SQLite::Column body = query.getColumn(0);
    const QByteArray packed(static_cast<const char *>(body.getBlob()), body.getBytes());
    const bool isSame = row.value("sha256", std::string()) == sha256(packed) &&
                        row.value("seq", 0LL) == seq && row.value("run", std::string()) == run.toStdString();
    Result<std::vector<RunEvent>> events = unpackSamples(packed);
    if (!isSame || !events)
        return fail(
            ErrorKind::Invalid,
            u"The samples at event %1 of run %2 are not those that were written."_s.arg(seq).arg(run));
    for (RunEvent &event : *events)
        event.run = run;
    return events;
}

qint64 removeSampleBlocks(SQLite::Database &database, qint64 endedBeforeMs, const QString &project,
                          const QString &environment)
{
    SQLite::Statement note(
        database, "INSERT OR IGNORE INTO samples_pruned (run, time_ms) "
                  "SELECT DISTINCT run.id, ?1 FROM run JOIN sample_block ON sample_block.run = run.id "
                  "WHERE run.finished_ms > 0 AND run.finished_ms < ?1 AND (?2 = '' OR (run.project = ?2 AND "
                  "run.environment = ?3 AND run.id IS NOT (SELECT id FROM run AS newest WHERE newest.kind = "
                  "'deploy' AND newest.project = ?2 AND newest.environment = ?3 ORDER BY newest.started_ms "
                  "DESC LIMIT 1)))");
    note.bind(1, static_cast<std::int64_t>(endedBeforeMs));
    note.bind(2, project.toStdString());
    note.bind(3, environment.toStdString());
    const qint64 runs = note.exec();
    SQLite::Statement remove(database,
                             "DELETE FROM sample_block WHERE run IN (SELECT run FROM samples_pruned)");
    remove.exec();
    return runs;
}

} // namespace belay
