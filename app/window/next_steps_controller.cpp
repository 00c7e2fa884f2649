// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/next_steps_controller.h"

#include "app/session/background.h"

#include <algorithm>

namespace belay {

namespace {

constexpr int lookedAt = 200; ///< runs; whoever has made more since has other things to do

/// The newest deployment that serves, of a project that is open.
std::optional<RunSummary> newestLive(const HistoryStore &store, const std::vector<OpenProject> &open)
{
    HistoryQuery query;
    query.limit = lookedAt;
    for (const RunSummary &run : store.runs(query).value_or(std::vector<RunSummary>())) {
        const bool known = std::any_of(open.begin(), open.end(), [&run](const OpenProject &each) {
            return each.project.name == run.project && each.project.environment(run.environment);
        });
        if (known && run.kind == toString(PlanKind::Deploy) && run.finishedMs > 0 && run.liveMs > 0)
            return run;
    }
    return std::nullopt;
}

NextSteps stepsAfter(const Workspace &workspace, const std::vector<OpenProject> &open)
{
    const HistoryStore *store = workspace.composition().history();
    const auto run = store ? newestLive(*store, open) : std::nullopt;
    if (!run)
        return {};
    const auto place = std::find_if(open.begin(), open.end(), [&run](const OpenProject &each) {
        return each.project.name == run->project;
    });
    NextSteps steps;
    bool isLeft = false;
    for (CheckStatus &status :
         workspace.checklist(place->project, *place->project.environment(run->environment), run->commit)) {
        if (status.item.phase != CheckPhase::After)
            continue;
        isLeft = isLeft || !isSettled(status.record.state);
        steps.items.push_back(std::move(status));
    }
    if (!isLeft)
        return {};
    steps.project = run->project;
    steps.environment = run->environment;
    steps.version = run->version;
    return steps;
}

} // namespace

NextStepsController::NextStepsController(Workspace &workspace, Projects &projects, QObject *parent)
    : QObject(parent)
    , m_workspace(workspace)
    , m_projects(projects)
{
}

void NextStepsController::refresh()
{
    const int request = ++m_request;
    runInBackground<NextSteps>(
        this, [&workspace = m_workspace, open = m_projects.all()] { return stepsAfter(workspace, open); },
        [this, request](const NextSteps &steps) {
            if (request != m_request)
                return;
            m_steps = steps;
            Q_EMIT changed(m_steps);
        });
}

void NextStepsController::answer(const QString &project, const QString &environment, const QString &item,
                                 CheckState state, const QString &text)
{
    const OpenProject *open = m_projects.find(project);
    const Environment *place = open ? open->project.environment(environment) : nullptr;
    if (!place)
        return;
    runInBackground<Result<CheckRecord>>(
        this,
        [&workspace = m_workspace, project = open->project, environment = *place, item, state, text,
         version = m_steps.version] {
            return workspace.answer(project, environment, item, state, text, version, {});
        },
        [this](const Result<CheckRecord> &record) {
            if (!record)
                Q_EMIT failed(record.error());
            refresh();
        });
}

} // namespace belay
