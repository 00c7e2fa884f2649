// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/rules.h"
#include "app/scan/sql_words.h"

#include <algorithm>

namespace belay::scan {

namespace {

using namespace Qt::Literals::StringLiterals;

bool isDownFile(Text path)
{
    return containsAny(path, {".down.", "/down.sql", "rollback", "undo"});
}

void destructiveSql(FileSight &sight)
{
    if (isDownFile(sight.file.path()))
        return;
    bool down = false; // one file for both ways, as goose and dbmate have it
    for (int number = 1; number <= sight.file.lineCount(); ++number) {
        const Text line = trimmed(sight.file.line(number));
        if (line.starts_with("--")) {
            if (containsNoCase(line, "migrate:down") || containsNoCase(line, "+goose down"))
                down = true;
            continue;
        }
        const Text what = destructiveWords(line);
        if (!down && !what.empty())
            sight.report.at(
                sight.file.path(), number,
                u"Takes data away (%1): the release before this one cannot run on what is left"_s.arg(
                    toQString(what).trimmed()),
                u"Let a release pass that no longer uses it, then remove it; have a backup first"_s);
    }
}

void destructiveRails(FileSight &sight)
{
    bool down = false;
    for (int number = 1; number <= sight.file.lineCount(); ++number) {
        const Text line = trimmed(sight.file.line(number));
        if (line.starts_with("def "))
            down = line.starts_with("def down");
        for (const Text word : {"drop_table", "remove_column", "remove_columns"}) {
            if (!down && line.starts_with(word))
                sight.report.at(
                    sight.file.path(), number,
                    u"Takes data away (%1): the release before this one cannot run on what is left"_s.arg(
                        toQString(word)),
                    u"Ignore the column in a release first (ignored_columns), then remove it"_s);
        }
    }
}

void indexSql(FileSight &sight)
{
    const std::string all = lowered(sight.file.text());
    for (int number = 1; number <= sight.file.lineCount(); ++number) {
        const std::string line = lowered(trimmed(sight.file.line(number)));
        const bool creates = line.starts_with("create index") || line.starts_with("create unique index");
        if (!creates || contains(line, "concurrently"))
            continue;
        const std::size_t on = findWord(line, "on");
        const auto words = on == Text::npos ? std::vector<Text>() : splitWords(Text(line).substr(on + 2));
        const std::string table(words.empty() ? Text() : words[0].substr(0, words[0].find('(')));
        if (table.empty() || containsWord(all, "create table " + table) ||
            containsWord(all, "create table if not exists " + table))
            continue;
        sight.report.at(sight.file.path(), number,
                        u"Nobody can write to the table while this index is built"_s,
                        u"On PostgreSQL use CREATE INDEX CONCURRENTLY, outside a transaction"_s);
    }
}

/// Statements with the line they begin on, comments left out. SQL that writes statements one per line or over
/// several lines is read the same.
struct SqlStatement
{
    int line = 0;
    std::string text; ///< in small letters, on one line
};

std::vector<SqlStatement> statementsUp(const SourceFile &file)
{
    std::vector<SqlStatement> all;
    SqlStatement now;
    for (int number = 1; number <= file.lineCount(); ++number) {
        const Text line = trimmed(file.line(number));
        if (line.starts_with("--")) {
            if (containsNoCase(line, "migrate:down") || containsNoCase(line, "+goose down"))
                return all;
            continue;
        }
        if (line.empty())
            continue;
        if (now.text.empty())
            now.line = number;
        now.text += lowered(line) + ' ';
        if (line.ends_with(";")) {
            all.push_back(std::move(now));
            now = {};
        }
    }
    if (!now.text.empty())
        all.push_back(std::move(now));
    return all;
}

/// The table of an ALTER TABLE, with its quotes, or empty.
std::string alteredTable(const std::string &statement)
{
    const Text words = statement;
    if (!words.starts_with("alter table "))
        return {};
    for (const Text word : splitWords(words.substr(12))) {
        if (word != "if" && word != "exists" && word != "only")
            return std::string(word);
    }
    return {};
}

/// Calls `look` with each ALTER TABLE of a table that was there before this file.
void eachAlteration(FileSight &sight, void (*look)(FileSight &, const SqlStatement &))
{
    if (isDownFile(sight.file.path()))
        return;
    const auto statements = statementsUp(sight.file);
    for (const SqlStatement &statement : statements) {
        const std::string table = alteredTable(statement.text);
        const bool isNew = std::any_of(statements.begin(), statements.end(), [&table](const auto &each) {
            return contains(each.text, "create table " + table) ||
                   contains(each.text, "create table if not exists " + table);
        });
        if (!table.empty() && !isNew)
            look(sight, statement);
    }
}

void notNullSql(FileSight &sight)
{
    eachAlteration(sight, [](FileSight &at, const SqlStatement &statement) {
        for (const Text part : split(statement.text, ',')) {
            const bool adds = contains(part, "add column") ||
                              (contains(part, " add ") && !contains(part, "add constraint"));
            if (adds && contains(part, "not null") && !contains(part, "default"))
                at.report.at(
                    at.file.path(), statement.line,
                    u"A NOT NULL column without a default cannot be added to a table that has rows"_s,
                    u"Add it nullable, fill it, then forbid NULL in a later migration"_s);
            else if (contains(part, "set not null"))
                at.report.at(at.file.path(), statement.line,
                             u"NOT NULL reads the whole table while nobody can write to it"_s,
                             u"Add a check constraint NOT VALID, validate it later, then set NOT NULL"_s);
        }
    });
}

void renameSql(FileSight &sight)
{
    eachAlteration(sight, [](FileSight &at, const SqlStatement &statement) {
        if (contains(statement.text, " rename ") && !contains(statement.text, "rename constraint"))
            at.report.at(
                at.file.path(), statement.line,
                u"A rename breaks the release that still runs: it knows only the old name"_s,
                u"Add the new one, write both, switch the code, and drop the old one a release later"_s);
    });
}

void typeChangeSql(FileSight &sight)
{
    eachAlteration(sight, [](FileSight &at, const SqlStatement &statement) {
        const Text text = statement.text;
        const bool alters =
            contains(text, "alter column") && (contains(text, " type ") || contains(text, "set data type"));
        if (alters || contains(text, "modify column") || contains(text, "change column"))
            at.report.at(
                at.file.path(), statement.line,
                u"A changed type writes the table anew under a lock, and the running release expects "
                "the old one"_s,
                u"Add a column of the new type, fill it, and switch over a release later"_s);
    });
}

} // namespace

std::vector<Rule> sqlMigrationRules()
{
    return {
        {"sql/destructive",
         "An SQL migration takes data away",
         "DROP, DELETE and TRUNCATE cannot be undone, and the release before this one may still use what "
         "they take. "
         "Remove in the release after, with a backup.",
         deploymentOrigin,
         Severity::Warning,
         "destructive-migrations",
         SqlMigration,
         notOurs,
         {"drop ", "delete from", "truncate"},
         destructiveSql},
        {"sql/index-blocks-writes",
         "An index is built while writers wait",
         "CREATE INDEX locks out writers until it is done; CONCURRENTLY does not.",
         deploymentOrigin,
         Severity::Warning,
         "indexes",
         SqlMigration,
         notOurs,
         {"index"},
         indexSql},
        {"sql/not-null-on-old-table",
         "NOT NULL on a table that has rows",
         "Adding a NOT NULL column without a default fails on the first row that is there; setting NOT NULL "
         "reads every row under a lock. Prisma writes both for a required field.",
         deploymentOrigin,
         Severity::Warning,
         "migrations-tested",
         SqlMigration,
         notOurs,
         {"not null"},
         notNullSql},
        {"sql/rename",
         "A table or column is renamed",
         "During a rollout both releases run, and each knows only one of the names. Rename in four phases: "
         "add, fill, switch the code, drop in the next release.",
         deploymentOrigin,
         Severity::Warning,
         "destructive-migrations",
         SqlMigration,
         notOurs,
         {"rename"},
         renameSql},
        {"sql/type-change",
         "A column's type is changed",
         "Most type changes write the whole table anew under a lock, and the running release expects the old "
         "type.",
         deploymentOrigin,
         Severity::Warning,
         "migrations-tested",
         SqlMigration,
         notOurs,
         {"alter table"},
         typeChangeSql},
        {"rails/destructive",
         "A Rails migration takes data away",
         "Rails remembers the columns it saw at its start, and the release before this one still asks for "
         "them. Ignore "
         "the column first, remove it a release later.",
         deploymentOrigin,
         Severity::Warning,
         "destructive-migrations",
         RailsMigration,
         notOurs,
         {"drop_table", "remove_column"},
         destructiveRails},
    };
}

} // namespace belay::scan
