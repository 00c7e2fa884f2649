// SPDX-License-Identifier: GPL-3.0-or-later
// The logs in the window: the lines between the page and its controller.
#include "app/desktop_window.h"

#include "app/window/log_controller.h"
#include "ui/main_window.h"
#include "ui/pages/log_page.h"
#include "ui/window_intents.h"

namespace belay {

namespace {
const QString logsPage = QStringLiteral("logs");
} // namespace

void DesktopWindow::connectLogs()
{
    LogController *logs = m_logs.get();
    connect(logs, &LogController::viewChanged, m_logPage, &LogPage::setView);
    connect(logs, &LogController::screenReady, m_logPage, &LogPage::setScreen);
    connect(logs, &LogController::queryJudged, m_logPage, &LogPage::setQueryProblem);
    connect(m_logPage, &LogPage::queryChanged, logs, &LogController::setQuery);
    connect(m_logPage, &LogPage::wished, logs, &LogController::wish);
    connect(m_logPage, &LogPage::rangeChosen, logs, &LogController::setRange);
    connect(m_logPage, &LogPage::retryRequested, logs, &LogController::retry);
    connect(m_logPage, &LogPage::trustRequested, m_intents.get(), &WindowIntents::trustRequested);
    connect(m_logPage, &LogPage::editRequested, m_intents.get(), &WindowIntents::editProjectFileRequested);
    // Whoever comes from a release or an incident asks what has changed with it.
    connect(m_intents.get(), &WindowIntents::logsShown, this,
            [this](const QString &project, const QString &environment) {
                m_window->showPage(logsPage); // which shows the chosen release's, perhaps another one
                m_logs->setRange(LogRange::Deployment);
                m_logs->show(project, environment);
            });
    // The page is about the environment that is being worked on, and its hosts are asked while it is seen.
    const auto follow = [this](const QString &id) {
        const ReleaseView &view = m_release->view();
        const bool isShown = id == logsPage;
        if (isShown)
            m_logs->show(view.project, view.environment);
        m_logs->setActive(isShown);
    };
    connect(m_window.get(), &MainWindow::pageShown, this, follow);
    // A project that was opened, closed or trusted, or a new release of the shown one.
    const auto again = [this, follow] { follow(m_window->currentPage()); };
    connect(m_projects.get(), &Projects::changed, this, again);
    connect(m_release.get(), &ReleaseController::runEnded, this, again);
}

} // namespace belay
