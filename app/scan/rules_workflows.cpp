// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/rules.h"
#include "app/scan/workflow.h"

#include <algorithm>
#include <array>

namespace belay::scan {

namespace {

using namespace Qt::Literals::StringLiterals;

struct Retired
{
    Text name;
    const char *since;
    const char *instead;
};

constexpr std::array retiredRunners{
    Retired{"ubuntu-16.04", "September 2021", "ubuntu-24.04"},
    Retired{"ubuntu-18.04", "April 2023", "ubuntu-24.04"},
    Retired{"ubuntu-20.04", "April 2025", "ubuntu-24.04"},
    Retired{"macos-10.15", "August 2022", "macos-15"},
    Retired{"macos-11", "June 2024", "macos-15"},
    Retired{"macos-12", "December 2024", "macos-15"},
    Retired{"windows-2016", "April 2022", "windows-2022"},
    Retired{"windows-2019", "June 2025", "windows-2022"},
};

Finding &withReplaced(Finding &finding, const SourceFile &file, Text from, const QString &to)
{
    const QString line = toQString(file.line(finding.line));
    const QString mended = QString(line).replace(toQString(from), to);
    if (mended != line)
        finding.edit = TextEdit{finding.line, finding.line, mended, false};
    return finding;
}

void retiredRunner(FileSight &sight)
{
    const WorkflowFile workflow = parseWorkflow(sight.file);
    for (const WorkflowJob &job : workflow.jobs) {
        for (const auto &[runner, line] : job.runners) {
            for (const Retired &each : retiredRunners) {
                if (runner == each.name)
                    withReplaced(sight.report.at(sight.file.path(), line,
                                                 u"GitHub removed the runner %1 in %2: the job fails"_s.arg(
                                                     toQString(each.name), QLatin1StringView(each.since)),
                                                 u"Use %1"_s.arg(QLatin1StringView(each.instead))),
                                 sight.file, each.name, QString::fromLatin1(each.instead));
            }
        }
    }
}

constexpr std::array retiredActions{
    Retired{"actions/upload-artifact@v1", "2025", "v4"},
    Retired{"actions/upload-artifact@v2", "2025", "v4"},
    Retired{"actions/upload-artifact@v3", "2025", "v4"},
    Retired{"actions/download-artifact@v1", "2025", "v4"},
    Retired{"actions/download-artifact@v2", "2025", "v4"},
    Retired{"actions/download-artifact@v3", "2025", "v4"},
    Retired{"actions/cache@v1", "2025", "v4"},
    Retired{"actions/cache@v2", "2025", "v4"},
};

bool isVersion(Text uses, Text action)
{
    return uses == action || (uses.starts_with(action) && uses.substr(action.size()).starts_with("."));
}

void retiredAction(FileSight &sight)
{
    const WorkflowFile workflow = parseWorkflow(sight.file);
    for (const WorkflowJob &job : workflow.jobs) {
        for (const WorkflowStep &step : job.steps) {
            for (const Retired &each : retiredActions) {
                if (!isVersion(step.uses, each.name))
                    continue;
                const Text name = each.name.substr(0, each.name.find('@') + 1);
                withReplaced(
                    sight.report.at(sight.file.path(), step.usesLine,
                                    u"GitHub switched %1 off: the step fails"_s.arg(toQString(each.name)),
                                    u"Use %1%2"_s.arg(toQString(name), QLatin1StringView(each.instead))),
                    sight.file, step.uses, toQString(name) + QString::fromLatin1(each.instead));
            }
        }
    }
}

void oldAction(FileSight &sight)
{
    const WorkflowFile workflow = parseWorkflow(sight.file);
    for (const WorkflowJob &job : workflow.jobs) {
        for (const WorkflowStep &step : job.steps) {
            for (const Text action :
                 {"actions/checkout@v1", "actions/checkout@v2", "actions/setup-node@v1",
                  "actions/setup-node@v2", "actions/setup-python@v1", "actions/setup-python@v2"}) {
                if (isVersion(step.uses, action))
                    sight.report.at(
                        sight.file.path(), step.usesLine,
                        u"%1 was made for a Node version that GitHub no longer has"_s.arg(toQString(action)),
                        u"Use %1v4 or later"_s.arg(toQString(action.substr(0, action.find('@') + 1))));
            }
        }
    }
}

void mutableAction(FileSight &sight)
{
    const WorkflowFile workflow = parseWorkflow(sight.file);
    for (const WorkflowJob &job : workflow.jobs) {
        for (const WorkflowStep &step : job.steps) {
            const Text uses = step.uses;
            const Text version = uses.substr(std::min(uses.find('@'), uses.size()));
            if (version == "@master" || version == "@main" || version == "@latest")
                sight.report.at(
                    sight.file.path(), step.usesLine,
                    u"%1 runs whatever is there today, with this job's secrets"_s.arg(shown(uses)),
                    u"Name a version, or better a commit"_s);
        }
    }
}

void artifactLosesModes(FileSight &sight)
{
    const WorkflowFile workflow = parseWorkflow(sight.file);
    for (const WorkflowJob &job : workflow.jobs) {
        for (const WorkflowStep &step : job.steps) {
            const YamlNode *path = step.node->at({"with", "path"});
            if (Text(step.uses).starts_with("actions/upload-artifact@") && path &&
                containsAny(path->value, {"/rel/", "/rel\n", "_build/prod/rel"}) &&
                !contains(path->value, ".tar"))
                sight.report.at(
                    sight.file.path(), path->line,
                    u"Artifacts lose their executable bits: bin/ of the downloaded release cannot be "
                    "started"_s,
                    u"Pack it with tar first, and upload the archive"_s);
        }
    }
}

bool deploys(const WorkflowStep &step)
{
    return std::any_of(step.commands.begin(), step.commands.end(), [](const ShellCommand &command) {
        const Text text = command.text;
        return !containsNoCase(text, "migrat") &&
               (containsAny(text,
                            {"deploy.sh", "flyctl deploy", "fly deploy", "kubectl apply", "kubectl set image",
                             "cap production deploy", "kamal deploy", "production.sh"}));
    });
}

bool migrates(const WorkflowStep &step)
{
    return std::any_of(step.commands.begin(), step.commands.end(), [](const ShellCommand &command) {
        return containsAny(command.text,
                           {"migrate.sh", ".migrate", "bin/migrate", "ecto.migrate", "db:migrate"});
    });
}

void migratesAfterDeploy(FileSight &sight)
{
    const WorkflowFile workflow = parseWorkflow(sight.file);
    for (const WorkflowJob &job : workflow.jobs) {
        bool deployed = false;
        for (const WorkflowStep &step : job.steps) {
            deployed = deployed || deploys(step);
            if (!deployed || !migrates(step) || deploys(step))
                continue;
            const auto command =
                std::find_if(step.commands.begin(), step.commands.end(),
                             [](const ShellCommand &c) { return containsNoCase(c.text, "migrat"); });
            sight.report.at(sight.file.path(), command == step.commands.end() ? step.line : command->line,
                            u"Migrates after the new code is live: until then it runs on the old schema"_s,
                            u"Migrate first, with migrations that the old code can live with"_s);
            break;
        }
    }
}

void anyDispatchIsProduction(FileSight &sight)
{
    const WorkflowFile workflow = parseWorkflow(sight.file);
    for (const WorkflowJob &job : workflow.jobs) {
        const Text condition = job.condition;
        const bool mixes = contains(condition, "github.ref") && contains(condition, "||") &&
                           !contains(condition, "&&") && contains(condition, "inputs.environment ==") &&
                           containsAny(condition, {"'production'", "'prod'"});
        if (workflow.hasDispatch && mixes)
            sight.report.at(
                sight.file.path(), job.conditionLine,
                u"Starting this by hand for another environment from that branch deploys to production as "
                "well"_s,
                u"Ask for the event too: (github.event_name == 'push' && github.ref == …) || "
                "inputs.environment == 'production'"_s);
    }
}

void lcovIsNotWritten(FileSight &sight)
{
    const bool mixCover = contains(sight.file.text(), "mix test");
    if (!mixCover || sight.facts.reportsLcov())
        return;
    for (const int line : sight.lines) {
        if (contains(sight.file.line(line), "lcov.info"))
            sight.report.at(sight.file.path(), line,
                            u"mix test --cover writes HTML, not lcov: there is no such file to upload"_s,
                            u"Add lcov_ex or excoveralls, which write it"_s);
    }
}

void scriptIsMissing(RepositorySight &sight)
{
    for (const FileEntry *file : sight.files) {
        const auto text = sight.repository.text(file->path);
        if (!text)
            continue;
        const SourceFile source(file->path, *text, file->kinds);
        for (const WorkflowJob &job : parseWorkflow(source).jobs) {
            bool moved = false;
            for (const WorkflowStep &step : job.steps) {
                moved = moved || !step.node->text("working-directory").empty();
                for (const ShellCommand &command : step.commands) {
                    moved = moved || runs(command, "cd");
                    const auto words = splitWords(command.text);
                    const Text word = words.empty() ? Text() : words[0];
                    if (moved || !word.starts_with("./") || !word.ends_with(".sh") ||
                        sight.repository.has(word.substr(2)))
                        continue;
                    sight.report.at(file->path, command.line,
                                    u"There is no %1 in this repository"_s.arg(shown(word)),
                                    u"Add the script, or correct its path"_s);
                }
            }
        }
    }
}

void injectsInput(FileSight &sight)
{
    const WorkflowFile workflow = parseWorkflow(sight.file);
    for (const WorkflowJob &job : workflow.jobs) {
        for (const WorkflowStep &step : job.steps) {
            for (const ShellCommand &command : step.commands) {
                for (const Text part : {"github.event.issue.title", "github.event.issue.body",
                                        "github.event.pull_request.title", "github.event.pull_request.body",
                                        "github.event.comment.body", "github.head_ref"}) {
                    if (contains(command.text, "${{") && contains(command.text, part))
                        sight.report.at(
                            sight.file.path(), command.line,
                            u"What a stranger writes into %1 runs as a command here"_s.arg(toQString(part)),
                            u"Put it into env: and use it as a quoted variable"_s);
                }
            }
        }
    }
}

} // namespace

std::vector<Rule> workflowRules()
{
    return {
        {"workflow/retired-runner",
         "A runner that GitHub removed",
         "Jobs on removed images fail or wait for ever. Move to an image that is there.",
         practiceOrigin,
         Severity::Error,
         "production-config",
         Workflow,
         0,
         {"ubuntu-16", "ubuntu-18", "ubuntu-20", "macos-1", "windows-201"},
         retiredRunner},
        {"workflow/retired-action",
         "An action version that GitHub switched off",
         "Versions 1 to 3 of the artifact actions and 1 to 2 of the cache were switched off in 2025. The job "
         "fails at "
         "that step.",
         practiceOrigin,
         Severity::Error,
         "production-config",
         Workflow,
         0,
         {"-artifact@v", "actions/cache@v"},
         retiredAction},
        {"workflow/old-action",
         "An action made for an old Node version",
         "GitHub runs it on a newer Node than it was made for, until it no longer does.",
         practiceOrigin,
         Severity::Warning,
         "",
         Workflow,
         0,
         {"actions/checkout@v", "actions/setup-"},
         oldAction},
        {"workflow/mutable-action",
         "An action without a version",
         "A branch name runs what somebody pushed there last, with the secrets of this job.",
         practiceOrigin,
         Severity::Warning,
         "",
         Workflow,
         0,
         {"@master", "@main", "@latest"},
         mutableAction},
        {"workflow/artifact-loses-modes",
         "A release is uploaded as loose files",
         "upload-artifact does not keep executable bits. Pack the release with tar, and upload that.",
         practiceOrigin,
         Severity::Warning,
         "release-migrations",
         Workflow,
         0,
         {"upload-artifact"},
         artifactLosesModes},
        {"workflow/migrates-after-deploy",
         "Migrations run after the new code is live",
         "Between the two the new code asks for columns that are not there. Migrate first; migrations must "
         "then suit "
         "both releases, which a rollback needs anyway.",
         deploymentOrigin,
         Severity::Warning,
         "migrations-tested",
         Workflow,
         0,
         {"migrat"},
         migratesAfterDeploy},
        {"workflow/any-dispatch-is-production",
         "Choosing staging also deploys to production",
         "A condition that joins the branch and the chosen environment with || is true for every start by "
         "hand from "
         "that branch.",
         practiceOrigin,
         Severity::Error,
         "production-config",
         Workflow,
         0,
         {"inputs.environment"},
         anyDispatchIsProduction},
        {"workflow/lcov-is-not-written",
         "A coverage file that nobody writes",
         "Mix writes HTML. lcov needs a library such as lcov_ex or excoveralls; with fail_ci_if_error the "
         "upload breaks "
         "the build.",
         phoenixOrigin,
         Severity::Warning,
         "coverage",
         Workflow,
         0,
         {"lcov.info"},
         lcovIsNotWritten},
        {"workflow/script-is-missing",
         "A workflow runs a script that is not there",
         "The step fails with 'No such file'. It often happens after a rename, and shows only when "
         "deploying.",
         practiceOrigin,
         Severity::Warning,
         "production-config",
         Workflow,
         0,
         {"./"},
         nullptr,
         scriptIsMissing},
        {"workflow/injects-input",
         "Text from strangers runs as a command",
         "Expressions are put into the script before the shell reads it: a title with a quote in it runs "
         "what follows.",
         practiceOrigin,
         Severity::Warning,
         "hardcoded-secrets",
         Workflow,
         0,
         {"github.event.", "github.head_ref"},
         injectsInput},
    };
}

} // namespace belay::scan
