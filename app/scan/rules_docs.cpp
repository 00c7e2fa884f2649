// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/rules.h"
#include "app/scan/scan.h"

#include <nlohmann/json.hpp>

namespace belay::scan {

namespace {

using namespace Qt::Literals::StringLiterals;

/// A file at the top whose name begins with `start`, whatever its case and ending.
const FileEntry *topFile(const Repository &repository, Text start)
{
    for (const FileEntry &file : repository.files()) {
        if (!contains(file.path, "/") && lowered(file.path).starts_with(start))
            return &file;
    }
    return nullptr;
}

bool isProject(const Repository &repository)
{
    for (const Text name : {"mix.exs", "package.json", "Gemfile", "pyproject.toml", "Cargo.toml", "go.mod",
                            "CMakeLists.txt", "pom.xml", "composer.json"}) {
        if (repository.has(name))
            return true;
    }
    return false;
}

/// The version the project gives itself, with the file and line that say it.
struct OwnVersion
{
    std::string version;
    std::string file;
};

OwnVersion ownVersion(const Repository &repository)
{
    if (const auto text = repository.text("mix.exs")) {
        for (const Text line : splitLines(*text)) {
            const Text words = trimmed(line);
            const std::size_t open = words.find('"');
            const std::size_t close = open == Text::npos ? open : words.find('"', open + 1);
            if ((words.starts_with("version:") || words.starts_with("@version")) && close != Text::npos)
                return {std::string(words.substr(open + 1, close - open - 1)), "mix.exs"};
        }
    }
    if (const auto text = repository.text("package.json")) {
        const auto package = nlohmann::json::parse(*text, nullptr, false);
        if (package.is_object() && package.contains("version") && package["version"].is_string())
            return {package["version"].get<std::string>(), "package.json"};
    }
    return {};
}

bool hasHeading(Text changelog, Text version)
{
    for (const Text line : splitLines(changelog)) {
        const Text words = trimmed(line);
        const bool heading = words.starts_with("#") || words.starts_with("[") || words.starts_with("v") ||
                             (!words.empty() && isDigit(words.front()));
        std::size_t at = heading ? words.find(version) : Text::npos;
        while (at != Text::npos) {
            // 1.2.0 is neither in 11.2.0 nor in 1.2.01.
            const bool starts = at == 0 || (!isDigit(words[at - 1]) && words[at - 1] != '.');
            const std::size_t end = at + version.size();
            const bool ends = end == words.size() || (!isDigit(words[end]) && words[end] != '.');
            if (starts && ends)
                return true;
            at = words.find(version, at + 1);
        }
    }
    return false;
}

void changelogMissing(RepositorySight &sight)
{
    if (isProject(sight.repository) && !topFile(sight.repository, "changelog") &&
        !topFile(sight.repository, "changes") && !topFile(sight.repository, "history") &&
        !topFile(sight.repository, "news"))
        sight.report.at("", 0, u"There is no changelog"_s,
                        u"Keep a CHANGELOG.md with a heading for each version, in words users understand"_s);
}

void changelogVersion(RepositorySight &sight)
{
    const FileEntry *changelog = topFile(sight.repository, "changelog");
    const auto text = changelog ? sight.repository.text(changelog->path) : std::nullopt;
    std::string version = sight.options.version.toStdString();
    if (version.empty())
        version = ownVersion(sight.repository).version;
    if (version.starts_with("v"))
        version.erase(0, 1);
    if (!text || version.empty() || version == "0.0.0" || version == "0.1.0")
        return;
    if (!hasHeading(*text, version))
        sight.report.at(changelog->path, 0,
                        u"The changelog has no heading for version %1"_s.arg(shown(version)),
                        u"Add one that says what is new, what is fixed, and what to do"_s);
}

void readmeMissing(RepositorySight &sight)
{
    if (isProject(sight.repository) && !topFile(sight.repository, "readme"))
        sight.report.at("", 0, u"There is no README"_s,
                        u"Say what this is, how it is set up, and how it is released"_s);
}

} // namespace

std::vector<Rule> docsRules()
{
    return {
        {"docs/changelog-missing",
         "There is no changelog",
         "A changelog says what a version brings, to those who run it and to those who decide about a "
         "rollback.",
         phoenixOrigin,
         Severity::Note,
         "changelog",
         AnyText,
         0,
         {},
         nullptr,
         changelogMissing},
        {"docs/changelog-version",
         "The changelog does not know this version",
         "The heading for the version to release is looked for; without --release it is the version the "
         "project gives "
         "itself.",
         phoenixOrigin,
         Severity::Warning,
         "changelog",
         AnyText,
         0,
         {},
         nullptr,
         changelogVersion},
        {"docs/readme-missing",
         "There is no README",
         "The next person on call may never have seen this project.",
         phoenixOrigin,
         Severity::Warning,
         "readme",
         AnyText,
         0,
         {},
         nullptr,
         readmeMissing},
    };
}

} // namespace belay::scan
