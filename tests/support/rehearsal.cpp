// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/rehearsal.h"

#include "app/engine/builtin_steps.h"

namespace belay {

using namespace Qt::Literals::StringLiterals;

Step hostStep(StepKind kind, const QString &verb, const QString &host)
{
    Step step;
    step.id = verb + u'@' + host;
    step.host = host;
    step.kind = kind;
    step.title = verb;
    step.action = ScriptAction{step.id, {}};
    return step;
}

Stage stageOf(const QString &id, std::vector<Step> steps, OnFailure onFailure)
{
    Stage stage;
    stage.id = id;
    stage.title = id;
    stage.onFailure = onFailure;
    stage.steps = std::move(steps);
    return stage;
}

Plan emptyPlan(const QStringList &hosts, PlanKind kind)
{
    Plan plan;
    plan.runId = u"r1"_s;
    plan.kind = kind;
    plan.project = u"shop"_s;
    plan.environment = u"production"_s;
    plan.version = u"1.5.0"_s;
    plan.fromVersion = u"1.4.0"_s;
    plan.target.parallel = 1;
    for (const QString &host : hosts) {
        PlanHost each;
        each.spec.name = host;
        each.spec.address = host;
        plan.hosts.push_back(each);
    }
    return plan;
}

namespace {

Stage forEach(const QStringList &hosts, StepKind kind, const QString &verb, const QString &undo = {},
              StepKind undoKind = StepKind::Unlock)
{
    std::vector<Step> steps;
    for (const QString &host : hosts) {
        steps.push_back(hostStep(kind, verb, host));
        if (!undo.isEmpty())
            steps.back().undo = {hostStep(undoKind, undo, host)};
    }
    return stageOf(verb, steps);
}

} // namespace

Plan deployPlan(const QStringList &hosts)
{
    Plan plan = emptyPlan(hosts);
    plan.stages = {forEach(hosts, StepKind::Lock, u"lock"_s, u"free"_s, StepKind::Unlock),
                   forEach(hosts, StepKind::Publish, u"publish"_s, u"discard"_s, StepKind::Publish),
                   forEach(hosts, StepKind::Switch, u"switch"_s, u"return"_s, StepKind::Switch),
                   forEach(hosts, StepKind::Record, u"record"_s),
                   forEach(hosts, StepKind::Prune, u"prune"_s),
                   forEach(hosts, StepKind::Unlock, u"unlock"_s)};
    plan.stages[3].pointOfNoReturn = true;
    plan.stages[4].onFailure = OnFailure::KeepGoing;
    plan.stages[5].onFailure = OnFailure::KeepGoing;
    plan.stages[5].always = true;
    return plan;
}

Plan rollbackPlan(const QStringList &hosts)
{
    Plan plan = emptyPlan(hosts, PlanKind::Rollback);
    plan.version = u"1.4.0"_s;
    plan.fromVersion = u"1.5.0"_s;
    plan.stages = {forEach(hosts, StepKind::Switch, u"switch"_s),
                   forEach(hosts, StepKind::Restart, u"restart"_s),
                   forEach(hosts, StepKind::Unlock, u"unlock"_s)};
    for (Stage &stage : plan.stages)
        stage.onFailure = OnFailure::KeepGoing;
    plan.stages[2].always = true;
    return plan;
}

Stage watchStage()
{
    Step step;
    step.id = u"watch"_s;
    step.kind = StepKind::Watch;
    step.title = u"watch"_s;
    step.action = WatchAction{};
    return stageOf(u"watch"_s, {step});
}

Rehearsal::Rehearsal()
    : runners(builtinSteps())
    , keep([](const RunEvent &) { return Result<void>(); })
{
}

Outcome Rehearsal::run(const Plan &plan, qint64 firstSeq)
{
    const auto sink = [this](const RunEvent &event) {
        auto kept = keep(event);
        if (kept)
            events.push_back(event);
        return kept;
    };
    return belay::run(plan, world.ports, runners, sink, cancel, firstSeq);
}

QStringList Rehearsal::toldFrom(const QString &line) const
{
    const QStringList all = told();
    const qsizetype at = all.indexOf(line);
    return at < 0 ? QStringList{u"never told: "_s + line} : all.mid(at);
}

bool Rehearsal::wasAsked(const QString &script) const
{
    const QStringList calls = world.hosts.calls();
    return calls.contains(script.section(u'@', 1) + u": "_s + script);
}

void Rehearsal::cancelAt(const QString &script)
{
    world.hosts.onRun = [this, script](const QString &each) {
        if (each == script)
            cancel.cancel();
    };
}

void Rehearsal::watchSays(VerdictKind kind, const QString &sentence)
{
    Verdict verdict;
    verdict.kind = kind;
    verdict.sentence = sentence;
    runners[StepKind::Watch] = [verdict](const StepContext &) {
        return StepEnd{StepState::Passed, verdict.sentence, {}, verdict};
    };
}

QStringList lines(const char *text)
{
    QStringList list = QString::fromUtf8(text).split(u'\n');
    for (QString &line : list)
        line = line.trimmed();
    while (!list.isEmpty() && list.first().isEmpty())
        list.removeFirst();
    while (!list.isEmpty() && list.last().isEmpty())
        list.removeLast();
    return list;
}

} // namespace belay
