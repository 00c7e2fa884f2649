// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/rules.h"
#include "app/scan/workflow.h"

namespace belay::scan {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr Text fullSha = "${{ github.sha }}";

bool namesFullSha(Text text)
{
    return containsAny(text, {fullSha, "${{github.sha}}", "$GITHUB_SHA", "${GITHUB_SHA}"});
}

struct Pushed
{
    bool byAction = false; ///< docker/build-push-action pushes with tags of docker/metadata-action
    bool known = false;    ///< every tag that is pushed is visible here
    bool fullSha = false;
};

Pushed pushedTags(const WorkflowFile &workflow)
{
    Pushed pushed;
    bool fromMetadata = false;
    for (const WorkflowJob &job : workflow.jobs) {
        for (const WorkflowStep &step : job.steps) {
            const Text uses = step.uses;
            const YamlNode *with = step.node->find("with");
            if (uses.starts_with("docker/metadata-action@") && with) {
                const std::string tags = with->text("tags");
                pushed.fullSha = pushed.fullSha || namesFullSha(tags) || contains(tags, "format=long");
                fromMetadata = true;
            }
            if (uses.starts_with("docker/build-push-action@") && with) {
                pushed.byAction = true;
                const std::string tags = with->text("tags");
                pushed.fullSha = pushed.fullSha || namesFullSha(tags);
                pushed.known = contains(tags, ".outputs.tags") ? fromMetadata : !contains(tags, "outputs");
            }
            for (const ShellCommand &command : step.commands) {
                if (runs(command, "docker push") || runs(command, "docker buildx") ||
                    runs(command, "docker tag") || runs(command, "crane") || runs(command, "skopeo"))
                    pushed.fullSha = pushed.fullSha || namesFullSha(command.text);
            }
        }
    }
    return pushed;
}

/// An image named by the full commit: "…:${{ github.sha }}".
bool usesShaTag(Text text)
{
    return containsAny(text, {":${{ github.sha }}", ":${{github.sha}}", ":$GITHUB_SHA", ":${GITHUB_SHA}"});
}

void tagIsNeverPushed(FileSight &sight)
{
    const WorkflowFile workflow = parseWorkflow(sight.file);
    const Pushed pushed = pushedTags(workflow);
    if (!pushed.byAction || !pushed.known || pushed.fullSha)
        return;
    for (const WorkflowJob &job : workflow.jobs) {
        for (const WorkflowStep &step : job.steps) {
            for (const ShellCommand &command : step.commands) {
                if (usesShaTag(command.text))
                    sight.report.at(
                        sight.file.path(), command.line,
                        u"No image is pushed under the full commit: metadata-action's type=sha is the short "
                        "form, and this name does not exist"_s,
                        u"Use type=sha,format=long, or better the digest that the build step gives"_s);
            }
        }
    }
}

/// `--strategy X` of fly's deploy commands in workflows and scripts, against fly.toml's strategy.
void strategyConflict(RepositorySight &sight)
{
    std::string configured;
    std::string where;
    for (const FileEntry *file : sight.repository.ofKind(FlyToml)) {
        const auto text = sight.repository.text(file->path);
        const SourceFile source(file->path, text ? Text(*text) : Text(), file->kinds);
        for (const Text line : source.lines()) {
            const std::size_t equals = line.find('=');
            if (trimmed(line.substr(0, equals)) == "strategy" && equals != Text::npos) {
                configured = withoutQuotes(line.substr(equals + 1));
                where = file->path;
            }
        }
    }
    if (configured.empty())
        return;
    for (const FileEntry *file : sight.files) {
        const auto text = sight.repository.text(file->path);
        if (!text)
            continue;
        for (const CommandList &list : commandLists(SourceFile(file->path, *text, file->kinds))) {
            for (const ShellCommand &command : list.commands) {
                const std::size_t at = command.text.find("--strategy");
                if (at == std::string::npos || !contains(command.text, "deploy") ||
                    contains(command.text, "staging"))
                    continue;
                const auto words = splitWords(Text(command.text).substr(at + 10));
                const Text named = words.empty()               ? Text()
                                   : words[0].starts_with("=") ? words[0].substr(1)
                                                               : words[0];
                if (!named.empty() && named.front() != '$' && named != configured)
                    sight.report.at(file->path, command.line,
                                    u"Deploys with strategy %1, and %2 says %3"_s.arg(
                                        shown(named), toQString(where), shown(configured)),
                                    u"Say it in one place only"_s);
            }
        }
    }
}

void migratesTwice(RepositorySight &sight)
{
    bool byRelease = false;
    for (const FileEntry *file : sight.repository.ofKind(FlyToml)) {
        const auto text = sight.repository.text(file->path);
        byRelease =
            byRelease || (text && contains(*text, "release_command") && containsNoCase(*text, "migrat"));
    }
    if (!byRelease)
        return;
    for (const FileEntry *file : sight.files) {
        const auto text = sight.repository.text(file->path);
        if (!text)
            continue;
        for (const CommandList &list : commandLists(SourceFile(file->path, *text, file->kinds))) {
            for (const ShellCommand &command : list.commands) {
                if (contains(command.text, "ssh console") && containsNoCase(command.text, "migrat"))
                    sight.report.at(
                        file->path, command.line,
                        u"Migrates once more: fly.toml's release_command has already done it"_s,
                        u"Keep release_command, which runs before the new release is live, and drop this"_s);
            }
        }
    }
}

} // namespace

std::vector<Rule> workflowImageRules()
{
    return {
        {"workflow/tag-never-pushed",
         "An image name that is never pushed",
         "docker/metadata-action's type=sha gives the short commit. A deploy that asks for the full one "
         "finds no image. "
         "Best is the digest, which cannot mean anything else.",
         practiceOrigin,
         Severity::Error,
         "production-config",
         Workflow,
         0,
         {"github.sha", "GITHUB_SHA"},
         tagIsNeverPushed},
        {"fly/strategy-conflict",
         "Two answers to which strategy",
         "A strategy on the command line wins over the one in fly.toml. Whoever reads only one of them is "
         "wrong about "
         "how production is released.",
         practiceOrigin,
         Severity::Warning,
         "production-config",
         Workflow | Shell | GitlabCi,
         notOurs,
         {"--strategy"},
         nullptr,
         strategyConflict},
        {"fly/migrates-twice",
         "Migrations run twice",
         "release_command migrates before the release is live. A second run over ssh console happens on one "
         "machine, "
         "after it, and hides whether the first one worked.",
         practiceOrigin,
         Severity::Warning,
         "release-migrations",
         Workflow | Shell | GitlabCi,
         notOurs,
         {"ssh console"},
         nullptr,
         migratesTwice},
    };
}

} // namespace belay::scan
