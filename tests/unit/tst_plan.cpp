// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/json.h"
#include "models/domain/plan.h"

#include <QTest>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

/// A plan with no field left at its default, and one step for every kind of action.
Plan fullPlan()
{
    const HostSpec host{u"app1"_s,
                        u"10.0.0.1"_s,
                        2222,
                        u"deploy"_s,
                        u"/srv/own"_s,
                        {u"web"_s, u"db"_s},
                        {{u"http_port"_s, u"4001"_s}}};
    Plan plan;
    plan.runId = u"20261121140500-7f3a"_s;
    plan.kind = PlanKind::Rollback;
    plan.project = u"my_app"_s;
    plan.environment = u"production"_s;
    plan.isProtected = true;
    plan.version = u"1.4.0"_s;
    plan.fromVersion = u"1.5.0"_s;
    plan.commit = u"abc123"_s;
    plan.committedMs = 1795260000456;
    plan.strategy = u"rolling"_s;
    plan.reason = u"p99 — \"slow\"\nsince ten"_s;
    plan.by = u"ann@laptop"_s;
    plan.createdMs = 1795270000123;
    plan.target = {TargetKind::Local, {host},         u"/srv/{host}"_s, 3, {u"log"_s},
                   {u".env"_s},       u"~/.ssh/id"_s, u"known"_s,       4};
    plan.hosts = {{host, u"/srv/own"_s, u"20261121150000"_s, u"20261121140000"_s}};
    plan.warnings = {u"mixed"_s};
    plan.notes = {u"note"_s};
    plan.runnable = false;
    plan.lockToken = u"v1:run:ann@laptop:20261121140500"_s;

    MetricsSpec metrics;
    metrics.source = {
        MetricsSourceKind::Scrape, u"http://{address}/metrics"_s,     u"{secret:token}"_s, u"belay"_s,
        u"{secret:password}"_s,    {{u"X-Scope-OrgID"_s, u"shop"_s}}, u"bin/numbers"_s};
    metrics.interval = Milliseconds(2000);
    metrics.before = Milliseconds(3000);
    metrics.watch = Milliseconds(4000);
    metrics.series = {
        {u"p99"_s, u"p99 latency"_s, u"ms"_s, u"q"_s, BadDirection::Down, 1.5, {}, 2.25, 0.1, 1.25}};
    CheckItem item;
    item.id = u"unit"_s;
    item.title = u"Unit tests"_s;
    item.group = u"Testing"_s;
    item.origin = u"belay.json"_s;
    item.help = u"why"_s;
    item.level = CheckLevel::Should;
    item.kind = CheckKind::Command;
    item.phase = CheckPhase::IfIssues;
    item.run = u"mix test"_s;
    item.judge = u"mix"_s;
    item.timeout = Milliseconds(5000);
    item.expect = {2, 79.3};
    item.textRequired = true;
    const HealthSpec health{u"http://x/health"_s, Milliseconds(1), Milliseconds(2), 3, Milliseconds(4)};
    const LogsSpec logs{{u"/var/log/*.log"_s}, {}, true, {}, u"{path}/server.pid"_s, 4000, LogFormat::Json};
    const std::vector<StepAction> actions{ScriptAction{u"echo 'ä'\n"_s, u"exit 0"_s},
                                          UploadAction{u"/a"_s, u"/b"_s, u"cat"_s, u"ask"_s},
                                          CommandAction{u"make"_s, u"/src"_s},
                                          PackageAction{u"/a"_s},
                                          HealthAction{health},
                                          WaitAction{Milliseconds(30000)},
                                          WatchAction{metrics,
                                                      {u"http://a"_s, u"http://b"_s},
                                                      true,
                                                      {u"app1"_s, QString()},
                                                      u"/src"_s,
                                                      {{u"app1"_s,
                                                        {u"http://a/health"_s, Milliseconds(1000),
                                                         Milliseconds(2000), 2, Milliseconds(60000)}}},
                                                      true,
                                                      logs},
                                          CheckAction{item, u"/src"_s, u"/srv/app/belay.json"_s}};
    Stage stage{u"prepare"_s, u"Prepare"_s, 7, OnFailure::KeepGoing, true, true, {}};
    int kind = 0;
    for (const StepAction &action : actions) {
        Step step{u"step-%1@app1"_s.arg(kind),
                  u"app1"_s,
                  static_cast<StepKind>(kind),
                  u"title"_s,
                  u"a → b"_s,
                  action,
                  Milliseconds(1234),
                  {}};
        Step undo = step;
        undo.id = u"undo-"_s + step.id;
        step.undo = {undo};
        stage.steps.push_back(step);
        ++kind;
    }
    plan.stages = {stage, Stage{}};
    return plan;
}

} // namespace

class PlanTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPlanSurvivesTheRoundTripExactly();
    void everyKindHasAWordThatReadsBack();
    void actionsAreTagged();
    void badPlansAreRefusedWithTheReason_data();
    void badPlansAreRefusedWithTheReason();
    void plansOfEarlierVersionsAreRead_data();
    void plansOfEarlierVersionsAreRead();
    void undoStepsAreNotCounted();
};

void PlanTest::aPlanSurvivesTheRoundTripExactly()
{
    const Plan plan = fullPlan();
    const std::string text = toJson(plan).dump();
    const auto again = planFromJson(nlohmann::json::parse(text));
    QVERIFY2(again.has_value(), again ? "" : qPrintable(again.error().summary + again.error().detail));
    QVERIFY(*again == plan);
    QCOMPARE(toJson(*again).dump(), text);
    const auto empty = planFromJson(toJson(Plan()));
    QVERIFY(empty.has_value());
    QVERIFY(*empty == Plan());
}

void PlanTest::everyKindHasAWordThatReadsBack()
{
    QStringList words;
    for (int i = 0; i <= static_cast<int>(StepKind::Check); ++i) {
        Plan plan = fullPlan();
        plan.stages[0].steps[0].kind = static_cast<StepKind>(i);
        words.append(toString(static_cast<StepKind>(i)));
        const auto again = planFromJson(toJson(plan));
        QVERIFY(again.has_value());
        QCOMPARE(toString(again->stages[0].steps[0].kind), words.last());
    }
    QCOMPARE(words.join(u' '),
             u"build package baseline lock preflight upload publish migrate switch restart health "
             "wait record hold prune unlock watch check"_s);
    for (const PlanKind kind :
         {PlanKind::Deploy, PlanKind::Rollback, PlanKind::Checklist, PlanKind::Unlock, PlanKind::Watch}) {
        Plan plan = fullPlan();
        plan.kind = kind;
        QCOMPARE(toString(planFromJson(toJson(plan)).value_or(Plan()).kind), toString(kind));
    }
}

void PlanTest::actionsAreTagged()
{
    const nlohmann::json json = toJson(fullPlan());
    QStringList tags;
    for (const nlohmann::json &step : json.at("stages").at(0).at("steps"))
        tags.append(step.at("action").get<QString>());
    QCOMPARE(tags.join(u' '), u"script upload command package health wait watch check"_s);
    QCOMPARE(json.at("created").get<QString>(), u"2026-11-21T14:06:40.123Z"_s);
    QCOMPARE(json.at("kind").get<QString>(), u"rollback"_s);
}

void PlanTest::badPlansAreRefusedWithTheReason_data()
{
    QTest::addColumn<QString>("pointer");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("said");
    QTest::newRow("unknown action") << u"/stages/0/steps/0/action"_s << u"\"teleport\""_s
                                    << u"This plan cannot be read: \"teleport\" is not a known action."_s;
    QTest::newRow("unknown kind") << u"/kind"_s << u"\"guess\""_s
                                  << u"This plan cannot be read: \"guess\" is not a known kind."_s;
    QTest::newRow("wrong type") << u"/hosts/0/spec/port"_s << u"\"22\""_s
                                << u"This plan cannot be read: a field is missing or has the wrong type."_s;
    QTest::newRow("newer schema")
        << u"/schemaVersion"_s << u"2"_s
        << u"This plan cannot be read: it was written by a newer version of Belay (schema 2)."_s;
    QTest::newRow("not an object")
        << u""_s << u"[]"_s << u"This plan cannot be read: a field is missing or has the wrong type."_s;
}

void PlanTest::badPlansAreRefusedWithTheReason()
{
    QFETCH(QString, pointer);
    QFETCH(QString, value);
    QFETCH(QString, said);
    nlohmann::json json = toJson(fullPlan());
    json[nlohmann::json::json_pointer(pointer.toStdString())] = nlohmann::json::parse(value.toStdString());
    const auto plan = planFromJson(json);
    QVERIFY(!plan.has_value());
    QCOMPARE(toString(plan.error().kind), u"invalid"_s);
    QCOMPARE(plan.error().summary, said);
}

void PlanTest::plansOfEarlierVersionsAreRead_data()
{
    QTest::addColumn<QString>("pointer");
    QTest::addColumn<QString>("missing"); // keys, apart by spaces
    QTest::newRow("before there was a strategy") << QString() << u"strategy committed files"_s;
    QTest::newRow("before there was a lock token") << QString() << u"strategy committed files lockToken"_s;
    QTest::newRow("the first ones")
        << QString()
        << u"strategy committed files lockToken protected fromVersion commit reason by target warnings notes runnable"_s;
    QTest::newRow("stages") << u"/stages/0"_s << u"title parallel onFailure always pointOfNoReturn"_s;
    QTest::newRow("steps") << u"/stages/0/steps/0"_s << u"title shown timeoutMs undo resolve"_s;
    QTest::newRow("uploads") << u"/stages/0/steps/1"_s << u"ask"_s;
}

void PlanTest::plansOfEarlierVersionsAreRead()
{
    QFETCH(QString, pointer);
    QFETCH(QString, missing);
    nlohmann::json json = toJson(fullPlan());
    nlohmann::json &part = json[nlohmann::json::json_pointer(pointer.toStdString())];
    for (const QString &key : missing.split(u' '))
        QCOMPARE(part.erase(key.toStdString()), std::size_t(1));
    const auto plan = planFromJson(json);
    QVERIFY2(plan.has_value(), plan ? "" : qPrintable(plan.error().detail));
    QCOMPARE(plan->runId, u"20261121140500-7f3a"_s);
    QCOMPARE(plan->version, u"1.4.0"_s);
    QCOMPARE(plan->hosts.size(), std::size_t(1));
    QCOMPARE(stepCount(*plan), 8);
    if (missing.contains(u"strategy"_s)) {
        QCOMPARE(plan->strategy, QString());
        QCOMPARE(plan->committedMs, 0);
    }
    if (missing.contains(u"parallel"_s)) {
        QCOMPARE(plan->stages.front().parallel, 1);
        QVERIFY(plan->stages.front().onFailure == OnFailure::Undo);
        QVERIFY(!plan->stages.front().pointOfNoReturn);
    }
    if (missing.contains(u"timeoutMs"_s)) {
        QVERIFY(plan->stages.front().steps.front().timeout == Milliseconds(60000));
        QCOMPARE(plan->stages.front().steps.front().title, toString(plan->stages.front().steps.front().kind));
    }
}

void PlanTest::undoStepsAreNotCounted()
{
    QCOMPARE(stepCount(fullPlan()), 8);
    QCOMPARE(stepCount(Plan()), 0);
}

QTEST_GUILESS_MAIN(PlanTest)
#include "tst_plan.moc"
