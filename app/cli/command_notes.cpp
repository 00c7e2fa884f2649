// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/checks/commits.h"
#include "app/cli/command_line.h"
#include "app/cli/commands.h"
#include "app/inspection_world.h"
#include "models/domain/json.h"

namespace belay {

namespace {

nlohmann::json toJson(const Changes &changes, const QString &version, const QString &draft)
{
    nlohmann::json commits = nlohmann::json::array();
    for (const Commit &commit : changes.commits) {
        const ConventionalCommit said = conventional(commit);
        commits.push_back({{"hash", commit.hash},
                           {"author", commit.author},
                           {"subject", commit.subject},
                           {"type", said.type},
                           {"scope", said.scope},
                           {"breaking", said.breaking}});
    }
    return {
        {"schemaVersion", 1},
        {"event", "notes"},
        {"version", version},
        {"since", changes.sinceCommit.isEmpty() ? nlohmann::json() : nlohmann::json(changes.sinceVersion)},
        {"markdown", draft},
        {"commits", commits}};
}

} // namespace

/// What is new since what is live in the environment, as a draft of release notes.
int runNotes(Cli &cli)
{
    const auto chosen = cli.chosen(Trust::Needed);
    if (!chosen)
        return cli.failed(chosen.error());
    const Project &project = chosen->project;
    const Environment &environment = *chosen->environment;
    const QString version = cli.value(QStringLiteral("release"));
    const auto changes =
        inspectionWorld(cli.workspace(), project, environment, version)->changes(cli.cancel());
    if (!changes)
        return cli.failed(changes.error());
    if (changes->sinceCommit.isEmpty())
        cli.console().message(
            changes->sinceVersion.isEmpty()
                ? QStringLiteral("Nothing was released to %1 yet, so these are all commits.")
                      .arg(environment.name)
                : QStringLiteral("The commit of %1, which is live in %2, is not in this repository, so these "
                                 "are all commits.")
                      .arg(changes->sinceVersion, environment.name));
    const QString draft = draftNotes(*changes, version);
    if (cli.console().json())
        cli.console().data(toJson(*changes, version, draft), true);
    else
        cli.console().data(draft.trimmed());
    return 0;
}

} // namespace belay
