// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/rehearsal.h"

#include <QtTest>

#include <stdexcept>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

const QStringList two{u"app1"_s, u"app2"_s};
constexpr int notReached = -1;

Result<void> diskFull()
{
    return fail(ErrorKind::Internal, u"The disk is full."_s);
}

/// From this line of the transcript on, nothing can be kept.
std::function<Result<void>(const RunEvent &)> breaksAt(const QString &line)
{
    return [line, broken = false](const RunEvent &event) mutable {
        broken = broken || transcript({event}).contains(line);
        return broken ? diskFull() : Result<void>();
    };
}

/// The deployment of one host whose switch can be asked for afterwards.
Plan resolvablePlan(const QStringList &hosts)
{
    Plan plan = deployPlan(hosts);
    for (Step &step : plan.stages[2].steps) {
        step.action = ScriptAction{step.id, u"asked@"_s + step.host};
        step.timeout = Milliseconds(120000);
    }
    return plan;
}

} // namespace

/// What goes wrong half-way: the history, the way back, the answers of hosts.
class RunFaultsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aRunThatDiesAnywhereHasKeptWhatItHadBegun();
    void aHistoryThatBreaksBeforeTheSwitchStopsTheRun();
    void aHistoryThatBreaksAtTheStartBeginsNothing();
    void aHistoryThatBreaksAfterTheFirstSwitchDoesNot();
    void aHistoryThatThrowsIsAHistoryThatBreaks();
    void aRollbackNeedsNoHistory();
    void anUndoThatFailsLeavesTheHostNotRolledBack();
    void whenOneHostCannotReturnTheFleetIsMixed();
    void aRecordThatFailsDoesNotKeepTheOldReleaseFromRestarting();
    void anOldReleaseThatDoesNotRestartIsNotBack();
    void leftoversAreToldButAreNoFailureOfTheWayBack();
    void aLostSwitchThatHappenedGoesOn();
    void aLostSwitchThatDidNotHappenIsSentAgain();
    void aSwitchThatNeverHappensReturns();
    void aLostScriptNobodyCanBeAskedAboutIsSentAgain();
    void aLostCommandIsSentAgainOnlyWhenItNeverBegan();
    void aHostThatIsGoneForAMomentIsCalledAgain();
    void aLostSwitchIsAskedForUntilTheHostAnswers();
    void aLostSwitchThatStillRunsIsWaitedFor();
    void aLostSwitchNobodyKnowsOfCountsAsSwitched();
    void theAskingEnds_data();
    void theAskingEnds();
    void aStoppedStepTheHostDeniesIsNoFailure();
};

void RunFaultsTest::aRunThatDiesAnywhereHasKeptWhatItHadBegun()
{
    Rehearsal whole;
    whole.run(deployPlan(two));
    // Whatever the host was asked for is in the history before it is asked, wherever the program dies.
    for (std::size_t death = 1; death < whole.events.size(); ++death) {
        Rehearsal rehearsal;
        QStringList kept;
        QStringList beforeDeath;
        bool dead = false;
        rehearsal.keep = [&](const RunEvent &event) {
            dead = dead || rehearsal.events.size() >= death;
            if (!dead && event.kind == EventKind::StepStarted)
                kept << event.step;
            return dead ? diskFull() : Result<void>();
        };
        rehearsal.world.hosts.onRun = [&](const QString &script) {
            if (!dead)
                beforeDeath << script;
        };
        rehearsal.run(deployPlan(two));
        for (const QString &script : beforeDeath)
            QVERIFY2(kept.contains(script), qPrintable(script));
        QCOMPARE(rehearsal.told(), whole.told().mid(0, static_cast<qsizetype>(death)));
    }
}

void RunFaultsTest::aHistoryThatBreaksBeforeTheSwitchStopsTheRun()
{
    Rehearsal rehearsal;
    rehearsal.keep = breaksAt(u"publish@app2 ..."_s);
    QCOMPARE(toString(rehearsal.run(deployPlan(two))), toString(Outcome::Failed));
    QCOMPARE(rehearsal.world.hosts.calls(),
             (QStringList{u"app1: lock@app1"_s, u"app2: lock@app2"_s, u"app1: publish@app1"_s,
                          u"app1: discard@app1"_s, u"app1: free@app1"_s, u"app2: free@app2"_s,
                          u"app1: unlock@app1"_s, u"app2: unlock@app2"_s}));
}

void RunFaultsTest::aHistoryThatBreaksAtTheStartBeginsNothing()
{
    Rehearsal rehearsal;
    rehearsal.keep = breaksAt(u"run started"_s);
    QCOMPARE(toString(rehearsal.run(deployPlan(two))), toString(Outcome::Failed));
    QCOMPARE(rehearsal.world.hosts.calls(), QStringList());
}

void RunFaultsTest::aHistoryThatBreaksAfterTheFirstSwitchDoesNot()
{
    Rehearsal rehearsal;
    rehearsal.keep = breaksAt(u"switch@app1 passed"_s);
    QCOMPARE(toString(rehearsal.run(deployPlan(two))), toString(Outcome::Succeeded));
    QVERIFY(rehearsal.wasAsked(u"switch@app2"_s));
    QVERIFY(rehearsal.wasAsked(u"unlock@app2"_s));
}

void RunFaultsTest::aHistoryThatThrowsIsAHistoryThatBreaks()
{
    Rehearsal rehearsal;
    rehearsal.keep = [](const RunEvent &event) -> Result<void> {
        if (event.step == u"publish@app1"_s)
            throw std::runtime_error("disk I/O error");
        return {};
    };
    Plan plan = deployPlan(two);
    plan.stages[1].parallel = 2;
    QCOMPARE(toString(rehearsal.run(plan)), toString(Outcome::Failed));
    QVERIFY(!rehearsal.wasAsked(u"publish@app1"_s));
    QVERIFY(!rehearsal.wasAsked(u"switch@app2"_s));
    QCOMPARE(toString(rehearsal.events.back().error->kind), toString(ErrorKind::Internal));
    QCOMPARE(rehearsal.events.back().error->summary,
             u"The history cannot be written, so nothing more is begun"_s);
}

void RunFaultsTest::aRollbackNeedsNoHistory()
{
    Rehearsal rehearsal;
    rehearsal.keep = [](const RunEvent &) { return diskFull(); };
    QCOMPARE(toString(rehearsal.run(rollbackPlan(two))), toString(Outcome::Succeeded));
    QVERIFY(rehearsal.wasAsked(u"switch@app2"_s));
}

void RunFaultsTest::anUndoThatFailsLeavesTheHostNotRolledBack()
{
    Rehearsal rehearsal;
    rehearsal.world.hosts.answer(u"record@app1"_s, {exits(1)});
    rehearsal.world.hosts.answer(u"return@app1"_s, {exits(1, "belay: mv: input/output error\n")});
    QCOMPARE(toString(rehearsal.run(deployPlan({u"app1"_s}))), toString(Outcome::NotRolledBack));
    QCOMPARE(rehearsal.toldFrom(u"undoing: record on app1: exit code 1"_s), lines(R"(
        undoing: record on app1: exit code 1
        undo return@app1 ...
        undo return@app1 failed: exit code 1: mv: input/output error
        undo discard@app1 ...
        undo discard@app1 passed
        undo free@app1 ...
        undo free@app1 passed
        -- unlock
        unlock@app1 ...
        unlock@app1 passed
        run not-rolled-back: record on app1: exit code 1. 1 of 1 host could not be brought back.
    )"));
}

void RunFaultsTest::whenOneHostCannotReturnTheFleetIsMixed()
{
    Rehearsal rehearsal;
    rehearsal.world.hosts.answer(u"record@app2"_s, {exits(1)});
    rehearsal.world.hosts.answer(u"return@app1"_s, neverReachable());
    QCOMPARE(toString(rehearsal.run(deployPlan(two))), toString(Outcome::Partial));
    QVERIFY(rehearsal.wasAsked(u"return@app2"_s));
    QCOMPARE(rehearsal.end(),
             u"run partial: record on app2: exit code 1. 1 of 2 hosts could not be brought back."_s);
}

void RunFaultsTest::aRecordThatFailsDoesNotKeepTheOldReleaseFromRestarting()
{
    Rehearsal rehearsal;
    Plan plan = deployPlan({u"app1"_s});
    plan.stages[2].steps[0].undo = {hostStep(StepKind::Switch, u"return"_s, u"app1"_s),
                                    hostStep(StepKind::Record, u"mark"_s, u"app1"_s),
                                    hostStep(StepKind::Restart, u"restart"_s, u"app1"_s)};
    rehearsal.world.hosts.answer(u"record@app1"_s, {exits(1)});
    rehearsal.world.hosts.answer(u"mark@app1"_s, {exits(1)});
    QCOMPARE(toString(rehearsal.run(plan)), toString(Outcome::RolledBack));
    QVERIFY(rehearsal.wasAsked(u"restart@app1"_s));
}

void RunFaultsTest::anOldReleaseThatDoesNotRestartIsNotBack()
{
    Rehearsal rehearsal;
    Plan plan = deployPlan(two);
    plan.stages[2].steps[1].undo.push_back(hostStep(StepKind::Restart, u"restart"_s, u"app2"_s));
    rehearsal.world.hosts.answer(u"record@app1"_s, {exits(1)});
    rehearsal.world.hosts.answer(u"restart@app2"_s, {exits(3)});
    QCOMPARE(toString(rehearsal.run(plan)), toString(Outcome::NotRolledBack));
    QCOMPARE(rehearsal.end(), u"run not-rolled-back: record on app1: exit code 1. The link of every host is "
                              "back, but the old release does not serve on app2."_s);
}

void RunFaultsTest::leftoversAreToldButAreNoFailureOfTheWayBack()
{
    Rehearsal rehearsal;
    rehearsal.world.hosts.answer(u"record@app1"_s, {exits(1)});
    rehearsal.world.hosts.answer(u"discard@app1"_s, {exits(1)});
    QCOMPARE(toString(rehearsal.run(deployPlan({u"app1"_s}))), toString(Outcome::RolledBack));
    QCOMPARE(rehearsal.end(), u"run rolled-back: record on app1: exit code 1. 1.4.0 is live again on 1 host. "
                              "Not everything could be cleaned up; the log says what is left."_s);
}

void RunFaultsTest::aLostSwitchThatHappenedGoesOn()
{
    Rehearsal rehearsal;
    rehearsal.world.hosts.answer(u"switch@app1"_s, {lost()});
    QCOMPARE(toString(rehearsal.run(resolvablePlan({u"app1"_s}))), toString(Outcome::Succeeded));
    QCOMPARE(rehearsal.toldFrom(u"-- switch"_s).mid(0, 4), lines(R"(
        -- switch
        switch@app1 ...
        switch@app1 ! no proof (connection lost); asking the host what happened
        switch@app1 passed: confirmed by asking the host
    )"));
    QCOMPARE(rehearsal.world.hosts.forgotten(), 1); // asked over a fresh connection
}

void RunFaultsTest::aLostSwitchThatDidNotHappenIsSentAgain()
{
    Rehearsal rehearsal;
    rehearsal.world.hosts.answer(u"switch@app1"_s, {lost()});
    rehearsal.world.hosts.answer(u"asked@app1"_s, {exits(1)});
    QCOMPARE(toString(rehearsal.run(resolvablePlan({u"app1"_s}))), toString(Outcome::Succeeded));
    QCOMPARE(rehearsal.toldFrom(u"-- switch"_s).mid(0, 5), lines(R"(
        -- switch
        switch@app1 ...
        switch@app1 ! no proof (connection lost); asking the host what happened
        switch@app1 ! did not happen, says the host; sending it again
        switch@app1 passed
    )"));
}

void RunFaultsTest::aLostScriptNobodyCanBeAskedAboutIsSentAgain()
{
    Rehearsal rehearsal;
    rehearsal.world.hosts.answer(u"publish@app1"_s, {lost()});
    QCOMPARE(toString(rehearsal.run(deployPlan({u"app1"_s}))), toString(Outcome::Succeeded));
    QCOMPARE(rehearsal.world.hosts.calls().count(u"app1: publish@app1"_s), 2);
}

/// Exit 4: it was never begun. Anything else a host says of a project's command is no reason to repeat it.
void RunFaultsTest::aLostCommandIsSentAgainOnlyWhenItNeverBegan()
{
    const auto migrationsAfter = [](const std::deque<HostAnswer> &answers) {
        Plan plan = resolvablePlan({u"app1"_s});
        for (Stage &stage : plan.stages)
            for (Step &step : stage.steps)
                if (step.kind == StepKind::Publish) {
                    step.kind = StepKind::Migrate;
                    step.action = ScriptAction{step.id, u"migrated?"_s};
                    step.timeout = Milliseconds(120000);
                }
        Rehearsal rehearsal;
        rehearsal.world.hosts.answer(u"publish@app1"_s, {lost()});
        rehearsal.world.hosts.answer(u"migrated?"_s, answers);
        rehearsal.run(plan);
        return rehearsal.world.hosts.calls().count(u"app1: publish@app1"_s);
    };
    QCOMPARE(migrationsAfter(std::deque<HostAnswer>(20, exits(4))), 2);
    QCOMPARE(migrationsAfter({exits(4), exits(2), exits(0)}), 1); // it had only been slow to begin
    QCOMPARE(migrationsAfter({exits(1)}), 1);
    QCOMPARE(migrationsAfter({exits(3)}), 1);
}

void RunFaultsTest::aHostThatIsGoneForAMomentIsCalledAgain()
{
    Rehearsal rehearsal;
    rehearsal.world.hosts.answer(u"switch@app1"_s, {unreachable(), unreachable()});
    QCOMPARE(toString(rehearsal.run(deployPlan({u"app1"_s}))), toString(Outcome::Succeeded));
    QVERIFY(rehearsal.told().contains(u"switch@app1 ! no connection (connection refused); calling again"_s));
    QCOMPARE(rehearsal.world.clock.monotonicMs(), 500 + 1000);
}

void RunFaultsTest::aSwitchThatNeverHappensReturns()
{
    Rehearsal rehearsal;
    rehearsal.world.hosts.answer(u"switch@app2"_s, {lost(), lost(), lost()});
    const HostAnswer no = exits(1, "belay: current still names 20261101000000\n");
    rehearsal.world.hosts.answer(u"asked@app2"_s, {no, no, no});
    QCOMPARE(toString(rehearsal.run(resolvablePlan(two))), toString(Outcome::RolledBack));
    QVERIFY(rehearsal.told().contains(u"switch@app2 failed: current still names 20261101000000"_s));
    QVERIFY(rehearsal.wasAsked(u"return@app1"_s));
}

void RunFaultsTest::aLostSwitchIsAskedForUntilTheHostAnswers()
{
    Rehearsal rehearsal;
    rehearsal.world.hosts.answer(u"switch@app1"_s, {lost()});
    rehearsal.world.hosts.answer(u"asked@app1"_s, {unreachable(), lost(), unreachable(), exits(0)});
    QCOMPARE(toString(rehearsal.run(resolvablePlan({u"app1"_s}))), toString(Outcome::Succeeded));
    QCOMPARE(rehearsal.world.clock.monotonicMs(), 500 + 1000 + 2000);
}

void RunFaultsTest::aLostSwitchThatStillRunsIsWaitedFor()
{
    Rehearsal rehearsal;
    rehearsal.world.hosts.answer(u"switch@app1"_s, {lost()});
    std::deque<HostAnswer> answers(12, exits(2)); // half a minute and more
    answers.push_back(exits(0));
    rehearsal.world.hosts.answer(u"asked@app1"_s, answers);
    QCOMPARE(toString(rehearsal.run(resolvablePlan({u"app1"_s}))), toString(Outcome::Succeeded));
    QVERIFY(rehearsal.world.clock.monotonicMs() > 30000);
}

void RunFaultsTest::aLostSwitchNobodyKnowsOfCountsAsSwitched()
{
    Rehearsal rehearsal;
    rehearsal.world.hosts.answer(u"switch@app1"_s, {lost(), lost(), lost()});
    QCOMPARE(toString(rehearsal.run(deployPlan({u"app1"_s}))), toString(Outcome::RolledBack));
    QVERIFY(rehearsal.told().contains(
        u"switch@app1 unknown: no proof (connection lost), and the host could not be asked"_s));
    QCOMPARE(toString(rehearsal.events.back().error->kind), toString(ErrorKind::Unproven));

    Rehearsal gone;
    gone.world.hosts.answer(u"switch@app1"_s, {lost(), lost(), lost()});
    gone.world.hosts.answer(u"return@app1"_s, neverReachable());
    QCOMPARE(toString(gone.run(deployPlan({u"app1"_s}))), toString(Outcome::NotRolledBack));
}

void RunFaultsTest::theAskingEnds_data()
{
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<int>("atLeastMs");
    QTest::addColumn<int>("atMostMs");
    QTest::newRow("never reachable") << notReached << 30000 << 36000;
    QTest::newRow("still running when the step's time is over") << 2 << 120000 << 126000;
    QTest::newRow("an answer nobody understands") << 7 << 0 << 0;
}

void RunFaultsTest::theAskingEnds()
{
    QFETCH(int, exitCode);
    const HostAnswer answer = exitCode == notReached ? unreachable() : exits(exitCode);
    QFETCH(int, atLeastMs);
    QFETCH(int, atMostMs);
    Rehearsal rehearsal;
    rehearsal.world.hosts.answer(u"switch@app1"_s, {lost()});
    rehearsal.world.hosts.answer(u"asked@app1"_s, std::deque<HostAnswer>(100, answer));
    QCOMPARE(toString(rehearsal.run(resolvablePlan({u"app1"_s}))), toString(Outcome::RolledBack));
    QVERIFY(rehearsal.told().contains(
        u"switch@app1 unknown: no proof (connection lost), and the host could not be asked"_s));
    QVERIFY(rehearsal.world.clock.monotonicMs() >= atLeastMs);
    QVERIFY(rehearsal.world.clock.monotonicMs() <= atMostMs);
}

void RunFaultsTest::aStoppedStepTheHostDeniesIsNoFailure()
{
    Rehearsal rehearsal;
    rehearsal.cancelAt(u"switch@app1"_s);
    rehearsal.world.hosts.answer(u"asked@app1"_s, {exits(1)});
    QCOMPARE(toString(rehearsal.run(resolvablePlan({u"app1"_s}))), toString(Outcome::Cancelled));
    QVERIFY(rehearsal.told().contains(u"switch@app1 cancelled: stopped; the host says it did not happen"_s));
    QCOMPARE(rehearsal.end(), u"run cancelled: Stopped by a person. Nothing changed for the users."_s);
}

QTEST_GUILESS_MAIN(RunFaultsTest)
#include "tst_run_faults.moc"
