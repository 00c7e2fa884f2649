// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/notify/occasion.h"

#include "models/domain/names.h"

#include <algorithm>

namespace belay {

namespace {

constexpr int longestText = 500; ///< characters; receivers cut or refuse more

QString line(const QString &text)
{
    return cleanLine(text.simplified(), longestText);
}

std::optional<NotifyMoment> momentOf(VerdictKind kind)
{
    switch (kind) {
    case VerdictKind::Hold:
        return NotifyMoment::Hold;
    case VerdictKind::RollBack:
        return NotifyMoment::Trigger;
    case VerdictKind::NotEnoughData:
        return NotifyMoment::NoData;
    case VerdictKind::Collecting:
    case VerdictKind::Healthy:
        break;
    }
    return {};
}

std::optional<NotifyMoment> endOf(PlanKind kind, Outcome outcome)
{
    switch (outcome) {
    case Outcome::Succeeded:
        if (kind == PlanKind::Watch)
            return {};
        return kind == PlanKind::Rollback ? NotifyMoment::RolledBack : NotifyMoment::Succeeded;
    case Outcome::RolledBack:
        return NotifyMoment::RolledBack;
    case Outcome::Failed:
    case Outcome::NotRolledBack:
    case Outcome::Partial:
    case Outcome::Cancelled:
        if (kind == PlanKind::Watch)
            return {};
        return NotifyMoment::Failed;
    case Outcome::VerdictRollBack:
        return NotifyMoment::Trigger;
    case Outcome::VerdictNoData:
        return NotifyMoment::NoData;
    case Outcome::None:
    case Outcome::Handled:
        break;
    }
    return {};
}

QString stoppedAt(const RunState &state)
{
    const auto failed = std::find_if(state.steps.begin(), state.steps.end(), [](const StepStatus &step) {
        return !step.host.isEmpty() && (step.state == StepState::Failed || step.state == StepState::Unknown);
    });
    return failed == state.steps.end() ? QString() : failed->host;
}

bool isTold(PlanKind kind)
{
    return kind == PlanKind::Deploy || kind == PlanKind::Rollback || kind == PlanKind::Watch;
}

Occasion occasionOf(NotifyMoment moment, const RunState &state, const RunEvent &event)
{
    const Plan &plan = state.plan;
    Occasion occasion;
    occasion.moment = moment;
    occasion.kind = plan.kind;
    occasion.outcome = event.outcome;
    occasion.run = line(state.runId);
    occasion.project = line(plan.project);
    occasion.environment = line(plan.environment);
    occasion.version = line(plan.version);
    occasion.from = line(plan.fromVersion);
    occasion.by = line(plan.by);
    occasion.reason = line(plan.reason);
    occasion.strategy = line(plan.strategy);
    occasion.text = line(event.text);
    occasion.stopped = line(stoppedAt(state));
    occasion.hosts = static_cast<int>(plan.hosts.size());
    occasion.hostsDone = state.hostsDone();
    occasion.timeMs = event.timeMs;
    occasion.startedMs = state.startedMs;
    occasion.liveMs = state.liveMs;
    return occasion;
}

} // namespace

bool isForDesktop(const std::vector<NotifySpec> &receivers, const Occasion &occasion)
{
    if (occasion.again)
        return false;
    const auto desktop = std::find_if(receivers.begin(), receivers.end(), [](const NotifySpec &each) {
        return each.kind == NotifyKind::Desktop;
    });
    return desktop == receivers.end() ? occasion.moment != NotifyMoment::Started
                                      : desktop->wants(occasion.moment);
}

std::optional<NotifyMoment> OccasionFinder::momentOf(const RunEvent &event) const
{
    if (!isTold(m_state.plan.kind))
        return {};
    if (event.kind == EventKind::RunStarted && m_state.plan.kind == PlanKind::Deploy)
        return NotifyMoment::Started;
    if (event.kind == EventKind::VerdictReached && event.verdict)
        return belay::momentOf(event.verdict->kind);
    if (event.kind == EventKind::RunFinished)
        return endOf(m_state.plan.kind, event.outcome);
    return {};
}

void OccasionFinder::remember(const std::vector<RunEvent> &past)
{
    for (const RunEvent &event : past)
        take(event);
}

std::optional<Occasion> OccasionFinder::take(const RunEvent &event)
{
    // Lines and samples say nothing here, and there may be very many.
    if (event.kind == EventKind::StepOutput || event.kind == EventKind::SampleTaken ||
        event.kind == EventKind::HealthSeen)
        return {};
    apply(m_state, event);
    if (!m_state.started)
        return {};
    const auto moment = momentOf(event);
    if (!moment)
        return {};
    const bool isNew = m_told.insert(*moment).second;
    if (!isNew && event.kind != EventKind::RunFinished)
        return {};
    Occasion occasion = occasionOf(*moment, m_state, event);
    occasion.again = !isNew;
    return occasion;
}

} // namespace belay
