// SPDX-License-Identifier: GPL-3.0-or-later
// The incident in the window: its lines between the page and its controller.
#include "app/desktop_window.h"

#include "app/window/incident_controller.h"
#include "models/item/run_model.h"
#include "ui/main_window.h"
#include "ui/pages/incident_page.h"
#include "ui/window_intents.h"

namespace belay {

namespace {
const QString incidentPage = QStringLiteral("incident");
} // namespace

void DesktopWindow::connectIncident()
{
    WindowIntents *intents = m_intents.get();
    IncidentController *incident = m_incident.get();
    connect(incident, &IncidentController::viewChanged, m_incidentPage, &IncidentPage::setView);
    connect(incident, &IncidentController::failed, this, &DesktopWindow::showError);
    connect(incident, &IncidentController::told, this, &DesktopWindow::say);
    connect(intents, &WindowIntents::incidentShown, this,
            [this](const QString &project, const QString &environment) {
                m_incident->show(project, environment);
                m_window->showPage(incidentPage);
            });
    connect(intents, &WindowIntents::incidentOpened, incident, &IncidentController::open);
    connect(intents, &WindowIntents::incidentFactAdded, incident, &IncidentController::add);
    connect(intents, &WindowIntents::incidentItemAnswered, incident, &IncidentController::answer);
    connect(intents, &WindowIntents::incidentSaved, incident, &IncidentController::save);
    // The page is about the environment that is being worked on.
    connect(m_window.get(), &MainWindow::pageShown, this, [this](const QString &id) {
        const ReleaseView &view = m_release->view();
        if (id == incidentPage && !view.project.isEmpty())
            m_incident->show(view.project, view.environment);
    });
    // A verdict may have opened one, and a rollback answers it.
    connect(m_release.get(), &ReleaseController::runEnded, incident, &IncidentController::refresh);
    connect(m_models.run, &RunModel::changed, this, [this] {
        const RunState &run = m_models.run->state();
        const bool bad = run.verdict && run.verdict->kind == VerdictKind::RollBack;
        if (bad && !run.finished && m_shownTrigger != run.runId) {
            m_shownTrigger = run.runId;
            m_incident->show(run.plan.project, run.plan.environment);
        }
    });
}

} // namespace belay
