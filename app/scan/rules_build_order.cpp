// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/dockerfile.h"
#include "app/scan/rules.h"
#include "app/scan/shell_commands.h"

namespace belay::scan {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr FileKinds recipes = Dockerfile | Workflow | GitlabCi | Shell;

bool buildsAssets(const ShellCommand &command)
{
    return containsAny(command.text, {"assets.deploy", "assets.build", "phx.digest"});
}

bool buildsRelease(const ShellCommand &command)
{
    const Text text = command.text;
    return runs(command, "mix release") && !contains(text, "release.init");
}

void releaseWithoutAssets(FileSight &sight)
{
    for (const CommandList &list : commandLists(sight.file)) {
        bool assets = false;
        for (const ShellCommand &command : list.commands) {
            assets = assets || buildsAssets(command) || contains(command.text, "mix setup.prod");
            if (!buildsRelease(command) || assets)
                continue;
            sight.report.at(sight.file.path(), command.line,
                            u"Builds the release without the assets: pages come without CSS and JavaScript"_s,
                            u"Run mix assets.deploy before mix release"_s,
                            sight.facts.hasAssetsDeploy() ? Severity::Error : Severity::Warning);
            break;
        }
    }
}

/// Copies that bring the application's templates in.
bool bringsSources(const DockerInstruction &one)
{
    const auto words = splitWords(one.value);
    return words.size() >= 2 && (words[0] == "." || words[0] == "./" || words[0] == "lib" ||
                                 words[0] == "lib/" || words[0] == "./lib" || words[0].starts_with("apps"));
}

void assetsBeforeSources(FileSight &sight)
{
    const DockerBuild build = parseDockerfile(sight.file);
    int assetsLine = 0;
    int stage = 0;
    for (const DockerInstruction &one : build.instructions) {
        if (one.stage != stage) {
            stage = one.stage;
            assetsLine = 0;
        }
        if (one.name == "RUN" && contains(one.value, "assets.deploy") && assetsLine == 0)
            assetsLine = one.line;
        if (one.name != "COPY" || !bringsSources(one))
            continue;
        if (assetsLine == 0)
            assetsLine = -1; // the sources came first
        if (assetsLine > 0)
            sight.report.at(
                sight.file.path(), assetsLine,
                u"Builds the assets before lib is copied (line %1): Tailwind cannot see the templates, and "
                "their classes are missing"_s.arg(one.line),
                u"Copy lib before mix assets.deploy"_s);
        if (assetsLine > 0)
            return;
    }
}

bool installsProductionOnly(const ShellCommand &command)
{
    const Text text = command.text;
    return (runs(command, "npm ci") || runs(command, "npm install") || runs(command, "npm i")) &&
           containsAny(text, {"--production", "--omit=dev", "--only=prod"});
}

bool buildsWithNode(const ShellCommand &command)
{
    return runs(command, "npm run build") || runs(command, "yarn build");
}

void productionInstallBeforeBuild(FileSight &sight)
{
    for (const CommandList &list : commandLists(sight.file)) {
        const ShellCommand *install = nullptr;
        for (const ShellCommand &command : list.commands) {
            if (installsProductionOnly(command))
                install = &command;
            else if (runs(command, "npm ci") || runs(command, "npm install"))
                install = nullptr;
            if (!install || !buildsWithNode(command))
                continue;
            sight.report.at(
                sight.file.path(), install->line,
                u"Installs without development dependencies and builds with them on line %1"_s.arg(
                    command.line),
                u"Install everything, build, then npm prune --omit=dev"_s,
                sight.facts.buildNeedsDevDependencies() ? Severity::Error : Severity::Warning);
            install = nullptr;
        }
    }
}

void unsureGate(FileSight &sight)
{
    if (sight.facts.sobelowExits())
        return;
    for (const CommandList &list : commandLists(sight.file)) {
        for (const ShellCommand &command : list.commands) {
            if (!runs(command, "mix sobelow") || contains(command.text, "--exit"))
                continue;
            Finding &found = sight.report.at(
                sight.file.path(), command.line,
                u"Sobelow exits with 0 whatever it finds: this gate never closes"_s, u"Add --exit low"_s);
            const QString line = toQString(sight.file.line(command.line));
            const qsizetype at = line.indexOf(u"mix sobelow"_s);
            if (at >= 0)
                found.edit = TextEdit{command.line, command.line,
                                      QString(line).insert(at + 11, u" --exit low"_s), false};
        }
    }
}

void coverThreshold(FileSight &sight)
{
    const auto mix = sight.facts.repository().text("mix.exs");
    if (mix && contains(*mix, "test_coverage"))
        return;
    for (const CommandList &list : commandLists(sight.file)) {
        for (const ShellCommand &command : list.commands) {
            if (runs(command, "mix test") && contains(command.text, "--cover") &&
                !contains(command.text, "--export-coverage"))
                sight.report.at(
                    sight.file.path(), command.line,
                    u"Mix fails below 90 % coverage unless told otherwise: 87.3 % is a failure here"_s,
                    u"Say the threshold in mix.exs: test_coverage: [summary: [threshold: 80]]"_s);
        }
    }
}

void auditKnows(FileSight &sight)
{
    const std::string all(sight.file.text());
    if (contains(all, "deps.audit"))
        return;
    for (const CommandList &list : commandLists(sight.file)) {
        for (const ShellCommand &command : list.commands) {
            if (runs(command, "mix hex.audit"))
                sight.report.at(
                    sight.file.path(), command.line,
                    u"Older versions of Hex only report retired packages here, not vulnerable ones"_s,
                    u"Use a recent Hex, or add mix_audit and run mix deps.audit"_s);
        }
    }
}

} // namespace

std::vector<Rule> buildOrderRules()
{
    return {
        {"build/release-without-assets",
         "A release is built without its assets",
         "mix release packs priv/static as it is. Without mix assets.deploy before it there is no CSS, no "
         "JavaScript "
         "and no cache_manifest.json in the release.",
         gotchasOrigin,
         Severity::Error,
         "assets-deploy",
         recipes,
         notOurs,
         {"mix release"},
         releaseWithoutAssets},
        {"build/assets-before-sources",
         "Assets are built before the sources are there",
         "Tailwind keeps the classes it finds in the templates. When lib is copied after mix assets.deploy "
         "it finds "
         "none, and the pages look broken although CSS is there.",
         practiceOrigin,
         Severity::Warning,
         "assets-deploy",
         Dockerfile,
         notOurs,
         {"assets.deploy"},
         assetsBeforeSources},
        {"build/production-install-before-build",
         "Development dependencies are missing in the build",
         "npm ci --production leaves out the compilers and bundlers that the build needs. Install "
         "everything, build, "
         "and prune afterwards.",
         deploymentOrigin,
         Severity::Warning,
         "build",
         recipes,
         notOurs,
         {"--production", "--omit=dev", "--only=prod"},
         productionInstallBeforeBuild},
        {"build/sobelow-never-fails",
         "Sobelow cannot fail",
         "Without --exit Sobelow reports findings and exits with 0. Say --exit low, medium or high, or set "
         "exit in "
         ".sobelow-conf.",
         phoenixOrigin,
         Severity::Warning,
         "sobelow",
         recipes,
         notOurs,
         {"mix sobelow"},
         unsureGate},
        {"build/cover-threshold",
         "Coverage has Mix's threshold, not yours",
         "mix test --cover exits with 3 below 90 %, its own default. Say the threshold you mean in mix.exs.",
         phoenixOrigin,
         Severity::Note,
         "coverage",
         recipes,
         notOurs,
         {"--cover"},
         coverThreshold},
        {"build/hex-audit-scope",
         "hex.audit may only know retired packages",
         "Whether mix hex.audit knows security advisories depends on the version of Hex. mix_audit always "
         "does.",
         phoenixOrigin,
         Severity::Note,
         "hex-audit",
         recipes,
         notOurs,
         {"hex.audit"},
         auditKnows},
    };
}

} // namespace belay::scan
