// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/rules.h"
#include "app/scan/sql_words.h"

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
