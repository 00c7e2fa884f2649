// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/rules.h"
#include "app/scan/sql_words.h"

#include <algorithm>
#include <functional>

namespace belay::scan {

namespace {

using namespace Qt::Literals::StringLiterals;

/// One line of a Knex migration, with what it belongs to.
struct KnexLine
{
    enum class Inside { Nothing, CreateTable, AlterTable };

    int number = 0;
    Text code;
    bool down = false;
    Inside inside = Inside::Nothing;
};

bool begins(Text code, Text way)
{
    const std::string exported = "exports." + std::string(way);
    const std::string named = "function " + std::string(way);
    const std::string constant = "const " + std::string(way) + " ";
    return containsWord(code, exported) || containsWord(code, named) || contains(code, constant);
}

bool isComment(Text code)
{
    return code.starts_with("//") || code.starts_with("*") || code.starts_with("/*");
}

/// A migration of Knex: it says so, and has a way up.
bool isKnex(const SourceFile &file)
{
    if (!containsWord(file.text(), "knex") && !contains(file.text(), "Knex"))
        return false;
    return begins(file.text(), "up");
}

/// Calls `look` for each line of code. Total: any text is read, broken text costs nothing more.
void eachLine(const SourceFile &file, const std::function<void(const KnexLine &)> &look)
{
    bool down = false;
    KnexLine::Inside inside = KnexLine::Inside::Nothing;
    int indent = 0;
    for (int number = 1; number <= file.lineCount(); ++number) {
        const Text whole = file.line(number);
        const Text code = trimmed(whole);
        if (code.empty() || isComment(code))
            continue;
        if (begins(code, "up") || begins(code, "down")) {
            down = begins(code, "down");
            inside = KnexLine::Inside::Nothing;
        }
        if (contains(code, ".createTable")) {
            inside = KnexLine::Inside::CreateTable;
            indent = indentOf(whole);
        } else if (contains(code, ".alterTable(") || contains(code, "schema.table(")) {
            inside = KnexLine::Inside::AlterTable;
            indent = indentOf(whole);
        } else if (code.starts_with("}") && indentOf(whole) <= indent) {
            inside = KnexLine::Inside::Nothing;
        }
        look({number, code, down, inside});
    }
}

void destructive(FileSight &sight)
{
    if (!isKnex(sight.file))
        return;
    eachLine(sight.file, [&sight](const KnexLine &line) {
        Text what;
        for (const Text word : {"dropTable", "dropTableIfExists", "dropColumn", "dropColumns", "truncate"}) {
            if (contains(line.code, "." + std::string(word) + "("))
                what = word;
        }
        if (what.empty() && contains(line.code, "raw("))
            what = destructiveWords(line.code);
        if (line.down || what.empty())
            return;
        sight.report.at(sight.file.path(), line.number,
                        u"Takes data away (%1): the release before this one cannot run on what is left"_s.arg(
                            toQString(what).trimmed()),
                        u"Let a release pass that no longer uses it, then remove it; have a backup first"_s);
    });
}

void noWayDown(FileSight &sight)
{
    if (!isKnex(sight.file))
        return;
    int up = 0;
    int down = 0;
    int doing = 0; // lines of code in the way down
    eachLine(sight.file, [&](const KnexLine &line) {
        if (begins(line.code, "up"))
            up = line.number;
        else if (begins(line.code, "down"))
            down = line.number;
        else if (line.down && line.code.find_first_not_of("{}();, ") != Text::npos)
            ++doing;
    });
    const bool onOneLine =
        down > 0 && (contains(sight.file.line(down), "knex.") || contains(sight.file.line(down), "throw"));
    if (down == 0)
        sight.report.at(sight.file.path(), up, u"There is a way up and no way down"_s,
                        u"Export a function down, or throw in it and say why there is none"_s);
    else if (doing == 0 && !onOneLine)
        sight.report.at(sight.file.path(), down, u"The way down does nothing: rolling back changes nothing"_s,
                        u"Take back what up does, or throw and say why that cannot be"_s);
}

void notNullOnOldTable(FileSight &sight)
{
    if (!isKnex(sight.file))
        return;
    eachLine(sight.file, [&sight](const KnexLine &line) {
        if (line.down || line.inside != KnexLine::Inside::AlterTable ||
            !contains(line.code, ".notNullable()") || contains(line.code, ".defaultTo(") ||
            contains(line.code, ".alter("))
            return;
        sight.report.at(sight.file.path(), line.number,
                        u"A NOT NULL column without a default cannot be added to a table that has rows"_s,
                        u"Add it nullable, fill it, then forbid NULL in a later migration"_s);
    });
}

void renames(FileSight &sight)
{
    if (!isKnex(sight.file))
        return;
    eachLine(sight.file, [&sight](const KnexLine &line) {
        if (line.down || (!contains(line.code, ".renameColumn(") && !contains(line.code, ".renameTable(")))
            return;
        sight.report.at(
            sight.file.path(), line.number,
            u"A rename breaks the release that still runs: it knows only the old name"_s,
            u"Add the new one, write both, switch the code, and drop the old one a release later"_s);
    });
}

void typeChanges(FileSight &sight)
{
    if (!isKnex(sight.file))
        return;
    eachLine(sight.file, [&sight](const KnexLine &line) {
        if (line.down || line.inside != KnexLine::Inside::AlterTable || !contains(line.code, ".alter("))
            return;
        sight.report.at(sight.file.path(), line.number,
                        u"A changed column is written anew under a lock, and the running release expects the "
                        "old one"_s,
                        u"Add a column of the new type, fill it, and switch over a release later"_s);
    });
}

void indexBlocksWrites(FileSight &sight)
{
    if (!isKnex(sight.file))
        return;
    eachLine(sight.file, [&sight](const KnexLine &line) {
        const bool builds = contains(line.code, ".index(") || contains(line.code, ".unique(");
        if (line.down || line.inside != KnexLine::Inside::AlterTable || !builds)
            return;
        sight.report.at(sight.file.path(), line.number,
                        u"Nobody can write to the table while this index is built"_s,
                        u"On PostgreSQL use knex.raw with CREATE INDEX CONCURRENTLY, and export config = { "
                        "transaction: false }"_s);
    });
}

void concurrentInTransaction(FileSight &sight)
{
    if (!isKnex(sight.file) || containsNoCase(sight.file.text(), "transaction: false"))
        return;
    eachLine(sight.file, [&sight](const KnexLine &line) {
        if (containsNoCase(line.code, "index concurrently"))
            sight.report.at(sight.file.path(), line.number,
                            u"PostgreSQL refuses CONCURRENTLY in a transaction, and Knex opens one"_s,
                            u"Export config = { transaction: false } in this migration"_s);
    });
}

} // namespace

std::vector<Rule> knexMigrationRules()
{
    constexpr FileKinds kinds = KnexMigration;
    return {
        {"knex/destructive",
         "A Knex migration takes data away",
         "What is dropped cannot be brought back, and the release before this one may still use it. Remove "
         "in "
         "the release after, with a backup.",
         deploymentOrigin,
         Severity::Warning,
         "destructive-migrations",
         kinds,
         notOurs,
         {"drop", "truncate", "delete from"},
         destructive},
        {"knex/no-way-down",
         "A Knex migration cannot be rolled back",
         "A rollback of the release needs the way down of its migrations. One that cannot be written should "
         "say "
         "so by throwing.",
         deploymentOrigin,
         Severity::Warning,
         "migration-rollback",
         kinds,
         notOurs,
         {"knex"},
         noWayDown},
        {"knex/not-null-on-old-table",
         "A NOT NULL column is added to a table that has rows",
         "The statement fails on the first row that is there, or, with a default, breaks the release that "
         "does "
         "not know the column.",
         deploymentOrigin,
         Severity::Warning,
         "migrations-tested",
         kinds,
         notOurs,
         {"notnullable"},
         notNullOnOldTable},
        {"knex/rename",
         "A table or column is renamed",
         "During a rollout both releases run, and each knows only one of the names.",
         deploymentOrigin,
         Severity::Warning,
         "destructive-migrations",
         kinds,
         notOurs,
         {"rename"},
         renames},
        {"knex/type-change",
         "A column is changed in place",
         "Most changes of a type write the whole table anew under a lock, and the running release expects "
         "the "
         "old type.",
         deploymentOrigin,
         Severity::Warning,
         "migrations-tested",
         kinds,
         notOurs,
         {".alter("},
         typeChanges},
        {"knex/index-blocks-writes",
         "An index is built while writers wait",
         "CREATE INDEX locks out writers until it is done; CONCURRENTLY does not.",
         deploymentOrigin,
         Severity::Warning,
         "indexes",
         kinds,
         notOurs,
         {".index(", ".unique("},
         indexBlocksWrites},
        {"knex/concurrent-in-transaction",
         "A concurrent index inside a transaction",
         "PostgreSQL refuses CREATE INDEX CONCURRENTLY inside a transaction, and Knex opens one around every "
         "migration unless its config says transaction: false.",
         deploymentOrigin,
         Severity::Error,
         "indexes",
         kinds,
         notOurs,
         {"concurrently"},
         concurrentInTransaction},
    };
}

} // namespace belay::scan
