// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspace.h"

#include "app/checks/check_step.h"
#include "app/engine/step_stops.h"
#include "app/git.h"
#include "app/identity.h"
#include "app/incident_desk.h"
#include "app/inspection_world.h"
#include "app/past.h"
#include "app/readiness.h"
#include "app/run_telling.h"
#include "app/sample_retention.h"
#include "app/strategies/planner.h"
#include "app/targets/artifact.h"
#include "app/targets/observe.h"
#include "app/workspace_parts.h"
#include "models/domain/names.h"
#include "models/domain/project_file.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <atomic>
#include <limits>
#include <mutex>
#include <optional>
#include <thread>

namespace belay {

namespace {

constexpr int askedAtOnce = 64;

QString commandFailure(const CommandResult &result)
{
    const QByteArray text = result.err.isEmpty() ? result.out : result.err;
    return QString::fromUtf8(text.right(2000));
}

} // namespace

namespace {

/// Adds a remark to a run's history, after the newest of its events; answers with what was kept. One at
/// a time: two remarks must not take the same number.
RunEvent keepNote(Composition &composition, const QString &runId, RunEvent event)
{
    static std::mutex mutex;
    const std::scoped_lock lock(mutex);
    event.run = runId;
    event.timeMs = composition.ports().clock.nowMs();
    if (HistoryStore *store = composition.history()) {
        const auto events = store->events(runId);
        event.seq = events && !events->empty() ? events->back().seq + 1 : 1;
        if (auto kept = store->append(event); !kept) {
            event.kind = EventKind::Noted;
            event.text += QStringLiteral(" (not kept in the history: %1)").arg(kept.error().summary);
        }
    }
    return event;
}

} // namespace

Workspace::Workspace(Composition &composition)
    : m_composition(composition)
    , m_telling(std::make_shared<RunTelling>(
          composition.ports(), [&composition](const QString &run, const QString &text) {
              RunEvent event;
              event.step = QStringLiteral("notify"); // not about the run as a whole: its last sentence stays
              event.text = text;
              keepNote(composition, run, event);
          }))
{
}

Result<Project> Workspace::open(const QString &fileOrFolder) const
{
    const QFileInfo info(fileOrFolder);
    const QString inside = QDir(fileOrFolder).filePath(QStringLiteral("belay.json"));
    if (info.isDir() && !QFileInfo::exists(inside))
        return fail(ErrorKind::NotFound,
                    QStringLiteral("There is no belay.json in %1.").arg(info.absoluteFilePath()),
                    QStringLiteral("`belay init` writes one; --project names one elsewhere."));
    auto project = readProjectFile(info.isDir() ? inside : fileOrFolder);
    if (project && m_composition.history())
        m_composition.history()->rememberProject(project->file);
    return project;
}

bool Workspace::isTrusted(const Project &project) const
{
    const HistoryStore *store = m_composition.history();
    return store && store->isTrusted(project.file, project.fingerprint).value_or(false);
}

Result<void> Workspace::trust(const Project &project) const
{
    HistoryStore *store = m_composition.history();
    if (!store)
        return tl::unexpected(noHistory(m_composition));
    return store->trust(project.file, project.fingerprint, whoAmI());
}

Result<void> Workspace::requireTrust(const Project &project) const
{
    if (isTrusted(project))
        return {};
    return fail(ErrorKind::Untrusted,
                QStringLiteral("%1 is not trusted, so nothing of it was run.").arg(project.file),
                QStringLiteral("Read it first (`belay plan -e ENV -r VERSION` shows what it would do), then "
                               "`belay trust %1`, or add --trust. A changed file must be trusted again.")
                    .arg(project.directory));
}

Result<QString> Workspace::detectVersion(const Project &project, const CancelToken &cancel) const
{
    if (auto trusted = requireTrust(project); !trusted)
        return tl::unexpected(trusted.error());
    if (project.release.versionCommand.isEmpty())
        return fail(
            ErrorKind::Invalid, QStringLiteral("Which version? Name it with -r."),
            QStringLiteral("Or add \"release\": { \"version\": \"git describe --tags --always\" } to %1.")
                .arg(project.file));
    CommandRequest request;
    request.command = project.release.versionCommand;
    request.directory = project.directory;
    request.timeout = Milliseconds(60000);
    const CommandResult result = m_composition.ports().local.run(request, cancel);
    if (result.end != CommandResult::End::Exited || result.exitCode != 0)
        return fail(ErrorKind::Invalid,
                    QStringLiteral("The version command failed: %1").arg(project.release.versionCommand),
                    QStringLiteral("Run it in %1, or name the version with -r.").arg(project.directory),
                    commandFailure(result));
    return checkedVersion(QString::fromUtf8(result.out).trimmed());
}

QString Workspace::commit(const Project &project, const CancelToken &cancel) const
{
    return isTrusted(project) ? currentCommit(project.directory, m_composition.ports().local, cancel)
                              : QString();
}

HostObservation Workspace::observeHost(const Project &project, const Environment &environment,
                                       const HostSpec &host, const CancelToken &cancel) const
{
    Ports &ports = m_composition.ports();
    HostObservation observation;
    const QString path = deployPath(environment.target, host);
    ScriptRequest request;
    request.inKeptShell = true;
    request.script = observeScript(project, environment.target, path).toUtf8();
    request.timeout = Milliseconds(20000);
    const qint64 started = ports.clock.monotonicMs();
    const auto answer = ports.hosts.run(hostRef(environment.target, host), request, cancel);
    if (!answer) {
        observation.error = answer.error();
    } else if (!answer->proven || answer->exitCode != 0) {
        observation.error =
            Error{ErrorKind::Remote,
                  QStringLiteral("%1 did not answer what is live there.").arg(host.name),
                  answer->note + QLatin1Char('\n') + QString::fromUtf8(answer->err.right(2000)),
                  {}};
    } else if (auto parsed = parseObservation(answer->out)) {
        observation = std::move(*parsed);
    } else {
        observation.error = parsed.error();
    }
    observation.host = host.name;
    observation.path = path;
    observation.askedMs = ports.clock.nowMs();
    observation.roundTripMs = ports.clock.monotonicMs() - started;
    return observation;
}

FleetSnapshot Workspace::observe(const Project &project, const Environment &environment,
                                 const CancelToken &cancel,
                                 const std::function<void(const HostObservation &)> &onHost) const
{
    const std::vector<HostSpec> &hosts = environment.target.hosts;
    FleetSnapshot fleet;
    fleet.environment = environment.name;
    fleet.hosts.resize(hosts.size());
    std::atomic<std::size_t> next{0};
    std::mutex telling;
    const auto askSome = [&] {
        for (std::size_t i = next++; i < hosts.size(); i = next++) {
            fleet.hosts[i] = observeHost(project, environment, hosts[i], cancel);
            if (!onHost)
                continue;
            const std::scoped_lock lock(telling);
            onHost(fleet.hosts[i]);
        }
    };
    // Asking only reads, so more hosts are asked at once than would be worked on.
    const auto width =
        std::min(hosts.size(), static_cast<std::size_t>(std::max(askedAtOnce, environment.target.parallel)));
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < width; ++i)
        threads.emplace_back(askSome);
    threads.clear(); // joins
    return fleet;
}

Result<void> Workspace::build(const Project &project, const QString &version, const EventSink &onBuild,
                              const CancelToken &cancel) const
{
    if (project.release.buildCommand.isEmpty())
        return {};
    CommandRequest request;
    request.command = expand(project.release.buildCommand, {{QStringLiteral("version"), version}});
    request.directory = project.directory;
    request.timeout = std::chrono::duration_cast<Milliseconds>(std::chrono::hours(1));
    request.onLine = [&onBuild](const QByteArray &line, bool isError) {
        RunEvent event;
        event.kind = EventKind::StepOutput;
        event.step = QStringLiteral("build");
        event.text = cleanLine(QString::fromUtf8(line));
        event.isError = isError;
        onBuild(event);
    };
    const CommandResult result = m_composition.ports().local.run(request, cancel);
    if (result.end == CommandResult::End::Cancelled)
        return fail(ErrorKind::Cancelled, QStringLiteral("The build was stopped."));
    if (result.end != CommandResult::End::Exited || result.exitCode != 0)
        return fail(ErrorKind::Remote, QStringLiteral("The build failed: %1").arg(request.command),
                    QStringLiteral("Nothing was sent to any host."), commandFailure(result));
    return {};
}

Result<Plan> Workspace::planDeploy(const Project &project, const Environment &environment,
                                   const DeployIntent &intent, const EventSink &onBuild,
                                   const CancelToken &cancel) const
{
    if (project.release.artifact.isEmpty())
        return fail(ErrorKind::Invalid, QStringLiteral("%1 names nothing to deploy.").arg(project.file),
                    QStringLiteral(
                        "Add \"release\": { \"artifact\": \"dist\" } with the folder or archive to send."));
    DeployRequest request;
    request.project = project;
    request.environment = environment;
    request.version = intent.version;
    request.reason = intent.reason;
    request.watch = intent.watch;
    request.by = whoAmI();
    request.nowMs = m_composition.ports().clock.nowMs();
    request.runId = intent.runId.isEmpty() ? newRunId(request.nowMs) : intent.runId;
    if (intent.askHosts) {
        if (auto trusted = requireTrust(project); !trusted)
            return tl::unexpected(trusted.error());
        if (intent.build && onBuild) {
            if (auto built = build(project, intent.version, onBuild, cancel); !built)
                return tl::unexpected(built.error());
        }
        request.commit = commit(project, cancel);
        request.committedMs =
            commitTime(project.directory, request.commit, m_composition.ports().local, cancel);
        request.fleet = observe(project, environment, cancel);
    }
    // A plan for reading may be asked for before the first build; its files are then simply not listed yet.
    const QString artifact = artifactPath(project, intent.version);
    const bool mustExist = intent.askHosts && (intent.build || project.release.buildCommand.isEmpty());
    if (mustExist || QFileInfo::exists(artifact)) {
        auto facts = scanArtifact(artifact, [&cancel] { return cancel.cancelled(); });
        if (!facts)
            return tl::unexpected(facts.error());
        request.artifact = std::move(*facts);
    }
    return belay::planDeploy(request);
}

RollbackRequest Workspace::rollbackRequest(const Project &project, const Environment &environment,
                                           const RollbackIntent &intent) const
{
    RollbackRequest request;
    request.project = project;
    request.environment = environment;
    request.toVersion = intent.toVersion;
    request.reason = intent.reason;
    request.token = intent.token;
    request.by = whoAmI();
    request.nowMs = m_composition.ports().clock.nowMs();
    request.runId = newRunId(request.nowMs);
    return request;
}

Result<Plan> Workspace::planRollback(const Project &project, const Environment &environment,
                                     const RollbackIntent &intent, const CancelToken &cancel) const
{
    RollbackRequest request = rollbackRequest(project, environment, intent);
    if (intent.askHosts) {
        if (auto trusted = requireTrust(project); !trusted)
            return tl::unexpected(trusted.error());
        request.fleet = observe(project, environment, cancel);
    }
    return belay::planRollback(request);
}

Result<Plan> Workspace::planUnlock(const Project &project, const Environment &environment,
                                   const QString &reason, const CancelToken &cancel) const
{
    UnlockRequest request;
    request.project = project;
    request.environment = environment;
    request.reason = reason;
    request.by = whoAmI();
    request.nowMs = m_composition.ports().clock.nowMs();
    request.runId = newRunId(request.nowMs);
    request.fleet = observe(project, environment, cancel);
    return belay::planUnlock(request);
}

Plan Workspace::planWatch(const Project &project, const Environment &environment, Milliseconds duration) const
{
    Plan plan;
    plan.kind = PlanKind::Watch;
    plan.project = project.name;
    plan.environment = environment.name;
    plan.isProtected = environment.isProtected;
    plan.by = whoAmI();
    plan.createdMs = m_composition.ports().clock.nowMs();
    plan.runId = newRunId(plan.createdMs);
    MetricsSpec metrics = environment.metrics.value_or(MetricsSpec());
    metrics.watch = duration;
    if (metrics.series.empty())
        metrics.series = profileSeries(project.profile);
    plan.target = environment.target; // the source may be the hosts themselves
    plan.stages.push_back(watchStage(environment, metrics, project.directory));
    return plan;
}

Plan Workspace::planFollowing(const Project &project, const Environment &environment, const QString &version,
                              Milliseconds duration) const
{
    Plan plan = planWatch(project, environment, duration);
    plan.version = version;
    for (Stage &stage : plan.stages) {
        for (Step &step : stage.steps) {
            if (auto *watch = std::get_if<WatchAction>(&step.action))
                watch->untilOver = true;
        }
    }
    return plan;
}

Readiness Workspace::readiness(const Project &project, const Environment &environment,
                               const CancelToken &cancel) const
{
    return readinessOf(observe(project, environment, cancel));
}

RollbackPreview Workspace::rollbackPreview(const Project &project, const Environment &environment,
                                           const RollbackIntent &intent) const
{
    RollbackPreview preview;
    preview.project = project.name;
    preview.environment = environment.name;
    RollbackRequest request = rollbackRequest(project, environment, intent);
    if (auto trusted = requireTrust(project); !trusted) {
        preview.error = trusted.error();
        return preview;
    }
    request.fleet = observe(project, environment, CancelToken());
    preview.readiness = readinessOf(*request.fleet);
    preview.candidates = rollbackCandidates(*request.fleet);
    auto plan = belay::planRollback(request);
    if (plan)
        preview.plan = std::move(*plan);
    else
        preview.error = plan.error();
    if (const HistoryStore *store = m_composition.history()) {
        if (const auto memory = environmentMemory(*store, project.name, environment.name))
            preview.liveSinceMs = memory->sinceMs;
        preview.estimateMs =
            usualDuration(*store, project.name, environment.name, QStringLiteral("rollback"));
    }
    return preview;
}

namespace {

/// The project a checklist's plan belongs to, as its inspections see it. Empty for every other plan.
struct Looks
{
    Looks(const Workspace &workspace, const Plan &plan)
    {
        QString file;
        for (const Stage &stage : plan.stages) {
            for (const Step &step : stage.steps) {
                if (const auto *check = std::get_if<CheckAction>(&step.action))
                    file = check->projectFile;
            }
        }
        if (file.isEmpty())
            return;
        const auto read = workspace.open(file);
        if (!read || !read->environment(plan.environment))
            return;
        project = *read;
        world = inspectionWorld(workspace, project, *project.environment(plan.environment), plan.version);
        site = {&project, project.environment(plan.environment), world.get()};
    }
    Looks(const Looks &) = delete;
    Looks &operator=(const Looks &) = delete;

    Project project;
    std::unique_ptr<InspectionWorld> world;
    InspectionSite site;
};

/// The events of the deployment that a watch is compared with. After a rollback it is the one that was taken
/// back: what was before it is what has come back.
std::vector<RunEvent> eventsOfWatched(const HistoryStore &store, const Plan &plan)
{
    const auto release = newestDeployment(store, plan.project, plan.environment, plan.createdMs);
    if (!release || !*release)
        return {};
    return store.events((*release)->id).value_or(std::vector<RunEvent>());
}

} // namespace

namespace {

/// Who is told about a run: the receivers of its environment in the project file that was opened last, as
/// long as that file is trusted.
std::vector<NotifySpec> receiversOf(const Workspace &workspace, const Plan &plan)
{
    const HistoryStore *store = workspace.composition().history();
    if (!store || plan.kind == PlanKind::Checklist)
        return {};
    for (const QString &file : store->recentProjects().value_or(QStringList())) {
        const auto read = readProjectFile(file);
        if (!read || read->name != plan.project)
            continue;
        const Environment *environment = read->environment(plan.environment);
        return environment && workspace.isTrusted(*read) ? environment->notify : std::vector<NotifySpec>();
    }
    return {};
}

} // namespace

Outcome Workspace::execute(const Plan &plan, const std::function<void(const RunEvent &)> &observer,
                           const CancelToken &cancel, qint64 firstSeq, const FailureGuide &guide,
                           StepStops *stops) const
{
    HistoryStore *store = m_composition.history();
    std::optional<RunEar> ear;
    const EventsSink sink = [&](const std::vector<RunEvent> &events) -> Result<void> {
        Result<void> kept;
        if (store)
            kept = store->append(events);
        else if (plan.kind == PlanKind::Deploy)
            kept = tl::unexpected(noHistory(m_composition));
        for (const RunEvent &event : events) {
            if (kept && store && event.check)
                kept = store->appendCheck(plan.project, plan.environment, *event.check);
            // What cannot be noted there stands in the run's own events all the same.
            if (store)
                noteForIncidents(*store, plan, event);
            observer(event);
            if (ear)
                ear->hear(event);
        }
        return kept;
    };
    std::vector<RunEvent> past;
    if (store && firstSeq > 1)
        past = store->events(plan.runId).value_or(past);
    else if (store && plan.kind == PlanKind::Watch)
        past = eventsOfWatched(*store, plan); // what was before the release is still what it is compared with
    // Without it the report falls back to the list of the day it is written on.
    if (store && firstSeq == 1 && (plan.kind == PlanKind::Deploy || plan.kind == PlanKind::Rollback))
        keepChecklist(*store, plan);
    StepRunners runners = m_composition.stepRunners(past);
    const Looks looks(*this, plan);
    ear.emplace(*m_telling, receiversOf(*this, plan), plan.runId, past);
    if (plan.kind == PlanKind::Checklist)
        runners[StepKind::Check] = [&looks, stops](const StepContext &step) {
            const StepStops::Entry entry(stops, step.step.id, step.cancel);
            return runCheck(StepContext{step.plan, step.step, step.ports, entry.token(), step.tell},
                            looks.site);
        };
    const Outcome outcome =
        run(plan, m_composition.ports(), runners, sink, cancel, RunOptions{firstSeq, guide});
    if (store)
        removeOldSamples(*store, plan, m_composition.ports().clock.nowMs());
    return outcome;
}

void Workspace::note(const QString &runId, RunEvent event,
                     const std::function<void(const RunEvent &)> &observer) const
{
    observer(keepNote(m_composition, runId, std::move(event)));
}

QStringList Workspace::settleNotifications(Milliseconds patience) const
{
    return m_telling->settle(patience);
}

Result<void> Workspace::markHandled(const QString &runId, const QString &reason) const
{
    HistoryStore *store = m_composition.history();
    if (!store)
        return tl::unexpected(noHistory(m_composition));
    const auto events = store->events(runId);
    if (!events)
        return tl::unexpected(events.error());
    RunEvent end;
    end.run = runId;
    end.kind = EventKind::RunFinished;
    end.outcome = Outcome::Handled;
    end.text = QStringLiteral("Marked as handled by %1: %2").arg(whoAmI(), reason);
    end.timeMs = m_composition.ports().clock.nowMs();
    end.seq = events->empty() ? 1 : events->back().seq + 1;
    return store->append(end);
}

} // namespace belay
