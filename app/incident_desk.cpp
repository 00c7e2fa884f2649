// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/incident_desk.h"

#include "app/checks/commits.h"
#include "app/git.h"
#include "app/identity.h"
#include "app/inspection_world.h"
#include "app/past.h"
#include "app/readiness.h"
#include "app/scan/scan.h"
#include "models/domain/countdown.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <list>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr qint64 hour = 3'600'000;
constexpr qint64 day = 24 * hour;

/// The deployment an incident is about when nobody names one.
QString newestRun(const HistoryStore &store, const QString &project, const QString &environment)
{
    const auto newest = newestRelease(store, project, environment, std::numeric_limits<qint64>::max());
    return newest && *newest ? (*newest)->id : QString();
}

/// The commit that was live before a deployment, by the history; empty: not known.
QString commitBefore(const HistoryStore &store, const RunSummary &release)
{
    HistoryQuery query;
    query.project = release.project;
    query.environment = release.environment;
    for (const RunSummary &run : store.runs(query).value_or(std::vector<RunSummary>())) {
        if (run.startedMs < release.startedMs && run.version == release.fromVersion && run.liveMs != 0)
            return run.commit;
    }
    return {};
}

NearbyChange changeOf(const RunSummary &run)
{
    return {run.id, run.kind, run.project, run.environment, run.version, run.fromVersion, run.by, run.liveMs};
}

/// Every change of the day before and of the time since.
std::vector<NearbyChange> changesAround(const HistoryStore &store, const Incident &incident)
{
    HistoryQuery query;
    query.limit = 500;
    std::vector<NearbyChange> changes;
    for (const RunSummary &run : store.runs(query).value_or(std::vector<RunSummary>())) {
        if (run.liveMs >= incident.openedMs - day)
            changes.push_back(changeOf(run));
    }
    return changes;
}

/// The runs whose story belongs to the incident: the deployment it is about, and what was done in its
/// environment until it was closed.
std::vector<QString> runsOf(const HistoryStore &store, const Incident &incident, qint64 nowMs)
{
    HistoryQuery query;
    query.project = incident.project;
    query.environment = incident.environment;
    query.limit = 100;
    const qint64 until = incident.closedMs == 0 ? nowMs : incident.closedMs;
    std::vector<QString> runs;
    for (const RunSummary &run : store.runs(query).value_or(std::vector<RunSummary>())) {
        const bool isItself = run.id == incident.run || run.id == incident.rollbackRun;
        const bool isMeanwhile = run.startedMs >= incident.openedMs && run.startedMs <= until;
        if (isItself || (isMeanwhile && run.kind != toString(PlanKind::Checklist)))
            runs.push_back(run.id);
    }
    return runs;
}

/// The numbers of the release go on in what came after it, told in the order it happened: a watch still
/// speaks while a rollback runs beside it.
void continueWith(RunState &release, const std::vector<std::vector<RunEvent>> &runs)
{
    struct Later
    {
        qint64 timeMs;
        const Plan *plan;
        const RunEvent *event;
    };
    std::list<Plan> plans;
    std::vector<Later> later;
    for (const std::vector<RunEvent> &events : runs) {
        if (events.empty() || events.front().kind != EventKind::RunStarted ||
            events.front().timeMs < release.startedMs || events.front().run == release.runId)
            continue;
        plans.push_back(replay({events.front()}).plan);
        qint64 timeMs = 0; // of one run the order is known, whatever the clock did
        for (const RunEvent &event : events) {
            timeMs = std::max(timeMs, event.timeMs);
            later.push_back({timeMs, &plans.back(), &event});
        }
    }
    std::stable_sort(later.begin(), later.end(),
                     [](const Later &a, const Later &b) { return a.timeMs < b.timeMs; });
    for (const Later &one : later)
        applyAftermath(release, *one.plan, *one.event);
}

/// By the samples until it was noticed: what they say stays so, whatever the numbers do afterwards.
qint64 beganOf(const RunState &state, const Incident &incident)
{
    qint64 began = incident.openedMs;
    for (const SeriesData &each : state.series) {
        SeriesData known;
        known.spec = each.spec;
        known.before = each.before;
        std::copy_if(each.after.begin(), each.after.end(), std::back_inserter(known.after),
                     [&incident](const Sample &sample) { return sample.timeMs <= incident.openedMs; });
        began = std::min(began, troubleBegan(known).value_or(began));
    }
    return began;
}

/// The way back that was taken: as the runs tell it, else as it was noted.
void noteReturn(IncidentStory &story)
{
    DecisionQuestion &question = story.question;
    if (story.aftermath && story.aftermath->backMs > 0) {
        question.backMs = story.aftermath->backMs;
        question.backTo = story.aftermath->backTo;
        if (story.aftermath->recovery)
            question.recovery = story.aftermath->recovery->kind;
        return;
    }
    for (const IncidentEntry &entry : story.incident.entries) {
        if (entry.fact != IncidentFact::Returned)
            continue;
        question.backMs = entry.timeMs;
        question.backTo = entry.text;
    }
}

/// When an announced rollback was due that nothing came of; 0: there is none.
qint64 unsettledCountdown(const std::vector<RunEvent> &events)
{
    if (countdownOf(events) != CountdownStage::Open)
        return 0;
    const auto announced = std::find_if(events.rbegin(), events.rend(), [](const RunEvent &event) {
        return event.kind == EventKind::CountdownStarted;
    });
    return announced->timeMs + announced->total;
}

int migrationsThatRan(const RunState &state)
{
    return static_cast<int>(std::count_if(state.steps.begin(), state.steps.end(), [](const StepStatus &step) {
        return step.kind == StepKind::Migrate && step.state == StepState::Passed;
    }));
}

/// Where the migrations among the files take data away or rename what the release before uses.
QStringList destroyedBy(const Project &project, const QStringList &migrations, const CancelToken &cancel)
{
    if (migrations.isEmpty())
        return {};
    scan::ScanOptions options;
    options.onlyRules = {u"migration/destructive"_s, u"migration/rename"_s, u"sql/destructive"_s};
    options.onlyFiles = migrations;
    const auto report = scan::scanRepository(project.directory, options, {}, cancel);
    QStringList places;
    if (report) {
        for (const Finding &finding : report->findings)
            places += finding.file + u':' + QString::number(finding.line);
    }
    return places;
}

IncidentEntry entryOf(const Incident &incident, IncidentFact fact, const QString &text, const QString &run,
                      qint64 nowMs)
{
    IncidentEntry entry;
    entry.incident = incident.id;
    entry.project = incident.project;
    entry.environment = incident.environment;
    entry.timeMs = nowMs;
    entry.fact = fact;
    entry.by = whoAmI();
    entry.text = text;
    entry.run = run;
    return entry;
}

} // namespace

Result<Incident> openIncident(HistoryStore &store, const QString &project, const QString &environment,
                              const QString &text, const QString &run, qint64 nowMs)
{
    auto open = store.openIncident(project, environment);
    if (!open || open->isOpen())
        return open;
    Incident made;
    made.id = newRunId(nowMs);
    made.project = project;
    made.environment = environment;
    const QString about = run.isEmpty() ? newestRun(store, project, environment) : run;
    if (auto kept = store.appendIncident(entryOf(made, IncidentFact::Opened, text, about, nowMs)); !kept)
        return tl::unexpected(kept.error());
    return store.incident(made.id);
}

Result<Incident> addToIncident(HistoryStore &store, const Incident &incident, IncidentFact fact,
                               std::optional<IncidentStep> step, const QString &text, const QString &run,
                               qint64 nowMs)
{
    IncidentEntry entry = entryOf(incident, fact, text, run, nowMs);
    entry.step = step;
    if (auto kept = store.appendIncident(entry); !kept)
        return tl::unexpected(kept.error());
    return store.incident(incident.id);
}

Result<void> noteForIncidents(HistoryStore &store, const Plan &plan, const RunEvent &event)
{
    if (isFollowing(plan))
        return {}; // what is known to be bad opens no incident again: a person may have closed it
    Result<Incident> told;
    if (event.kind == EventKind::VerdictReached && event.verdict &&
        event.verdict->kind == VerdictKind::RollBack) {
        told = openIncident(store, plan.project, plan.environment, event.verdict->sentence,
                            plan.kind == PlanKind::Watch ? QString() : plan.runId, event.timeMs);
    } else if (event.kind == EventKind::RunFinished && event.outcome == Outcome::Succeeded &&
               plan.kind == PlanKind::Rollback) {
        told = store.openIncident(plan.project, plan.environment);
        if (told && told->isOpen())
            told = addToIncident(store, *told, IncidentFact::Returned, {}, plan.version, plan.runId,
                                 event.timeMs);
    }
    return told ? Result<void>() : tl::unexpected(told.error());
}

Result<IncidentStory> recallIncident(const HistoryStore &store, const Incident &incident, qint64 nowMs)
{
    IncidentStory story;
    story.incident = incident;
    if (incident.id.isEmpty())
        return story;
    RunState about;
    std::vector<std::vector<RunEvent>> runs;
    for (const QString &id : runsOf(store, incident, nowMs)) {
        auto events = store.events(id);
        if (!events)
            return tl::unexpected(events.error());
        if (id == incident.run) {
            about = replay(*events);
            story.countdownDueMs = unsettledCountdown(*events);
        }
        runs.push_back(std::move(*events));
    }
    continueWith(about, runs);
    story.version = about.plan.version;
    story.fromVersion = about.plan.fromVersion;
    story.commit = about.plan.commit;
    story.liveMs = about.liveMs;
    story.verdict = standingVerdict(about) ? standingVerdict(about) : about.verdict;
    story.aftermath = about.aftermath;
    story.series = about.series;
    story.beganMs = beganOf(about, incident);
    const std::vector<NearbyChange> changes = changesAround(store, incident);
    story.cause = likelyCause({incident.project, incident.environment, story.beganMs,
                               incident.closedMs == 0 ? nowMs : incident.closedMs, changes});
    std::vector<NearbyChange> elsewhere;
    std::copy_if(changes.begin(), changes.end(), std::back_inserter(elsewhere),
                 [&incident, &story](const NearbyChange &change) {
                     return change.project != incident.project && change.liveMs >= story.beganMs - hour &&
                            (incident.closedMs == 0 || change.liveMs <= incident.closedMs);
                 });
    story.timeline = incidentTimeline(incident, runs, elsewhere);
    story.question.beganMs = story.beganMs;
    story.question.nowMs = incident.isOpen() ? nowMs : incident.closedMs;
    story.question.series = about.series;
    story.question.migrations = migrationsThatRan(about);
    story.question.rollbackTakesMs =
        usualDuration(store, incident.project, incident.environment, toString(PlanKind::Rollback));
    noteReturn(story);
    return story;
}

void lookIntoIncident(const Workspace &workspace, const Project &project, const Environment &environment,
                      IncidentView &view, const CancelToken &cancel)
{
    for (const CheckStatus &status : workspace.checklist(project, environment, view.story.commit)) {
        if (status.item.phase == CheckPhase::IfIssues)
            view.ifIssues.push_back(status);
    }
    if (!workspace.isTrusted(project))
        return;
    view.wayBackAsked = true;
    if (view.story.question.backMs == 0) { // what is live now is no longer what this is about
        RollbackIntent intent;
        intent.reason = view.story.incident.trigger;
        view.wayBack = workspace.rollbackPreview(project, environment, intent);
        view.story.question.wayBackIsReady = view.wayBack.readiness.ready;
        view.story.question.wayBack = view.wayBack.readiness.text;
        if (view.story.question.rollbackTakesMs == 0)
            view.story.question.rollbackTakesMs = view.wayBack.readiness.switchMs;
    }
    LocalShell &shell = workspace.composition().ports().local;
    const HistoryStore *store = workspace.composition().history();
    if (!store || view.story.commit.isEmpty())
        return;
    const auto release = store->run(view.story.incident.run).value_or(std::nullopt);
    const QString before = release ? commitBefore(*store, *release) : QString();
    const auto changes = gitBetween(project.directory, before, view.story.commit, shell, cancel);
    if (!changes)
        return;
    ReleaseSize size;
    size.commits = static_cast<int>(changes->commits.size());
    const QStringList migrations = migrationsIn(changes->files);
    size.migrations = static_cast<int>(migrations.size());
    QStringList names;
    const auto world = inspectionWorld(workspace, project, environment, view.story.version);
    if (const auto read = world->environmentNames(cancel))
        for (const EnvironmentName &name : *read)
            names += name.name;
    size.environmentKeys = gitUnmentioned(project.directory, before, names, shell, cancel);
    view.story.causeSize = sizeOf(size);
    if (view.story.question.migrations > 0)
        view.story.question.destroys = destroyedBy(project, migrations, cancel);
}

} // namespace belay
