// SPDX-License-Identifier: GPL-3.0-or-later
// The half of Workspace that runs plans and remembers what came of them.
#include "app/workspace.h"

#include "app/checks/check_step.h"
#include "app/engine/step_stops.h"
#include "app/identity.h"
#include "app/incident_desk.h"
#include "app/inspection_world.h"
#include "app/past.h"
#include "app/run_telling.h"
#include "app/sample_retention.h"
#include "app/workspace_parts.h"
#include "models/domain/project_file.h"

#include <mutex>
#include <optional>

namespace belay {

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
                           StepStops *stops, const Nudge *nudge) const
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
    if (const auto watch = runners.find(StepKind::Watch); nudge && watch != runners.end())
        watch->second = [nudge, runPlain = watch->second](const StepContext &step) {
            return runPlain(StepContext{step.plan, step.step, step.ports, step.cancel, step.tell, nudge});
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
