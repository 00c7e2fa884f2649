// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/history_database.h"

#include "models/store/schema.h"

#include <SQLiteCpp/Transaction.h>
#include <sqlite3.h>

#include <QDateTime>
#include <QFile>
#include <QFileInfo>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr int busyTimeoutMs = 5000;

std::unique_ptr<SQLite::Database> connect(const QString &path)
{
    auto database = std::make_unique<SQLite::Database>(
        path.toStdString(), SQLite::OPEN_READWRITE | SQLite::OPEN_FULLMUTEX, busyTimeoutMs);
    // TRUNCATE and EXTRA: a commit that was acknowledged survives a power cut. WAL is not used on purpose:
    // SQLite before 3.51.3 can lose commits when a WAL is reset under two connections.
    database->exec("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA foreign_keys = ON;");
    const std::string mode = database->execAndGet("PRAGMA journal_mode = TRUNCATE").getString();
    database->exec("PRAGMA synchronous = EXTRA");
    const int synchronous = database->execAndGet("PRAGMA synchronous").getInt();
    if (mode != "truncate" || synchronous != 3)
        throw SQLite::Exception("the journal mode was not accepted: " + mode, SQLITE_MISUSE);
    return database;
}

bool isDamage(const SQLite::Exception &exception)
{
    return exception.getErrorCode() == SQLITE_CORRUPT || exception.getErrorCode() == SQLITE_NOTADB;
}

/// Null: the file is damaged. Other failures are thrown.
std::unique_ptr<SQLite::Database> connectIfSound(const QString &path)
{
    try {
        auto database = connect(path);
        if (database->execAndGet("PRAGMA quick_check(1)").getString() == "ok")
            return database;
    } catch (const SQLite::Exception &exception) {
        if (!isDamage(exception))
            throw;
    }
    return nullptr;
}

/// The journal goes along: with it SQLite may still repair the file for whoever looks into it.
Result<QString> moveAside(const QString &path)
{
    const QString stamp = QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd'T'HHmmsszzz'Z'"_s);
    const QString aside = path + u".damaged-"_s + stamp;
    if (!QFile::rename(path, aside)) {
        return fail(ErrorKind::Internal,
                    u"The history at "_s + path + u" is damaged and could not be moved aside."_s,
                    u"Move it away by hand, or name another folder with --data-dir."_s);
    }
    QFile::rename(path + u"-journal"_s, aside + u"-journal"_s);
    QFile fresh(path);
    if (!fresh.open(QIODevice::NewOnly | QIODevice::WriteOnly))
        return fail(ErrorKind::Internal, u"Cannot make the file "_s + path + u": "_s + fresh.errorString());
    fresh.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    return aside;
}

/// Runs under the write lock, so that of two programs started at once only one migrates.
Result<void> migrate(SQLite::Database &database, const QString &path)
{
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    const int version = database.execAndGet("PRAGMA user_version").getInt();
    const int application = database.execAndGet("PRAGMA application_id").getInt();
    const int tables = database.execAndGet("SELECT count(*) FROM sqlite_schema").getInt();
    const int known = static_cast<int>(migrations().size());
    if (application != historyApplicationId && (version != 0 || tables != 0)) {
        return fail(ErrorKind::Invalid, path + u" is a database of another program."_s,
                    u"Name another folder with --data-dir."_s);
    }
    if (version > known) {
        return fail(
            ErrorKind::Invalid,
            u"The history at %1 was written by a newer Belay (schema %2; this one knows %3)."_s.arg(path)
                .arg(version)
                .arg(known),
            u"Start the newer Belay, or name another folder with --data-dir. The file was not changed."_s);
    }
    for (int next = version; next < known; ++next)
        database.exec(migrations()[static_cast<std::size_t>(next)].sql);
    if (version < known) {
        database.exec("PRAGMA application_id = " + std::to_string(historyApplicationId));
        database.exec("PRAGMA user_version = " + std::to_string(known));
    }
    transaction.commit();
    return {};
}

} // namespace

Result<HistoryDatabase> openHistoryDatabase(const QString &path)
{
    try {
        HistoryDatabase out;
        out.connection = connectIfSound(path);
        if (!out.connection) {
            const Result<QString> aside = moveAside(path);
            if (!aside)
                return tl::unexpected(aside.error());
            out.warning =
                u"The history was damaged and has been moved to %1. A new one was started; what is on the "
                "hosts is not affected."_s.arg(*aside);
            out.connection = connect(path);
        }
        if (const Result<void> migrated = migrate(*out.connection, path); !migrated)
            return tl::unexpected(migrated.error());
        return out;
    } catch (const SQLite::Exception &exception) {
        return tl::unexpected(historyError(exception, u"be opened ("_s + path + u")"_s));
    }
}

Error historyError(const SQLite::Exception &exception, const QString &doing)
{
    const QString summary = u"The history could not "_s + doing;
    const QString detail = QString::fromUtf8(exception.what());
    switch (exception.getErrorCode()) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return {ErrorKind::Timeout, summary + u": another process has held it for 5 s."_s, detail,
                u"End the other Belay, or try again."_s};
    case SQLITE_FULL:
        return {ErrorKind::Internal, summary + u": the disk is full."_s, detail,
                u"Free some space and try again."_s};
    case SQLITE_CONSTRAINT:
        return {ErrorKind::Invalid,
                summary + u": the entry exists already, or must not be changed."_s,
                detail,
                {}};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return {ErrorKind::Internal, summary + u": the file is damaged."_s, detail,
                u"Start Belay again: it moves the damaged file aside and begins a new one."_s};
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
        return {ErrorKind::Internal, summary + u": it cannot be written."_s, detail,
                u"Check the owner and the rights of the data folder."_s};
    default:
        return {ErrorKind::Internal, summary + u": "_s + detail, detail,
                u"Check the disk the data folder is on."_s};
    }
}

void bindText(SQLite::Statement &statement, int index, const QString &text)
{
    statement.bind(index, text.toStdString());
}

QString columnText(SQLite::Statement &statement, int index)
{
    return QString::fromStdString(statement.getColumn(index).getString());
}

} // namespace belay
