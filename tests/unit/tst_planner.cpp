// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/strategies/planner.h"
#include "app/strategies/strategy.h"

#include <QTest>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

const QString r1 = u"20261121140000"_s;
const QString r2 = u"20261121150000"_s;
const QString r3 = u"20261121160000"_s;
constexpr qint64 noon = 1795269600000; // 2026-11-21 14:00:00 UTC

Environment environment(const QStringList &hosts = {u"app2"_s, u"app1"_s})
{
    Environment out;
    out.name = u"production"_s;
    out.target.path = u"/srv/my_app"_s;
    for (const QString &name : hosts)
        out.target.hosts.push_back(
            {name, name, 0, u"deploy"_s, {}, {}, {{u"port"_s, u"400"_s + name.right(1)}}});
    return out;
}

HostObservation observed(const QString &name, const QStringList &activations, const QString &current)
{
    HostObservation out;
    out.host = name;
    out.path = u"/srv/my_app"_s;
    out.exists = true;
    out.askedMs = noon;
    out.hostTimeMs = noon;
    out.environmentTag = u"my_app/production"_s;
    const std::vector<std::pair<QString, QString>> known{
        {r1, u"1.0.0"_s}, {r2, u"1.1.0"_s}, {r3, u"1.2.0"_s}};
    for (const auto &[id, version] : known) {
        if (activations.contains(id))
            out.releases.push_back({id, version, true, false, false});
    }
    out.activations = activations;
    out.currentId = current;
    if (!current.isEmpty())
        out.currentLink = u"/srv/my_app/releases/"_s + current;
    return out;
}

FleetSnapshot fleet(const QStringList &activations, const QString &current)
{
    return {u"production"_s,
            {observed(u"app1"_s, activations, current), observed(u"app2"_s, activations, current)}};
}

DeployRequest deployRequest()
{
    DeployRequest out;
    out.project.name = u"my_app"_s;
    out.environment = environment();
    out.version = u"1.1.0"_s;
    out.commit = u"abc123"_s;
    out.by = u"ann@laptop"_s;
    out.runId = u"run-7"_s;
    out.nowMs = noon;
    out.fleet = fleet({r1}, r1);
    out.artifact =
        Artifact{u"/build/app"_s, {}, 48000000, {{u"bin/app"_s, 48000000, QByteArray(64, 'a')}}, {}};
    return out;
}

RollbackRequest rollbackRequest()
{
    RollbackRequest out;
    out.project.name = u"my_app"_s;
    out.environment = environment();
    out.by = u"ann@laptop"_s;
    out.reason = u"p99"_s;
    out.runId = u"run-8"_s;
    out.nowMs = noon;
    out.fleet = fleet({r1, r2}, r2);
    return out;
}

/// "id (parallel n, flags): step step; …" and each step's undo in brackets.
QStringList transcript(const Plan &plan)
{
    QStringList lines;
    for (const Stage &stage : plan.stages) {
        QStringList steps;
        for (const Step &step : stage.steps) {
            QStringList undo;
            for (const Step &one : step.undo)
                undo.append(one.id.section(u'@', 0, 0));
            steps.append(step.id +
                         (undo.isEmpty() ? QString() : QString(u" ["_s + undo.join(u", "_s) + u']')));
        }
        QString flags = u"%1"_s.arg(stage.parallel);
        if (stage.onFailure == OnFailure::KeepGoing)
            flags += u" keep-going";
        if (stage.always)
            flags += u" always";
        if (stage.pointOfNoReturn)
            flags += u" no-return";
        lines.append(stage.id + u" ("_s + flags + u"): "_s + steps.join(u", "_s));
    }
    return lines;
}

const Step &stepOf(const Plan &plan, const QString &id)
{
    static const Step none;
    for (const Stage &stage : plan.stages) {
        for (const Step &step : stage.steps) {
            if (step.id == id)
                return step;
        }
    }
    return none;
}

void withEverything(Environment &environment)
{
    environment.commands = {{u"migrate"_s, u"{release_path}/bin/app migrate --host {host}"_s},
                            {u"restart"_s, u"systemctl restart app-{vars.port}"_s}};
    environment.health = HealthSpec{u"http://{address}:{vars.port}/ready"_s};
    environment.target.hosts[0].roles = {u"db"_s};
    MetricsSpec metrics;
    metrics.source.kind = MetricsSourceKind::Scrape;
    metrics.source.url = u"http://{address}:{vars.port}/metrics"_s;
    metrics.series = {{u"p99"_s, {}, u"ms"_s, {}, BadDirection::Up, {}, {}, {}, {}, {}}};
    environment.metrics = metrics;
}

} // namespace

#define COMPARE_ERROR(result, wantedKind, wantedSummary)                                                     \
    do {                                                                                                     \
        const auto got = (result);                                                                           \
        QVERIFY(!got.has_value());                                                                           \
        QCOMPARE(got.error().summary, (wantedSummary));                                                      \
        QCOMPARE(toString(got.error().kind), toString(wantedKind));                                          \
    } while (false)

/// Plans compared with literal transcripts. No I/O.
class PlannerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void recreatePreparesAllThenSwitchesAll();
    void rollingFinishesABatchBeforeTheNext();
    void withoutCommandsHealthAndMetricsThePlanIsShort();
    void theFirstDeploymentHasNothingToRestartWhenUndone();
    void previewsSayWhatWillHappen();
    void theReleaseIdIsNewerThanEverythingThere();
    void withoutTheHostsAPlanIsForReadingOnly();
    void aDeploymentNeedsEveryHost();
    void whatIsNotServedIsNamed();
    void locksHoldsAndStrangersStopADeployment();
    void valuesThatAShellWouldActOnAreRefused();
    void whatAPersonShouldKnowIsAWarning();
    void rollbackGoesBackOnEveryHostAsFarAsItCan();
    void aBadOrMissingVersionIsNotGoneBackTo();
    void hostsThatWouldNotMeetAreExplained();
    void afterAnInterruptedSwitchOnlyTheSwitchedHostsGoBack();
    void aRollbackThatWasKilledAtOnceIsFinished();
    void aHostThatDoesNotAnswerIsLeftOutOfARollback();
    void unlockTakesTheLockThatWasSeenAndNeedsAReason();
    void resumeIsTheSamePlanWithoutFinishedUploads();
    void resumeIsRefusedWhenTheWorldMovedOn();
    void lockTokensAreReadable();
    void everyStrategyOfTheFileIsListed();
};

void PlannerTest::recreatePreparesAllThenSwitchesAll()
{
    DeployRequest request = deployRequest();
    withEverything(request.environment);
    const auto plan = planDeploy(request);
    QVERIFY2(plan.has_value(), plan ? "" : qPrintable(plan.error().summary));
    const QString undoSwitch = u"[switch-back, mark-bad, restart-back, health-back]"_s;
    QCOMPARE(transcript(*plan), (QStringList{
                                    u"lock (1): lock@app1 [undo-lock], lock@app2 [undo-lock]"_s,
                                    u"prepare (10): preflight@app2, upload@app2 [undo-upload], publish@app2 "
                                    u"[undo-publish], preflight@app1, "
                                    "upload@app1 [undo-upload], publish@app1 [undo-publish], baseline"_s,
                                    u"migrate (1): migrate@app2"_s,
                                    u"switch (10): switch@app2 %1, switch@app1 %1"_s.arg(undoSwitch),
                                    u"restart (10): restart@app2, restart@app1"_s,
                                    u"health (10): health@app2, health@app1"_s,
                                    u"record (10 no-return): record@app2, record@app1"_s,
                                    u"prune (10 keep-going): prune@app2, prune@app1"_s,
                                    u"unlock (10 keep-going always): unlock@app2, unlock@app1"_s,
                                    u"watch (1): watch"_s,
                                }));
    QVERIFY(plan->runnable);
    QCOMPARE(plan->fromVersion, u"1.0.0"_s);
    QCOMPARE(plan->lockToken, u"v1:run-7:ann@laptop:20261121140000"_s);
    QCOMPARE(plan->hosts[0].fromReleaseId, r1);
    QCOMPARE(std::get<WatchAction>(stepOf(*plan, u"watch"_s).action).urls,
             (std::vector<QString>{u"http://app2:4002/metrics"_s, u"http://app1:4001/metrics"_s}));
    const auto &asked =
        std::get<WatchAction>(stepOf(*plan, u"watch"_s).action).health; // the service may go down later
    QCOMPARE(asked.size(), std::size_t(2));
    QCOMPARE(asked[0].host, u"app2"_s);
    QCOMPARE(asked[0].health.url, std::get<HealthAction>(stepOf(*plan, u"health@app2"_s).action).health.url);
}

void PlannerTest::rollingFinishesABatchBeforeTheNext()
{
    DeployRequest request = deployRequest();
    request.environment = environment({u"app1"_s, u"app2"_s, u"app3"_s});
    request.fleet->hosts.push_back(observed(u"app3"_s, {r1}, r1));
    request.environment.strategy = {StrategyKind::Rolling, 2, Milliseconds(30000)};
    request.environment.health = HealthSpec{u"http://{address}/ready"_s};
    const auto plan = planDeploy(request);
    QVERIFY(plan.has_value());
    QCOMPARE(plan->strategy, u"rolling"_s);
    const QString undo = u"[switch-back, mark-bad, health-back]"_s;
    QCOMPARE(
        transcript(*plan).mid(2, 3),
        (QStringList{u"batch-1 (2): switch@app1 %1, health@app1, switch@app2 %1, health@app2"_s.arg(undo),
                     u"wait-1 (1): wait-1"_s, u"batch-2 (2): switch@app3 %1, health@app3"_s.arg(undo)}));
    QCOMPARE(plan->stages[2].title, u"Batch 1 of 2"_s);
    QCOMPARE(std::get<WaitAction>(stepOf(*plan, u"wait-1"_s).action).duration, Milliseconds(30000));
}

void PlannerTest::withoutCommandsHealthAndMetricsThePlanIsShort()
{
    DeployRequest request = deployRequest();
    request.environment = environment({u"app1"_s});
    const auto plan = planDeploy(request);
    QVERIFY(plan.has_value());
    QCOMPARE(
        transcript(*plan),
        (QStringList{
            u"lock (1): lock@app1 [undo-lock]"_s,
            u"prepare (10): preflight@app1, upload@app1 [undo-upload], publish@app1 [undo-publish]"_s,
            u"switch (10): switch@app1 [switch-back, mark-bad]"_s, u"record (10 no-return): record@app1"_s,
            u"prune (10 keep-going): prune@app1"_s, u"unlock (10 keep-going always): unlock@app1"_s}));
}

void PlannerTest::theFirstDeploymentHasNothingToRestartWhenUndone()
{
    DeployRequest request = deployRequest();
    withEverything(request.environment);
    request.fleet = fleet({}, {});
    const auto plan = planDeploy(request);
    QVERIFY(plan.has_value());
    QCOMPARE(transcript(*plan).at(3),
             u"switch (10): switch@app2 [switch-back, mark-bad], switch@app1 [switch-back, mark-bad]"_s);
    QCOMPARE(stepOf(*plan, u"baseline"_s), Step());
    QCOMPARE(stepOf(*plan, u"switch@app1"_s).shown, u"current: nothing → 20261121140000 (rename)"_s);
}

void PlannerTest::previewsSayWhatWillHappen()
{
    DeployRequest request = deployRequest();
    withEverything(request.environment);
    const auto plan = planDeploy(request);
    QVERIFY(plan.has_value());
    QStringList shown;
    for (const QString &id : {u"lock@app1"_s, u"upload@app1"_s, u"publish@app1"_s, u"migrate@app2"_s,
                              u"switch@app1"_s, u"restart@app1"_s, u"health@app1"_s, u"prune@app1"_s})
        shown.append(stepOf(*plan, id).shown);
    QCOMPARE(shown, (QStringList{u"/srv/my_app/.belay/lock"_s, u"1 file, 48 MB → .belay/staging"_s,
                                 u"verify SHA-256, link shared, releases/20261121140001 (rename)"_s,
                                 u"/srv/my_app/releases/20261121140001/bin/app migrate --host app2"_s,
                                 u"current: 20261121140000 → 20261121140001 (rename)"_s,
                                 u"systemctl restart app-4001"_s,
                                 u"GET http://app1:4001/ready until 2xx 2 times in a row, within 1 min"_s,
                                 u"keep 5 releases, what is live and the last good one"_s}));
}

void PlannerTest::theReleaseIdIsNewerThanEverythingThere()
{
    DeployRequest request = deployRequest();
    request.fleet->hosts[0].hostTimeMs = noon + 5000;
    request.fleet->hosts[1].hostTimeMs = noon + 9000;
    QCOMPARE(planDeploy(request)->hosts[0].toReleaseId, u"20261121140009"_s);
    request.fleet->hosts[1].releases.push_back({u"20300101000000"_s, {}, false, false, false});
    QCOMPARE(planDeploy(request)->hosts[0].toReleaseId, u"20300101000001"_s);
}

void PlannerTest::withoutTheHostsAPlanIsForReadingOnly()
{
    DeployRequest request = deployRequest();
    request.fleet.reset();
    request.artifact.reset();
    request.project.directory = u"/src"_s;
    request.project.release.buildCommand = u"make VERSION={version}"_s;
    const auto plan = planDeploy(request);
    QVERIFY(plan.has_value());
    QVERIFY(!plan->runnable);
    QCOMPARE(plan->hosts[0].toReleaseId, u"<release>"_s);
    QCOMPARE(transcript(*plan).first(), u"build (1): build"_s);
    QCOMPARE(stepOf(*plan, u"build"_s).shown, u"make VERSION=1.1.0"_s);
    QCOMPARE(plan->notes.first(),
             u"Made without asking the hosts; the real plan names the release in place of <release>."_s);

    RollbackRequest back = rollbackRequest();
    back.fleet.reset();
    const auto rollback = planRollback(back);
    QVERIFY(rollback.has_value());
    QVERIFY(!rollback->runnable);
    QCOMPARE(rollback->version, u"<previous>"_s);
}

void PlannerTest::aDeploymentNeedsEveryHost()
{
    DeployRequest request = deployRequest();
    request.fleet->hosts[1].error = Error{ErrorKind::Timeout, u"no answer in 5 s"_s, {}, {}};
    COMPARE_ERROR(planDeploy(request), ErrorKind::Network, u"app2 did not answer: no answer in 5 s"_s);
    request.fleet->hosts[1].error = Error{ErrorKind::HostKey, u"its key has changed"_s, {}, u"look"_s};
    COMPARE_ERROR(planDeploy(request), ErrorKind::HostKey, u"app2 did not answer: its key has changed"_s);
}

void PlannerTest::whatIsNotServedIsNamed()
{
    DeployRequest request = deployRequest();
    request.environment.strategy.kind = StrategyKind::Canary;
    COMPARE_ERROR(planDeploy(request), ErrorKind::Invalid,
                  u"Strategy 'canary' of production is not served by this version."_s);
    request = deployRequest();
    request.environment.target.kind = TargetKind::Fly;
    COMPARE_ERROR(planDeploy(request), ErrorKind::Invalid,
                  u"Target kind 'fly' of production is not served by this version."_s);
    QCOMPARE(planDeploy(request).error().hint, u"Use \"ssh\" or \"local\"."_s);
    request = deployRequest();
    request.environment.target.hosts.clear();
    COMPARE_ERROR(planDeploy(request), ErrorKind::Invalid, u"Environment production has no hosts."_s);
    for (const QString &name : {u"../etc"_s, u"/etc"_s, u"a/../b"_s, u""_s, u"-rf"_s, u"a\nb"_s}) {
        request = deployRequest();
        request.environment.target.linkedDirs = QStringList{name};
        QVERIFY2(!planDeploy(request).has_value(), qPrintable(name));
    }
    for (const QString &version :
         {u"; rm -rf ~"_s, u"$(id)"_s, u"../../etc"_s, u"a b"_s, u"\"x\""_s, u"a\nb"_s, u"ä"_s}) {
        request = deployRequest();
        request.version = version;
        const auto plan = planDeploy(request);
        QVERIFY2(!plan.has_value() && plan.error().kind == ErrorKind::Invalid, qPrintable(version));
    }
}

void PlannerTest::locksHoldsAndStrangersStopADeployment()
{
    DeployRequest request = deployRequest();
    request.fleet->hosts[0].lock = u"v1:run-1:bob@desk:20261121134600"_s;
    COMPARE_ERROR(planDeploy(request), ErrorKind::Locked,
                  u"app1 is locked by bob@desk (run run-1, for 14 min)."_s);
    request.token = request.fleet->hosts[0].lock;
    QVERIFY(planDeploy(request).has_value());

    request = deployRequest();
    request.fleet->hosts[0].hold = u"ann: rolled back"_s;
    COMPARE_ERROR(planDeploy(request), ErrorKind::Locked,
                  u"Deploys to production are held on app1: ann: rolled back"_s);
    request.overrideHold = true;
    QVERIFY(planDeploy(request)->warnings.join(u'\n').contains(u"held on app1"));

    request = deployRequest();
    request.fleet->hosts[0].environmentTag = u"other/staging"_s;
    COMPARE_ERROR(planDeploy(request), ErrorKind::Invalid,
                  u"/srv/my_app on app1 belongs to other/staging, not to my_app/production."_s);
    request = deployRequest();
    request.fleet->hosts[0].currentIsFolder = true;
    COMPARE_ERROR(planDeploy(request), ErrorKind::Invalid,
                  u"/srv/my_app/current on app1 is a real folder, not a link."_s);
    request = deployRequest();
    request.fleet->hosts[0].missingTools = {u"tar"_s, u"mv -T"_s};
    COMPARE_ERROR(planDeploy(request), ErrorKind::Remote,
                  u"app1 lacks programs that are needed: tar, mv -T."_s);
}

void PlannerTest::valuesThatAShellWouldActOnAreRefused()
{
    DeployRequest request = deployRequest();
    request.environment.commands = {{u"restart"_s, u"restart {vars.port}"_s}};
    request.environment.target.hosts[1].vars[u"port"_s] = u"1; rm -rf /"_s;
    COMPARE_ERROR(planDeploy(request), ErrorKind::Invalid,
                  u"commands.restart cannot be run on app1: the value of {vars.port} holds characters a "
                  u"shell would act "
                  "on: 1; rm -rf /"_s);
    request.environment.commands = {{u"restart"_s, u"restart {migration}"_s}};
    QCOMPARE(stepOf(*planDeploy(request), u"restart@app1"_s).shown, u"restart {migration}"_s);
    request.environment.health = HealthSpec{u"http://{vars.nope}/"_s};
    COMPARE_ERROR(
        planDeploy(request), ErrorKind::Invalid,
        u"health.url of production holds a placeholder that has no value on app2: http://{vars.nope}/"_s);
}

void PlannerTest::whatAPersonShouldKnowIsAWarning()
{
    DeployRequest request = deployRequest();
    request.version = u"1.0.0"_s;
    request.environment.unserved = {u"balancer"_s};
    request.fleet->hosts[0].hostTimeMs = noon - 120000;
    request.fleet->hosts[1].missingLinkedFiles = {u".env"_s};
    QCOMPARE(planDeploy(request)->warnings,
             (QStringList{u"Not acted on by this version: balancer"_s, u"The clock of app1 is 2 min behind"_s,
                          u"1.0.0 is already live; this deploys it again"_s,
                          u"Missing under /srv/my_app/shared on app2, the preflight will refuse: .env"_s}));
    request = deployRequest();
    request.fleet->hosts[1] = observed(u"app2"_s, {r1, r2}, r2);
    QCOMPARE(planDeploy(request)->warnings,
             QStringList{u"The hosts do not run the same release: app1 1.0.0, app2 1.1.0"_s});
}

void PlannerTest::rollbackGoesBackOnEveryHostAsFarAsItCan()
{
    RollbackRequest request = rollbackRequest();
    withEverything(request.environment);
    request.environment.strategy.kind = StrategyKind::Rolling;
    request.fleet->hosts[0].hold = u"held"_s;
    const auto plan = planRollback(request);
    QVERIFY2(plan.has_value(), plan ? "" : qPrintable(plan.error().summary));
    QCOMPARE(transcript(*plan), (QStringList{u"switch (2 keep-going): switch@app2, switch@app1"_s,
                                             u"restart (2 keep-going): settle@app2, restart@app2, "
                                             "settle@app1, restart@app1"_s,
                                             u"health (2 keep-going): health@app2, health@app1"_s,
                                             u"record (10 keep-going): record@app2, record@app1"_s,
                                             u"hold (10 keep-going): hold@app2, hold@app1"_s,
                                             u"unlock (10 keep-going always): unlock@app2, unlock@app1"_s}));
    QCOMPARE(plan->version, u"1.0.0"_s);
    QCOMPARE(plan->fromVersion, u"1.1.0"_s);
    QCOMPARE(plan->strategy, u"recreate"_s); // all at once, however the environment deploys
    QCOMPARE(stepOf(*plan, u"switch@app1"_s).shown, u"current: 20261121150000 → 20261121140000 (rename)"_s);
    request.batches = true;
    QCOMPARE(transcript(*planRollback(request)).at(1),
             u"batch-1 (1 keep-going): switch@app2, restart@app2, health@app2"_s);
}

void PlannerTest::aBadOrMissingVersionIsNotGoneBackTo()
{
    RollbackRequest request = rollbackRequest();
    request.fleet = fleet({r1, r2, r3}, r3);
    request.toVersion = u"1.0.0"_s;
    QCOMPARE(planRollback(request)->hosts[0].toReleaseId, r1);
    request.fleet->hosts[1].releases[0].bad = true;
    COMPARE_ERROR(planRollback(request), ErrorKind::Invalid,
                  u"1.0.0 is marked bad on app2; it is not gone back to."_s);
    request.toVersion = u"0.9"_s;
    COMPARE_ERROR(planRollback(request), ErrorKind::NotFound, u"0.9 is no longer on app2, app1."_s);
    request.toVersion = u"1.2.0"_s;
    COMPARE_ERROR(planRollback(request), ErrorKind::Invalid,
                  u"1.2.0 is already live on every host that answered."_s);
    request = rollbackRequest();
    request.fleet = fleet({r1}, r1);
    COMPARE_ERROR(
        planRollback(request), ErrorKind::NotFound,
        u"There is no earlier good release to go back to (app2: 1.0.0 → nothing; app1: 1.0.0 → nothing)."_s);
}

void PlannerTest::hostsThatWouldNotMeetAreExplained()
{
    RollbackRequest request = rollbackRequest();
    request.fleet->hosts[0] = observed(u"app1"_s, {r1, r3}, r3);
    request.fleet->hosts[1] = observed(u"app2"_s, {r2, r3}, r3);
    COMPARE_ERROR(
        planRollback(request), ErrorKind::NotFound,
        u"The hosts would not go back to the same version (app2: 1.2.0 → 1.1.0; app1: 1.2.0 → 1.0.0)."_s);
}

void PlannerTest::afterAnInterruptedSwitchOnlyTheSwitchedHostsGoBack()
{
    RollbackRequest request = rollbackRequest();
    request.fleet->hosts[0] = observed(u"app1"_s, {r1, r2, r3}, r3);
    request.fleet->hosts[1] = observed(u"app2"_s, {r1, r2}, r2);
    request.token = u"v1:run-7:ann@laptop:20261121130000"_s;
    request.fleet->hosts[0].lock = request.token;
    request.fleet->hosts[1].lock = request.token;
    const auto plan = planRollback(request);
    QVERIFY2(plan.has_value(), plan ? "" : qPrintable(plan.error().summary));
    QCOMPARE(plan->hosts.size(), std::size_t(1));
    QCOMPARE(plan->hosts[0].toReleaseId, r2);
    QCOMPARE(plan->lockToken, request.token);
    QVERIFY(plan->notes.contains(u"app2 already runs 1.1.0 and stays as it is."_s));
}

void PlannerTest::aRollbackThatWasKilledAtOnceIsFinished()
{
    RollbackRequest request = rollbackRequest();
    request.fleet->hosts[0] = observed(u"app1"_s, {r1, r2}, r1); // moved, not written down, not restarted
    for (const QString &to : {QString(), u"1.0.0"_s}) {
        request.toVersion = to;
        const auto plan = planRollback(request);
        QVERIFY2(plan.has_value(), plan ? "" : qPrintable(plan.error().summary));
        QCOMPARE(plan->version, u"1.0.0"_s);
        QCOMPARE(plan->hosts.size(), std::size_t(2));
        for (const PlanHost &host : plan->hosts) {
            QCOMPARE(host.fromReleaseId, r2);
            QCOMPARE(host.toReleaseId, r1);
        }
        const auto noted = [](const QString &note) {
            return note.startsWith(u"app1 already points to 1.0.0"_s);
        };
        QVERIFY(std::any_of(plan->notes.begin(), plan->notes.end(), noted));
    }
    // One that was written down is finished.
    request.toVersion.clear();
    request.fleet->hosts[0] = observed(u"app1"_s, {r1, r2, r1}, r1);
    const auto plan = planRollback(request);
    QVERIFY2(plan.has_value(), plan ? "" : qPrintable(plan.error().summary));
    QCOMPARE(plan->hosts.size(), std::size_t(1));
}

void PlannerTest::aHostThatDoesNotAnswerIsLeftOutOfARollback()
{
    RollbackRequest request = rollbackRequest();
    request.fleet->hosts[1].error = Error{ErrorKind::Network, u"refused"_s, {}, {}};
    const auto plan = planRollback(request);
    QVERIFY(plan.has_value());
    QCOMPARE(plan->hosts.size(), std::size_t(1));
    QCOMPARE(plan->warnings, QStringList{u"app2 did not answer and stays as it is"_s});
    request.fleet->hosts[0].error = request.fleet->hosts[1].error;
    COMPARE_ERROR(planRollback(request), ErrorKind::Network,
                  u"No host of production answered (app2, app1)."_s);
}

void PlannerTest::unlockTakesTheLockThatWasSeenAndNeedsAReason()
{
    UnlockRequest request;
    request.project.name = u"my_app"_s;
    request.environment = environment();
    request.by = u"ann@laptop"_s;
    request.runId = u"run-9"_s;
    request.nowMs = noon;
    request.fleet = fleet({r1}, r1);
    COMPARE_ERROR(planUnlock(request), ErrorKind::Invalid, u"Unlocking production needs a reason."_s);
    request.reason = u"laptop died"_s;
    COMPARE_ERROR(planUnlock(request), ErrorKind::NotFound, u"Nothing is locked or held in production."_s);
    request.fleet.hosts[0].lock = u"v1:run-1:bob@desk:20261121134600"_s;
    request.fleet.hosts[0].hold = u"ann: rolled back"_s;
    const auto plan = planUnlock(request);
    QVERIFY(plan.has_value());
    QCOMPARE(transcript(*plan), QStringList{u"unlock (10 keep-going): unlock@app1"_s});
    QCOMPARE(stepOf(*plan, u"unlock@app1"_s).shown,
             u"the lock of bob@desk (run run-1, for 14 min); the hold: ann: rolled back"_s);
}

void PlannerTest::resumeIsTheSamePlanWithoutFinishedUploads()
{
    DeployRequest request = deployRequest();
    const auto plan = planDeploy(request);
    QVERIFY(plan.has_value());
    FleetSnapshot now = *request.fleet;
    now.hosts[0].lock = plan->lockToken;
    now.hosts[0].releases.push_back({plan->hosts[0].toReleaseId, u"1.1.0"_s, true, false, false});
    now.hosts[0].operations = {{u"run-7"_s, u"migrate"_s, {}, true}};
    const auto resumed = planResume({*plan, now, u"bob@desk"_s, noon});
    QVERIFY2(resumed.has_value(), resumed ? "" : qPrintable(resumed.error().summary));
    QCOMPARE(stepOf(*resumed, u"upload@app1"_s), Step());
    QCOMPARE(stepOf(*resumed, u"upload@app2"_s), stepOf(*plan, u"upload@app2"_s));
    QCOMPARE(stepOf(*resumed, u"publish@app1"_s), stepOf(*plan, u"publish@app1"_s));
    QCOMPARE(resumed->runId, plan->runId);
    QCOMPARE(resumed->lockToken, plan->lockToken);
    QVERIFY(resumed->notes.contains(u"Step migrate is still running on app1; it is waited for."_s));
}

void PlannerTest::resumeIsRefusedWhenTheWorldMovedOn()
{
    DeployRequest request = deployRequest();
    const auto plan = planDeploy(request);
    QVERIFY(plan.has_value());
    FleetSnapshot now = *request.fleet;
    now.hosts[1].lock = u"v1:run-9:bob@desk:20261121134600"_s;
    COMPARE_ERROR(planResume({*plan, now, {}, noon}), ErrorKind::Locked,
                  u"app2 is now locked by bob@desk (run run-9, for 14 min)."_s);
    now = fleet({r1, r2}, r2);
    COMPARE_ERROR(
        planResume({*plan, now, {}, noon}), ErrorKind::Remote,
        u"current on app2 was changed meanwhile: it names 20261121150000; the run expected 20261121140000 or "
        "20261121140001."_s);
    now = *request.fleet;
    now.hosts[0].error = Error{ErrorKind::Network, u"refused"_s, {}, {}};
    COMPARE_ERROR(planResume({*plan, now, {}, noon}), ErrorKind::Network,
                  u"app1 did not answer, so the run cannot go on."_s);
}

void PlannerTest::lockTokensAreReadable()
{
    QCOMPARE(makeLockToken(u"run-1"_s, u"ann:x/y@laptop"_s, noon),
             u"v1:run-1:ann_x_y@laptop:20261121140000"_s);
    QCOMPARE(describeLock(u"v1:run-1:ann@laptop:20261121140000"_s, noon + 90000),
             u"ann@laptop (run run-1, for 1 min 30 s)"_s);
    QCOMPARE(describeLock(u"by hand"_s, noon), u"by hand"_s);
}

void PlannerTest::everyStrategyOfTheFileIsListed()
{
    QStringList words;
    for (const Strategy &one : builtinStrategies())
        words.append(QString::fromLatin1(one.word) + (one.stages ? u""_s : u" (not served)"_s));
    QCOMPARE(words, (QStringList{u"recreate"_s, u"rolling"_s, u"blue-green (not served)"_s,
                                 u"canary (not served)"_s}));
}

QTEST_GUILESS_MAIN(PlannerTest)
#include "tst_planner.moc"
