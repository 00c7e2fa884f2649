// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/rules.h"
#include "app/scan/shell_commands.h"

#include <algorithm>

namespace belay::scan {

namespace {

using namespace Qt::Literals::StringLiterals;

bool goesElsewhere(const CommandList &list)
{
    return std::any_of(list.commands.begin(), list.commands.end(), [](const ShellCommand &command) {
        return runs(command, "cd") || containsAny(command.text, {"--prefix", "--workspace", " -w "});
    });
}

void ciWithoutLock(RepositorySight &sight)
{
    const auto &repository = sight.repository;
    if (!repository.has("package.json") || repository.has("package-lock.json") ||
        repository.has("npm-shrinkwrap.json"))
        return;
    for (const FileEntry *file : sight.files) {
        const auto text = repository.text(file->path);
        if (!text || contains(*text, "working-directory"))
            continue;
        for (const CommandList &list : commandLists(SourceFile(file->path, *text, file->kinds))) {
            for (const ShellCommand &command : list.commands) {
                if (runs(command, "npm ci") && !goesElsewhere(list))
                    sight.report.at(file->path, command.line,
                                    u"npm ci needs package-lock.json, and there is none: the step fails"_s,
                                    u"Run npm install and commit package-lock.json"_s,
                                    (file->kinds & Workflow) ? Severity::Error : Severity::Warning);
            }
        }
    }
}

void missingScript(FileSight &sight)
{
    const auto &scripts = sight.facts.npmScripts();
    if (!sight.facts.repository().has("package.json") || contains(sight.file.text(), "working-directory"))
        return;
    for (const CommandList &list : commandLists(sight.file)) {
        if (goesElsewhere(list))
            continue;
        for (const ShellCommand &command : list.commands) {
            if (!runs(command, "npm run"))
                continue;
            const auto words = splitWords(Text(command.text).substr(command.text.find("npm run") + 7));
            const Text name = words.empty() ? Text() : words[0];
            if (name.empty() || name.starts_with("-") || name.find_first_of("$\"'{") != Text::npos ||
                contains(command.text, "--if-present") || scripts.count(std::string(name)))
                continue;
            sight.report.at(sight.file.path(), command.line,
                            u"package.json has no script '%1'"_s.arg(shown(name)),
                            u"Add the script, or correct the name"_s);
        }
    }
}

void noLockFile(RepositorySight &sight)
{
    if (!sight.repository.has("package.json"))
        return;
    const auto text = sight.repository.text("package.json");
    if (!text || !contains(*text, "\"dependencies\""))
        return;
    for (const Text name : {"package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml",
                            "bun.lockb", "bun.lock"}) {
        if (sight.repository.has(name))
            return;
    }
    sight.report.at("package.json", 0,
                    u"No lock file: tomorrow's build of the same commit has other dependencies"_s,
                    u"Commit the lock file that your package manager writes"_s);
}

} // namespace

std::vector<Rule> nodeRules()
{
    return {
        {"node/ci-without-lock",
         "npm ci without a lock file",
         "npm ci installs exactly what package-lock.json says, and fails without one.",
         deploymentOrigin,
         Severity::Error,
         "npm-ci",
         Workflow | Shell | Dockerfile | GitlabCi,
         notOurs,
         {"npm ci"},
         nullptr,
         ciWithoutLock},
        {"node/missing-script",
         "npm runs a script that is not there",
         "npm stops with 'Missing script'. It often happens after a rename.",
         deploymentOrigin,
         Severity::Warning,
         "build",
         Workflow | Shell | GitlabCi,
         notOurs,
         {"npm run"},
         missingScript},
        {"node/no-lock-file",
         "Dependencies are not pinned",
         "Without a lock file the same commit builds with other versions tomorrow, and a rollback builds a "
         "third "
         "thing.",
         deploymentOrigin,
         Severity::Warning,
         "npm-ci",
         PackageJson,
         notOurs,
         {"dependencies"},
         nullptr,
         noLockFile},
    };
}

} // namespace belay::scan
