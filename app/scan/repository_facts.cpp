// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/repository_facts.h"

#include "app/scan/source_file.h"

#include <nlohmann/json.hpp>

namespace belay::scan {

namespace {

/// More scripts than this say nothing new.
constexpr std::size_t mostScripts = 2000;

} // namespace

RepositoryFacts::RepositoryFacts(const Repository &repository)
    : m_repository(repository)
{
    readMix();
    readElixirConfig();
    readPackage();
    readScripts();
}

void RepositoryFacts::readMix()
{
    for (const FileEntry *file : m_repository.ofKind(ElixirSource)) {
        const Text name = fileName(file->path);
        if (name != "mix.exs" && name != ".sobelow-conf")
            continue;
        const auto text = m_repository.text(file->path);
        if (!text)
            continue;
        m_buildsRelease = m_buildsRelease || contains(*text, "releases:");
        m_hasAssetsDeploy = m_hasAssetsDeploy || contains(*text, "\"assets.deploy\"");
        m_reportsLcov = m_reportsLcov || containsAny(*text, {":lcov_ex", ":excoveralls", "LcovEx"});
    }
    for (const FileEntry &file : m_repository.files()) {
        if (fileName(file.path) == ".sobelow-conf") {
            const auto text = m_repository.text(file.path);
            m_sobelowExits =
                text && contains(*text, "exit:") && !containsAny(*text, {"exit: \"false\"", "exit: false"});
        }
        m_buildsRelease = m_buildsRelease || file.path == "rel/env.sh.eex" || file.path == "rel/vm.args.eex";
    }
}

void RepositoryFacts::readElixirConfig()
{
    for (const FileEntry *file : m_repository.ofKind(ElixirConfig)) {
        const auto text = m_repository.text(file->path);
        if (!text)
            continue;
        m_locksByAdvisory = m_locksByAdvisory || contains(*text, "pg_advisory_lock");
        if (fileName(file->path) != "runtime.exs")
            continue;
        m_hasRuntimeConfig = true;
        m_runtimeSetsUrlHost =
            m_runtimeSetsUrlHost || (contains(*text, "PHX_HOST") || contains(*text, "url: [host: host"));
    }
}

void RepositoryFacts::readPackage()
{
    const auto text = m_repository.text("package.json");
    if (!text)
        return;
    const auto package = nlohmann::json::parse(*text, nullptr, false);
    if (!package.is_object())
        return;
    const auto section = [&package](const char *name) {
        const auto found = package.find(name);
        return found != package.end() && found->is_object() ? *found : nlohmann::json::object();
    };
    const auto scripts = section("scripts");
    for (const auto &[name, command] : scripts.items())
        m_npmScripts.insert(name);
    const auto build = scripts.find("build");
    if (build == scripts.end() || !build->is_string())
        return;
    // Which package brings the program: its own name, or one of the well-known pairs.
    const auto &command = build->get_ref<const std::string &>();
    const auto development = section("devDependencies");
    for (const Text word : splitWords(command)) {
        const std::string program = word == "tsc"  ? "typescript"
                                    : word == "ng" ? "@angular/cli"
                                                   : std::string(word);
        m_buildNeedsDev = m_buildNeedsDev || development.contains(program);
    }
}

void RepositoryFacts::readScripts()
{
    std::size_t looked = 0;
    for (const FileEntry *file : m_repository.ofKind(Shell | Dockerfile | Workflow | GitlabCi)) {
        if (++looked > mostScripts)
            return;
        const auto text = m_repository.text(file->path);
        if (!text)
            continue;
        m_buildsRelease = m_buildsRelease || contains(*text, "mix release");
        const std::size_t dump = findWord(*text, "pg_dump");
        m_dumpsPlainSql =
            m_dumpsPlainSql || (dump != Text::npos && !containsAny(*text, {"-Fc", "--format=c", "-F c"}));
    }
}

} // namespace belay::scan
