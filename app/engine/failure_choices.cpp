// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/failure_choices.h"

#include <algorithm>

namespace belay {

namespace {

/// A migration whose effect is not known may have happened half: only a person who looked at the database may
/// start it again.
bool mayRepeat(const Step &step, const StepEnd &end)
{
    return step.kind != StepKind::Migrate || end.state != StepState::Unknown;
}

bool migrationStillAhead(const Plan &plan, const QString &host, const RunContext::Facts &facts)
{
    if (facts.migrated.contains(host))
        return false;
    return std::any_of(plan.stages.begin(), plan.stages.end(), [&host](const Stage &stage) {
        return std::any_of(stage.steps.begin(), stage.steps.end(), [&host](const Step &step) {
            return step.kind == StepKind::Migrate && step.host == host;
        });
    });
}

/// The others can go on without this host: there are others, and none of them waits for the migration that
/// runs here once for all.
bool maySkip(const Plan &plan, const Step &step, const RunContext::Facts &facts)
{
    if (step.host.isEmpty() || migrationStillAhead(plan, step.host, facts))
        return false;
    return std::any_of(plan.hosts.begin(), plan.hosts.end(), [&](const PlanHost &host) {
        return host.spec.name != step.host && !facts.givenUp.contains(host.spec.name);
    });
}

} // namespace

bool isGuided(const Plan &plan, const Stage &stage, const Step &step, const StepEnd &end,
              const RunContext::Facts &facts)
{
    const bool undecided = !facts.failed && !facts.passedNoReturn && !facts.historyBroken;
    if (stage.always || !undecided || (end.state != StepState::Failed && end.state != StepState::Unknown))
        return false;
    if (plan.kind == PlanKind::Deploy)
        return stage.onFailure == OnFailure::Undo;
    return plan.kind == PlanKind::Rollback && !isHousekeeping(step.kind);
}

FailureQuestion questionAbout(const Plan &plan, const Step &step, const StepEnd &end, int attempt,
                              const RunContext::Facts &facts)
{
    FailureQuestion question;
    question.run = plan.runId;
    question.kind = plan.kind;
    question.environment = plan.environment;
    question.version = plan.version;
    question.fromVersion = plan.fromVersion;
    question.step = step.id;
    question.title = step.title;
    question.host = step.host;
    question.state = end.state;
    question.text = end.text;
    question.error = end.error;
    question.attempt = attempt;
    question.hosts = static_cast<int>(plan.hosts.size());
    question.hostsLive = static_cast<int>(facts.onNew().size());
    const bool deploy = plan.kind == PlanKind::Deploy;
    question.otherwise = deploy ? FailureChoice::RollBack : FailureChoice::SkipHost;
    if (mayRepeat(step, end))
        question.choices.push_back(FailureChoice::Retry);
    if (deploy ? maySkip(plan, step, facts) : !step.host.isEmpty())
        question.choices.push_back(FailureChoice::SkipHost);
    if (deploy)
        question.choices.push_back(FailureChoice::RollBack);
    question.choices.push_back(FailureChoice::Stop);
    return question;
}

} // namespace belay
