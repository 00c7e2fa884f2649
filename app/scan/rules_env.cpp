// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/env_names.h"
#include "app/scan/env_text.h"
#include "app/scan/rules.h"

#include <QStringList>

#include <algorithm>
#include <array>
#include <map>

namespace belay::scan {

namespace {

using namespace Qt::Literals::StringLiterals;

void tracked(RepositorySight &sight)
{
    if (!sight.repository.knowsTracked())
        return;
    for (const FileEntry *file : sight.files) {
        if (!file->tracked)
            continue;
        const auto text = sight.repository.text(file->path);
        const SourceFile source(file->path, text ? Text(*text) : Text(), file->kinds);
        QStringList secrets;
        for (const EnvEntry &entry : envEntries(source)) {
            if (!entry.isComment && namesASecret(entry.name) && !isPlaceholder(entry.value))
                secrets << shown(entry.name);
        }
        if (secrets.isEmpty())
            sight.report.at(file->path, 0, u"Git tracks this file, where secrets are easily added"_s,
                            u"git rm --cached it, and list it in .gitignore; keep names in .env.example"_s,
                            Severity::Warning);
        else
            sight.report.at(
                file->path, 0,
                u"Git tracks this file, and it holds %1"_s.arg(secrets.mid(0, 5).join(u", "_s)),
                u"git rm --cached it, list it in .gitignore, and replace these secrets: they have been "
                "seen"_s);
    }
}

void debugInProduction(FileSight &sight)
{
    const Text name = fileName(sight.file.path());
    if (!contains(name, "prod"))
        return;
    for (const EnvEntry &entry : envEntries(sight.file)) {
        if (entry.isComment || entry.name != "LOG_LEVEL" || !equalsNoCase(entry.value, "debug"))
            continue;
        Finding &found = sight.report.at(sight.file.path(), entry.line,
                                         u"Production logs at level debug: personal data, and a full disk"_s,
                                         u"Use info or warn"_s);
        found.edit = TextEdit{entry.line, entry.line, u"LOG_LEVEL=info"_s, false};
    }
}

void masterAccount(FileSight &sight)
{
    if (!contains(fileName(sight.file.path()), "prod"))
        return;
    for (const EnvEntry &entry : envEntries(sight.file)) {
        const Text value = entry.value;
        if (!entry.isComment && containsAny(value, {"://postgres:", "://root:", "://admin:", "://sa:"}))
            sight.report.at(sight.file.path(), entry.line,
                            u"%1 signs in with the database's own administrator"_s.arg(shown(entry.name)),
                            u"Give the application an account that may only do what it does"_s);
    }
}

void twice(FileSight &sight)
{
    std::map<Text, int> first;
    for (const EnvEntry &entry : envEntries(sight.file)) {
        if (entry.isComment)
            continue;
        const auto [known, isNew] = first.emplace(entry.name, entry.line);
        if (!isNew)
            sight.report.at(sight.file.path(), entry.line,
                            u"%1 is set on line %2 already; which one counts depends on the reader"_s
                                .arg(shown(entry.name))
                                .arg(known->second),
                            u"Keep one"_s);
    }
}

void undocumented(RepositorySight &sight)
{
    std::set<std::string> documented;
    bool hasExample = false;
    for (const FileEntry *file : sight.repository.ofKind(EnvExample)) {
        const auto text = sight.repository.text(file->path);
        if (!text)
            continue;
        hasExample = true;
        for (const EnvEntry &entry : envEntries(SourceFile(file->path, *text, file->kinds)))
            documented.insert(std::string(entry.name));
    }
    std::set<std::string> told;
    for (const FileEntry *file : sight.files) {
        const auto text = readsForProduction(*file) ? sight.repository.text(file->path) : std::nullopt;
        if (!text)
            continue;
        for (const auto &[name, line, required] : namesRead(SourceFile(file->path, *text, file->kinds))) {
            if (name.empty() || setBySomebodyElse(name) || documented.count(name) ||
                !told.insert(name).second)
                continue;
            if (!hasExample) {
                sight.report.at(
                    file->path, line,
                    u"The environment is read here (%1, for one), and there is no .env.example"_s.arg(
                        shown(name)),
                    u"Add .env.example with every name and a harmless value"_s);
                return;
            }
            sight.report.at(file->path, line, u"%1 is read here and not in .env.example"_s.arg(shown(name)),
                            u"Add %1 to .env.example"_s.arg(shown(name)));
        }
    }
}

/// ".env.production" of a folder: "production"; nothing for other files and for personal ones.
std::string stageOf(Text path)
{
    const Text name = fileName(path);
    if (!name.starts_with(".env."))
        return {};
    const Text stage = name.substr(5);
    return stage == "production" || stage == "prod" || stage == "staging" || stage == "development" ||
                   stage == "dev"
               ? std::string(stage)
               : std::string();
}

void parity(RepositorySight &sight)
{
    std::map<std::string, std::vector<const FileEntry *>> folders;
    for (const FileEntry *file : sight.files) {
        if (!stageOf(file->path).empty())
            folders[std::string(folderOf(file->path))].push_back(file);
    }
    for (const auto &[folder, files] : folders) {
        std::map<std::string, QStringList> presentIn;
        for (const FileEntry *file : files) {
            const auto text = sight.repository.text(file->path);
            std::set<std::string> names;
            for (const EnvEntry &entry :
                 envEntries(SourceFile(file->path, text ? Text(*text) : Text(), file->kinds))) {
                if (!entry.isComment)
                    names.insert(std::string(entry.name));
            }
            for (const std::string &name : names)
                presentIn[name] << toQString(fileName(file->path));
        }
        for (const FileEntry *file : files) {
            QStringList missing;
            for (const auto &[name, where] : presentIn) {
                if (!where.contains(toQString(fileName(file->path))))
                    missing << shown(name);
            }
            if (!missing.isEmpty())
                sight.report.at(
                    file->path, 0,
                    u"Other environments set %1, this one does not"_s.arg(missing.mid(0, 8).join(u", "_s)),
                    u"Set the same names everywhere, with different values"_s);
        }
    }
}

} // namespace

std::vector<Rule> envRules()
{
    constexpr FileKinds readers = ElixirConfig | JavaScript;
    return {
        {"env/tracked",
         "An .env file is in the repository",
         "Whoever ever had a copy of the repository has what is in it. Keep .env files out of git, and their "
         "names, "
         "without values, in .env.example. A secret that was committed must be replaced.",
         deploymentOrigin,
         Severity::Error,
         "hardcoded-secrets",
         EnvFile,
         notOurs | EnvExample,
         {},
         nullptr,
         tracked},
        {"env/debug-in-production",
         "Production logs at level debug",
         "Debug logs hold personal data and fill the disk. Use info or warn.",
         deploymentOrigin,
         Severity::Error,
         "logging",
         EnvFile,
         notOurs | EnvExample,
         {"LOG_LEVEL"},
         debugInProduction},
        {"env/master-account",
         "The application signs in as the database's administrator",
         "With the master account every mistake and every intruder can do everything. Give the application "
         "its own.",
         deploymentOrigin,
         Severity::Warning,
         "env-configured",
         EnvFile,
         notOurs | EnvExample,
         {"://"},
         masterAccount},
        {"env/set-twice",
         "A variable is set twice in one file",
         "Some readers take the first value, some the last.",
         practiceOrigin,
         Severity::Warning,
         "env-configured",
         EnvFile | EnvExample,
         notOurs,
         {"="},
         twice},
        {"env/undocumented",
         "A variable is read and not documented",
         "Whoever sets up a host reads .env.example. What is missing there is missing on the host.",
         phoenixOrigin,
         Severity::Warning,
         "env-documented",
         readers,
         notOurs,
         {"System.get_env", "System.fetch_env", "process.env"},
         nullptr,
         undocumented},
        {"env/parity",
         "Environments set different names",
         "A name that only staging has works there and fails in production. Names are compared, never "
         "values.",
         deploymentOrigin,
         Severity::Warning,
         "env-configured",
         EnvFile,
         notOurs | EnvExample,
         {"="},
         nullptr,
         parity},
    };
}

} // namespace belay::scan
