// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/asking_prompter.h"
#include "app/composition.h"
#include "app/desktop_notifications.h"
#include "app/sandbox/sandbox.h"
#include "app/window/after_watch.h"
#include "app/window/history_controller.h"
#include "app/window/projects.h"
#include "app/window/release_controller.h"
#include "app/workspace.h"
#include "models/item/app_models.h"
#include "ui/dialogs/palette.h"
#include "ui/notify/tray.h"

#include <QObject>
#include <QPointer>

#include <memory>

QT_BEGIN_NAMESPACE
class QMenu;
QT_END_NAMESPACE

namespace belay {

class HistoryPage;
class IncidentController;
class IncidentPage;
class LogController;
class LogPage;
class MainWindow;
class NextStepsController;
class OverviewPage;
class ReleasePage;
class RollbackDialog;
class TargetsPage;
class WindowIntents;
struct Job;

/// The window and everything behind it, put together: models, controllers, pages, and the lines between them.
/// Knows both sides; decides nothing.
class DesktopWindow : public QObject
{
    Q_OBJECT
public:
    explicit DesktopWindow(const QString &dataDirectory);
    ~DesktopWindow() override;

    void show();
    void openProject(const QString &fileOrFolder);
    void startSandbox();

private:
    void makeModels();
    void makeWindow();
    void connectProjects();
    void connectRelease();
    void connectHistory();
    void connectIncident();
    void openIncidentByItself(const QString &project, const QString &environment, const QString &why);
    void connectLogs();
    void connectQuestions();
    void connectNotices();
    void showAttention();
    void showRollbackPreview(const RollbackPreview &preview);
    void showError(const Error &error);
    void say(const QString &text);
    void openCell(const QString &project, const QString &environment);
    void chooseProjectFile();
    void copyPlan(const Plan &plan);
    void showJob();
    void connectAfterWatch();
    void watchOn(Outcome outcome);
    void showWatchedOn();
    void tellJudged(const WatchedRelease &release);
    std::vector<Job> watchJobs() const;
    bool mayStopWatching();
    void comeBack();
    void act(const QString &id);
    void fillProjectMenu(QMenu &menu);
    std::vector<PaletteEntry> paletteEntries();
    bool mayClose();
    QString firstEnvironment(const QString &project) const;

    AskingPrompter m_prompter;
    Composition m_composition;
    Workspace m_workspace;
    QObject m_owner; ///< of the models
    AppModels m_models;
    std::unique_ptr<WindowIntents> m_intents;
    std::unique_ptr<Projects> m_projects;
    std::unique_ptr<ReleaseController> m_release;
    std::unique_ptr<HistoryController> m_history;
    std::unique_ptr<IncidentController> m_incident;
    std::unique_ptr<LogController> m_logs;
    std::unique_ptr<AfterWatch> m_afterWatch;
    std::unique_ptr<NextStepsController> m_nextSteps;
    Tray m_tray;
    bool m_warnedOfClosing = false;
    std::unique_ptr<Sandbox> m_sandbox;
    std::unique_ptr<DesktopNotifications> m_notices;
    std::unique_ptr<MainWindow> m_window;
    OverviewPage *m_overview = nullptr;
    ReleasePage *m_releasePage = nullptr;
    HistoryPage *m_historyPage = nullptr;
    IncidentPage *m_incidentPage = nullptr;
    QString m_shownTrigger; ///< the run whose trigger has been looked into
    TargetsPage *m_targets = nullptr;
    LogPage *m_logPage = nullptr;
    QPointer<RollbackDialog> m_rollbackDialog;
    QString m_openedRun;
};

} // namespace belay
