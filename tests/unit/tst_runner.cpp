// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/builtin_steps.h"
#include "tests/support/rehearsal.h"

#include <QtTest>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <stdexcept>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

const QStringList two{u"app1"_s, u"app2"_s};

} // namespace

class RunnerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyStepPassesInOrder();
    void aHostThatFailsTheSwitchMakesTheOthersReturn();
    void aFailureBeforeTheSwitchChangesNothingForTheUsers();
    void aHostThatWasNeverReachedIsNotUndone();
    void cancelBeforeTheSwitchUndoesWhatWasBegun();
    void cancelDuringTheSwitchBringsTheOldReleaseBack();
    void cancelDuringTheWatchKeepsTheReleaseAndFreesTheHosts();
    void unlockRunsAfterAFailureAndHearsNoCancel();
    void keepGoingGoesOnAndIsTold();
    void afterThePointOfNoReturnNothingIsUndone();
    void aRollbackGoesAsFarAsItCanOnEveryHost();
    void aRollbackStoppedHalfWayIsPartial();
    void theVerdictIsTheOutcome_data();
    void theVerdictIsTheOutcome();
    void hostsRunSideBySideButNotMoreThanAllowed();
    void runningStepsAreFinishedAndNothingNewIsBegun();
    void eventsAreNumberedTimedRedactedAndCleaned();
    void aStepThatThrowsFailsAndIsUndone();
    void aKindNobodyCarriesOutFails();
    void aPlanForReadingOnlyIsNotRun();
    void theDryRunTellsTheSameStepsAndTouchesNothing();
};

void RunnerTest::everyStepPassesInOrder()
{
    Rehearsal rehearsal;
    rehearsal.world.hosts.answer(u"publish@app2"_s, {exits(92)});
    QCOMPARE(toString(rehearsal.run(deployPlan(two))), toString(Outcome::Succeeded));
    QCOMPARE(rehearsal.told(), lines(R"(
        run started
        -- lock
        lock@app1 ...
        lock@app1 passed
        lock@app2 ...
        lock@app2 passed
        -- publish
        publish@app1 ...
        publish@app1 passed
        publish@app2 ...
        publish@app2 skipped: already there
        -- switch
        switch@app1 ...
        switch@app1 passed
        switch@app2 ...
        switch@app2 passed
        -- record
        record@app1 ...
        record@app1 passed
        record@app2 ...
        record@app2 passed
        -- prune
        prune@app1 ...
        prune@app1 passed
        prune@app2 ...
        prune@app2 passed
        -- unlock
        unlock@app1 ...
        unlock@app1 passed
        unlock@app2 ...
        unlock@app2 passed
        run succeeded: 1.5.0 is live in production on 2 hosts.
    )"));
}

void RunnerTest::aHostThatFailsTheSwitchMakesTheOthersReturn()
{
    Rehearsal rehearsal;
    rehearsal.world.hosts.answer(u"switch@app2"_s, {exits(93)});
    QCOMPARE(toString(rehearsal.run(deployPlan(two))), toString(Outcome::RolledBack));
    QCOMPARE(rehearsal.toldFrom(u"-- switch"_s), lines(R"(
        -- switch
        switch@app1 ...
        switch@app1 passed
        switch@app2 ...
        switch@app2 failed: current was changed by someone else
        undoing: switch on app2: current was changed by someone else
        undo return@app1 ...
        undo return@app1 passed
        undo discard@app1 ...
        undo discard@app1 passed
        undo free@app1 ...
        undo free@app1 passed
        undo return@app2 ...
        undo return@app2 passed
        undo discard@app2 ...
        undo discard@app2 passed
        undo free@app2 ...
        undo free@app2 passed
        -- unlock
        unlock@app1 ...
        unlock@app1 passed
        unlock@app2 ...
        unlock@app2 passed
        run rolled-back: switch on app2: current was changed by someone else. 1.4.0 is live again on 1 host.
    )"));
    QCOMPARE(toString(rehearsal.events.back().error->kind), toString(ErrorKind::Remote));
}

void RunnerTest::aFailureBeforeTheSwitchChangesNothingForTheUsers()
{
    Rehearsal rehearsal;
    rehearsal.world.hosts.answer(u"publish@app1"_s, {exits(94, {}, "tar: no space left on device\n")});
    QCOMPARE(toString(rehearsal.run(deployPlan({u"app1"_s}))), toString(Outcome::Failed));
    QCOMPARE(rehearsal.toldFrom(u"-- publish"_s), lines(R"(
        -- publish
        publish@app1 ...
        publish@app1 failed: the disk is full
        undoing: publish on app1: the disk is full
        undo discard@app1 ...
        undo discard@app1 passed
        undo free@app1 ...
        undo free@app1 passed
        -- unlock
        unlock@app1 ...
        unlock@app1 passed
        run failed: publish on app1: the disk is full. Nothing changed for the users.
    )"));
}

void RunnerTest::aHostThatWasNeverReachedIsNotUndone()
{
    Rehearsal rehearsal;
    rehearsal.world.hosts.answer(u"lock@app2"_s, {unreachable()});
    QCOMPARE(toString(rehearsal.run(deployPlan(two))), toString(Outcome::Failed));
    QVERIFY(rehearsal.wasAsked(u"free@app1"_s));
    QVERIFY(!rehearsal.wasAsked(u"free@app2"_s));
    QCOMPARE(rehearsal.end(),
             u"run failed: lock on app2: connection refused. Nothing changed for the users."_s);
}

void RunnerTest::cancelBeforeTheSwitchUndoesWhatWasBegun()
{
    Rehearsal rehearsal;
    rehearsal.cancelAt(u"publish@app1"_s);
    QCOMPARE(toString(rehearsal.run(deployPlan(two))), toString(Outcome::Cancelled));
    QCOMPARE(rehearsal.toldFrom(u"-- publish"_s), lines(R"(
        -- publish
        publish@app1 ...
        publish@app1 unknown: no proof (stopped), and the host could not be asked
        undoing: stopped by a person
        undo discard@app1 ...
        undo discard@app1 passed
        undo free@app1 ...
        undo free@app1 passed
        undo free@app2 ...
        undo free@app2 passed
        -- unlock
        unlock@app1 ...
        unlock@app1 passed
        unlock@app2 ...
        unlock@app2 passed
        run cancelled: Stopped by a person. Nothing changed for the users.
    )"));
}

void RunnerTest::cancelDuringTheSwitchBringsTheOldReleaseBack()
{
    Rehearsal rehearsal;
    rehearsal.cancelAt(u"switch@app2"_s);
    QCOMPARE(toString(rehearsal.run(deployPlan(two))), toString(Outcome::Cancelled));
    QVERIFY(rehearsal.wasAsked(u"return@app1"_s));
    QVERIFY(rehearsal.wasAsked(u"return@app2"_s));
    QVERIFY(!rehearsal.wasAsked(u"record@app1"_s));
    QCOMPARE(rehearsal.end(), u"run cancelled: Stopped by a person. 1.4.0 is live again on 2 hosts."_s);
}

void RunnerTest::cancelDuringTheWatchKeepsTheReleaseAndFreesTheHosts()
{
    Rehearsal rehearsal;
    rehearsal.runners[StepKind::Watch] = [&rehearsal](const StepContext &) {
        rehearsal.cancel.cancel();
        return StepEnd{StepState::Cancelled, u"stopped"_s, {}, {}};
    };
    Plan plan = deployPlan({u"app1"_s});
    plan.stages.insert(plan.stages.end() - 1, watchStage());
    QCOMPARE(toString(rehearsal.run(plan)), toString(Outcome::VerdictNoData));
    QCOMPARE(rehearsal.toldFrom(u"-- watch"_s), lines(R"(
        -- watch
        watch ...
        watch cancelled: stopped
        -- unlock
        unlock@app1 ...
        unlock@app1 passed
        run verdict-no-data: 1.5.0 is live in production on 1 host. Not watched to the end. Stopped by a person.
    )"));
}

void RunnerTest::unlockRunsAfterAFailureAndHearsNoCancel()
{
    Rehearsal rehearsal;
    rehearsal.world.hosts.answer(u"unlock@app1"_s, neverReachable());
    rehearsal.world.hosts.answer(u"lock@app2"_s, {exits(97, "belay: bo@desk deploys since 12:01\n")});
    rehearsal.cancelAt(u"free@app1"_s);
    QCOMPARE(toString(rehearsal.run(deployPlan(two))), toString(Outcome::Failed));
    QCOMPARE(rehearsal.toldFrom(u"-- unlock"_s), lines(R"(
        -- unlock
        unlock@app1 ...
        unlock@app1 failed: connection refused
        unlock@app2 ...
        unlock@app2 passed
        run failed: lock on app2: bo@desk deploys since 12:01. Nothing changed for the users.
    )"));
    QCOMPARE(toString(rehearsal.events.back().error->kind), toString(ErrorKind::Locked));
}

void RunnerTest::keepGoingGoesOnAndIsTold()
{
    Rehearsal rehearsal;
    rehearsal.world.hosts.answer(u"prune@app1"_s, {exits(1, {}, "rm: read-only file system\n")});
    QCOMPARE(toString(rehearsal.run(deployPlan(two))), toString(Outcome::Succeeded));
    QVERIFY(rehearsal.wasAsked(u"prune@app2"_s));
    QVERIFY(!rehearsal.wasAsked(u"return@app1"_s));
    QCOMPARE(rehearsal.end(), u"run succeeded: 1.5.0 is live in production on 2 hosts. "
                              "prune on app1: exit code 1: rm: read-only file system."_s);
}

void RunnerTest::afterThePointOfNoReturnNothingIsUndone()
{
    Rehearsal rehearsal;
    Plan plan = deployPlan({u"app1"_s});
    plan.stages[4].onFailure = OnFailure::Undo;
    rehearsal.world.hosts.answer(u"prune@app1"_s, {exits(1)});
    QCOMPARE(toString(rehearsal.run(plan)), toString(Outcome::Succeeded));
    QVERIFY(!rehearsal.wasAsked(u"return@app1"_s));
    QVERIFY(rehearsal.wasAsked(u"unlock@app1"_s));

    Rehearsal before;
    before.world.hosts.answer(u"record@app1"_s, {exits(1)});
    QCOMPARE(toString(before.run(deployPlan({u"app1"_s}))), toString(Outcome::RolledBack));
}

void RunnerTest::aRollbackGoesAsFarAsItCanOnEveryHost()
{
    Rehearsal rehearsal;
    rehearsal.world.hosts.answer(u"switch@app1"_s, {unreachable()});
    QCOMPARE(toString(rehearsal.run(rollbackPlan(two))), toString(Outcome::Partial));
    QCOMPARE(rehearsal.told(), lines(R"(
        run started
        -- switch
        switch@app1 ...
        switch@app1 failed: connection refused
        switch@app2 ...
        switch@app2 passed
        -- restart
        restart@app1 skipped: an earlier step failed on this host
        restart@app2 ...
        restart@app2 passed
        -- unlock
        unlock@app1 ...
        unlock@app1 passed
        unlock@app2 ...
        unlock@app2 passed
        run partial: Rolled back to 1.4.0 on 1 of 2 hosts. switch on app1: connection refused.
    )"));
    Rehearsal alone;
    alone.world.hosts.answer(u"switch@app1"_s, {unreachable()});
    QCOMPARE(toString(alone.run(rollbackPlan({u"app1"_s}))), toString(Outcome::NotRolledBack));
}

void RunnerTest::aRollbackStoppedHalfWayIsPartial()
{
    Rehearsal rehearsal;
    rehearsal.cancelAt(u"restart@app1"_s);
    QCOMPARE(toString(rehearsal.run(rollbackPlan(two))), toString(Outcome::Partial));
    QVERIFY(!rehearsal.wasAsked(u"restart@app2"_s));
    QVERIFY(rehearsal.wasAsked(u"unlock@app2"_s));
    QCOMPARE(rehearsal.end(), u"run partial: Stopped by a person. Rolled back to 1.4.0 on 2 of 2 hosts. "
                              "Not every step was done there."_s);

    Rehearsal early;
    early.cancel.cancel();
    QCOMPARE(toString(early.run(rollbackPlan(two))), toString(Outcome::Cancelled));
    QVERIFY(!early.wasAsked(u"switch@app1"_s));
}

void RunnerTest::theVerdictIsTheOutcome_data()
{
    QTest::addColumn<VerdictKind>("kind");
    QTest::addColumn<Outcome>("outcome");
    QTest::newRow("healthy") << VerdictKind::Healthy << Outcome::Succeeded;
    QTest::newRow("hold") << VerdictKind::Hold << Outcome::Succeeded;
    QTest::newRow("roll back") << VerdictKind::RollBack << Outcome::VerdictRollBack;
    QTest::newRow("no data") << VerdictKind::NotEnoughData << Outcome::VerdictNoData;
    QTest::newRow("still collecting") << VerdictKind::Collecting << Outcome::VerdictNoData;
}

void RunnerTest::theVerdictIsTheOutcome()
{
    QFETCH(VerdictKind, kind);
    QFETCH(Outcome, outcome);
    Rehearsal rehearsal;
    rehearsal.watchSays(kind, u"p99 180 ms, limit 200 ms"_s);
    Plan plan = deployPlan({u"app1"_s});
    plan.stages.push_back(watchStage());
    QCOMPARE(toString(rehearsal.run(plan)), toString(outcome));
    QCOMPARE(rehearsal.events.back().text,
             u"1.5.0 is live in production on 1 host. p99 180 ms, limit 200 ms."_s);
}

void RunnerTest::hostsRunSideBySideButNotMoreThanAllowed()
{
    const QStringList hosts{u"a1"_s, u"a2"_s, u"a3"_s, u"a4"_s, u"a5"_s, u"a6"_s};
    Plan plan = rollbackPlan(hosts);
    plan.stages.resize(1);
    plan.stages[0].parallel = 3;
    Rehearsal rehearsal;
    std::mutex mutex;
    std::condition_variable changed;
    int arrived = 0;
    // Each three wait for one another: this ends only when three run at the same time.
    rehearsal.world.hosts.onRun = [&](const QString &) {
        std::unique_lock lock(mutex);
        const int group = arrived++ / 3;
        changed.notify_all();
        changed.wait(lock, [&] { return arrived >= (group + 1) * 3; });
    };
    QCOMPARE(toString(rehearsal.run(plan)), toString(Outcome::Succeeded));
    QCOMPARE(rehearsal.world.hosts.calls().size(), 6);
    QCOMPARE(rehearsal.world.hosts.mostAtOnce(), 3);
}

void RunnerTest::runningStepsAreFinishedAndNothingNewIsBegun()
{
    Plan plan = deployPlan({u"app1"_s, u"app2"_s, u"app3"_s});
    plan.stages[1].parallel = 2;
    Rehearsal rehearsal;
    rehearsal.world.hosts.answer(u"publish@app1"_s, {exits(1)});
    std::mutex mutex;
    std::condition_variable changed;
    bool bothRun = false;
    bool failureIsTold = false;
    rehearsal.world.hosts.onRun = [&](const QString &script) {
        std::unique_lock lock(mutex);
        if (script == u"publish@app1"_s)
            changed.wait(lock, [&] { return bothRun; });
        if (script != u"publish@app2"_s)
            return;
        bothRun = true;
        changed.notify_all();
        changed.wait(lock, [&] { return failureIsTold; });
    };
    rehearsal.keep = [&](const RunEvent &event) {
        if (event.step == u"publish@app1"_s && event.kind == EventKind::StepFinished) {
            const std::scoped_lock lock(mutex);
            failureIsTold = true;
            changed.notify_all();
        }
        return Result<void>();
    };
    QCOMPARE(toString(rehearsal.run(plan)), toString(Outcome::Failed));
    QVERIFY(rehearsal.told().contains(u"publish@app2 passed"_s));
    QVERIFY(!rehearsal.wasAsked(u"publish@app3"_s));
    QVERIFY(rehearsal.wasAsked(u"discard@app2"_s));
    QVERIFY(!rehearsal.wasAsked(u"discard@app3"_s));
}

void RunnerTest::eventsAreNumberedTimedRedactedAndCleaned()
{
    Rehearsal rehearsal;
    rehearsal.world.secrets.values[u"DB"_s] = u"hunter2"_s;
    rehearsal.world.hosts.answer(u"switch@app1"_s,
                                 {exits(1, "\x1b[31mpassword hunter2\x1b[0m\n", "login hunter2 refused\n")});
    Plan plan = rollbackPlan({u"app1"_s});
    plan.stages.resize(1);
    rehearsal.run(plan, 41);
    qint64 seq = 41;
    for (const RunEvent &event : rehearsal.events) {
        QCOMPARE(event.seq, seq++);
        QCOMPARE(event.run, u"r1"_s);
        QCOMPARE(event.timeMs, rehearsal.world.clock.nowMs());
    }
    QCOMPARE(rehearsal.told(), lines(R"(
        run started
        -- switch
        switch@app1 ...
        switch@app1 | password •••
        switch@app1 failed: exit code 1: login ••• refused
        run not-rolled-back: switch on app1: exit code 1: login ••• refused.
    )"));
    QCOMPARE(rehearsal.events.back().error->detail, u"login ••• refused"_s);
}

void RunnerTest::aStepThatThrowsFailsAndIsUndone()
{
    Rehearsal rehearsal;
    rehearsal.runners[StepKind::Switch] = [](const StepContext &context) -> StepEnd {
        if (context.step.id == u"switch@app1"_s)
            throw std::runtime_error("vector::_M_range_check");
        return runScriptStep(context);
    };
    QCOMPARE(toString(rehearsal.run(deployPlan({u"app1"_s}))), toString(Outcome::Failed));
    QVERIFY(rehearsal.told().contains(u"switch@app1 failed: an internal error"_s));
    QVERIFY(rehearsal.wasAsked(u"return@app1"_s));
    QCOMPARE(rehearsal.events.back().error->detail, u"vector::_M_range_check"_s);
}

void RunnerTest::aKindNobodyCarriesOutFails()
{
    Rehearsal rehearsal;
    rehearsal.runners.erase(StepKind::Publish);
    QCOMPARE(toString(rehearsal.run(deployPlan({u"app1"_s}))), toString(Outcome::Failed));
    QVERIFY(rehearsal.told().contains(u"publish@app1 failed: this program cannot carry out 'publish'"_s));
    QCOMPARE(toString(rehearsal.events.back().error->kind), toString(ErrorKind::Internal));
}

void RunnerTest::aPlanForReadingOnlyIsNotRun()
{
    Rehearsal rehearsal;
    Plan plan = deployPlan(two);
    plan.runnable = false;
    QCOMPARE(toString(rehearsal.run(plan)), toString(Outcome::Failed));
    QCOMPARE(rehearsal.world.hosts.calls(), QStringList());
}

void RunnerTest::theDryRunTellsTheSameStepsAndTouchesNothing()
{
    const Plan plan = deployPlan(two);
    Rehearsal rehearsal;
    rehearsal.run(plan);
    std::vector<RunEvent> dry;
    FakeClock clock;
    dryRun(plan, clock, [&dry](const RunEvent &event) {
        dry.push_back(event);
        return Result<void>();
    });
    QCOMPARE(transcript(dry).mid(0, 30), rehearsal.told().mid(0, 30));
    QCOMPARE(transcript(dry).last(), u"run succeeded: Dry run: every step was told, none was carried out."_s);
}

QTEST_GUILESS_MAIN(RunnerTest)
#include "tst_runner.moc"
