// SPDX-License-Identifier: GPL-3.0-or-later
// The incident in the window: its lines between the page and its controller.
#include "app/desktop_window.h"

#include "app/window/incident_controller.h"
#include "models/item/run_model.h"
#include "ui/main_window.h"
#include "ui/pages/incident_page.h"
#include "ui/widgets/toast.h"
#include "ui/window_intents.h"

#include <QApplication>
#include <QLineEdit>
#include <QPlainTextEdit>

namespace belay {

namespace {
const QString incidentPage = QStringLiteral("incident");

/// A dialog or a menu is open, or a field is being written in.
bool isWriting()
{
    if (QApplication::activeModalWidget() || QApplication::activePopupWidget())
        return true;
    const QWidget *focused = QApplication::focusWidget();
    if (const auto *line = qobject_cast<const QLineEdit *>(focused))
        return !line->isReadOnly();
    if (const auto *text = qobject_cast<const QPlainTextEdit *>(focused))
        return !text->isReadOnly();
    return false;
}

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
                m_window->showPage(incidentPage); // which shows the chosen release's, perhaps another one
                m_incident->show(project, environment);
            });
    connect(intents, &WindowIntents::incidentReadAgain, incident, &IncidentController::readAgain);
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
        if (bad && m_shownTrigger != run.runId) {
            m_shownTrigger = run.runId;
            openIncidentByItself(run.plan.project, run.plan.environment, run.verdict->sentence);
        }
    });
    connect(intents, &WindowIntents::incidentKeptLive, incident, &IncidentController::keepLive);
    connect(incident, &IncidentController::openCounted, this, [this](int open) {
        m_window->setPageBadge(incidentPage, open > 0 ? QString::number(open) : QString(), Tone::Danger);
    });
    // Belay may have ended in the middle of a countdown: who opens the project again decides.
    connect(m_projects.get(), &Projects::opened, this, [this](const QString &project) {
        if (const OpenProject *open = m_projects->find(project)) {
            for (const Environment &environment : open->project.environments)
                m_incident->lookForLeftCountdown(project, environment.name);
        }
    });
    connect(incident, &IncidentController::countdownLeft, this,
            [this](const QString &project, const QString &environment) {
                if (m_release->isRunning())
                    return;
                m_release->choose(project, environment, {});
                openIncidentByItself(project, environment,
                                     tr("An automatic rollback was counting down when Belay stopped."));
            });
    incident->refresh(); // how many are open from before
}

/// Once for each run. Whoever is writing something is not interrupted: then it is said, with the way there.
void DesktopWindow::openIncidentByItself(const QString &project, const QString &environment,
                                         const QString &why)
{
    const bool writing = isWriting();
    if (!writing) {
        m_window->showPage(incidentPage);
        m_incidentPage->focusCalmly();
    }
    m_incident->show(project, environment);
    if (!writing)
        return;
    Toast toast;
    toast.tone = Tone::Danger;
    toast.title = tr("%1 in %2").arg(project, environment);
    toast.text = why;
    toast.key = incidentPage + project + environment;
    toast.actionText = tr("Open incident");
    toast.action = [this, project, environment] { Q_EMIT m_intents->incidentShown(project, environment); };
    m_window->toast(toast);
}

} // namespace belay
