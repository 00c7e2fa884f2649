// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/rules.h"
#include "app/scan/shell_commands.h"

namespace belay::scan {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr FileKinds scripts = Shell | Workflow | GitlabCi;

/// Calls `look` with every command of the file and the list it belongs to.
template <typename Look> void eachCommand(FileSight &sight, Look look)
{
    for (const CommandList &list : commandLists(sight.file)) {
        for (std::size_t i = 0; i < list.commands.size(); ++i)
            look(list, i, list.commands[i]);
    }
}

void mixOnServer(FileSight &sight)
{
    eachCommand(sight, [&](const CommandList &, std::size_t, const ShellCommand &command) {
        const Text text = command.text;
        const bool remote = runs(command, "ssh");
        if (!contains(text, "mix ecto."))
            return;
        if (remote)
            sight.report.at(sight.file.path(), command.line,
                            u"There is no mix on a production host: this command is not found there"_s,
                            u"Migrate through the release: bin/my_app eval \"MyApp.Release.migrate()\""_s);
        else if (contains(text, "MIX_ENV=prod"))
            sight.report.at(
                sight.file.path(), command.line,
                u"Migrates production with mix: that works only where the sources and a compiler are"_s,
                u"Migrate through the release: bin/my_app eval \"MyApp.Release.migrate()\""_s,
                Severity::Warning);
    });
}

bool switchesLink(const ShellCommand &command)
{
    if (!runs(command, "ln") || !contains(command.text, "current"))
        return false;
    const auto words = splitWords(command.text);
    const Text target = words.empty() ? Text() : words.back();
    return contains(target, "current");
}

bool forces(const ShellCommand &command)
{
    for (const Text word : splitWords(command.text)) {
        if (word.starts_with("-") && contains(word, "f"))
            return true;
    }
    return false;
}

void linkIsNotAtomic(FileSight &sight)
{
    eachCommand(sight, [&](const CommandList &, std::size_t, const ShellCommand &command) {
        if (switchesLink(command) && forces(command))
            sight.report.at(
                sight.file.path(), command.line,
                u"Where ln is BusyBox's (Alpine), the old link is removed before the new one is there: for "
                "a moment there is no release"_s,
                u"ln -s TARGET current.new && mv -T current.new current"_s);
    });
}

void relativeStart(FileSight &sight)
{
    eachCommand(sight, [&](const CommandList &list, std::size_t i, const ShellCommand &command) {
        if (!switchesLink(command))
            return;
        for (std::size_t next = i + 1; next < list.commands.size(); ++next) {
            const Text text = list.commands[next].text;
            if (runs(list.commands[next], "cd"))
                return;
            if (text.starts_with("./bin/") && containsAny(text, {" start", " daemon", " restart"})) {
                sight.report.at(
                    sight.file.path(), list.commands[next].line,
                    u"A shell that stands in current/ stays in the old release: this starts the one just "
                    "left"_s,
                    u"Use the absolute path: /opt/my_app/current/bin/… start"_s);
                return;
            }
        }
    });
}

void stopSwitchStart(FileSight &sight)
{
    eachCommand(sight, [&](const CommandList &list, std::size_t i, const ShellCommand &command) {
        const bool stops = Text(command.text).ends_with(" stop") &&
                           (contains(command.text, "bin/") || contains(command.text, "systemctl"));
        bool switched = false;
        for (std::size_t next = i + 1; stops && next < list.commands.size(); ++next) {
            switched = switched || switchesLink(list.commands[next]);
            if (switched && containsAny(list.commands[next].text, {" start", " daemon"})) {
                sight.report.at(sight.file.path(), command.line,
                                u"Nobody answers from here until the start below: the switch needs no stop"_s,
                                u"Switch the link first, then restart, one host after the other"_s);
                return;
            }
        }
    });
}

void sleepsThenAsks(FileSight &sight)
{
    eachCommand(sight, [&](const CommandList &list, std::size_t i, const ShellCommand &command) {
        const auto words = splitWords(command.text);
        if (!runs(command, "sleep") || words.size() < 2 || words[1].size() < 2 || !isDigit(words[1][0]))
            return;
        for (std::size_t next = i + 1; next < list.commands.size() && next < i + 9; ++next) {
            const Text text = list.commands[next].text;
            if (runs(list.commands[next], "sleep") || text.starts_with("done") || text.starts_with("for ") ||
                text.starts_with("while ") || text.starts_with("until "))
                return;
            if (contains(text, "curl ") && !contains(text, "--retry")) {
                sight.report.at(
                    sight.file.path(), command.line,
                    u"Waits a fixed time and asks once: too early is a false failure, too late wasted"_s,
                    u"Ask again until it answers or a deadline passes: curl --retry 30 --retry-delay 2 "
                    "--retry-all-errors"_s);
                return;
            }
        }
    });
}

void integerCoverage(FileSight &sight)
{
    for (const int line : sight.lines) {
        const Text text = sight.file.line(line);
        const bool compares = containsAny(text, {" -lt ", " -le ", " -gt ", " -ge "}) && contains(text, "[ ");
        if (compares && containsNoCase(text, "coverage") && !trimmed(text).starts_with("#") &&
            !containsAny(text, {"%.*", "cut ", "int(", "printf"}))
            sight.report.at(
                sight.file.path(), line,
                u"[ compares whole numbers only: with 79.3 it fails with an error, and the gate lets it "
                "pass"_s,
                u"Compare as decimals, for example with awk, and stop when the number is missing"_s);
    }
}

void doubleV(FileSight &sight)
{
    bool described = false;
    eachCommand(sight, [&](const CommandList &, std::size_t, const ShellCommand &command) {
        const Text text = command.text;
        described = described ||
                    (contains(text, "VERSION=$(git describe") && !containsAny(text, {"sed", "#v", "tr "}));
        if (described && runs(command, "git tag") && containsAny(text, {"v$VERSION", "v${VERSION}"}))
            sight.report.at(sight.file.path(), command.line,
                            u"git describe already gives v1.2.0: this makes vv1.2.0"_s,
                            u"Strip it first: ${VERSION#v}"_s);
    });
}

bool mentionsVersion(Text text)
{
    std::size_t digits = 0;
    for (const char c : text)
        digits = isDigit(c) ? digits + 1 : 0;
    return digits >= 14;
}

void rollsBackAll(FileSight &sight)
{
    for (const int line : sight.lines) {
        const Text text = sight.file.line(line);
        const std::size_t at = text.find("Release.rollback(");
        if (at == Text::npos || trimmed(text).starts_with("#"))
            continue;
        const Text call =
            text.substr(at, text.find(')', at) == Text::npos ? Text::npos : text.find(')', at) - at);
        const std::size_t comma = call.rfind(',');
        const Text version = comma == Text::npos ? Text() : trimmed(call.substr(comma + 1));
        if (version.empty() || !std::all_of(version.begin(), version.end(), isDigit) ||
            mentionsVersion(version))
            continue;
        const auto release = sight.facts.repository().ofKind(ElixirSource);
        bool toVersion = false;
        bool steps = false;
        for (const FileEntry *file : release) {
            if (fileName(file->path) != "release.ex")
                continue;
            const auto source = sight.facts.repository().text(file->path);
            toVersion = toVersion || (source && contains(*source, ":down, to: "));
            steps = steps || (source && contains(*source, "step: "));
        }
        if (steps && !toVersion)
            continue;
        sight.report.at(
            sight.file.path(), line,
            u"rollback takes a migration's version and reverts everything from it on: %1 reverts every "
            "migration there is"_s.arg(toQString(version)),
            u"Give the 14 digits of the migration to revert"_s,
            toVersion ? Severity::Error : Severity::Warning);
    }
}

void fixedReplicas(FileSight &sight)
{
    eachCommand(sight, [&](const CommandList &list, std::size_t i, const ShellCommand &command) {
        const auto replicas = [](Text text) {
            const std::size_t at = text.find("replicas");
            const Text rest = at == Text::npos ? Text() : trimmed(text.substr(at + 8));
            return rest.starts_with("=") ? rest.substr(1) : rest;
        };
        if (!replicas(command.text).starts_with("0"))
            return;
        for (std::size_t next = i + 1; next < list.commands.size(); ++next) {
            const Text count = replicas(list.commands[next].text);
            if (!count.empty() && isDigit(count[0]) && count[0] != '0') {
                sight.report.at(sight.file.path(), list.commands[next].line,
                                u"Scales back to a fixed number, not to how many there were"_s,
                                u"Remember the number before scaling to 0"_s);
                return;
            }
        }
    });
}

void undoIsNotAll(FileSight &sight)
{
    eachCommand(sight, [&](const CommandList &, std::size_t, const ShellCommand &command) {
        if (contains(command.text, "kubectl rollout undo") || runs(command, "heroku rollback") ||
            runs(command, "heroku releases:rollback"))
            sight.report.at(sight.file.path(), command.line,
                            u"Brings back the code only: database and configuration stay as they are now"_s,
                            u"Say in the runbook what happens to migrations and configuration"_s);
    });
}

void linkFailsTwice(FileSight &sight)
{
    eachCommand(sight, [&](const CommandList &, std::size_t, const ShellCommand &command) {
        const bool symbolic = runs(command, "ln -s");
        if (symbolic && !forces(command) && !contains(command.text, "||") && contains(command.text, "/etc/"))
            sight.report.at(sight.file.path(), command.line,
                            u"Fails when the script runs a second time: the link is there"_s,
                            u"Use ln -sfn for configuration links"_s);
    });
}

void goesOnAfterErrors(FileSight &sight)
{
    const Text name = fileName(sight.file.path());
    if (!containsAny(name, {"deploy", "release", "backup", "restore", "rollback", "migrate"}) ||
        !sight.file.text().starts_with("#!"))
        return;
    for (const CommandList &list : commandLists(sight.file)) {
        if (list.stopsOnError || list.commands.size() < 3)
            continue;
        bool checks = false;
        for (const ShellCommand &command : list.commands)
            checks = checks || contains(command.text, "exit 1");
        if (!checks)
            sight.report.at(sight.file.path(), list.commands.front().line,
                            u"Goes on after a command that failed, and ends as if all was well"_s,
                            u"Say set -eu at the top, with set -o pipefail in bash"_s);
    }
}

} // namespace

std::vector<Rule> scriptRules()
{
    return {
        {"script/mix-on-server",
         "Migrations are run with mix on a server",
         "A release brings no Mix and no compiler, and a production host should have neither. Migrations run "
         "through "
         "the release itself.",
         gotchasOrigin,
         Severity::Error,
         "release-migrations",
         scripts,
         notOurs,
         {"mix ecto."},
         mixOnServer},
        {"script/link-not-atomic",
         "The link to the release is not switched in one step",
         "ln -sfn is one step with GNU coreutils only. A link made beside it and renamed over it is one step "
         "everywhere.",
         practiceOrigin,
         Severity::Warning,
         "rollback-plan",
         scripts,
         notOurs,
         {"ln -"},
         linkIsNotAtomic},
        {"script/relative-start",
         "A relative path starts the wrong release",
         "A shell that was in current/ before the switch is still in the old folder afterwards. ./bin/app "
         "then starts "
         "the release that was just left.",
         practiceOrigin,
         Severity::Warning,
         "rollback-tested",
         scripts,
         notOurs,
         {"./bin/"},
         relativeStart},
        {"script/stop-switch-start",
         "The service is stopped for the switch",
         "Between stop and start nobody answers. Switching the link disturbs nobody; restart afterwards, "
         "host by host.",
         practiceOrigin,
         Severity::Note,
         "rollback-plan",
         scripts,
         notOurs,
         {" stop"},
         stopSwitchStart},
        {"script/sleeps-then-asks",
         "A fixed wait before one health check",
         "After sleep 30 the service may not be up yet, or was down for 29 seconds unseen. Ask repeatedly, "
         "with a "
         "deadline.",
         deploymentOrigin,
         Severity::Warning,
         "health-endpoints",
         scripts,
         notOurs,
         {"sleep "},
         sleepsThenAsks},
        {"script/integer-coverage",
         "Coverage is compared as a whole number",
         "The shell's [ … -lt … ] knows whole numbers only. 79.3 is an error to it, the condition is false, "
         "and the "
         "gate passes.",
         deploymentOrigin,
         Severity::Warning,
         "coverage",
         scripts,
         notOurs,
         {"coverage"},
         integerCoverage},
        {"script/double-v",
         "A tag with two v",
         "When tags are v1.2.0, git describe prints the v as well.",
         deploymentOrigin,
         Severity::Warning,
         "after-tag",
         scripts,
         notOurs,
         {"git tag"},
         doubleV},
        {"script/rolls-back-all",
         "A rollback that reverts every migration",
         "Ecto's `to: version` reverts that version and all later ones. With 1 for \"one step\" that is all "
         "of them, and "
         "their data.",
         phoenixOrigin,
         Severity::Error,
         "migration-rollback",
         scripts | OtherText,
         notOurs | Markdown,
         {"Release.rollback("},
         rollsBackAll},
        {"script/fixed-replicas",
         "Scales back to a fixed number",
         "The number of instances may have changed since the runbook was written. Remember it before scaling "
         "to 0.",
         deploymentOrigin,
         Severity::Warning,
         "rollback-plan",
         scripts,
         notOurs,
         {"replicas"},
         fixedReplicas},
        {"script/undo-is-not-all",
         "A rollback of the code alone",
         "kubectl rollout undo and heroku rollback bring back an image. Migrations that ran, and "
         "configuration that "
         "changed, stay.",
         deploymentOrigin,
         Severity::Note,
         "rollback-plan",
         scripts,
         notOurs,
         {"rollout undo", "rollback"},
         undoIsNotAll},
        {"script/link-fails-twice",
         "A set-up script that runs only once",
         "A script that stops half-way is run again. ln -s then fails on what is there.",
         practiceOrigin,
         Severity::Note,
         "",
         Shell,
         notOurs,
         {"ln -s"},
         linkFailsTwice},
        {"script/goes-on-after-errors",
         "A script that ignores failures",
         "Without set -e a shell script runs on after a failed command, and its exit code is that of the "
         "last one.",
         practiceOrigin,
         Severity::Warning,
         "rollback-plan",
         Shell,
         notOurs,
         {},
         goesOnAfterErrors},
    };
}

} // namespace belay::scan
