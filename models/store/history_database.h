// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Statement.h>

#include <QString>

#include <memory>

namespace belay {

/// An open history.db with every mode set and the newest schema.
struct HistoryDatabase
{
    std::unique_ptr<SQLite::Database> connection;
    QString warning; ///< a damaged file was moved aside; names it
};

/// Opens, checks and migrates `path`, which must exist (empty is fine). Errors: Invalid for a file of another
/// program or a newer Belay, Timeout when another process holds it, Internal for the disk.
Result<HistoryDatabase> openHistoryDatabase(const QString &path);

/// SQLite's failure in our words. `doing` completes "The history could not …".
Error historyError(const SQLite::Exception &exception, const QString &doing);

/// Text in and out of statements.
void bindText(SQLite::Statement &statement, int index, const QString &text);
QString columnText(SQLite::Statement &statement, int index);

} // namespace belay
