// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/incident_timeline.h"

#include "models/domain/names.h"
#include "models/domain/run_state.h"

#include <algorithm>
#include <optional>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

QString nameOf(const Plan &plan)
{
    switch (plan.kind) {
    case PlanKind::Deploy:
        return u"Deployment of "_s + plan.version;
    case PlanKind::Rollback:
        return u"Rollback to "_s + plan.version;
    case PlanKind::Watch:
        return u"Watching"_s;
    case PlanKind::Checklist:
        return u"Checklist"_s;
    case PlanKind::Unlock:
        return u"Unlocking"_s;
    }
    return {};
}

QString startOf(const Plan &plan)
{
    QString text = nameOf(plan) + u" began"_s;
    if (!plan.by.isEmpty())
        text += u" (by "_s + cleanLine(plan.by) + u')';
    if (!plan.reason.isEmpty())
        text += u": "_s + cleanLine(plan.reason);
    return text;
}

/// A finding that is told with a higher count is no new line of a story.
bool isToldAgain(const RunEvent &event, const RunState &state)
{
    if (event.kind != EventKind::LogFound)
        return false;
    const auto &all = state.findings.found;
    return std::none_of(all.begin(), all.end(), [&event](const LogFinding &found) {
        return found.host == event.host && found.text == event.text && found.firstMs == event.timeMs;
    });
}

/// The line of one event, given what the run has become by it.
std::optional<TimelineLine> lineOf(const RunEvent &event, const RunState &state, VerdictKind verdictBefore)
{
    TimelineLine line{event.timeMs, TimelineMark::Change, {}, event.run};
    const QString text = cleanLine(event.text);
    switch (event.kind) {
    case EventKind::RunStarted:
        if (isFollowing(state.plan))
            return {}; // what it finds is news, not that it looks
        line.text = startOf(state.plan);
        return line;
    case EventKind::VerdictReached:
        if (!event.verdict || event.verdict->kind == verdictBefore)
            return {};
        // That such a watch waits for samples again says nothing about the release.
        if (isFollowing(state.plan) && event.verdict->kind == VerdictKind::Collecting)
            return {};
        line.mark = TimelineMark::Trigger;
        line.text = (isFollowing(state.plan) ? u"Measured again: "_s : QString()) +
                    cleanLine(event.verdict->sentence);
        return line;
    case EventKind::CountdownStarted:
        line.mark = TimelineMark::Trigger;
        line.text = text;
        return text.isEmpty() ? std::nullopt : std::optional(line);
    case EventKind::HealthSeen:
    case EventKind::LogFound: {
        const QString found = cleanLine(findingLine(event));
        if (found.isEmpty() || isToldAgain(event, state))
            return {};
        // A rollback restarts every service itself, in the middle of such a watch.
        if (isFollowing(state.plan) && event.data == toString(LogFindingKind::Restart))
            return {};
        line.mark = event.state == StepState::Passed ? TimelineMark::Change : TimelineMark::Failure;
        const QString where = event.host + u": "_s;
        line.text = found.startsWith(where) ? found : where + found;
        return line;
    }
    case EventKind::HoldChanged:
    case EventKind::Noted:
    case EventKind::UndoStarted:
        line.mark = event.kind == EventKind::UndoStarted ? TimelineMark::Change : TimelineMark::Person;
        line.text = text;
        return text.isEmpty() ? std::nullopt : std::optional(line);
    case EventKind::StepFinished:
        if (event.state != StepState::Failed && event.state != StepState::Unknown)
            return {};
        line.mark = TimelineMark::Failure;
        line.text = event.step + (event.state == StepState::Failed ? u" failed"_s : u": no proof"_s) +
                    (text.isEmpty() ? QString() : QString(u": "_s + text));
        return line;
    case EventKind::RunFinished:
        if (isFollowing(state.plan))
            return {};
        line.mark = event.outcome == Outcome::Succeeded ? TimelineMark::End : TimelineMark::Failure;
        line.text =
            text.isEmpty() ? QString(nameOf(state.plan) + u" ended: "_s + toString(event.outcome)) : text;
        return line;
    default:
        return {};
    }
}

TimelineMark markOf(IncidentFact fact)
{
    switch (fact) {
    case IncidentFact::Opened:
        return TimelineMark::Trigger;
    case IncidentFact::Returned:
        return TimelineMark::Change;
    case IncidentFact::Closed:
        return TimelineMark::End;
    default:
        return TimelineMark::Person;
    }
}

QString elsewhereText(const NearbyChange &change)
{
    return change.project + u" ("_s + change.environment +
           (change.kind == "rollback"_L1 ? u") was rolled back to "_s : u") got "_s) + change.version;
}

} // namespace

std::vector<TimelineLine> timelineOf(const std::vector<RunEvent> &run)
{
    std::vector<TimelineLine> lines;
    RunState state;
    VerdictKind verdict = VerdictKind::Collecting;
    for (const RunEvent &event : run) {
        // Samples are most of a run and say nothing here.
        if (event.kind == EventKind::SampleTaken || event.kind == EventKind::StepOutput ||
            event.kind == EventKind::StepProgress)
            continue;
        const qint64 liveBefore = state.liveMs;
        apply(state, event);
        if (liveBefore == 0 && state.liveMs != 0)
            lines.push_back({state.liveMs, TimelineMark::Change,
                             state.plan.version + u" is live on all hosts"_s, event.run});
        if (auto line = lineOf(event, state, verdict))
            lines.push_back(std::move(*line));
        if (event.verdict)
            verdict = event.verdict->kind;
    }
    return lines;
}

std::vector<TimelineLine> incidentTimeline(const Incident &incident,
                                           const std::vector<std::vector<RunEvent>> &runs,
                                           const std::vector<NearbyChange> &elsewhere)
{
    std::vector<TimelineLine> lines;
    for (const auto &run : runs) {
        const auto told = timelineOf(run);
        lines.insert(lines.end(), told.begin(), told.end());
    }
    for (const NearbyChange &change : elsewhere)
        lines.push_back({change.liveMs, TimelineMark::Change, elsewhereText(change), change.run});
    for (const IncidentEntry &entry : incident.entries)
        lines.push_back({entry.timeMs, markOf(entry.fact), sentenceOf(entry), entry.run});
    std::stable_sort(lines.begin(), lines.end(),
                     [](const TimelineLine &a, const TimelineLine &b) { return a.timeMs < b.timeMs; });
    lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
    return lines;
}

} // namespace belay
