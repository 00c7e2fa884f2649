// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop_window.h"

#include "app/net/http_library.h"
#include "app/net/ssh_library.h"
#include "app/session/background.h"
#include "app/window/attention.h"
#include "app/window/incident_controller.h"
#include "app/window/log_controller.h"
#include "app/window/next_steps_controller.h"
#include "models/domain/names.h"
#include "models/item/activity_model.h"
#include "models/item/checklist_model.h"
#include "models/item/history_model.h"
#include "models/item/hosts_model.h"
#include "models/item/log_model.h"
#include "models/item/overview_model.h"
#include "models/item/plan_model.h"
#include "models/item/run_model.h"
#include "models/item/series_model.h"
#include "ui/dialogs/ask_text.h"
#include "ui/dialogs/host_key_dialog.h"
#include "ui/dialogs/rollback_dialog.h"
#include "ui/main_window.h"
#include "ui/pages/history_page.h"
#include "ui/pages/incident_page.h"
#include "ui/pages/log_page.h"
#include "ui/pages/overview_page.h"
#include "ui/pages/release_page.h"
#include "ui/pages/targets_page.h"
#include "ui/widgets/job_strip.h"
#include "ui/widgets/toast.h"
#include "ui/window_intents.h"

#include <QApplication>
#include <QClipboard>
#include <QDateTime>
#include <QDesktopServices>
#include <QFileDialog>
#include <QMenu>
#include <QUrl>

namespace belay {

namespace {

CompositionOptions optionsFor(const QString &dataDirectory, Prompter &prompter)
{
    CompositionOptions options;
    options.dataDirectory = dataDirectory;
    options.prompter = &prompter;
    return options;
}

} // namespace

DesktopWindow::DesktopWindow(const QString &dataDirectory)
    : m_composition(optionsFor(dataDirectory, m_prompter))
    , m_workspace(m_composition)
    , m_intents(std::make_unique<WindowIntents>())
{
    makeModels();
    m_projects = std::make_unique<Projects>(m_workspace, m_models);
    m_release = std::make_unique<ReleaseController>(m_workspace, *m_projects, m_models);
    m_history = std::make_unique<HistoryController>(m_workspace, m_models);
    m_incident = std::make_unique<IncidentController>(m_workspace, *m_projects);
    m_nextSteps = std::make_unique<NextStepsController>(m_workspace, *m_projects);
    m_logs = std::make_unique<LogController>(m_workspace, *m_projects);
    makeWindow();
    connectProjects();
    connectRelease();
    connectHistory();
    connectIncident();
    connectLogs();
    connectQuestions();
    connectNotices();
    connectAfterWatch();
    if (const auto &error = m_composition.historyError())
        showError(*error);
    m_projects->reopenRecent();
    m_history->refresh();
}

DesktopWindow::~DesktopWindow()
{
    m_afterWatch.reset();
    m_logs.reset();
    m_release.reset(); // stops what runs and waits for it
    finishBackgroundWork();
    m_window.reset();
}

void DesktopWindow::show()
{
    m_window->show();
}

void DesktopWindow::makeModels()
{
    m_models.overview = new OverviewModel(&m_owner);
    m_models.activity = new ActivityModel(&m_owner);
    m_models.checklist = new ChecklistModel(&m_owner);
    m_models.plan = new PlanModel(&m_owner);
    m_models.run = new RunModel(&m_owner);
    m_models.watched = new RunModel(&m_owner);
    m_models.log = new LogModel(&m_owner);
    m_models.series = new SeriesModel(&m_owner);
    m_models.history = new HistoryModel(&m_owner);
    m_models.hosts = new HostsModel(&m_owner);
}

void DesktopWindow::openProject(const QString &fileOrFolder)
{
    m_projects->open(fileOrFolder);
}

void DesktopWindow::startSandbox()
{
    if (m_sandbox) {
        m_projects->open(m_sandbox->projectFile(), true);
        return;
    }
    Sandbox::Options options;
    options.belayProgram = QCoreApplication::applicationDirPath() + QStringLiteral("/belay");
    auto sandbox = Sandbox::create(options, m_composition.ports().http);
    if (!sandbox) {
        showError(sandbox.error());
        return;
    }
    m_sandbox = std::move(*sandbox);
    m_projects->open(m_sandbox->projectFile(), true);
}

void DesktopWindow::connectProjects()
{
    WindowIntents *intents = m_intents.get();
    connect(intents, &WindowIntents::sandboxRequested, this, &DesktopWindow::startSandbox);
    connect(intents, &WindowIntents::openProjectRequested, this, &DesktopWindow::openProject);
    connect(intents, &WindowIntents::forgetProjectRequested, m_projects.get(), &Projects::forget);
    connect(intents, &WindowIntents::trustRequested, m_projects.get(), &Projects::trust);
    connect(intents, &WindowIntents::editProjectFileRequested, this, [this](const QString &file) {
        if (!QDesktopServices::openUrl(QUrl::fromLocalFile(file)))
            say(tr("No program here opens %1.").arg(file));
    });
    connect(intents, &WindowIntents::refreshRequested, m_projects.get(), qOverload<>(&Projects::refresh));
    connect(intents, &WindowIntents::testConnectionRequested, m_projects.get(), &Projects::testConnection);
    connect(m_projects.get(), &Projects::connectionTested, m_targets, &TargetsPage::showConnectionTest);
    connect(m_projects.get(), &Projects::failed, this, &DesktopWindow::showError);
    connect(m_projects.get(), &Projects::changed, this, &DesktopWindow::showAttention);
    connect(m_projects.get(), &Projects::opened, this, [this](const QString &project) {
        const OpenProject *open = m_projects->find(project);
        if (!open || open->project.environments.empty())
            return;
        m_release->choose(project, firstEnvironment(project),
                          open->isSandbox ? Sandbox::goodVersion() : QString());
    });
    connect(m_overview, &OverviewPage::openProjectChosen, this, &DesktopWindow::chooseProjectFile);
    connect(m_overview, &OverviewPage::cellOpened, this, &DesktopWindow::openCell);
}

void DesktopWindow::connectRelease()
{
    WindowIntents *intents = m_intents.get();
    ReleaseController *release = m_release.get();
    connect(intents, &WindowIntents::releaseChosen, release, &ReleaseController::choose);
    connect(intents, &WindowIntents::planRequested, release, &ReleaseController::plan);
    connect(intents, &WindowIntents::runChecksRequested, release, &ReleaseController::runChecks);
    connect(intents, &WindowIntents::stopChecksRequested, release, &ReleaseController::stopChecks);
    connect(intents, &WindowIntents::stopCheckRequested, release, &ReleaseController::stopCheck);
    connect(intents, &WindowIntents::waiverConfirmRequested, release, &ReleaseController::confirmWaiver);
    connect(intents, &WindowIntents::answerUndoRequested, release, &ReleaseController::undoAnswer);
    connect(intents, &WindowIntents::answerRequested, release, &ReleaseController::answer);
    connect(intents, &WindowIntents::deployRequested, release, &ReleaseController::deploy);
    connect(intents, &WindowIntents::deployWhenUnlockedRequested, release,
            &ReleaseController::deployWhenUnlocked);
    connect(intents, &WindowIntents::stopRunRequested, release, &ReleaseController::stop);
    connect(intents, &WindowIntents::stopWatchingRequested, release, &ReleaseController::stop);
    connect(intents, &WindowIntents::sourceAskedNow, release, &ReleaseController::askSourceNow);
    connect(intents, &WindowIntents::failureAnswered, release, &ReleaseController::answerFailure);
    connect(intents, &WindowIntents::rollBackNowRequested, release, &ReleaseController::rollBackNow);
    connect(intents, &WindowIntents::vetoRollbackRequested, release, &ReleaseController::veto);
    connect(intents, &WindowIntents::rollbackPreviewRequested, release, &ReleaseController::previewRollback);
    connect(intents, &WindowIntents::rollbackRequested, release, &ReleaseController::rollBack);
    connect(intents, &WindowIntents::unlockRequested, release, &ReleaseController::unlock);
    connect(release, &ReleaseController::viewChanged, m_releasePage, &ReleasePage::setView);
    connect(release, &ReleaseController::rollbackPreviewReady, this, &DesktopWindow::showRollbackPreview);
    connect(release, &ReleaseController::failed, this, &DesktopWindow::showError);
    connect(release, &ReleaseController::told, this, &DesktopWindow::say);
    connect(release, &ReleaseController::runStarted, this, [this] {
        if (!m_incidentPage->isVisible()) // a rollback is followed there
            m_window->showPage(QStringLiteral("release"));
    });
    connect(release, &ReleaseController::runEnded, this, [this](const QString &runId) {
        m_history->refresh();
        m_history->report(runId);
    });
    connect(m_models.run, &RunModel::changed, this, &DesktopWindow::showJob);
    connect(m_releasePage, &ReleasePage::copyPlanRequested, this, [this] {
        if (m_release->view().plan)
            copyPlan(*m_release->view().plan);
    });
}

/// Outside the window, for people who look elsewhere.
void DesktopWindow::connectNotices()
{
    m_notices = std::make_unique<DesktopNotifications>(makeDesktopNotices());
    connect(m_release.get(), &ReleaseController::happened, this, [this](const Occasion &occasion) {
        if (!m_window->isActiveWindow())
            m_notices->tell(occasion);
    });
    connect(m_notices.get(), &DesktopNotifications::openRequested, this, [this] {
        m_window->showPage(QStringLiteral("release"));
        m_window->show();
        m_window->raise();
        m_window->activateWindow();
    });
    connect(m_notices.get(), &DesktopNotifications::rollbackRequested, this,
            [this](const QString &project, const QString &environment) {
                m_release->previewRollback(project, environment, {});
            });
}

void DesktopWindow::connectHistory()
{
    WindowIntents *intents = m_intents.get();
    HistoryController *history = m_history.get();
    connect(intents, &WindowIntents::historySearchChanged, history, &HistoryController::search);
    connect(intents, &WindowIntents::reportRequested, history, &HistoryController::report);
    connect(intents, &WindowIntents::saveReportRequested, history, &HistoryController::saveReport);
    connect(intents, &WindowIntents::markHandledRequested, history, &HistoryController::markHandled);
    connect(intents, &WindowIntents::runOpened, this, [this](const QString &runId) {
        // A run that is going on here is shown live, every other one from the history.
        if (m_release->isRunning() && m_models.run->state().runId == runId) {
            m_window->showPage(QStringLiteral("release"));
            return;
        }
        m_history->open(runId);
    });
    connect(intents, &WindowIntents::resumeRequested, this,
            [this](const QString &runId) { m_release->resume(runId, false); });
    connect(intents, &WindowIntents::rollbackInterruptedRequested, this,
            [this](const QString &runId) { m_release->resume(runId, true); });
    connect(intents, &WindowIntents::nextStepAnswered, m_nextSteps.get(), &NextStepsController::answer);
    connect(m_nextSteps.get(), &NextStepsController::changed, m_overview, &OverviewPage::setNextSteps);
    connect(m_nextSteps.get(), &NextStepsController::failed, this, &DesktopWindow::showError);
    connect(m_projects.get(), &Projects::opened, m_nextSteps.get(), &NextStepsController::refresh);
    connect(m_window.get(), &MainWindow::pageShown, this, [this](const QString &id) {
        if (id == QLatin1String("overview")) // what was ticked elsewhere meanwhile
            m_nextSteps->refresh();
    });
    connect(history, &HistoryController::refreshed, this, [this] {
        m_nextSteps->refresh();
        m_historyPage->setProblem({});
        const DoraFigures &figures = m_history->figures();
        m_overview->setTiles({figures.perWeek, figures.leadMs, figures.failPercent, figures.recoveryMs,
                              figures.reworkPercent, figures.deployments, figures.leadKnown});
        showAttention();
    });
    connect(history, &HistoryController::searchFailed, this, [this](const Error &error) {
        m_historyPage->setProblem(error.summary + QLatin1Char(' ') + error.hint);
    });
    connect(history, &HistoryController::opened, this, [this](const RecordedRun &run) {
        const auto &open = m_history->interrupted();
        const bool interrupted = std::any_of(
            open.begin(), open.end(), [&run](const RunSummary &each) { return each.id == run.summary.id; });
        m_historyPage->showRun(run.state, interrupted);
        m_window->showPage(QStringLiteral("history"));
    });
    connect(intents, &WindowIntents::replayRequested, history, &HistoryController::replay);
    connect(history, &HistoryController::replayReady, this,
            [this](const RecordedRun &run) { m_historyPage->startReplay(run.state, run.events); });
    connect(history, &HistoryController::reportReady, this,
            [this](const QString &runId, const QString &markdown) {
                m_historyPage->showReport(runId, markdown);
                m_release->setReport(runId, markdown);
            });
    connect(history, &HistoryController::failed, this, &DesktopWindow::showError);
    connect(history, &HistoryController::told, this, &DesktopWindow::say);
}

void DesktopWindow::connectQuestions()
{
    connect(
        &m_prompter, &AskingPrompter::hostKeyAsked, this, [this](int id, const HostKeyQuestion &question) {
            auto *dialog = new HostKeyDialog(question.host,
                                             QStringLiteral("%1:%2").arg(question.address).arg(question.port),
                                             question.keyType, question.fingerprint, m_window.get());
            dialog->setAttribute(Qt::WA_DeleteOnClose);
            connect(&m_prompter, &AskingPrompter::withdrawn, dialog, [dialog, id](int gone) {
                if (gone == id)
                    dialog->reject();
            });
            connect(dialog, &QDialog::finished, this,
                    [this, id](int result) { m_prompter.answerHostKey(id, result == QDialog::Accepted); });
            dialog->open();
        });
    connect(&m_prompter, &AskingPrompter::secretAsked, this,
            [this](int id, const QString &host, const QString &prompt, bool echo) {
                auto *dialog = new AskText(tr("%1 asks").arg(host), cleanLine(prompt, 400), tr("Answer"), 1,
                                           m_window.get());
                dialog->setSecret(!echo);
                dialog->setAttribute(Qt::WA_DeleteOnClose);
                connect(&m_prompter, &AskingPrompter::withdrawn, dialog, [dialog, id](int gone) {
                    if (gone == id)
                        dialog->reject();
                });
                connect(dialog, &QDialog::finished, this, [this, id, dialog](int result) {
                    m_prompter.answerSecret(id, result == QDialog::Accepted ? dialog->text() : QString());
                });
                dialog->open();
            });
}

void DesktopWindow::showAttention()
{
    m_overview->setAttention(attentionFor(m_projects->all(), m_history->interrupted()));
    QString untrusted;
    for (const OpenProject &open : m_projects->all())
        if (!open.trusted && untrusted.isEmpty())
            untrusted = open.project.file;
    m_overview->setUntrusted(untrusted);
    const auto &all = m_projects->all();
    m_window->setProjectName(all.empty() ? QString() : all.front().project.name);
}

void DesktopWindow::showRollbackPreview(const RollbackPreview &preview)
{
    if (m_rollbackDialog)
        m_rollbackDialog->reject();
    auto *dialog = new RollbackDialog(preview, m_window.get());
    m_rollbackDialog = dialog;
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &RollbackDialog::otherVersionChosen, this, [this, preview](const QString &version) {
        m_release->previewRollback(preview.project, preview.environment, version);
    });
    connect(dialog, &RollbackDialog::copyRequested, this, [this, preview] {
        if (preview.plan)
            copyPlan(*preview.plan);
    });
    connect(dialog, &QDialog::accepted, this, [this, dialog, preview] {
        m_release->rollBack(preview.project, preview.environment, dialog->toVersion(), dialog->reason());
    });
    dialog->open();
}

void DesktopWindow::copyPlan(const Plan &plan)
{
    QGuiApplication::clipboard()->setText(asShellScript(plan));
    say(tr("The plan is on the clipboard as a shell script."));
}

void DesktopWindow::openCell(const QString &project, const QString &environment)
{
    m_release->choose(project, environment, {});
    m_window->showPage(QStringLiteral("release"));
    m_releasePage->openStep(m_release->isRunning() ? ReleasePage::DeployIndex : ReleasePage::PlanIndex);
}

void DesktopWindow::chooseProjectFile()
{
    const QString file = QFileDialog::getOpenFileName(m_window.get(), tr("Open a project file"), QString(),
                                                      tr("Belay projects (belay.json *.json)"));
    if (!file.isEmpty())
        openProject(file);
}

void DesktopWindow::makeWindow()
{
    m_window = std::make_unique<MainWindow>(m_composition.dataDirectory() + QStringLiteral("/window.ini"));
    m_overview = new OverviewPage(*m_intents, m_models);
    m_releasePage = new ReleasePage(*m_intents, m_models);
    m_incidentPage = new IncidentPage(*m_intents, m_models);
    m_historyPage = new HistoryPage(*m_intents, m_models);
    m_targets = new TargetsPage(*m_intents, m_models);
    m_logPage = new LogPage;
    m_window->addPage(QStringLiteral("overview"), QStringLiteral("layout-dashboard"), tr("Overview"),
                      m_overview);
    m_window->addPage(QStringLiteral("release"), QStringLiteral("rocket"), tr("Release"), m_releasePage);
    m_window->addPage(QStringLiteral("incident"), QStringLiteral("siren"), tr("Incident"), m_incidentPage);
    m_window->addPage(QStringLiteral("history"), QStringLiteral("history"), tr("History"), m_historyPage);
    m_window->addPage(QStringLiteral("targets"), QStringLiteral("server"), tr("Targets"), m_targets);
    m_window->addPage(QStringLiteral("logs"), QStringLiteral("file-text"), tr("Logs"), m_logPage);
    m_window->restore();
    connect(m_window.get(), &MainWindow::actionTriggered, this, &DesktopWindow::act);
    connect(m_window->jobStrip(), &JobStrip::openRequested, this,
            [this] { m_window->showPage(QStringLiteral("release")); });
    connect(m_window->jobStrip(), &JobStrip::stopRequested, this, [this](const QString &id) {
        if (id == m_models.run->state().runId)
            m_release->stop();
    });
    m_window->setProjectMenu([this](QMenu &menu) { fillProjectMenu(menu); });
    m_window->setPaletteEntries([this] { return paletteEntries(); });
    AboutFacts about{{QStringLiteral("libcurl"), httpLibraryVersion()},
                     {QStringLiteral("libssh2"), sshLibraryVersion()},
                     {QStringLiteral("SQLite"), sqliteVersion()}};
    if (const HistoryStore *store = m_composition.history())
        about.emplace_back(tr("History"), store->path());
    m_window->setAboutFacts(std::move(about));
    m_window->setCloseGuard([this] { return mayClose(); });
}

void DesktopWindow::fillProjectMenu(QMenu &menu)
{
    for (const OpenProject &open : m_projects->all()) {
        const QString name = open.project.name;
        menu.addAction(name, this, [this, name] { openCell(name, firstEnvironment(name)); });
    }
    menu.addSeparator();
    menu.addAction(tr("Open project file…"), this, &DesktopWindow::chooseProjectFile);
    menu.addAction(tr("Try the sandbox"), this, &DesktopWindow::startSandbox);
    if (m_projects->all().empty())
        return;
    QMenu *close = menu.addMenu(tr("Close"));
    for (const OpenProject &open : m_projects->all()) {
        const QString file = open.project.file;
        close->addAction(open.project.name, this, [this, file] { m_projects->forget(file); });
    }
}

std::vector<PaletteEntry> DesktopWindow::paletteEntries()
{
    std::vector<PaletteEntry> entries;
    for (const OpenProject &open : m_projects->all()) {
        for (const Environment &environment : open.project.environments) {
            const QString project = open.project.name;
            const QString place = environment.name;
            PaletteEntry deploy;
            deploy.title = tr("Deploy %1 to %2").arg(project, place);
            deploy.icon = QStringLiteral("rocket");
            deploy.run = [this, project, place] { openCell(project, place); };
            entries.push_back(std::move(deploy));
            PaletteEntry back;
            back.title = tr("Roll back %1 in %2…").arg(project, place);
            back.icon = QStringLiteral("undo-2");
            back.run = [this, project, place] { m_release->previewRollback(project, place, {}); };
            entries.push_back(std::move(back));
        }
    }
    return entries;
}

bool DesktopWindow::mayClose()
{
    if (!m_release->isRunning())
        return mayStopWatching();
    // Closing now would stop the run where it is; it is brought to a clean end first.
    m_release->stop();
    say(tr("The run is being stopped and what it has begun is undone. Close again when it has ended."));
    return false;
}

QString DesktopWindow::firstEnvironment(const QString &project) const
{
    const OpenProject *open = m_projects->find(project);
    if (!open || open->project.environments.empty())
        return {};
    // The environment a person most likely means: the protected one, else the first.
    for (const Environment &each : open->project.environments)
        if (each.isProtected)
            return each.name;
    return open->project.environments.front().name;
}

void DesktopWindow::act(const QString &id)
{
    const ReleaseView &view = m_release->view();
    if (id == QLatin1String("project.open"))
        chooseProjectFile();
    else if (id == QLatin1String("project.sandbox"))
        startSandbox();
    else if (id == QLatin1String("refresh"))
        m_projects->refresh();
    else if (id == QLatin1String("release.new"))
        openCell(view.project, view.environment);
    else if (id == QLatin1String("plan.copy") && view.plan)
        copyPlan(*view.plan);
    else if (id == QLatin1String("release.rollback") && m_incidentPage->isVisible() &&
             m_incidentPage->rollBack())
        return; // what it does is on the screen already
    else if (id == QLatin1String("release.rollback") && !view.project.isEmpty())
        m_release->previewRollback(view.project, view.environment, {});
}

void DesktopWindow::showJob()
{
    const RunState &run = m_models.run->state();
    std::vector<Job> jobs;
    if (run.started && !run.finished) {
        const RunModel::Summary summary = m_models.run->summary(QDateTime::currentMSecsSinceEpoch());
        Job job;
        job.id = run.runId;
        job.look = statusLook(StepState::Running);
        job.title = tr("%1 %2 → %3").arg(run.plan.project, run.plan.version, run.plan.environment);
        job.detail = run.undoing   ? tr("Undoing what was begun")
                     : run.verdict ? run.verdict->sentence
                                   : tr("%1 of %2 hosts, step %3 of %4")
                                         .arg(summary.hostsDone)
                                         .arg(summary.hosts)
                                         .arg(summary.stepsDone)
                                         .arg(summary.steps);
        if (summary.steps > 0 && !run.undoing)
            job.fraction = static_cast<double>(summary.stepsDone) / summary.steps;
        job.stoppable = true;
        jobs.push_back(std::move(job));
    }
    for (Job &job : watchJobs())
        jobs.push_back(std::move(job));
    m_window->jobStrip()->setJobs(jobs);
}

void DesktopWindow::showError(const Error &error)
{
    Toast toast;
    toast.tone = Tone::Danger;
    toast.title = error.summary;
    toast.text = error.hint.isEmpty() ? error.detail.left(300) : error.hint;
    toast.key = error.summary;
    m_window->toast(toast);
}

void DesktopWindow::say(const QString &text)
{
    Toast toast;
    toast.title = text;
    toast.key = text;
    m_window->toast(toast);
}

} // namespace belay
