// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workspace.h"

#include "app/git.h"
#include "app/identity.h"
#include "app/past.h"
#include "app/readiness.h"
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
#include <mutex>
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

} // namespace belay
