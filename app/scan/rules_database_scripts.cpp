// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/rules.h"
#include "app/scan/shell_commands.h"

namespace belay::scan {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr FileKinds scripts = Shell | Workflow | GitlabCi;

void dumpFailsUnseen(FileSight &sight)
{
    for (const CommandList &list : commandLists(sight.file)) {
        for (const ShellCommand &command : list.commands) {
            const Text text = command.text;
            const std::size_t dump = findWord(text, "pg_dump");
            const std::size_t other = dump == Text::npos ? findWord(text, "mysqldump") : dump;
            if (!list.pipefail && other != Text::npos && text.find('|', other) != Text::npos)
                sight.report.at(
                    sight.file.path(), command.line,
                    u"When the dump fails, the pipe still succeeds and leaves a valid, empty archive"_s,
                    u"Say set -o pipefail (bash), or dump to a file first; check the size afterwards"_s);
        }
    }
}

void restoreGoesOn(FileSight &sight)
{
    for (const CommandList &list : commandLists(sight.file)) {
        for (const ShellCommand &command : list.commands) {
            const Text text = command.text;
            if (runs(command, "psql") && contains(text, " < ") && !contains(text, "ON_ERROR_STOP") &&
                !contains(text, "<<"))
                sight.report.at(
                    sight.file.path(), command.line,
                    u"psql goes on after errors and exits with 0: a half restored database looks restored"_s,
                    u"Add -v ON_ERROR_STOP=1 --single-transaction, and restore into an empty database"_s);
        }
    }
}

void restoresPlainSql(FileSight &sight)
{
    for (const CommandList &list : commandLists(sight.file)) {
        for (const ShellCommand &command : list.commands) {
            const Text text = command.text;
            if (!runs(command, "pg_restore"))
                continue;
            for (const Text word : splitWords(text)) {
                const Text name = withoutQuotes(word);
                if (name.ends_with(".sql") || name.ends_with(".sql.gz"))
                    sight.report.at(sight.file.path(), command.line,
                                    u"pg_restore cannot read plain SQL, and %1 looks like it"_s.arg(
                                        shown(fileName(name))),
                                    u"Restore plain SQL with psql (gunzip first), or dump with pg_dump -Fc"_s,
                                    sight.facts.dumpsPlainSql() ? Severity::Error : Severity::Warning);
            }
        }
    }
}

void baseBackupAlone(FileSight &sight)
{
    if (containsAny(sight.file.text(), {"restore_command", "recovery_target", "archive_command",
                                        "standby.signal", "-X stream", "--wal-method", "-R"}))
        return;
    for (const CommandList &list : commandLists(sight.file)) {
        for (const ShellCommand &command : list.commands) {
            if (runs(command, "pg_basebackup"))
                sight.report.at(
                    sight.file.path(), command.line,
                    u"A base backup alone is no point-in-time recovery: it needs the archived WAL and a "
                    "target"_s,
                    u"Archive WAL, and recover with restore_command and recovery_target_time"_s);
        }
    }
}

/// Commands of ORMs for a developer's own database.
void developerMigration(FileSight &sight)
{
    for (const CommandList &list : commandLists(sight.file)) {
        for (const ShellCommand &command : list.commands) {
            for (const Text words : {"prisma db push", "prisma migrate dev", "prisma migrate reset"}) {
                if (contains(command.text, words))
                    sight.report.at(sight.file.path(), command.line,
                                    u"%1 is for a developer's own database"_s.arg(toQString(words)),
                                    u"Deploy with prisma migrate deploy: it runs the migrations that are "
                                    "missing, and nothing else"_s);
            }
        }
    }
}

} // namespace

std::vector<Rule> databaseScriptRules()
{
    return {
        {"script/dump-fails-unseen",
         "A failed database dump looks like a good one",
         "A pipe's exit code is that of its last command. pg_dump | gzip with a wrong password exits with 0 "
         "and leaves "
         "an archive of 20 bytes.",
         deploymentOrigin,
         Severity::Warning,
         "backup",
         scripts,
         notOurs,
         {"pg_dump", "mysqldump"},
         dumpFailsUnseen},
        {"script/restore-goes-on",
         "A restore that ignores errors",
         "psql reads on after an error unless ON_ERROR_STOP is set. Restoring over a live database also "
         "keeps what is "
         "newer, or doubles it.",
         deploymentOrigin,
         Severity::Warning,
         "backup",
         scripts,
         notOurs,
         {"psql"},
         restoreGoesOn},
        {"script/restores-plain-sql",
         "The wrong program restores the backup",
         "pg_restore reads pg_dump's custom, directory and tar formats. A plain SQL dump, zipped or not, "
         "needs psql. It "
         "shows on the day the backup is needed.",
         deploymentOrigin,
         Severity::Error,
         "backup",
         scripts,
         notOurs,
         {"pg_restore"},
         restoresPlainSql},
        {"script/base-backup-alone",
         "A base backup is taken for point-in-time recovery",
         "Recovery to a point in time replays archived WAL on top of a base backup. Without the archive "
         "there is only "
         "the moment of the backup.",
         deploymentOrigin,
         Severity::Note,
         "backup",
         scripts,
         notOurs,
         {"pg_basebackup"},
         baseBackupAlone},
        {"script/developer-migration",
         "A deployment runs a command for a developer's database",
         "prisma db push changes the schema without a migration, migrate dev may ask to empty the database, "
         "and "
         "migrate reset empties it. Only prisma migrate deploy belongs into a deployment.",
         practiceOrigin,
         Severity::Error,
         "migrations-tested",
         scripts | Dockerfile,
         notOurs,
         {"prisma "},
         developerMigration},
    };
}

} // namespace belay::scan
