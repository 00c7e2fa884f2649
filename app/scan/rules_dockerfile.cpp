// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/dockerfile.h"
#include "app/scan/image_name.h"
#include "app/scan/rules.h"

#include <algorithm>

namespace belay::scan {

namespace {

using namespace Qt::Literals::StringLiterals;

void mutableBase(FileSight &sight)
{
    const DockerBuild build = parseDockerfile(sight.file);
    for (const DockerInstruction &one : build.instructions) {
        if (one.name != "FROM")
            continue;
        auto words = splitWords(one.value);
        while (!words.empty() && words.front().starts_with("--"))
            words.erase(words.begin());
        if (words.empty() || words[0] == "scratch")
            continue;
        const bool isStage = std::find(build.stageNames.begin(), build.stageNames.end(), lowered(words[0])) !=
                             build.stageNames.end();
        if (!isStage && isMutableImage(words[0]))
            sight.report.at(sight.file.path(), one.line,
                            u"%1 is another image tomorrow: the same sources build another release"_s.arg(
                                shown(words[0])),
                            u"Name a version, or better a digest (@sha256:…)"_s);
    }
}

bool namesSecret(Text name)
{
    for (const Text part :
         {"SECRET", "PASSWORD", "PASSWD", "TOKEN", "API_KEY", "APIKEY", "PRIVATE_KEY", "ACCESS_KEY"}) {
        if (contains(name, part))
            return !name.ends_with("_FILE") && !name.ends_with("_PATH") && !name.ends_with("_URL");
    }
    return false;
}

/// Names and values of ENV or ARG: NAME=value pairs, or the old form NAME value.
std::vector<std::pair<Text, Text>> settings(Text value)
{
    std::vector<std::pair<Text, Text>> pairs;
    const auto words = splitWords(value);
    if (words.size() >= 2 && !contains(words[0], "=")) {
        pairs.emplace_back(words[0], trimmed(value.substr(words[0].size())));
        return pairs;
    }
    for (const Text word : words) {
        const std::size_t equals = word.find('=');
        if (equals != Text::npos)
            pairs.emplace_back(word.substr(0, equals), withoutQuotes(word.substr(equals + 1)));
    }
    return pairs;
}

void secretInImage(FileSight &sight)
{
    const DockerBuild build = parseDockerfile(sight.file);
    for (const DockerInstruction &one : build.instructions) {
        if (one.name != "ENV" && one.name != "ARG")
            continue;
        for (const auto &[name, value] : settings(one.value)) {
            if (!namesSecret(name) || value.empty() || value.starts_with("$"))
                continue;
            // What an earlier stage sets stays there.
            const bool stays = one.name == "ENV" && one.stage == build.stages;
            sight.report.at(
                sight.file.path(), one.line,
                u"%1 has a value in the image: a release whose real one is missing starts with this public "
                "one"_s.arg(shown(name)),
                u"Take the line out; give the value when the container starts"_s,
                stays ? Severity::Error : Severity::Warning);
        }
    }
}

void runsAsRoot(FileSight &sight)
{
    const DockerBuild build = parseDockerfile(sight.file);
    int lastFrom = 0;
    bool hasUser = false;
    Text base;
    for (const DockerInstruction &one : build.instructions) {
        if (one.name == "FROM") {
            lastFrom = one.line;
            hasUser = false;
            base = one.value;
        }
        hasUser = hasUser || one.name == "USER";
    }
    if (lastFrom > 0 && !hasUser && !containsAny(base, {"nonroot", "scratch", "distroless"}))
        sight.report.at(sight.file.path(), lastFrom, u"The container runs as root"_s,
                        u"Create a user and say USER before CMD"_s);
}

void copiesEnv(FileSight &sight)
{
    const DockerBuild build = parseDockerfile(sight.file);
    for (const DockerInstruction &one : build.instructions) {
        if (one.name != "COPY" && one.name != "ADD")
            continue;
        for (const Text word : splitWords(one.value)) {
            const Text name = fileName(word);
            if (name == ".env" || name == ".env.production" || name == ".env.local" || name == ".env.staging")
                sight.report.at(
                    sight.file.path(), one.line,
                    u"Puts %1 with its secrets into the image, for everybody who can pull it"_s.arg(
                        shown(name)),
                    u"Give the values when the container starts (--env-file)"_s);
        }
    }
}

void copiesEverything(RepositorySight &sight)
{
    if (sight.repository.has(".dockerignore"))
        return;
    for (const FileEntry *file : sight.files) {
        const Text name = fileName(file->path);
        if (sight.repository.has(file->path + ".dockerignore") || contains(name, "dev"))
            continue;
        const auto text = sight.repository.text(file->path);
        const SourceFile source(file->path, text ? Text(*text) : Text(), file->kinds);
        for (const DockerInstruction &one : parseDockerfile(source).instructions) {
            const auto words = splitWords(one.value);
            if ((one.name == "COPY" || one.name == "ADD") && words.size() >= 2 &&
                (words[words.size() - 2] == "." || words[words.size() - 2] == "./") &&
                !words[0].starts_with("--from"))
                sight.report.at(
                    file->path, one.line,
                    u"Copies everything, and there is no .dockerignore: .git, local secrets and build "
                    "leftovers go into the image"_s,
                    u"Add a .dockerignore with .git, .env*, and what is built"_s);
        }
    }
}

/// The module in `rpc "MyApp.Health.check()"`, or nothing.
std::string calledModule(Text command)
{
    for (const Text verb : {"rpc", "eval"}) {
        const std::size_t at = findWord(command, verb);
        if (at == Text::npos)
            continue;
        Text rest = command.substr(at + verb.size());
        const std::size_t start = rest.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ");
        if (start == Text::npos)
            continue;
        rest = rest.substr(start);
        const std::size_t end = rest.find('(');
        const Text call = rest.substr(0, end);
        const std::size_t dot = call.rfind('.');
        if (end != Text::npos && dot != Text::npos)
            return std::string(call.substr(0, dot));
    }
    return {};
}

void healthcheckModule(RepositorySight &sight)
{
    // Every module the repository defines, read once and only when a Dockerfile asks.
    std::set<std::string> modules;
    std::vector<std::pair<const FileEntry *, DockerInstruction>> checks;
    for (const FileEntry *file : sight.files) {
        const auto text = sight.repository.text(file->path);
        if (!text)
            continue;
        const SourceFile source(file->path, *text, file->kinds);
        if (source.is(Dockerfile)) {
            for (DockerInstruction &one : parseDockerfile(source).instructions) {
                if (one.name == "HEALTHCHECK" && !calledModule(one.value).empty())
                    checks.emplace_back(file, std::move(one));
            }
            continue;
        }
        for (const Text line : source.lines()) {
            const Text words = trimmed(line);
            if (words.starts_with("defmodule ")) {
                const auto parts = splitWords(words);
                if (parts.size() > 1)
                    modules.insert(std::string(parts[1]));
            }
        }
    }
    for (const auto &[file, one] : checks) {
        const std::string module = calledModule(one.value);
        const std::string root = module.substr(0, module.find('.')) + '.';
        const bool ours = std::any_of(modules.begin(), modules.end(),
                                      [&root](const std::string &name) { return name.starts_with(root); });
        if (ours && modules.count(module) == 0)
            sight.report.at(
                file->path, one.line,
                u"The health check calls %1, which this repository does not define: the container never "
                "becomes healthy"_s.arg(shown(module)),
                u"Ask the health endpoint with wget or curl, or call a module that is there"_s);
    }
}

} // namespace

std::vector<Rule> dockerfileRules()
{
    return {
        {"dockerfile/mutable-base",
         "The base image has no fixed version",
         "A tag like latest names another image every week. The same commit then builds another release, and "
         "going back "
         "builds yet another. Name a version, or a digest.",
         deploymentOrigin,
         Severity::Warning,
         "production-config",
         Dockerfile,
         notOurs,
         {"from"},
         mutableBase},
        {"dockerfile/secret-in-image",
         "A secret has a value in the image",
         "ENV stays in the image and can be read by everybody who can pull it. A placeholder is worse than "
         "nothing: "
         "when the real secret is missing, the release starts with a public one.",
         gotchasOrigin,
         Severity::Error,
         "hardcoded-secrets",
         Dockerfile,
         notOurs,
         {"env", "arg"},
         secretInImage},
        {"dockerfile/runs-as-root",
         "The container runs as root",
         "Whoever breaks out of the application is root in the container, and closer to the host.",
         practiceOrigin,
         Severity::Note,
         "production-config",
         Dockerfile,
         notOurs,
         {"from"},
         runsAsRoot},
        {"dockerfile/copies-env",
         "An .env file is copied into the image",
         "An image is copied to registries, caches and hosts. Secrets belong to the environment the "
         "container starts "
         "in.",
         deploymentOrigin,
         Severity::Error,
         "hardcoded-secrets",
         Dockerfile,
         notOurs,
         {".env"},
         copiesEnv},
        {"dockerfile/no-dockerignore",
         "Everything is copied into the image",
         "COPY . . takes .git, local .env files and old builds along. A .dockerignore keeps them out.",
         practiceOrigin,
         Severity::Warning,
         "hardcoded-secrets",
         Dockerfile,
         notOurs,
         {"copy", "add"},
         nullptr,
         copiesEverything},
        {"dockerfile/healthcheck-module",
         "The health check calls a module that is not there",
         "HEALTHCHECK with rpc or eval fails when the module does not exist, and the container counts as "
         "broken for "
         "ever. Note that a check which returns a map is not turned into an exit code either.",
         practiceOrigin,
         Severity::Error,
         "health-endpoints",
         Dockerfile | ElixirSource,
         notOurs,
         {"healthcheck", "defmodule"},
         nullptr,
         healthcheckModule},
    };
}

} // namespace belay::scan
