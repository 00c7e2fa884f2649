// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/history_store_private.h"
#include "models/store/sample_rows.h"

#include <SQLiteCpp/Transaction.h>
#include <nlohmann/json.hpp>
#include <sqlite3.h>

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QRegularExpression>

#include <algorithm>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr std::size_t pendingLimit = 64;
constexpr qint64 pendingMs = 250;
constexpr int verifyPage = 2000;

bool mayWait(EventKind kind)
{
    return kind == EventKind::StepOutput || kind == EventKind::StepProgress ||
           kind == EventKind::SampleTaken || kind == EventKind::HealthSeen;
}

/// Only the process that carries a run out writes these; a note or an end may come from another one.
bool showsLife(EventKind kind)
{
    return kind == EventKind::RunStarted || kind == EventKind::StageStarted ||
           kind == EventKind::StepStarted || kind == EventKind::UndoStarted;
}

QByteArray blob(const SQLite::Column &column)
{
    return QByteArray(static_cast<const char *>(column.getBlob()), column.getBytes());
}

struct ChainEnd
{
    qint64 count = 0;
    QByteArray hash;
};

ChainEnd chainEnd(SQLite::Database &database)
{
    SQLite::Statement query(database, "SELECT count, hash FROM chain");
    query.executeStep();
    return {query.getColumn(0).getInt64(), blob(query.getColumn(1))};
}

void insertRow(SQLite::Database &database, ChainEnd &end, const QString &run, qint64 seq,
               const std::string &body)
{
    ++end.count;
    end.hash = chainHash(end.hash, body);
    SQLite::Statement insert(database, "INSERT INTO event (n, run, seq, body, hash) VALUES (?, ?, ?, ?, ?)");
    insert.bind(1, static_cast<std::int64_t>(end.count));
    bindText(insert, 2, run);
    insert.bind(3, static_cast<std::int64_t>(seq));
    insert.bind(4, body);
    insert.bind(5, end.hash.constData(), static_cast<int>(end.hash.size()));
    insert.exec();
}

void insertEvent(SQLite::Database &database, ChainEnd &end, const RunEvent &event)
{
    insertRow(database, end, event.run, event.seq, toJson(event).dump());
    if (const QString words = searchText(event); !words.isEmpty()) {
        SQLite::Statement index(database, "INSERT INTO search (run, text) VALUES (?, ?)");
        bindText(index, 1, event.run);
        bindText(index, 2, words);
        index.exec();
    }
}

/// Walks the chain row by row and derives the runs again. In pages, so that a deployment that is under way,
/// here or in another process, never waits long for it.
class Verifier
{
public:
    explicit Verifier(SQLite::Database &database)
        : m_database(database)
    {
    }

    qint64 count() const { return m_count + m_packed; }

    /// The number of rows read; fewer than a page: the end, for now.
    Result<int> page()
    {
        SQLite::Statement rows(m_database,
                               "SELECT n, run, seq, body, hash FROM event WHERE n > ? ORDER BY n LIMIT ?");
        rows.bind(1, static_cast<std::int64_t>(m_count));
        rows.bind(2, verifyPage);
        int read = 0;
        for (; rows.executeStep(); ++read) {
            if (const Result<void> good = row(rows); !good)
                return tl::unexpected(good.error());
        }
        return read;
    }

    /// The rest and the ends, in one view of all tables.
    Result<void> end()
    {
        SQLite::Transaction view(m_database);
        for (int read = verifyPage; read == verifyPage;) {
            const Result<int> next = page();
            if (!next)
                return tl::unexpected(next.error());
            read = *next;
        }
        const ChainEnd recorded = chainEnd(m_database);
        if (recorded.count != m_count || recorded.hash != m_hash) {
            return bad(u"The history's chain of events is broken at its end: %1 events, %2 were recorded."_s
                           .arg(m_count)
                           .arg(recorded.count));
        }
        return summaries();
    }

private:
    static tl::unexpected<Error> bad(const QString &summary)
    {
        return fail(
            ErrorKind::Invalid, summary,
            u"The file was changed outside of Belay or damaged. What is on the hosts is not affected."_s);
    }

    Result<void> row(SQLite::Statement &rows)
    {
        const QString run = columnText(rows, 1);
        const qint64 seq = rows.getColumn(2).getInt64();
        const std::string body = rows.getColumn(3).getString();
        m_hash = chainHash(m_hash, body);
        ++m_count;
        if (rows.getColumn(0).getInt64() != m_count || blob(rows.getColumn(4)) != m_hash)
            return bad(u"The history's chain of events is broken at event %1 of run %2."_s.arg(seq).arg(run));
        const nlohmann::json json = nlohmann::json::parse(body, nullptr, false);
        if (isSampleRow(json)) {
            const Result<std::vector<RunEvent>> samples = samplesOf(m_database, json, run, seq);
            if (!samples)
                return bad(samples.error().summary);
            m_packed += static_cast<qint64>(samples->size()) - 1;
            return {};
        }
        const Result<RunEvent> event = runEventFromJson(json);
        if (!event || event->run != run || event->seq != seq)
            return bad(u"Event %1 of run %2 does not say what its row says."_s.arg(seq).arg(run));
        applyToSummary(m_rows[run], *event);
        return {};
    }

    Result<void> summaries()
    {
        SQLite::Statement rows(m_database,
                               std::string("SELECT ") + runColumns + " FROM run ORDER BY started_ms, id");
        qint64 count = 0;
        while (rows.executeStep()) {
            const SummaryRow stored = readRow(rows);
            const auto derived = m_rows.find(stored.summary.id);
            if (derived == m_rows.end() || derived->second != stored)
                return bad(
                    u"The summary of run %1 does not say what its events say."_s.arg(stored.summary.id));
            ++count;
        }
        if (count != static_cast<qint64>(m_rows.size()))
            return bad(
                u"The history holds events of %1 runs and summaries of %2."_s.arg(m_rows.size()).arg(count));
        return {};
    }

    SQLite::Database &m_database;
    qint64 m_count = 0;
    qint64 m_packed = 0; ///< samples beyond the one row that stands for them
    QByteArray m_hash = QByteArray(32, '\0');
    std::map<QString, SummaryRow> m_rows;
};

} // namespace

QByteArray chainHash(const QByteArray &previous, const std::string &body)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(previous);
    hash.addData(QByteArrayView(body.data(), static_cast<qsizetype>(body.size())));
    return hash.result();
}

QString HistoryStore::Private::markPath(const QString &run) const
{
    static const QRegularExpression plain(u"^[A-Za-z0-9_-]{1,100}$"_s);
    const QByteArray hash = QCryptographicHash::hash(run.toUtf8(), QCryptographicHash::Sha256).toHex();
    const QString name = plain.match(run).hasMatch() ? run : QString::fromLatin1(hash);
    return runningFolder + u"/"_s + name + u".lock"_s;
}

void HistoryStore::Private::write(const RunEvent *last)
{
    SQLite::Transaction transaction(sql(), SQLite::TransactionBehavior::IMMEDIATE);
    ChainEnd end = chainEnd(sql());
    std::map<QString, std::optional<SummaryRow>> stored;
    std::map<QString, SummaryRow> rows;
    std::map<QString, std::vector<RunEvent>> samples;
    const auto one = [&](const RunEvent &event) {
        if (!stored.contains(event.run)) {
            stored[event.run] = loadRow(event.run);
            rows[event.run] = stored[event.run].value_or(SummaryRow{});
        }
        const bool hasBegun = !rows[event.run].summary.id.isEmpty(); // the first event makes the summary
        if (hasBegun && isPackable(event))
            samples[event.run].push_back(event);
        else
            insertEvent(sql(), end, event);
        applyToSummary(rows[event.run], event);
    };
    for (const RunEvent &event : pending)
        one(event);
    if (last)
        one(*last);
    for (const auto &[run, events] : samples) {
        const QByteArray packed = packSamples(events);
        const qint64 seq = events.front().seq;
        insertRow(sql(), end, run, seq, sampleRow(run, seq, events.size(), packed));
        insertSampleBlock(sql(), run, seq, packed);
    }
    for (const auto &[run, row] : rows) {
        if (stored[run] != row)
            saveRow(row);
    }
    SQLite::Statement update(sql(), "UPDATE chain SET count = ?, hash = ?");
    update.bind(1, static_cast<std::int64_t>(end.count));
    update.bind(2, end.hash.constData(), static_cast<int>(end.hash.size()));
    update.exec();
    transaction.commit();
}

Result<void> HistoryStore::Private::flush(const RunEvent *last)
{
    if (pending.empty() && !last)
        return {};
    try {
        write(last);
        pending.clear();
        return {};
    } catch (const SQLite::Exception &exception) {
        // A number that is taken stays taken: trying it again would block every later event.
        if (exception.getErrorCode() == SQLITE_CONSTRAINT && !last)
            pending.clear();
        else if (exception.getErrorCode() == SQLITE_CONSTRAINT && !pending.empty())
            flush();
        return tl::unexpected(historyError(exception, u"be written"_s));
    }
}

HistoryStore::HistoryStore(std::unique_ptr<Private> other)
    : d(std::move(other))
{
}

HistoryStore::~HistoryStore()
{
    const std::scoped_lock lock(d->mutex);
    d->flush(); // nobody is left to be told; only output, progress and samples can be lost here
}

Result<std::unique_ptr<HistoryStore>> HistoryStore::open(const QString &dataDirectory)
{
    const QString folder = QDir(dataDirectory).absolutePath();
    if (const Result<void> made = makePrivateFolder(folder); !made)
        return tl::unexpected(made.error());
    if (const QString network = networkFileSystemAt(folder); !network.isEmpty()) {
        return fail(
            ErrorKind::Invalid,
            u"The data folder %1 is on a network file system (%2), where a history can be damaged."_s.arg(
                folder, network),
            u"Name a folder on a local disk with --data-dir."_s);
    }
    auto made = std::make_unique<Private>();
    made->path = folder + u"/history.db"_s;
    made->runningFolder = folder + u"/running"_s;
    if (const Result<void> running = makePrivateFolder(made->runningFolder); !running)
        return tl::unexpected(running.error());
    if (const Result<void> file = makePrivateFile(made->path); !file)
        return tl::unexpected(file.error());
    Result<HistoryDatabase> database = openHistoryDatabase(made->path);
    if (!database)
        return tl::unexpected(database.error());
    made->database = *std::move(database);
    return std::unique_ptr<HistoryStore>(new HistoryStore(std::move(made)));
}

QString HistoryStore::warning() const
{
    return d->database.warning;
}

QString HistoryStore::path() const
{
    return d->path;
}

Result<void> HistoryStore::append(const RunEvent &event)
{
    if (event.run.isEmpty() || event.seq < 1)
        return fail(ErrorKind::Invalid, u"An event without a run or a number cannot be recorded."_s);
    const std::scoped_lock lock(d->mutex);
    if (mayWait(event.kind)) {
        const bool due = d->pending.size() + 1 >= pendingLimit ||
                         (!d->pending.empty() && d->pendingSince.hasExpired(pendingMs));
        if (due)
            return d->flush(&event);
        if (d->pending.empty())
            d->pendingSince.start();
        d->pending.push_back(event);
        return {};
    }
    // The mark is there before the row is: whoever sees the run also sees that it is alive.
    if (showsLife(event.kind) && !d->alive.contains(event.run)) {
        AliveMark mark(d->markPath(event.run));
        if (mark.held())
            d->alive.emplace(event.run, std::move(mark));
    }
    Result<void> written = d->flush(&event);
    if (written && event.kind == EventKind::RunFinished) {
        d->alive.erase(event.run);
        if (!d->isAlive(event.run)) // the file a dead process left, when a person dealt with its run
            QFile::remove(d->markPath(event.run));
    }
    return written;
}

Result<void> HistoryStore::append(const std::vector<RunEvent> &events)
{
    const auto waits = [](const RunEvent &event) { return mayWait(event.kind); };
    const bool together = events.size() > 1 && !std::all_of(events.begin(), events.end(), waits) &&
                          std::none_of(events.begin(), events.end(), [](const RunEvent &event) {
                              return event.kind == EventKind::RunStarted ||
                                     event.kind == EventKind::RunFinished || event.run.isEmpty() ||
                                     event.seq < 1;
                          });
    Result<void> all;
    if (!together) {
        for (const RunEvent &event : events)
            if (const Result<void> kept = append(event); !kept && all)
                all = kept;
        return all;
    }
    const std::scoped_lock lock(d->mutex);
    if (d->pending.empty())
        d->pendingSince.start();
    d->pending.insert(d->pending.end(), events.begin(), events.end());
    return d->flush();
}

Result<std::vector<RunEvent>> HistoryStore::events(const QString &run) const
{
    return d->guarded(u"be read"_s, [&]() -> Result<std::vector<RunEvent>> {
        std::vector<RunEvent> out;
        SQLite::Statement query(d->sql(), "SELECT body, seq FROM event WHERE run = ? ORDER BY seq");
        bindText(query, 1, run);
        while (query.executeStep()) {
            const auto json = nlohmann::json::parse(query.getColumn(0).getString(), nullptr, false);
            const qint64 seq = query.getColumn(1).getInt64();
            if (isSampleRow(json)) {
                Result<std::vector<RunEvent>> samples = samplesOf(d->sql(), json, run, seq);
                if (!samples)
                    return tl::unexpected(samples.error());
                out.insert(out.end(), samples->begin(), samples->end());
                continue;
            }
            Result<RunEvent> event = runEventFromJson(json);
            if (!event) {
                return fail(ErrorKind::Invalid, u"Event %1 of run %2 cannot be read."_s.arg(seq).arg(run),
                            event.error().hint, event.error().summary);
            }
            out.push_back(*std::move(event));
        }
        std::stable_sort(out.begin(), out.end(),
                         [](const RunEvent &a, const RunEvent &b) { return a.seq < b.seq; });
        return out;
    });
}

Result<qint64> HistoryStore::pruneSamples(qint64 endedBeforeMs, const QString &project,
                                          const QString &environment)
{
    return d->guarded(u"be pruned"_s, [&]() -> Result<qint64> {
        SQLite::Transaction transaction(d->sql(), SQLite::TransactionBehavior::IMMEDIATE);
        const qint64 runs = removeSampleBlocks(d->sql(), endedBeforeMs, project, environment);
        transaction.commit();
        return runs;
    });
}

Result<qint64> HistoryStore::verify() const
{
    Verifier verifier(d->sql());
    for (int read = verifyPage; read == verifyPage;) {
        const Result<int> next = d->guarded(u"be verified"_s, [&] { return verifier.page(); });
        if (!next)
            return tl::unexpected(next.error());
        read = *next;
    }
    const Result<void> end = d->guarded(u"be verified"_s, [&] { return verifier.end(); });
    if (!end)
        return tl::unexpected(end.error());
    return verifier.count();
}

QString sqliteVersion()
{
    return QString::fromLatin1(SQLite::getLibVersion());
}

} // namespace belay
