// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/builtin_steps.h"
#include "app/strategies/planner.h"
#include "app/targets/local_host_shell.h"
#include "app/targets/observe.h"
#include "tests/support/fake_ports.h"
#include "tests/support/layout_host.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

/// Three folders on this computer as hosts: what the planner makes, the run loop does, and the hosts are
/// asked.
struct LocalFleet
{
    QTemporaryDir folder;
    Project project;
    Environment environment;
    LocalHostShell shell;
    FakePorts fake;
    Ports ports{shell, fake.local, fake.http, fake.clock, fake.secrets};
    std::vector<RunEvent> events;
    int runs = 0;

    LocalFleet()
    {
        project.name = u"my_app"_s;
        environment.name = u"production"_s;
        environment.target.kind = TargetKind::Local;
        environment.target.path = folder.filePath(u"hosts/{host}/my_app"_s);
        environment.target.linkedDirs = QStringList{u"log"_s};
        for (const QString &name : {u"one"_s, u"two"_s, u"three"_s})
            environment.target.hosts.push_back({name, name, 0, {}, {}, {}, {}});
        environment.commands = {{u"migrate"_s, u"echo {version} >>{release_path}/../../shared/migrations"_s},
                                {u"restart"_s,
                                 u"cp {release_path}/bin/app {release_path}/../../shared/serves && test ! -f "
                                 "{release_path}/broken-{host}"_s}};
    }

    QString path(const QString &host, const QString &rest) const
    {
        return folder.filePath(u"hosts/"_s + host + u"/my_app/"_s + rest);
    }

    FleetSnapshot observe()
    {
        FleetSnapshot fleet{environment.name, {}};
        for (const HostSpec &host : environment.target.hosts) {
            ScriptRequest request;
            request.script =
                observeScript(project, environment.target, deployPath(environment.target, host)).toUtf8();
            const auto answer = shell.run(hostRef(environment.target, host), request, CancelToken());
            HostObservation seen;
            if (answer && answer->proven)
                seen = parseObservation(answer->out).value_or(HostObservation());
            seen.host = host.name;
            seen.path = deployPath(environment.target, host);
            seen.askedMs = seen.hostTimeMs;
            fleet.hosts.push_back(seen);
        }
        return fleet;
    }

    Outcome execute(const Result<Plan> &plan)
    {
        if (!plan) {
            qWarning("%s", qPrintable(plan.error().summary));
            return Outcome::None;
        }
        events.clear();
        return run(
            *plan, ports, builtinSteps(),
            [this](const RunEvent &event) -> Result<void> {
                events.push_back(event);
                return {};
            },
            CancelToken());
    }

    Result<Plan> plan(const QString &version, const QStringList &files = {})
    {
        const QString build = folder.filePath(u"build-"_s + version);
        test::write(build + u"/bin/app"_s, version.toUtf8());
        for (const QString &file : files)
            test::write(build + u'/' + file, "x");
        DeployRequest request;
        request.project = project;
        request.environment = environment;
        request.version = version;
        request.by = u"ann@laptop"_s;
        request.runId = u"run-%1"_s.arg(++runs);
        request.fleet = observe();
        request.artifact = scanArtifact(build).value_or(Artifact());
        return planDeploy(request);
    }

    Outcome rollBack(const QString &token = {})
    {
        RollbackRequest request;
        request.project = project;
        request.environment = environment;
        request.by = u"ann@laptop"_s;
        request.reason = u"p99"_s;
        request.runId = u"run-%1"_s.arg(++runs);
        request.fleet = observe();
        request.token = token;
        return execute(planRollback(request));
    }

    /// "1.0.0 1.0.0 1.0.0": what each host serves, by the link and by its restart command.
    QString live()
    {
        QStringList words;
        for (const HostObservation &host : observe().hosts) {
            QFile serves(path(host.host, u"shared/serves"_s));
            const QString served =
                serves.open(QIODevice::ReadOnly) ? QString::fromUtf8(serves.readAll()) : u"-"_s;
            words.append(served == host.currentVersion() ? served
                                                         : QString(host.currentVersion() + u'/' + served));
        }
        return words.join(u' ');
    }

    QString states()
    {
        QStringList words;
        for (const RunEvent &event : events) {
            if (event.kind == EventKind::StepFinished && event.state != StepState::Passed)
                words.append(event.step + u' ' + toString(event.state));
        }
        return words.join(u", "_s);
    }
};

} // namespace

#define COMPARE_OUTCOME(actual, expected)                                                                    \
    do {                                                                                                     \
        const Outcome ended = (actual);                                                                      \
        QVERIFY2(ended == (expected),                                                                        \
                 qPrintable(toString(ended) + u": "_s +                                                      \
                            (fleet.events.empty() ? QString() : fleet.events.back().text)));                 \
    } while (false)

/// The planner's plans, carried out by the run loop on real folders by the real /bin/sh.
class PlanRunTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void deployTwiceRollBackAndUnlock();
    void aFailedRestartBringsEveryHostBack();
    void rollingBringsEarlierBatchesBackToo();
    void aFailedFirstDeploymentLeavesNothingLive();
    void aRunThatIsRepeatedDoesNothingTwice();
    void anInterruptedSwitchIsRolledBackWithItsOwnToken();
};

void PlanRunTest::deployTwiceRollBackAndUnlock()
{
    LocalFleet fleet;
    COMPARE_OUTCOME(fleet.execute(fleet.plan(u"1.0.0"_s)), Outcome::Succeeded);
    QCOMPARE(fleet.live(), u"1.0.0 1.0.0 1.0.0"_s);
    COMPARE_OUTCOME(fleet.execute(fleet.plan(u"1.1.0"_s)), Outcome::Succeeded);
    QCOMPARE(fleet.live(), u"1.1.0 1.1.0 1.1.0"_s);
    COMPARE_OUTCOME(fleet.rollBack(), Outcome::Succeeded);
    QCOMPARE(fleet.live(), u"1.0.0 1.0.0 1.0.0"_s);
    for (const HostObservation &host : fleet.observe().hosts) {
        QCOMPARE(host.lock, QString());
        QCOMPARE(host.hold, u"ann@laptop: rolled back from 1.1.0 to 1.0.0 (p99)"_s);
        QVERIFY(host.releases.back().bad);
    }
    QFile migrations(fleet.path(u"one"_s, u"shared/migrations"_s));
    QVERIFY(migrations.open(QIODevice::ReadOnly));
    QCOMPARE(migrations.readAll(), QByteArray("1.0.0\n1.1.0\n"));
    QVERIFY(!QFile::exists(fleet.path(u"two"_s, u"shared/migrations"_s)));

    QCOMPARE(toString(fleet.plan(u"1.2.0"_s).error().kind), u"locked"_s);
    UnlockRequest unlock{fleet.project,  fleet.environment, u"ann@laptop"_s, u"mended"_s, u"run-9"_s, 0,
                         fleet.observe()};
    COMPARE_OUTCOME(fleet.execute(planUnlock(unlock)), Outcome::Succeeded);
    COMPARE_OUTCOME(fleet.execute(fleet.plan(u"1.2.0"_s)), Outcome::Succeeded);
    QCOMPARE(fleet.live(), u"1.2.0 1.2.0 1.2.0"_s);
}

void PlanRunTest::aFailedRestartBringsEveryHostBack()
{
    LocalFleet fleet;
    COMPARE_OUTCOME(fleet.execute(fleet.plan(u"1.0.0"_s)), Outcome::Succeeded);
    COMPARE_OUTCOME(fleet.execute(fleet.plan(u"1.1.0"_s, {u"broken-two"_s})), Outcome::RolledBack);
    QCOMPARE(fleet.live(), u"1.0.0 1.0.0 1.0.0"_s);
    for (const HostObservation &host : fleet.observe().hosts) {
        QCOMPARE(host.lock, QString());
        QCOMPARE(host.releases.size(), std::size_t(2));
        QVERIFY(host.releases.back().bad);
        QCOMPARE(previousGoodRelease(host), QString());
    }
    COMPARE_OUTCOME(fleet.execute(fleet.plan(u"1.2.0"_s)), Outcome::Succeeded);
}

void PlanRunTest::rollingBringsEarlierBatchesBackToo()
{
    LocalFleet fleet;
    fleet.environment.strategy = {StrategyKind::Rolling, 1, Milliseconds(10)};
    COMPARE_OUTCOME(fleet.execute(fleet.plan(u"1.0.0"_s)), Outcome::Succeeded);
    COMPARE_OUTCOME(fleet.execute(fleet.plan(u"1.1.0"_s, {u"broken-two"_s})), Outcome::RolledBack);
    QCOMPARE(fleet.live(), u"1.0.0 1.0.0 1.0.0"_s);
    // The third host was never switched, so nothing of the release stays there.
    QCOMPARE(fleet.observe().hosts[2].releases.size(), std::size_t(1));
    QCOMPARE(fleet.observe().hosts[0].releases.size(), std::size_t(2));
}

void PlanRunTest::aFailedFirstDeploymentLeavesNothingLive()
{
    LocalFleet fleet;
    COMPARE_OUTCOME(fleet.execute(fleet.plan(u"1.0.0"_s, {u"broken-one"_s})), Outcome::RolledBack);
    for (const HostObservation &host : fleet.observe().hosts) {
        QCOMPARE(host.currentLink, QString());
        QCOMPARE(host.lock, QString());
    }
}

void PlanRunTest::aRunThatIsRepeatedDoesNothingTwice()
{
    LocalFleet fleet;
    COMPARE_OUTCOME(fleet.execute(fleet.plan(u"1.0.0"_s)), Outcome::Succeeded);
    const auto plan = fleet.plan(u"1.1.0"_s);
    COMPARE_OUTCOME(fleet.execute(plan), Outcome::Succeeded);
    const auto resumed = planResume({*plan, fleet.observe(), u"bob@desk"_s, 0});
    COMPARE_OUTCOME(fleet.execute(resumed), Outcome::Succeeded);
    QVERIFY2(fleet.states().contains(u"publish@one skipped") &&
                 fleet.states().contains(u"migrate@one skipped") &&
                 fleet.states().contains(u"switch@two skipped") &&
                 fleet.states().contains(u"restart@three skipped") &&
                 fleet.states().contains(u"record@one skipped"),
             qPrintable(fleet.states()));
    QFile log(fleet.path(u"one"_s, u"revisions.log"_s));
    QVERIFY(log.open(QIODevice::ReadOnly));
    QCOMPARE(log.readAll().count('\n'), 2);
}

void PlanRunTest::anInterruptedSwitchIsRolledBackWithItsOwnToken()
{
    LocalFleet fleet;
    COMPARE_OUTCOME(fleet.execute(fleet.plan(u"1.0.0"_s)), Outcome::Succeeded);
    COMPARE_OUTCOME(fleet.execute(fleet.plan(u"1.1.0"_s)), Outcome::Succeeded);
    // The program ends for good after the first host was switched: no undo, no unlock.
    auto plan = fleet.plan(u"1.2.0"_s);
    QVERIFY(plan.has_value());
    Plan half = *plan;
    half.stages.resize(4);
    half.stages[3].steps.resize(1);
    half.stages[3].pointOfNoReturn = true;
    COMPARE_OUTCOME(fleet.execute(half), Outcome::Succeeded);
    QCOMPARE(fleet.live(), u"1.2.0/1.1.0 1.1.0 1.1.0"_s);
    QCOMPARE(toString(fleet.plan(u"1.3.0"_s).error().kind), u"locked"_s);

    COMPARE_OUTCOME(fleet.rollBack(plan->lockToken), Outcome::Succeeded);
    QCOMPARE(fleet.live(), u"1.1.0 1.1.0 1.1.0"_s);
}

QTEST_GUILESS_MAIN(PlanRunTest)
#include "tst_plan_run.moc"
