// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/release_controller.h"

#include "app/checks/check_step.h"
#include "app/identity.h"
#include "app/lock_wait.h"
#include "app/past.h"
#include "app/release_flow.h"
#include "app/session/background.h"
#include "app/window/cells.h"
#include "models/domain/failure_question.h"
#include "models/item/checklist_model.h"
#include "models/item/log_model.h"
#include "models/item/plan_model.h"
#include "models/item/run_model.h"
#include "models/item/series_model.h"

#include <QDateTime>

namespace belay {

namespace {

constexpr qint64 lockPatienceMs = 60 * 60 * 1000;
const QString lockStep = QStringLiteral("wait-for-lock"); ///< of the remarks about whose lock it is
constexpr int readinessEveryMs = 15000; ///< while a release is watched; it also keeps the connections warm

/// What Belay can still do by itself: not passed, ticked, waived or set aside.
bool isOpenAutomatic(const CheckStatus &status)
{
    return status.item.phase == CheckPhase::Before && isAutomatic(status.item) &&
           !isSettled(status.record.state) && !status.heldWaiver;
}

/// What the automatic items usually take, in milliseconds; those that never ran are left out.
QHash<QString, qint64> usualDurations(const Workspace &workspace, const Project &project,
                                      const std::vector<CheckStatus> &statuses)
{
    QHash<QString, qint64> usual;
    const HistoryStore *store = workspace.composition().history();
    if (!store)
        return usual;
    for (const CheckStatus &status : statuses) {
        if (!isAutomatic(status.item))
            continue;
        if (const auto took = usualCheckDuration(*store, project.name, status.item.id))
            usual.insert(status.item.id, *took);
    }
    return usual;
}

/// Waits for the locks of others, telling the observer whose they are.
Result<void> awaitLocks(const Workspace &workspace, const Project &project, const Environment &environment,
                        const RunSession::Observer &observer, const CancelToken &cancel)
{
    const auto tell = [&observer](const QString &text) {
        RunEvent event;
        event.kind = EventKind::StepOutput;
        event.step = lockStep;
        event.text = text;
        observer(event);
    };
    const qint64 now = workspace.composition().ports().clock.monotonicMs();
    return waitUntilUnlocked(workspace, project, environment, {now + lockPatienceMs, tell}, cancel);
}

/// The plan of a deployment that is about to run; none while the checklist's gate is closed.
Result<Plan> planGated(const Workspace &workspace, const Project &project, const Environment &environment,
                       const DeployIntent &intent, const RunSession::Observer &observer,
                       const CancelToken &cancel)
{
    const EventSink onBuild = [&observer](const RunEvent &event) {
        observer(event);
        return Result<void>();
    };
    const QString commit = workspace.commit(project, cancel);
    const GateResult now = gate(workspace.checklist(project, environment, commit));
    if (!now.open && intent.reason.trimmed().size() < 10)
        return fail(ErrorKind::Invalid,
                    ReleaseController::tr("The checklist is not passed: %1.")
                        .arg(now.blocking.join(QStringLiteral(", "))),
                    ReleaseController::tr("Settle the open must-pass items first."));
    return workspace.planDeploy(project, environment, intent, onBuild, cancel);
}

} // namespace

ReleaseController::ReleaseController(Workspace &workspace, Projects &projects, AppModels models,
                                     QObject *parent)
    : QObject(parent)
    , m_workspace(workspace)
    , m_projects(projects)
    , m_models(models)
    , m_guide(AskingGuide::Patience{})
{
    connect(&m_guide, &AskingGuide::asked, this, &ReleaseController::showFailure);
    connect(&m_guide, &AskingGuide::settled, this, &ReleaseController::endFailure);
    m_countdown.setSingleShot(true);
    connect(&m_countdown, &QTimer::timeout, this, &ReleaseController::countdownOver);
    m_readiness.setInterval(readinessEveryMs);
    connect(&m_readiness, &QTimer::timeout, this, &ReleaseController::checkReadiness);
    connect(&m_projects, &Projects::changed, this, &ReleaseController::publish);
}

ReleaseController::~ReleaseController() = default;

std::optional<ReleaseController::Chosen> ReleaseController::chosen(const QString &project,
                                                                   const QString &environment) const
{
    const OpenProject *open = m_projects.find(project);
    const Environment *found = open ? open->project.environment(environment) : nullptr;
    if (!found)
        return std::nullopt;
    return Chosen{open->project, *found};
}

void ReleaseController::choose(const QString &project, const QString &environment, const QString &version)
{
    const bool otherPlace = m_view.project != project || m_view.environment != environment;
    m_view.project = project;
    m_view.environment = environment;
    m_view.version = version;
    m_view.plan.reset();
    m_view.planError.reset();
    m_models.plan->setPlan(Plan());
    ++m_planRequest; // an answer under way is about what was chosen before
    m_view.planning = m_building != nullptr;
    if (otherPlace) {
        m_view.readiness = Readiness();
        loadChecklist();
        checkReadiness();
    }
    publish();
}

void ReleaseController::plan()
{
    const auto what = chosen(m_view.project, m_view.environment);
    if (!what)
        return;
    const int request = ++m_planRequest;
    DeployIntent intent;
    intent.version = m_view.version;
    intent.askHosts = m_view.trusted;
    intent.build = false; // the preview builds nothing; deploying does
    m_view.planning = true;
    publish();
    runInBackground<Result<Plan>>(
        this,
        [&workspace = m_workspace, what = *what, intent]() mutable -> Result<Plan> {
            const CancelToken never;
            if (intent.version.isEmpty()) {
                auto version = workspace.detectVersion(what.project, never);
                if (!version)
                    return tl::unexpected(version.error());
                intent.version = *version;
            }
            return workspace.planDeploy(what.project, what.environment, intent, {}, never);
        },
        [this, request](Result<Plan> plan) {
            if (request != m_planRequest)
                return;
            m_view.planning = m_building != nullptr;
            if (plan) {
                m_view.version = plan->version;
                m_view.commit = plan->commit;
                m_models.plan->setPlan(*plan);
                m_view.plan = std::move(*plan);
                m_view.planError.reset();
            } else {
                m_view.plan.reset();
                m_view.planError = plan.error();
                m_models.plan->setPlan(Plan());
            }
            loadChecklist();
            publish();
        });
}

void ReleaseController::loadChecklist()
{
    const auto what = chosen(m_view.project, m_view.environment);
    if (!what)
        return;
    struct Loaded
    {
        QString commit;
        std::vector<CheckStatus> statuses;
        QHash<QString, qint64> usual;
    };
    const int request = ++m_checklistRequest;
    runInBackground<Loaded>(
        this,
        [&workspace = m_workspace, what = *what] {
            Loaded loaded;
            loaded.commit = workspace.commit(what.project, CancelToken());
            loaded.statuses = workspace.checklist(what.project, what.environment, loaded.commit);
            loaded.usual = usualDurations(workspace, what.project, loaded.statuses);
            return loaded;
        },
        [this, request](Loaded loaded) {
            if (request != m_checklistRequest)
                return;
            m_view.commit = loaded.commit;
            m_view.gate = gate(loaded.statuses);
            m_models.checklist->setStatuses(loaded.statuses);
            m_models.checklist->setContext(loaded.commit, loaded.usual);
            publish();
        });
}

void ReleaseController::runChecks(const QStringList &items)
{
    const auto what = chosen(m_view.project, m_view.environment);
    if (!what || m_checks)
        return;
    if (!m_view.trusted) {
        Q_EMIT failed({ErrorKind::Untrusted,
                       tr("The project is not trusted yet, so none of its commands is run."),
                       {},
                       tr("Trust it on the Overview first.")});
        return;
    }
    std::vector<CheckItem> wanted;
    for (const CheckStatus &status : m_models.checklist->statuses()) {
        const bool named = items.contains(status.item.id) && isAutomatic(status.item);
        if (named || (items.isEmpty() && isOpenAutomatic(status)))
            wanted.push_back(status.item);
    }
    if (wanted.empty()) {
        Q_EMIT told(tr("Nothing to run: every automatic item is settled."));
        return;
    }
    const Plan plan =
        m_workspace.planChecklist(what->project, what->environment, m_view.version, m_view.commit, wanted);
    m_checks = std::make_unique<RunSession>(
        [this, plan](const RunSession::Observer &observer, const CancelToken &cancel) {
            return m_workspace.execute(plan, observer, cancel, 1, {}, &m_checkStops);
        });
    connect(m_checks.get(), &RunSession::eventsReady, this, [this](const std::vector<RunEvent> &events) {
        m_models.checklist->applyEvents(events);
        m_view.gate = gate(m_models.checklist->statuses());
        publish();
    });
    connect(m_checks.get(), &RunSession::finished, this, [this] {
        m_checks.release()->deleteLater();
        m_view.checksRunning = false;
        loadChecklist();
        publish();
    });
    m_view.checksRunning = true;
    m_checks->start();
    publish();
}

void ReleaseController::stopChecks()
{
    if (m_checks)
        m_checks->stop();
}

void ReleaseController::stopCheck(const QString &item)
{
    m_checkStops.stop(stepOfCheck(item));
}

/// Writes in the background, and shows what stands then.
void ReleaseController::changeAnswer(std::function<Result<CheckRecord>(const Chosen &)> change)
{
    const auto what = chosen(m_view.project, m_view.environment);
    if (!what)
        return;
    runInBackground<Result<CheckRecord>>(
        this, [what = *what, change = std::move(change)] { return change(what); },
        [this](const Result<CheckRecord> &record) {
            if (record)
                loadChecklist();
            else
                Q_EMIT failed(record.error());
        });
}

void ReleaseController::answer(const QString &item, CheckState state, const QString &text)
{
    changeAnswer([&workspace = m_workspace, item, state, text, version = m_view.version,
                  commit = m_view.commit](const Chosen &what) {
        return workspace.answer(what.project, what.environment, item, state, text, version, commit);
    });
}

void ReleaseController::confirmWaiver(const QString &item, const QString &as)
{
    changeAnswer([&workspace = m_workspace, item, as, commit = m_view.commit](const Chosen &what) {
        return workspace.confirmWaiver(what.project, what.environment, item, commit, as);
    });
}

void ReleaseController::undoAnswer(const QString &item)
{
    changeAnswer([&workspace = m_workspace, item, commit = m_view.commit](const Chosen &what) {
        return workspace.undoAnswer(what.project, what.environment, item, commit);
    });
}

void ReleaseController::deploy(const QString &skipReason)
{
    build(skipReason, Locks::Refuse);
}

void ReleaseController::deployWhenUnlocked(const QString &skipReason)
{
    build(skipReason, Locks::AwaitThem);
}

void ReleaseController::build(const QString &skipReason, Locks locks)
{
    const auto what = chosen(m_view.project, m_view.environment);
    if (!what || m_run || m_building || refusedByCountdown())
        return;
    DeployIntent intent;
    intent.version = m_view.version;
    intent.reason = skipReason;
    m_logHoldsBuild = false;
    // Built and planned again at this moment: what was shown may be minutes old, and the hosts are the truth.
    const auto planned =
        std::make_shared<Result<Plan>>(fail(ErrorKind::Internal, tr("The deployment could not be planned.")));
    m_building =
        std::make_unique<RunSession>([&workspace = m_workspace, what = *what, intent, planned, locks](
                                         const RunSession::Observer &observer, const CancelToken &cancel) {
            if (locks == Locks::AwaitThem) {
                const auto free = awaitLocks(workspace, what.project, what.environment, observer, cancel);
                if (!free) {
                    *planned = tl::unexpected(free.error());
                    return Outcome::None;
                }
                RunEvent over; // nobody is waited for any more
                over.kind = EventKind::StepFinished;
                over.step = lockStep;
                observer(over);
            }
            *planned = planGated(workspace, what.project, what.environment, intent, observer, cancel);
            return Outcome::None;
        });
    connect(m_building.get(), &RunSession::eventsReady, this, [this](const std::vector<RunEvent> &events) {
        if (!std::exchange(m_logHoldsBuild, true))
            m_models.log->clear();
        m_models.log->applyEvents(events);
        for (const RunEvent &event : events)
            if (event.step == lockStep)
                m_view.waitingFor = event.kind == EventKind::StepOutput ? event.text : QString();
        publish();
    });
    connect(m_building.get(), &RunSession::finished, this, [this, what = *what, planned] {
        m_building.release()->deleteLater(); // we are inside its signal
        m_view.planning = false;
        m_view.waitingFor.clear();
        startPlanned(what, std::move(*planned));
    });
    m_view.planning = true;
    m_building->start();
    publish();
}

void ReleaseController::startPlanned(const Chosen &what, Result<Plan> plan)
{
    if (const auto back = std::exchange(m_rollbackAfterwards, std::nullopt)) {
        publish();
        startRollback(back->what, back->intent); // asked for meanwhile; it comes first
        return;
    }
    if (plan) {
        start(what, std::move(*plan));
        return;
    }
    m_view.planError = plan.error();
    publish();
    Q_EMIT failed(plan.error());
}

/// While a rollback is about to begin by itself nothing else may take its place unnoticed.
bool ReleaseController::refusedByCountdown()
{
    if (!m_countdown.isActive())
        return false;
    Q_EMIT failed({ErrorKind::Locked,
                   tr("Nothing was started: an automatic rollback is about to begin."),
                   {},
                   tr("Veto it, or wait until it has ended.")});
    return true;
}

void ReleaseController::start(const Chosen &what, Plan plan, qint64 firstSeq)
{
    const bool automatic = std::exchange(m_isAutomatic, false);
    if (m_run) {
        Q_EMIT failed({ErrorKind::Locked,
                       tr("The %1 of %2 was not started: another run is going on here.")
                           .arg(toString(plan.kind), what.project.name),
                       {},
                       tr("Try again when it has ended.")});
        return;
    }
    m_running = what;
    m_occasions = OccasionFinder();
    const bool built = std::exchange(m_logHoldsBuild, false) && plan.kind == PlanKind::Deploy;
    if (firstSeq == 1) {
        m_models.run->reset(RunState());
        if (!built)
            m_models.log->clear();
        beginWatched(plan);
    }
    m_run = std::make_unique<RunSession>(
        [this, plan, firstSeq, guide = automatic ? FailureGuide() : m_guide.guide(),
         nudge = m_nudge](const RunSession::Observer &observer, const CancelToken &cancel) {
            return m_workspace.execute(plan, observer, cancel, firstSeq, guide, nullptr, &nudge);
        });
    connect(m_run.get(), &RunSession::eventsReady, this, &ReleaseController::receive);
    connect(m_run.get(), &RunSession::finished, this,
            [this, what](Outcome outcome) { finish(what, outcome); });
    m_view.project = what.project.name;
    m_view.environment = what.environment.name;
    m_view.version = plan.version;
    m_view.runActive = true;
    m_view.reportMarkdown.clear();
    if (plan.kind == PlanKind::Deploy)
        m_readiness.start();
    m_run->start();
    Q_EMIT runStarted(plan.runId);
    publish();
}

void ReleaseController::askSourceNow(const QString &project, const QString &environment)
{
    const Plan &plan = m_models.run->state().plan;
    if (m_run && plan.project == project && plan.environment == environment)
        m_nudge.nudge();
}

/// A rollback has no numbers of its own: those of the release it takes back go on.
void ReleaseController::beginWatched(const Plan &plan)
{
    const Plan &shown = m_models.watched->state().plan;
    const bool goesOn = plan.kind == PlanKind::Rollback && plan.project == shown.project &&
                        plan.environment == shown.environment;
    if (goesOn)
        return;
    m_models.watched->reset(RunState());
    m_models.series->reset();
}

void ReleaseController::receive(const std::vector<RunEvent> &events)
{
    m_models.run->applyEvents(events);
    m_models.log->applyEvents(events);
    const Plan &plan = m_models.run->state().plan;
    if (plan.kind == PlanKind::Rollback)
        m_models.watched->applyLater(plan, events);
    else
        m_models.watched->applyEvents(events);
    m_models.series->setState(m_models.watched->state());
    publishProgress();
    for (const RunEvent &event : events) {
        const auto occasion = m_occasions.take(event);
        if (occasion && m_running && isForDesktop(m_running->environment.notify, *occasion))
            Q_EMIT happened(*occasion);
    }
}

void ReleaseController::publishProgress()
{
    if (!m_running)
        return;
    const RunState &state = m_models.run->state();
    const int steps = std::max(1, static_cast<int>(state.steps.size()));
    m_projects.setRunning(m_running->project.name, m_running->environment.name,
                          m_view.failure ? tr("Waits for a decision")
                          : state.undoing
                              ? tr("Undoing")
                              : tr("%1 of %2 hosts").arg(state.hostsDone()).arg(state.plan.hosts.size()),
                          static_cast<double>(state.stepsDone()) / steps, sparkline(state));
}

void ReleaseController::finish(const Chosen &what, Outcome outcome)
{
    m_run.release()->deleteLater(); // we are inside its signal
    m_readiness.stop();
    m_running.reset();
    m_view.runActive = false;
    m_view.failure.reset();
    m_projects.setRunning(what.project.name, what.environment.name, {}, 0);
    m_projects.refresh(what.project.name, what.environment.name);
    const QString run = m_models.run->state().runId;
    const bool stayedLive = outcome == Outcome::Succeeded || outcome == Outcome::VerdictNoData ||
                            outcome == Outcome::VerdictRollBack || outcome == Outcome::Partial;
    if (const auto next = std::exchange(m_rollbackAfterwards, std::nullopt); next && stayedLive)
        startRollback(next->what, next->intent);
    else if (rollsBackByItself(what.environment, outcome))
        startCountdown(what);
    else
        checkReadiness();
    publish();
    Q_EMIT runEnded(run, outcome);
}

void ReleaseController::showFailure(const FailureQuestion &question, qint64 patienceMs)
{
    if (!m_run)
        return; // withdrawn meanwhile
    m_view.failure = question;
    m_view.failureEndsMs = QDateTime::currentMSecsSinceEpoch() + patienceMs;
    publish();
    publishProgress();
    Q_EMIT told(tr("%1 waits for a decision: %2").arg(question.environment, whatFailed(question)));
}

void ReleaseController::endFailure()
{
    m_view.failure.reset();
    publish();
    publishProgress();
}

void ReleaseController::answerFailure(FailureChoice choice)
{
    m_guide.answer(choice, whoAmI());
}

void ReleaseController::stop()
{
    if (m_run)
        m_run->stop();
    else if (m_building)
        m_building->stop();
}

void ReleaseController::setReport(const QString &runId, const QString &markdown)
{
    if (runId != m_models.run->state().runId)
        return;
    m_view.reportRun = runId;
    m_view.reportMarkdown = markdown;
    publish();
}

void ReleaseController::publish()
{
    m_view.projects.clear();
    m_view.environments.clear();
    for (const OpenProject &open : m_projects.all())
        m_view.projects.append(open.project.name);
    if (const OpenProject *open = m_projects.find(m_view.project)) {
        for (const Environment &environment : open->project.environments)
            m_view.environments.append(environment.name);
        m_view.trusted = open->trusted;
        m_view.isSandbox = open->isSandbox;
        m_view.projectFile = open->project.file;
        if (const Environment *environment = open->project.environment(m_view.environment))
            m_view.isProtected = environment->isProtected;
    }
    m_view.hold.clear();
    // A list of its own: clear() keeps the room, and prepending to one that is shared doubles it each time.
    QStringList versions;
    if (const EnvironmentKnowledge *known = m_projects.knowledge(m_view.project, m_view.environment);
        known && known->fleet) {
        for (const HostObservation &host : known->fleet->hosts) {
            if (!host.hold.isEmpty())
                m_view.hold = host.hold;
            for (const ReleaseOnHost &release : host.releases)
                if (!release.version.isEmpty() && !versions.contains(release.version))
                    versions.prepend(release.version);
        }
    }
    // What was built and never deployed is newer than what the hosts have.
    if (const OpenProject *open = m_projects.find(m_view.project)) {
        const QStringList deployed = versions;
        for (const QString &version : open->builtVersions)
            if (!deployed.contains(version))
                versions.prepend(version);
    }
    m_view.versions = versions;
    Q_EMIT viewChanged(m_view);
}

} // namespace belay
