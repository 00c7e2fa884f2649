// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/strategies/plan_parts.h"
#include "app/strategies/planner.h"

#include "models/domain/names.h"

#include <algorithm>

namespace belay {

using namespace planning;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr Milliseconds longTimeout{600000};
constexpr Milliseconds migrateTimeout{3600000};
/// An upload slower than this (bytes per millisecond) is given up.
constexpr qint64 slowestUpload = 20;
constexpr qint64 spareBytes = 16 * 1024 * 1024;
constexpr qint64 spareInodes = 64;
/// Archives are unpacked beside themselves; what comes out is not known before.
constexpr qint64 archiveGrowth = 5;

struct Deploy
{
    const DeployRequest &request;
    Frame frame;
    Artifact artifact;
    std::vector<HostPlan> hosts;
};

QStringList knownReleases(const FleetSnapshot &fleet)
{
    QStringList all;
    for (const HostObservation &host : fleet.hosts) {
        for (const ReleaseOnHost &release : host.releases) {
            if (isReleaseId(release.id))
                all.append(release.id);
        }
        all += host.activations;
    }
    return all;
}

qint64 newestHostTime(const FleetSnapshot &fleet)
{
    qint64 newest = 0;
    for (const HostObservation &host : fleet.hosts)
        newest = std::max(newest, host.hostTimeMs);
    return newest;
}

Result<void> checkFleet(const Deploy &deploy)
{
    const FleetSnapshot &fleet = *deploy.request.fleet;
    for (const HostSpec &spec : deploy.request.environment.target.hosts) {
        const HostObservation *host = fleet.host(spec.name);
        if (!host)
            return fail(ErrorKind::Internal, u"%1 was not asked what it looks like."_s.arg(spec.name));
        if (host->error) {
            const bool auth = host->error->kind == ErrorKind::Auth || host->error->kind == ErrorKind::HostKey;
            return fail(auth ? host->error->kind : ErrorKind::Network,
                        u"%1 did not answer: %2"_s.arg(spec.name, host->error->summary),
                        host->error->hint.isEmpty()
                            ? u"A deployment needs every host. Bring it back, or take it out of belay.json."_s
                            : host->error->hint,
                        host->error->detail);
        }
        if (const auto good = checkHost(deploy.frame, *host); !good)
            return good;
        if (!host->hold.isEmpty() && !deploy.request.overrideHold) {
            return fail(
                ErrorKind::Locked,
                u"Deploys to %1 are held on %2: %3"_s.arg(deploy.frame.environment.name, spec.name,
                                                          host->hold),
                u"Free them with `belay unlock -e %1 --reason …`."_s.arg(deploy.frame.environment.name));
        }
    }
    return {};
}

Result<void> addHosts(Deploy &deploy)
{
    const auto &fleet = deploy.request.fleet;
    const QString release =
        fleet ? nextReleaseId(newestHostTime(*fleet), knownReleases(*fleet)) : unknownRelease();
    for (const HostSpec &spec : deploy.request.environment.target.hosts) {
        const auto site = siteFor(deploy.frame, spec);
        if (!site)
            return tl::unexpected<Error>(site.error());
        HostPlan host{spec, *site, {}, {}, {}, release, deploy.request.version};
        if (const HostObservation *seen = fleet ? fleet->host(spec.name) : nullptr) {
            host.link = seen->currentLink;
            host.from = seen->currentId;
            host.fromVersion = seen->currentVersion();
        }
        deploy.hosts.push_back(std::move(host));
    }
    return {};
}

PreflightOptions preflightOptions(const Deploy &deploy, const HostPlan &host)
{
    const Artifact &artifact = deploy.artifact;
    const bool folder = artifact.archive.isEmpty();
    PreflightOptions options;
    options.release = host.to;
    options.expectedLink = host.link;
    options.neededBytes =
        (folder ? artifact.bytes + artifact.bytes / 10 : artifact.bytes * archiveGrowth) + spareBytes;
    options.neededInodes = static_cast<qint64>(artifact.files.size() + artifact.links.size()) + spareInodes;
    options.linkedDirs = deploy.request.environment.target.linkedDirs;
    options.linkedFiles = deploy.request.environment.target.linkedFiles;
    options.tools = {u"tar"_s, u"readlink"_s, u"df"_s, u"find"_s, u"sed"_s,  u"sort"_s,
                     u"cut"_s, u"cmp"_s,      u"tr"_s, u"wc"_s,   u"uniq"_s, u"xargs"_s};
    if (artifact.archive == u"zip")
        options.tools.append(u"unzip"_s);
    if (artifact.archive == u"tar.zst")
        options.tools.append(u"zstd"_s);
    if (artifact.archive == u"tar.gz")
        options.tools.append(u"gzip"_s);
    return options;
}

QString liveTarget(const HostPlan &host)
{
    if (!host.from.isEmpty())
        return host.site.path + u"/releases/"_s + host.from;
    return host.link.startsWith(u'/') ? host.link : QString();
}

void addPrepareSteps(std::vector<Step> &steps, const Deploy &deploy, const HostPlan &host)
{
    const DeployRequest &request = deploy.request;
    const Artifact &artifact = deploy.artifact;
    const PreflightOptions preflight = preflightOptions(deploy, host);
    steps.push_back(
        scriptStep(u"preflight"_s, host, StepKind::Preflight, u"preflight"_s,
                   u"folders, current, linked files, %1 free"_s.arg(formatBytes(preflight.neededBytes)),
                   preflightScript(host.site, preflight)));

    Step upload = scriptStep(u"upload"_s, host, StepKind::Upload, u"upload"_s, {}, {});
    const auto files = artifact.files.size();
    upload.shown = u"%1, %2 → .belay/staging"_s.arg(files == 1 ? u"1 file"_s : u"%1 files"_s.arg(files),
                                                    formatBytes(artifact.bytes));
    upload.action =
        UploadAction{artifact.path, stagingPath(host.site), receiveScript(host.site, artifact, host.to),
                     askUploadScript(host.site, artifact, host.to)};
    upload.timeout = longTimeout + Milliseconds(artifact.bytes / slowestUpload);
    upload.undo = {scriptStep(u"undo-upload"_s, host, StepKind::Upload, u"discard the upload"_s,
                              u".belay/staging/%1"_s.arg(deploy.frame.run), discardStagingScript(host.site))};
    steps.push_back(std::move(upload));

    const PublishOptions options{host.to,
                                 request.version,
                                 request.commit,
                                 request.by,
                                 request.project.name,
                                 request.environment.name,
                                 liveTarget(host),
                                 request.environment.target.linkedDirs,
                                 request.environment.target.linkedFiles};
    Step publish =
        scriptStep(u"publish"_s, host, StepKind::Publish, u"publish"_s,
                   u"verify SHA-256, link shared, releases/%1 (rename)"_s.arg(host.to),
                   publishScript(host.site, artifact, options), publishResolve(host.site, host.to));
    publish.timeout = longTimeout;
    publish.undo = {scriptStep(u"undo-publish"_s, host, StepKind::Publish, u"discard the release"_s,
                               u"releases/%1, unless it was live"_s.arg(host.to),
                               discardReleaseScript(host.site, host.to))};
    steps.push_back(std::move(publish));
}

/// The watch, which goes on asking the health checks that the plan waits for: a service that goes down later,
/// or loses its database, needs no statistics.
void addWatchStage(Plan &plan, const DeployRequest &request, const MetricsSpec &metrics)
{
    std::vector<WatchedHealth> health;
    for (const Stage &stage : plan.stages) {
        for (const Step &step : stage.steps) {
            if (const auto *action = std::get_if<HealthAction>(&step.action))
                health.push_back({step.host, action->health});
        }
    }
    Stage stage = watchStage(request.environment, metrics, request.project.directory);
    for (Step &step : stage.steps) {
        if (auto *watch = std::get_if<WatchAction>(&step.action))
            watch->health = health;
    }
    plan.stages.push_back(std::move(stage));
}

/// One address per host, each once: an address that several hosts share belongs to none of them.
void addHostUrls(WatchAction &action, const TargetSpec &target)
{
    for (const HostSpec &host : target.hosts) {
        const QString url = expand(action.metrics.source.url, hostValues(host));
        const auto known = std::find(action.urls.begin(), action.urls.end(), url);
        if (known != action.urls.end()) {
            action.hosts[known - action.urls.begin()].clear();
            continue;
        }
        action.urls.push_back(url);
        action.hosts.append(host.name);
    }
}

WatchAction watchAction(const TargetSpec &target, const MetricsSpec &metrics, const QString &directory,
                        bool before)
{
    WatchAction action{metrics, {}, before};
    switch (metrics.source.kind) {
    case MetricsSourceKind::Prometheus:
        action.urls = {metrics.source.url};
        break;
    case MetricsSourceKind::Scrape:
    case MetricsSourceKind::Probe:
        addHostUrls(action, target);
        break;
    case MetricsSourceKind::Host:
        for (const HostSpec &host : target.hosts)
            action.hosts.append(host.name);
        break;
    case MetricsSourceKind::Command:
        action.directory = directory;
        break;
    }
    return action;
}

Step metricsStep(const Environment &environment, const MetricsSpec &metrics, const QString &directory,
                 bool before)
{
    const Milliseconds time = before ? metrics.before : metrics.watch;
    Step step;
    step.id = before ? u"baseline"_s : u"watch"_s;
    step.kind = before ? StepKind::Baseline : StepKind::Watch;
    step.title = before ? u"sample before"_s : u"watch"_s;
    step.shown = u"%1 series from %2, %3, every %4"_s.arg(
        QString::number(metrics.series.size()), toString(metrics.source.kind), formatDuration(time.count()),
        formatDuration(metrics.interval.count()));
    WatchAction action = watchAction(environment.target, metrics, directory, before);
    action.logs = environment.logs;
    step.action = std::move(action);
    step.timeout = time + Milliseconds(60000);
    return step;
}

std::optional<MetricsSpec> metricsOf(const DeployRequest &request)
{
    auto metrics = request.environment.metrics;
    if (metrics && metrics->series.empty())
        metrics->series = profileSeries(request.project.profile);
    return metrics && !metrics->series.empty() ? metrics : std::nullopt;
}

Stage prepareStage(const Deploy &deploy)
{
    std::vector<Step> steps;
    for (const HostPlan &host : deploy.hosts)
        addPrepareSteps(steps, deploy, host);
    const auto metrics = metricsOf(deploy.request);
    const bool live = std::any_of(deploy.hosts.begin(), deploy.hosts.end(),
                                  [](const HostPlan &host) { return !host.link.isEmpty(); });
    const TargetSpec &target = deploy.request.environment.target;
    if (metrics && live && deploy.request.watch)
        steps.push_back(
            metricsStep(deploy.request.environment, *metrics, deploy.request.project.directory, true));
    return stageOf(u"prepare"_s, u"Prepare every host"_s, target.parallel, std::move(steps));
}

Stage buildStage(const DeployRequest &request)
{
    Step step;
    step.id = u"build"_s;
    step.kind = StepKind::Build;
    step.title = u"build"_s;
    const QString command = expand(request.project.release.buildCommand, {{u"version"_s, request.version}});
    step.shown = command;
    step.action = CommandAction{command, request.project.directory};
    step.timeout = migrateTimeout;
    return stageOf(u"build"_s, u"Build"_s, 1, {step});
}

const HostPlan &migrationHost(const std::vector<HostPlan> &hosts)
{
    const auto found = std::find_if(hosts.begin(), hosts.end(),
                                    [](const HostPlan &host) { return host.spec.roles.contains(u"db"_s); });
    return found == hosts.end() ? hosts.front() : *found;
}

Result<void> addMigration(Plan &plan, const Deploy &deploy)
{
    const HostPlan &host = migrationHost(deploy.hosts);
    const auto command = commandFor(deploy.frame, u"migrate"_s, host, host.to, host.toVersion);
    if (!command)
        return tl::unexpected<Error>(command.error());
    if (command->isEmpty())
        return {};
    Step step = scriptStep(u"migrate"_s, host, StepKind::Migrate, u"migrate"_s, *command,
                           commandScript(host.site, {u"migrate"_s, host.to, *command, false}),
                           commandResolve(host.site, u"migrate"_s));
    step.timeout = migrateTimeout;
    plan.stages.push_back(stageOf(u"migrate"_s, u"Migrate the database once"_s, 1, {step}));
    plan.notes.append(u"Migrations are not undone by a rollback of the release."_s);
    return {};
}

Result<void> addSwitches(Plan &plan, const Deploy &deploy)
{
    const Environment &environment = deploy.request.environment;
    const auto hosts = switches(deploy.frame, deploy.hosts, Flip::Undoable);
    if (!hosts)
        return tl::unexpected<Error>(hosts.error());
    for (Stage &stage : strategy(environment.strategy.kind)
                            .stages(*hosts, environment.strategy, environment.target.parallel))
        plan.stages.push_back(std::move(stage));
    return {};
}

Stage recordStage(const Deploy &deploy)
{
    std::vector<Step> steps;
    const DeployRequest &request = deploy.request;
    for (const HostPlan &host : deploy.hosts) {
        const RecordOptions options{
            deployedRevision(request.version, request.commit, host.to, request.by),
            {entry(deploy.frame, u"deployed"_s, host.to, request.version, request.reason)},
            {}};
        steps.push_back(scriptStep(u"record"_s, host, StepKind::Record, u"record"_s,
                                   u"revisions.log, .belay/log"_s, recordScript(host.site, options)));
    }
    Stage stage = stageOf(u"record"_s, u"Record"_s, request.environment.target.parallel, std::move(steps));
    stage.pointOfNoReturn = true;
    return stage;
}

Stage pruneStage(const Deploy &deploy)
{
    std::vector<Step> steps;
    const TargetSpec &target = deploy.request.environment.target;
    for (const HostPlan &host : deploy.hosts) {
        steps.push_back(
            scriptStep(u"prune"_s, host, StepKind::Prune, u"prune"_s,
                       u"keep %1 releases, what is live and the last good one"_s.arg(target.keepReleases),
                       pruneScript(host.site, target.keepReleases)));
        steps.back().timeout = longTimeout;
    }
    Stage stage = stageOf(u"prune"_s, u"Prune"_s, target.parallel, std::move(steps));
    stage.onFailure = OnFailure::KeepGoing;
    return stage;
}

void addFleetNotes(Plan &plan, const Deploy &deploy)
{
    const FleetSnapshot &fleet = *deploy.request.fleet;
    addWarnings(plan, deploy.request.environment, fleet);
    const QStringList live = fleet.versionsLive();
    plan.fromVersion = live.join(u", "_s);
    if (live.size() == 1 && live.first() == deploy.request.version)
        plan.warnings.append(u"%1 is already live; this deploys it again"_s.arg(live.first()));
    for (const HostObservation &host : fleet.hosts) {
        if (!host.missingLinkedFiles.isEmpty()) {
            plan.warnings.append(u"Missing under %1/shared on %2, the preflight will refuse: %3"_s.arg(
                host.path, host.host, host.missingLinkedFiles.join(u", "_s)));
        }
        if (!host.hold.isEmpty())
            plan.warnings.append(
                u"Deploys are held on %1 and this goes ahead all the same: %2"_s.arg(host.host, host.hold));
    }
}

void addReadOnlyNotes(Plan &plan, const DeployRequest &request)
{
    plan.runnable = request.fleet && request.artifact;
    if (!request.fleet)
        plan.notes.append(
            u"Made without asking the hosts; the real plan names the release in place of %1."_s.arg(
                unknownRelease()));
    if (!request.artifact)
        plan.notes.append(u"The artifact has not been read yet, so its files are not listed."_s);
}

} // namespace

Stage watchStage(const Environment &environment, const MetricsSpec &metrics, const QString &directory)
{
    Step step = metricsStep(environment, metrics, directory, false);
    auto *watch = std::get_if<WatchAction>(&step.action);
    for (const HostSpec &host : environment.target.hosts) {
        if (!watch || !environment.health)
            break;
        HealthSpec health = *environment.health;
        health.url = expand(health.url, hostValues(host));
        if (!health.url.contains(u'{')) // a deploy refuses such a file; a watch goes without
            watch->health.push_back({host.name, std::move(health)});
    }
    return stageOf(u"watch"_s, u"Watch"_s, 1, {std::move(step)});
}

Result<Plan> planDeploy(const DeployRequest &request)
{
    const auto version = checkedVersion(request.version);
    if (!version)
        return tl::unexpected<Error>(version.error());
    if (const auto served = checkServed(request.environment); !served)
        return tl::unexpected<Error>(served.error());

    const qint64 time = request.fleet ? newestHostTime(*request.fleet) : request.nowMs;
    const QString token =
        request.token.isEmpty() ? makeLockToken(request.runId, request.by, time) : request.token;
    Deploy deploy{
        request,
        {request.project, request.environment, request.runId, request.by, request.reason, token},
        request.artifact.value_or(Artifact{artifactPath(request.project, request.version), {}, 0, {}, {}}),
        {}};
    if (request.fleet) {
        if (const auto good = checkFleet(deploy); !good)
            return tl::unexpected<Error>(good.error());
    }
    if (const auto added = addHosts(deploy); !added)
        return tl::unexpected<Error>(added.error());

    Plan plan = planFor(deploy.frame, PlanKind::Deploy, request.nowMs, deploy.hosts);
    plan.version = *version;
    plan.commit = request.commit;
    plan.committedMs = request.committedMs;
    plan.strategy = QString::fromLatin1(strategy(request.environment.strategy.kind).word);
    if (deploy.artifact.archive.isEmpty())
        plan.fileList = QString::fromUtf8(deploy.artifact.listText());
    addReadOnlyNotes(plan, request);
    if (request.fleet)
        addFleetNotes(plan, deploy);

    // A plan that runs was made from what the build left, so the build is over; a preview shows that there is
    // one.
    if (!plan.runnable && !request.project.release.buildCommand.isEmpty())
        plan.stages.push_back(buildStage(request));
    plan.stages.push_back(lockStage(deploy.frame, deploy.hosts, request.overrideHold, true));
    plan.stages.push_back(prepareStage(deploy));
    if (const auto added = addMigration(plan, deploy); !added)
        return tl::unexpected<Error>(added.error());
    if (const auto added = addSwitches(plan, deploy); !added)
        return tl::unexpected<Error>(added.error());
    plan.stages.push_back(recordStage(deploy));
    plan.stages.push_back(pruneStage(deploy));
    plan.stages.push_back(unlockStage(deploy.hosts, request.environment.target.parallel));
    if (const auto metrics = metricsOf(request); metrics && request.watch)
        addWatchStage(plan, request, *metrics);
    return plan;
}

} // namespace belay
