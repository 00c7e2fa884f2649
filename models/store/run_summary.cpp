// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/run_summary.h"

#include "models/domain/json.h"
#include "models/domain/plan.h"

namespace belay {

namespace {

using Json = nlohmann::json;

QStringList switchSteps(const Plan &plan)
{
    QStringList out;
    for (const Stage &stage : plan.stages) {
        for (const Step &step : stage.steps) {
            if (step.kind == StepKind::Switch)
                out.append(step.id);
        }
    }
    return out;
}

std::optional<Plan> planOf(const RunEvent &event)
{
    const Json json = Json::parse(event.data.toStdString(), nullptr, false);
    if (json.is_discarded())
        return std::nullopt;
    Result<Plan> plan = planFromJson(json);
    return plan ? std::optional<Plan>(*std::move(plan)) : std::nullopt;
}

void start(SummaryRow &row, const RunEvent &event)
{
    RunSummary &summary = row.summary;
    summary.finishedMs = 0;
    summary.outcome = Outcome::None;
    const std::optional<Plan> plan = planOf(event);
    if (!plan) {
        summary.text = event.text;
        return;
    }
    summary.kind = toString(plan->kind);
    summary.project = plan->project;
    summary.environment = plan->environment;
    summary.version = plan->version;
    summary.fromVersion = plan->fromVersion;
    summary.commit = plan->commit;
    summary.committedMs = plan->committedMs;
    summary.strategy = plan->strategy;
    summary.by = plan->by;
    summary.reason = plan->reason;
    summary.text = event.text;
    summary.hosts = static_cast<int>(plan->hosts.size());
    row.switchesLeft = switchSteps(*plan);
}

void finishStep(SummaryRow &row, const RunEvent &event)
{
    const bool done = event.state == StepState::Passed || event.state == StepState::Skipped;
    if (event.undo || !done || row.switchesLeft.removeAll(event.step) == 0)
        return;
    if (row.switchesLeft.isEmpty())
        row.summary.liveMs = event.timeMs;
}

} // namespace

void applyToSummary(SummaryRow &row, const RunEvent &event)
{
    RunSummary &summary = row.summary;
    if (summary.id.isEmpty()) {
        summary.id = event.run;
        summary.startedMs = event.timeMs;
    }
    switch (event.kind) {
    case EventKind::RunStarted:
        start(row, event);
        break;
    case EventKind::StepFinished:
        finishStep(row, event);
        break;
    case EventKind::UndoStarted:
        summary.liveMs = 0;
        break;
    case EventKind::VerdictReached:
        if (event.verdict) {
            summary.verdict = toString(event.verdict->kind);
            summary.verdictSentence = event.verdict->sentence;
        }
        break;
    case EventKind::RunFinished:
        summary.finishedMs = event.timeMs;
        summary.outcome = event.outcome;
        summary.text = event.text;
        break;
    default:
        break;
    }
}

QString searchText(const RunEvent &event)
{
    QStringList words;
    switch (event.kind) {
    case EventKind::RunStarted: {
        words << event.run << event.text;
        if (const std::optional<Plan> plan = planOf(event)) {
            words << plan->project << plan->environment << plan->version << plan->fromVersion << plan->commit
                  << plan->by << plan->reason << toString(plan->kind);
            for (const PlanHost &host : plan->hosts)
                words << host.spec.name;
        }
        break;
    }
    case EventKind::StepOutput:
        if (event.isError)
            words << event.text;
        break;
    case EventKind::StepFinished:
        if (event.state != StepState::Passed && event.state != StepState::Skipped) {
            words << event.step << event.text;
            if (event.error)
                words << event.error->summary << event.error->detail << event.error->hint;
        }
        break;
    case EventKind::LogFound:
    case EventKind::UndoStarted:
    case EventKind::VerdictReached:
    case EventKind::HoldChanged:
    case EventKind::Noted:
    case EventKind::RunFinished:
        words << event.text;
        break;
    default:
        break;
    }
    words.removeAll(QString());
    return words.join(u'\n');
}

} // namespace belay
