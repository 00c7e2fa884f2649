// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/migration.h"
#include "app/scan/rules.h"
#include "app/scan/sql_words.h"

#include <map>

namespace belay::scan {

namespace {

using namespace Qt::Literals::StringLiterals;
using Way = MigrationStep::Way;
using Inside = MigrationStep::Inside;

bool begins(const MigrationStep &step, Text words)
{
    return Text(step.code).starts_with(words);
}

/// Runs on the way up, on a table that was there before.
bool changesOldTable(const Migration &migration, const MigrationStep &step)
{
    return step.way != Way::Down && step.inside != Inside::CreateTable && !migration.creates(step.table);
}

bool createsIndex(const MigrationStep &step)
{
    return begins(step, "create") &&
           (containsWord(step.code, "index") || containsWord(step.code, "unique_index"));
}

bool isConcurrent(const MigrationStep &step)
{
    return contains(step.code, "concurrently: true");
}

void destructive(FileSight &sight)
{
    const Migration migration = parseMigration(sight.file);
    for (const MigrationStep &step : migration.steps) {
        if (step.way == Way::Down)
            continue;
        Text what;
        if (begins(step, "drop") && containsWord(step.code, "table"))
            what = "drop table";
        else if (step.inside == Inside::AlterTable && begins(step, "remove"))
            what = "remove column";
        else if (begins(step, "execute"))
            what = destructiveWords(step.code);
        if (!what.empty())
            sight.report.at(
                sight.file.path(), step.line,
                u"Takes data away (%1): the release before this one cannot run on what is left"_s.arg(
                    toQString(what)),
                u"Let a release pass that no longer uses it, then remove it; have a backup first"_s);
    }
}

/// What Ecto cannot turn round in `change`.
bool cannotTurnRound(const MigrationStep &step)
{
    const Text code = step.code;
    if (begins(step, "execute"))
        return !contains(code, "\",") && !contains(code, ", \"") && !contains(code, "fn ") &&
               !contains(code, "&");
    if (step.inside == Inside::AlterTable && begins(step, "remove")) {
        // remove :name, :type can be turned round; remove :name cannot.
        return !contains(code, ",");
    }
    if (begins(step, "modify"))
        return !contains(code, "from:");
    return false;
}

void noWayDown(FileSight &sight)
{
    const Migration migration = parseMigration(sight.file);
    if (migration.useLine == 0)
        return;
    if (migration.hasUp && !migration.hasDown) {
        sight.report.at(sight.file.path(), migration.upLine, u"There is a way up and no way down"_s,
                        u"Write def down, or say in it why there is none: raise Ecto.MigrationError"_s);
        return;
    }
    for (const MigrationStep &step : migration.steps) {
        if (step.way == Way::Change && cannotTurnRound(step))
            sight.report.at(
                sight.file.path(), step.line,
                u"Ecto cannot turn this round: rolling the migration back raises"_s,
                u"Give what it was (from:, the column's type, a second statement), or write up and down"_s);
    }
}

void notNullOnOldTable(FileSight &sight)
{
    const Migration migration = parseMigration(sight.file);
    for (const MigrationStep &step : migration.steps) {
        if (!changesOldTable(migration, step) || step.inside != Inside::AlterTable ||
            !contains(step.code, "null: false"))
            continue;
        const bool hasDefault = contains(step.code, "default:");
        if (begins(step, "modify"))
            sight.report.at(
                sight.file.path(), step.line,
                u"NOT NULL reads the whole table while nobody can write to it"_s,
                u"Add a check constraint with validate: false, validate it in a migration of its own, then "
                "set NOT NULL"_s);
        else if (begins(step, "add") && !hasDefault)
            sight.report.at(sight.file.path(), step.line,
                            u"A NOT NULL column without a default cannot be added to a table that has rows"_s,
                            u"Add it without null: false, fill it, then forbid NULL in a later migration"_s);
        else if (begins(step, "add") && contains(step.code, "fragment("))
            sight.report.at(sight.file.path(), step.line,
                            u"A computed default writes every row of the table anew under a lock"_s,
                            u"Add the column without it, fill it in batches, then set the default"_s);
        else if (begins(step, "add"))
            sight.report.at(
                sight.file.path(), step.line,
                u"A NOT NULL column with a default: the release before this one must not insert NULL, and "
                "before PostgreSQL 11 the whole table is written anew"_s,
                u"Fine on PostgreSQL 11 and later when the running release never writes this column"_s,
                Severity::Note);
    }
}

void backfillInSchemaChange(FileSight &sight)
{
    const Migration migration = parseMigration(sight.file);
    bool altersTable = false;
    for (const MigrationStep &step : migration.steps)
        altersTable = altersTable || (step.way != Way::Down && step.inside == Inside::AlterTable);
    for (const MigrationStep &step : migration.steps) {
        const bool updates = begins(step, "execute") && containsNoCase(step.code, "update ") &&
                             containsNoCase(step.code, " set ");
        if (altersTable && updates && step.way != Way::Down && !migration.disablesTransaction)
            sight.report.at(
                sight.file.path(), step.line,
                u"Fills a column in the same transaction that changes the table: the table stays locked "
                "until the last row is written"_s,
                u"Add the column in one migration, fill it in batches in another, forbid NULL in a third"_s);
    }
}

void indexBlocksWrites(FileSight &sight)
{
    const Migration migration = parseMigration(sight.file);
    for (const MigrationStep &step : migration.steps) {
        if (createsIndex(step) && !isConcurrent(step) && changesOldTable(migration, step))
            sight.report.at(sight.file.path(), step.line,
                            u"Nobody can write to the table while this index is built"_s,
                            u"Add concurrently: true, with @disable_ddl_transaction true and "
                            "@disable_migration_lock true"_s);
    }
}

Finding &withLineAfter(Finding &finding, int line, const QString &text)
{
    finding.edit = TextEdit{line + 1, line, text, false};
    return finding;
}

void concurrentInTransaction(FileSight &sight)
{
    const Migration migration = parseMigration(sight.file);
    if (migration.useLine == 0 || migration.disablesTransaction)
        return;
    for (const MigrationStep &step : migration.steps) {
        if (!createsIndex(step) || !isConcurrent(step))
            continue;
        withLineAfter(
            sight.report.at(sight.file.path(), step.line,
                            u"PostgreSQL refuses to build an index concurrently inside a transaction"_s,
                            u"Add @disable_ddl_transaction true at the top of the module"_s),
            migration.useLine, u"  @disable_ddl_transaction true"_s);
        return;
    }
}

void concurrentUnderLock(FileSight &sight)
{
    const Migration migration = parseMigration(sight.file);
    if (migration.useLine == 0 || migration.disablesLock || sight.facts.locksByAdvisory())
        return;
    for (const MigrationStep &step : migration.steps) {
        if (!createsIndex(step) || !isConcurrent(step))
            continue;
        withLineAfter(
            sight.report.at(sight.file.path(), step.line,
                            u"Ecto holds its migration lock while the index is built: the build waits for "
                            "that transaction, and every other node waits too"_s,
                            u"Add @disable_migration_lock true at the top of the module"_s),
            migration.useLine, u"  @disable_migration_lock true"_s);
        return;
    }
}

void downNotConcurrent(FileSight &sight)
{
    const Migration migration = parseMigration(sight.file);
    bool concurrentUp = false;
    for (const MigrationStep &step : migration.steps)
        concurrentUp = concurrentUp || (step.way == Way::Up && isConcurrent(step));
    for (const MigrationStep &step : migration.steps) {
        if (concurrentUp && step.way == Way::Down && begins(step, "drop") &&
            containsWord(step.code, "index") && !isConcurrent(step))
            sight.report.at(sight.file.path(), step.line,
                            u"The index is built concurrently but dropped under a lock"_s,
                            u"Add concurrently: true here too"_s);
    }
}

void renames(FileSight &sight)
{
    const Migration migration = parseMigration(sight.file);
    for (const MigrationStep &step : migration.steps) {
        if (step.way != Way::Down && begins(step, "rename") && containsWord(step.code, "table") &&
            !migration.creates(step.table))
            sight.report.at(
                sight.file.path(), step.line,
                u"While both releases run, one of them asks for a name that is not there"_s,
                u"Add the new name, write both, fill, read the new one, and drop the old one a release "
                "later"_s);
    }
}

void typeChanges(FileSight &sight)
{
    const Migration migration = parseMigration(sight.file);
    for (const MigrationStep &step : migration.steps) {
        const Text code = step.code;
        if (!begins(step, "modify") || !changesOldTable(migration, step))
            continue;
        // With from: both types are known; the same type only changes options.
        const std::vector<Text> parts = split(code, ',');
        const Text type = parts.size() > 1 ? trimmed(parts[1]) : Text();
        const std::size_t from = code.find("from:");
        const Text old = from == Text::npos ? Text() : trimmed(code.substr(from + 5));
        const bool sameType =
            !type.empty() && (old.starts_with(type) || old.starts_with(std::string("{").append(type)));
        const bool onlyNull = from == Text::npos && contains(code, "null:");
        if (!sameType && !onlyNull)
            sight.report.at(
                sight.file.path(), step.line,
                u"Changing a column's type can write the whole table anew under a lock, and the release "
                "before this one expects the old type"_s,
                u"Add a column of the new type and move over, unless PostgreSQL only widens it (varchar "
                "to text)"_s);
    }
}

void constraintIsChecked(FileSight &sight)
{
    const Migration migration = parseMigration(sight.file);
    for (const MigrationStep &step : migration.steps) {
        const bool constraint = begins(step, "create") && containsWord(step.code, "constraint");
        const bool reference =
            step.inside == Inside::AlterTable && begins(step, "modify") && contains(step.code, "references(");
        if ((constraint || reference) && changesOldTable(migration, step) &&
            !contains(step.code, "validate: false"))
            sight.report.at(sight.file.path(), step.line, u"Every row is checked while the table is locked"_s,
                            u"Create it with validate: false and validate it in a migration of its own"_s);
    }
}

void sameVersionTwice(RepositorySight &sight)
{
    std::map<std::string, const FileEntry *> versions;
    for (const FileEntry *file : sight.files) {
        const Text name = fileName(file->path);
        const Text version = name.substr(0, name.find('_'));
        if (version.empty() || !std::all_of(version.begin(), version.end(), isDigit))
            continue;
        const std::string key = std::string(folderOf(file->path)) + '/' + std::string(version);
        const auto [known, isNew] = versions.emplace(key, file);
        if (!isNew)
            sight.report.at(file->path, 0,
                            u"Has the same version as %1: Ecto refuses to run either"_s.arg(
                                toQString(fileName(known->second->path))),
                            u"Give one of them a later version"_s);
    }
}

} // namespace

std::vector<Rule> migrationRules()
{
    constexpr FileKinds kinds = EctoMigration;
    return {
        {"migration/destructive",
         "A migration takes data away",
         "While a release rolls out, and after a rollback, the release before it runs on the new schema. It "
         "fails when "
         "a table or column it uses is gone, and what was in it is gone too. Remove in the release after.",
         deploymentOrigin,
         Severity::Warning,
         "destructive-migrations",
         kinds,
         notOurs,
         {"drop", "remove", "execute"},
         destructive},
        {"migration/no-way-down",
         "A migration cannot be rolled back",
         "Rolling back needs a way down for each migration: def down, or a change that Ecto can turn round.",
         phoenixOrigin,
         Severity::Warning,
         "migration-rollback",
         kinds,
         notOurs,
         {"def up", "execute", "remove", "modify"},
         noWayDown},
        {"migration/not-null",
         "NOT NULL on a table that has rows",
         "A NOT NULL column without a default fails on a table with rows; setting NOT NULL later reads the "
         "whole table "
         "under a lock. Add, fill, then forbid, in three migrations.",
         phoenixOrigin,
         Severity::Warning,
         "migrations-tested",
         kinds,
         notOurs,
         {"null: false"},
         notNullOnOldTable},
        {"migration/backfill",
         "Data is filled in together with a schema change",
         "A migration runs in one transaction, and the lock of its first ALTER TABLE is held until its last "
         "UPDATE is "
         "done. On a large table that is an outage.",
         phoenixOrigin,
         Severity::Warning,
         "migrations-tested",
         kinds,
         notOurs,
         {"update "},
         backfillInSchemaChange},
        {"migration/index-blocks-writes",
         "An index is built while writers wait",
         "CREATE INDEX locks out writers until it is done. On a table made in the same migration that is "
         "nothing; on a "
         "large one it is an outage. Build it concurrently.",
         deploymentOrigin,
         Severity::Warning,
         "indexes",
         kinds,
         notOurs,
         {"index"},
         indexBlocksWrites},
        {"migration/concurrent-in-transaction",
         "A concurrent index inside a transaction",
         "PostgreSQL refuses CREATE INDEX CONCURRENTLY inside a transaction, and Ecto opens one unless the "
         "migration "
         "says @disable_ddl_transaction true.",
         phoenixOrigin,
         Severity::Error,
         "indexes",
         kinds,
         notOurs,
         {"concurrently: true"},
         concurrentInTransaction},
        {"migration/concurrent-under-lock",
         "A concurrent index under Ecto's migration lock",
         "Ecto keeps a transaction open that locks schema_migrations. A concurrent build waits for old "
         "transactions, "
         "so both can wait long. Say @disable_migration_lock true, or use migration_lock: :pg_advisory_lock.",
         phoenixOrigin,
         Severity::Warning,
         "indexes",
         kinds,
         notOurs,
         {"concurrently: true"},
         concurrentUnderLock},
        {"migration/down-not-concurrent",
         "The way down locks what the way up did not",
         "DROP INDEX takes a lock that stops readers and writers. Rolling back happens when things are "
         "already bad.",
         phoenixOrigin,
         Severity::Warning,
         "migration-rollback",
         kinds,
         notOurs,
         {"concurrently: true"},
         downNotConcurrent},
        {"migration/rename",
         "A table or column is renamed",
         "During a rollout both releases run, and each knows only one of the names. Rename in four phases: "
         "add, fill, "
         "switch the code, drop in the next release.",
         deploymentOrigin,
         Severity::Warning,
         "destructive-migrations",
         kinds,
         notOurs,
         {"rename"},
         renames},
        {"migration/type-change",
         "A column's type is changed",
         "Most type changes write the whole table anew under a lock, and the running release expects the old "
         "type.",
         deploymentOrigin,
         Severity::Warning,
         "migrations-tested",
         kinds,
         notOurs,
         {"modify"},
         typeChanges},
        {"migration/constraint-checks-rows",
         "A constraint is checked under a lock",
         "A new constraint reads the whole table while it is locked. validate: false adds it at once, and "
         "validating it "
         "later locks nobody out.",
         practiceOrigin,
         Severity::Warning,
         "migrations-tested",
         kinds,
         notOurs,
         {"constraint", "references"},
         constraintIsChecked},
        {"migration/same-version",
         "Two migrations have the same version",
         "Ecto refuses to run migrations when two of them have the same version. It happens when branches "
         "meet.",
         practiceOrigin,
         Severity::Error,
         "migrations-tested",
         kinds,
         notOurs,
         {},
         nullptr,
         sameVersionTwice},
    };
}

} // namespace belay::scan
