// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_fixtures.h"

using namespace Qt::Literals::StringLiterals;

namespace belay::test {

namespace {

SeriesSpec series(const QString &id, const QString &title, const QString &unit)
{
    SeriesSpec spec;
    spec.id = id;
    spec.title = title;
    spec.unit = unit;
    return spec;
}

Step step(StepKind kind, const QString &title, const QString &host, const QString &shown)
{
    Step made;
    made.id = host.isEmpty() ? title : title + u'@' + host;
    made.host = host;
    made.kind = kind;
    made.title = title;
    made.shown = shown;
    made.action = ScriptAction{u"true"_s, {}};
    return made;
}

Stage onEveryHost(const QString &id, const QString &title, StepKind kind, const QString &name,
                  const QString &shown)
{
    Stage stage;
    stage.id = id;
    stage.title = title;
    stage.parallel = 3;
    for (const QString &host : fixtureHosts())
        stage.steps.push_back(step(kind, name, host, shown));
    return stage;
}

Step withUndo(Step made, const QString &title)
{
    made.undo.push_back(step(made.kind, title, made.host, u"back"_s));
    return made;
}

Step watchStep(bool before)
{
    Step made = step(StepKind::Watch, before ? u"sample before"_s : u"watch"_s, {},
                     u"6 series from http://prometheus:9090, 10 min, every 10 s"_s);
    made.kind = before ? StepKind::Baseline : StepKind::Watch;
    WatchAction action;
    action.before = before;
    action.metrics.series = watchedSeries();
    made.action = action;
    return made;
}

void addBatch(Plan &plan, int number)
{
    const QString host = fixtureHosts()[number - 1];
    Stage stage;
    stage.id = u"batch-%1"_s.arg(number);
    stage.title = u"Batch %1 of 3"_s.arg(number);
    stage.steps = {
        withUndo(
            step(StepKind::Switch, u"switch"_s, host, u"current: 20261119083000 → 20261121140500 (rename)"_s),
            u"switch back"_s),
        step(StepKind::Restart, u"restart"_s, host, u"systemctl restart storefront"_s),
        step(StepKind::Health, u"health"_s, host,
             u"GET https://%1.internal/api/health/ready until 2xx 2 times in a row, within 60 s"_s.arg(host)),
    };
    plan.stages.push_back(stage);
}

Plan plainPlan(PlanKind kind)
{
    Plan plan;
    plan.runId = u"20261121-140231-7f3a"_s;
    plan.kind = kind;
    plan.project = u"storefront"_s;
    plan.environment = u"production"_s;
    plan.isProtected = true;
    plan.by = u"dana@workstation"_s;
    plan.createdMs = now();
    for (const QString &name : fixtureHosts()) {
        PlanHost host;
        host.spec.name = name;
        host.spec.address = name + u".internal"_s;
        host.path = u"/srv/storefront"_s;
        host.fromReleaseId = u"20261119083000"_s;
        host.toReleaseId = u"20261121140500"_s;
        plan.hosts.push_back(host);
        plan.target.hosts.push_back(host.spec);
    }
    return plan;
}

} // namespace

QStringList fixtureHosts()
{
    return {u"web-1"_s, u"web-2"_s, u"web-3"_s};
}

std::vector<SeriesSpec> watchedSeries()
{
    std::vector<SeriesSpec> all{
        series(u"error_rate"_s, u"Error rate"_s, u"percent"_s),
        series(u"p99_latency"_s, u"p99 latency"_s, u"ms"_s),
        series(u"p95_latency"_s, u"p95 latency"_s, u"ms"_s),
        series(u"requests"_s, u"Requests"_s, u"per_second"_s),
        series(u"memory"_s, u"Memory"_s, u"bytes"_s),
        series(u"db_pool"_s, u"Database pool in use"_s, u"percent"_s),
    };
    all[0].rollback = 5;
    all[1].rollbackRatio = 1.5;
    return all;
}

Plan deployPlan()
{
    Plan plan = plainPlan(PlanKind::Deploy);
    plan.version = u"v1.4.2"_s;
    plan.fromVersion = u"v1.4.1"_s;
    plan.commit = u"8f3c1d0a9be24471c0de"_s;
    plan.warnings = {u"web-3 has 4.1 GB free; the release needs 0.2 GB"_s};
    plan.notes = {u"Migrations are not undone by a rollback of the release."_s};
    Stage before;
    before.id = u"baseline"_s;
    before.title = u"Measure before"_s;
    before.steps = {watchStep(true)};
    plan.stages.push_back(before);
    plan.stages.push_back(
        onEveryHost(u"lock"_s, u"Lock"_s, StepKind::Lock, u"lock"_s, u"/srv/storefront/.belay/lock"_s));
    Stage prepare = onEveryHost(u"prepare"_s, u"Prepare every host"_s, StepKind::Preflight, u"preflight"_s,
                                u"folders, current, linked files, 96 MB free"_s);
    for (const QString &host : fixtureHosts()) {
        prepare.steps.push_back(
            step(StepKind::Upload, u"upload"_s, host, u"412 files, 48 MB → .belay/staging"_s));
        prepare.steps.push_back(step(StepKind::Publish, u"publish"_s, host,
                                     u"verify SHA-256, link shared, releases/20261121140500 (rename)"_s));
    }
    plan.stages.push_back(prepare);
    Stage migrate;
    migrate.id = u"migrate"_s;
    migrate.title = u"Migrate the database once"_s;
    migrate.steps = {
        step(StepKind::Migrate, u"migrate"_s, u"web-1"_s, u"bin/storefront eval Release.migrate"_s)};
    plan.stages.push_back(migrate);
    for (int batch = 1; batch <= 3; ++batch)
        addBatch(plan, batch);
    plan.stages.push_back(
        onEveryHost(u"record"_s, u"Record"_s, StepKind::Record, u"record"_s, u"revisions.log, .belay/log"_s));
    plan.stages.push_back(
        onEveryHost(u"unlock"_s, u"Unlock"_s, StepKind::Unlock, u"unlock"_s, u"our lock only"_s));
    Stage watch;
    watch.id = u"watch"_s;
    watch.title = u"Watch"_s;
    watch.steps = {watchStep(false)};
    plan.stages.push_back(watch);
    return plan;
}

Plan rollbackPlan()
{
    Plan plan = plainPlan(PlanKind::Rollback);
    plan.version = u"v1.4.1"_s;
    plan.fromVersion = u"v1.4.2"_s;
    plan.stages = {
        onEveryHost(u"switch"_s, u"Switch"_s, StepKind::Switch, u"switch"_s,
                    u"current: 20261121140500 → 20261119083000 (rename)"_s),
        onEveryHost(u"restart"_s, u"Restart"_s, StepKind::Restart, u"restart"_s,
                    u"systemctl restart storefront"_s),
        onEveryHost(u"health"_s, u"Health"_s, StepKind::Health, u"health"_s,
                    u"GET /api/health/ready until 2xx 2 times in a row, within 60 s"_s),
        onEveryHost(u"hold"_s, u"Hold deploys"_s, StepKind::Hold, u"hold"_s, u".belay/hold"_s),
    };
    return plan;
}

} // namespace belay::test
