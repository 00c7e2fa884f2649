// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/incident_controller.h"

#include "app/incident_desk.h"
#include "app/past.h"
#include "app/report/incident_file.h"
#include "app/session/background.h"

#include <QFileInfo>

#include <algorithm>

namespace belay {

namespace {

constexpr std::chrono::minutes verifyEvery{1};

constexpr qint64 shortestPauseMs = 2000;
constexpr qint64 pauseFactor = 10;

/// The open one, else the last, else one without an id.
Result<Incident> newestIncident(const HistoryStore &store, const QString &project, const QString &environment)
{
    auto open = store.openIncident(project, environment);
    if (!open || open->isOpen())
        return open;
    const auto past = store.incidents(project, environment, 1);
    if (!past)
        return tl::unexpected(past.error());
    return past->empty() ? Incident() : past->front();
}

/// With the place where it was: a person looks there.
Error inFile(Error error, const HistoryStore &store)
{
    error.detail = IncidentController::tr("The history is in %1.").arg(store.path());
    return error;
}

} // namespace

IncidentController::IncidentController(Workspace &workspace, Projects &projects, QObject *parent)
    : QObject(parent)
    , m_workspace(workspace)
    , m_projects(projects)
{
    m_every.setInterval(verifyEvery);
    connect(&m_every, &QTimer::timeout, this, &IncidentController::refresh);
}

void IncidentController::show(const QString &project, const QString &environment)
{
    const bool isOther = project != m_project || environment != m_environment;
    m_project = project;
    m_environment = environment;
    // One may have been opened since; until that is known nothing is said.
    if (isOther || !m_view.story.incident.isOpen())
        forget();
    refresh();
}

void IncidentController::readAgain()
{
    if (m_view.unread)
        forget();
    refresh();
}

void IncidentController::forget()
{
    m_view = {};
    m_view.isKnown = false;
    m_view.project = m_project;
    m_view.environment = m_environment;
    Q_EMIT viewChanged(m_view);
}

/// What is shown stays; where nothing is, that is what there is to show.
void IncidentController::cannotRead(const Error &error)
{
    if (m_view.isKnown) {
        Q_EMIT failed(error);
        return;
    }
    m_view.unread = error;
    Q_EMIT viewChanged(m_view);
}

std::optional<OpenProject> IncidentController::place(Environment &environment) const
{
    const OpenProject *open = m_projects.find(m_project);
    const Environment *found = open ? open->project.environment(m_environment) : nullptr;
    if (!found)
        return {};
    environment = *found;
    return *open;
}

void IncidentController::recall(bool numbersOnly)
{
    const int request = numbersOnly ? m_request : ++m_request;
    m_recalling = true;
    m_recalled.start();
    runInBackground<Look>(
        this,
        [&workspace = m_workspace, project = m_project, environment = m_environment]() -> Look {
            Composition &composition = workspace.composition();
            const HistoryStore *store = composition.history();
            if (!store)
                return {tl::unexpected(*composition.historyError())};
            const auto incident = newestIncident(*store, project, environment);
            if (!incident)
                return {tl::unexpected(inFile(incident.error(), *store))};
            auto story = recallIncident(*store, *incident, composition.ports().clock.nowMs());
            if (!story)
                return {tl::unexpected(inFile(story.error(), *store))};
            IncidentView view;
            view.story = std::move(*story);
            view.project = project;
            view.environment = environment;
            return {std::move(view)};
        },
        [this, request, numbersOnly](Look look) {
            m_recalling = false;
            m_recallTookMs = m_recalled.restart();
            look.numbersOnly = numbersOnly;
            receive(request, std::move(look));
        });
}

void IncidentController::refresh()
{
    countOpen();
    if (!m_project.isEmpty())
        recall(false);
}

void IncidentController::refreshNumbers()
{
    const qint64 pauseMs = std::max(shortestPauseMs, pauseFactor * m_recallTookMs);
    const bool isDue = m_recalled.isValid() && !m_recalling && m_recalled.elapsed() >= pauseMs;
    if (isDue && m_view.story.incident.isOpen())
        recall(true);
}

void IncidentController::countOpen()
{
    runInBackground<int>(
        this,
        [&workspace = m_workspace] {
            const HistoryStore *store = workspace.composition().history();
            const auto all = store ? store->incidents({}, {}) : Result<std::vector<Incident>>();
            return all ? static_cast<int>(std::count_if(all->begin(), all->end(),
                                                        [](const Incident &one) { return one.isOpen(); }))
                       : 0;
        },
        [this](int open) { Q_EMIT openCounted(open); });
}

void IncidentController::keepLive()
{
    const QString run = m_view.story.incident.run;
    if (run.isEmpty())
        return;
    runInBackground<bool>(
        this,
        [&workspace = m_workspace, run,
         text = tr("The release is kept live: the automatic rollback that was "
                   "counting when Belay stopped is dropped.")] {
            RunEvent event;
            event.text = text;
            workspace.note(run, event, [](const RunEvent &) {});
            return true;
        },
        [this](bool) { refresh(); });
}

void IncidentController::lookForLeftCountdown(const QString &project, const QString &environment)
{
    runInBackground<bool>(
        this,
        [&workspace = m_workspace, project, environment] {
            Composition &composition = workspace.composition();
            const HistoryStore *store = composition.history();
            const auto incident = store ? store->openIncident(project, environment) : Result<Incident>();
            if (!incident || !incident->isOpen() || !incident->rollbackRun.isEmpty())
                return false;
            const qint64 now = composition.ports().clock.nowMs();
            const auto story = recallIncident(*store, *incident, now);
            return story && story->countdownDueMs > 0 && story->countdownDueMs < now;
        },
        [this, project, environment](bool left) {
            if (left)
                Q_EMIT countdownLeft(project, environment);
        });
}

/// What the history says is shown at once; then the hosts are asked.
void IncidentController::receive(int request, Look look)
{
    if (request != m_request)
        return;
    if (!look.view) {
        cannotRead(look.view.error());
        return;
    }
    const bool isSame = look.view->story.incident.id == m_view.story.incident.id;
    if (!look.whole && isSame && m_view.wayBackAsked) {
        // What the hosts said a moment ago stands until they are heard again, or it has been taken.
        if (look.view->story.question.backMs == 0)
            look.view->wayBack = m_view.wayBack;
        look.view->wayBackAsked = true;
        look.view->ifIssues = m_view.ifIssues;
        look.view->story.causeSize = m_view.story.causeSize;
        look.view->story.question.wayBackIsReady = m_view.story.question.wayBackIsReady;
        look.view->story.question.wayBack = m_view.story.question.wayBack;
        look.view->story.question.destroys = m_view.story.question.destroys;
    }
    m_view = std::move(*look.view);
    Environment environment;
    const auto at = place(environment);
    m_view.isProtected = at && environment.isProtected;
    m_view.isSandbox = at && at->isSandbox;
    const bool isOpen = m_view.story.incident.isOpen();
    if (isOpen && !m_every.isActive())
        m_every.start();
    if (!isOpen)
        m_every.stop();
    Q_EMIT viewChanged(m_view);
    if (look.whole || look.numbersOnly || !isOpen || !at)
        return;
    runInBackground<Look>(
        this,
        [&workspace = m_workspace, project = at->project, environment, view = m_view]() mutable -> Look {
            view.wayBack = {};
            view.ifIssues.clear();
            lookIntoIncident(workspace, project, environment, view, CancelToken());
            return {std::move(view), true};
        },
        [this, request](Look whole) { receive(request, std::move(whole)); });
}

void IncidentController::keep(const std::function<Result<Incident>(HistoryStore &, qint64)> &write)
{
    runInBackground<Result<Incident>>(
        this,
        [&workspace = m_workspace, write]() -> Result<Incident> {
            Composition &composition = workspace.composition();
            HistoryStore *store = composition.history();
            if (!store)
                return tl::unexpected(*composition.historyError());
            return write(*store, composition.ports().clock.nowMs());
        },
        [this](const Result<Incident> &incident) {
            if (!incident)
                Q_EMIT failed(incident.error());
            refresh();
        });
}

void IncidentController::open(const QString &text)
{
    if (m_project.isEmpty())
        return;
    keep([project = m_project, environment = m_environment, text](HistoryStore &store, qint64 nowMs) {
        return openIncident(store, project, environment, text, {}, nowMs);
    });
}

void IncidentController::add(IncidentFact fact, std::optional<IncidentStep> step, const QString &text)
{
    const Incident incident = m_view.story.incident;
    if (incident.id.isEmpty())
        return;
    keep([incident, fact, step, text](HistoryStore &store, qint64 nowMs) {
        return addToIncident(store, incident, fact, step, text, {}, nowMs);
    });
}

void IncidentController::answer(const QString &item, CheckState state, const QString &text)
{
    Environment environment;
    const auto at = place(environment);
    if (!at)
        return;
    runInBackground<Result<CheckRecord>>(
        this,
        [&workspace = m_workspace, project = at->project, environment, item, state, text,
         version = m_view.story.version, commit = m_view.story.commit] {
            return workspace.answer(project, environment, item, state, text, version, commit);
        },
        [this, item](const Result<CheckRecord> &record) {
            if (!record) {
                Q_EMIT failed(record.error());
                return;
            }
            for (CheckStatus &status : m_view.ifIssues) {
                if (status.item.id == item)
                    status.record = *record;
            }
            Q_EMIT viewChanged(m_view);
        });
}

void IncidentController::save(const QString &file)
{
    runInBackground<Result<void>>(
        this,
        [story = m_view.story, file]() -> Result<void> {
            const auto text = incidentAs(QFileInfo(file).suffix().toLower(), story);
            return text ? saveFile(file, text->toUtf8()) : tl::unexpected(text.error());
        },
        [this, file](const Result<void> &saved) {
            if (saved)
                Q_EMIT told(tr("The incident is written to %1.").arg(file));
            else
                Q_EMIT failed(saved.error());
        });
}

} // namespace belay
