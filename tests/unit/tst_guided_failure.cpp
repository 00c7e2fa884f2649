// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/failure_prompt.h"
#include "app/engine/failure_guide.h"
#include "app/lock_wait.h"
#include "models/domain/run_state.h"
#include "tests/support/rehearsal.h"

#include <QtTest>

#include <condition_variable>
#include <mutex>
#include <thread>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

const QStringList two{u"app1"_s, u"app2"_s};

/// Somebody who has made up his mind, and what he was asked.
struct Person
{
    std::vector<FailureChoice> answers;
    QStringList asked; ///< "switch@app2 1: retry skip rollback stop"

    FailureGuide guide()
    {
        return [this](const FailureQuestion &question, const CancelToken &) {
            QStringList words;
            for (const FailureChoice choice : question.choices)
                words.append(toString(choice));
            asked.append(u"%1 %2: %3"_s.arg(question.step).arg(question.attempt).arg(words.join(u' ')));
            const auto index = static_cast<std::size_t>(asked.size() - 1);
            return FailureAnswer{index < answers.size() ? answers[index] : question.otherwise, u"dana"_s};
        };
    }
};

Outcome guided(Rehearsal &rehearsal, const Plan &plan, const FailureGuide &guide)
{
    const EventsSink sink = [&rehearsal](const std::vector<RunEvent> &events) -> Result<void> {
        Result<void> all;
        for (const RunEvent &event : events) {
            auto kept = rehearsal.keep(event);
            if (kept)
                rehearsal.events.push_back(event);
            else
                all = kept;
        }
        return all;
    };
    RunOptions options;
    options.guide = guide;
    return belay::run(plan, rehearsal.world.ports, rehearsal.runners, sink, rehearsal.cancel, options);
}

QString shown(const FailurePolicy &policy)
{
    return u"%1 %2 %3 %4"_s.arg(policy.retries)
        .arg(policy.ask ? u"ask"_s : u"-"_s, toString(policy.then))
        .arg(policy.patience.count());
}

} // namespace

/// A step fails, and somebody says what to do about it.
class GuidedFailureTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void thePolicyIsReadOrRefused_data();
    void thePolicyIsReadOrRefused();
    void thePolicyRetriesFirst();
    void aRetryThatWorksGoesOn();
    void aRetriedStepIsUndoneOnce();
    void aSkippedHostGoesBackAndTheOthersGoOn();
    void aHostThatFailsItsSwitchIsSkipped();
    void theLastHostCannotBeSkipped();
    void theHostOfTheMigrationCannotBeSkippedBeforeIt();
    void aMigrationNobodyKnowsAboutIsNotRepeated();
    void rollingBackIsAsBefore();
    void stoppingBeforeASwitchGivesTheLocksBack();
    void stoppingHalfWayKeepsTheLocks();
    void aRollbackIsRetriedSkippedOrStopped();
    void aStopWhileAskedUndoes();
    void nothingIsBegunWhileAsked();
    void twoFailuresAreAskedOneAfterTheOther();
    void nobodyIsAskedAfterThePointOfNoReturn();
    void whatAChoiceWouldDoIsSaid();
    void theTerminalAsksWithNumbersAndWords();
    void aLockThatSomebodyTookMeanwhileIsRetried();
    void locksAreNamedByTheirHolder();
};

void GuidedFailureTest::thePolicyIsReadOrRefused_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    QTest::newRow("one word") << u"skip"_s << u"0 - skip 600000"_s;
    QTest::newRow("retries") << u"retry:3,stop"_s << u"3 - stop 600000"_s;
    QTest::newRow("retry alone") << u"retry"_s << u"1 - rollback 600000"_s;
    QTest::newRow("ask") << u"retry:2, ask:90s"_s << u"2 ask rollback 90000"_s;
    QTest::newRow("nothing") << QString() << u"\"\" is nothing that can be done about a failure."_s;
    QTest::newRow("another word") << u"ignore"_s
                                  << u"\"ignore\" is nothing that can be done about a failure."_s;
    QTest::newRow("no number") << u"retry:x"_s
                               << u"\"retry:x\" is nothing that can be done about a failure."_s;
    QTest::newRow("zero") << u"retry:0"_s << u"\"retry:0\" is nothing that can be done about a failure."_s;
    QTest::newRow("too many words") << u"skip,rollback"_s << u"\"skip,rollback\": nothing can follow skip."_s;
    QTest::newRow("retry last") << u"skip,retry"_s << u"\"skip,retry\": nothing can follow skip."_s;
    QTest::newRow("retry twice") << u"retry,retry:2"_s
                                 << u"\"retry,retry:2\": retry comes first, and once."_s;
    QTest::newRow("skip with a number")
        << u"skip:2"_s << u"\"skip:2\" is nothing that can be done about a failure."_s;
}

void GuidedFailureTest::thePolicyIsReadOrRefused()
{
    QFETCH(QString, text);
    const auto policy = parseFailurePolicy(text);
    QTEST(policy ? shown(*policy) : policy.error().summary, "expected");
}

void GuidedFailureTest::thePolicyRetriesFirst()
{
    FailureQuestion question;
    question.choices = {FailureChoice::Retry, FailureChoice::RollBack, FailureChoice::Stop};
    const FailurePolicy policy{2, false, FailureChoice::Stop, {}};
    question.attempt = 2;
    QVERIFY(choiceBy(policy, question) == FailureChoice::Retry);
    question.attempt = 3;
    QVERIFY(choiceBy(policy, question) == FailureChoice::Stop);
    QVERIFY(choiceBy({0, false, FailureChoice::SkipHost, {}}, question) == FailureChoice::RollBack);
    question.choices = {FailureChoice::Stop};
    question.attempt = 1;
    QVERIFY(choiceBy(policy, question) == FailureChoice::Stop);
    QVERIFY(!choiceBy({0, true, FailureChoice::RollBack, {}}, question));
    QCOMPARE(pauseBeforeRetry(1).count(), 1000);
    QCOMPARE(pauseBeforeRetry(3).count(), 4000);
    QCOMPARE(pauseBeforeRetry(90).count(), 15000);
}

void GuidedFailureTest::aRetryThatWorksGoesOn()
{
    Rehearsal rehearsal;
    rehearsal.world.hosts.answer(u"publish@app1"_s, {exits(94), exits(0)});
    Person person{{FailureChoice::Retry}, {}};
    QCOMPARE(toString(guided(rehearsal, deployPlan({u"app1"_s}), person.guide())), u"succeeded"_s);
    QCOMPARE(person.asked, QStringList{u"publish@app1 1: retry rollback stop"_s});
    QCOMPARE(rehearsal.toldFrom(u"-- publish"_s).mid(0, 7), lines(R"(
        -- publish
        publish@app1 ...
        publish@app1 failed: the disk is full
        noted: publish on app1: the disk is full. Decided by dana: retry, try 2.
        publish@app1 ...
        publish@app1 passed
        -- switch
    )"));
}

void GuidedFailureTest::aRetriedStepIsUndoneOnce()
{
    Rehearsal rehearsal;
    rehearsal.world.hosts.answer(u"publish@app1"_s, {exits(94), exits(94)});
    Person person{{FailureChoice::Retry, FailureChoice::RollBack}, {}};
    QCOMPARE(toString(guided(rehearsal, deployPlan({u"app1"_s}), person.guide())), u"failed"_s);
    QCOMPARE(person.asked.last(), u"publish@app1 2: retry rollback stop"_s);
    QCOMPARE(rehearsal.told().count(u"undo discard@app1 passed"_s), 1);
}

void GuidedFailureTest::aSkippedHostGoesBackAndTheOthersGoOn()
{
    Rehearsal rehearsal;
    rehearsal.world.hosts.answer(u"record@app1"_s, {exits(1)});
    Person person{{FailureChoice::SkipHost}, {}};
    QCOMPARE(toString(guided(rehearsal, deployPlan(two), person.guide())), u"partial"_s);
    QCOMPARE(rehearsal.toldFrom(u"-- record"_s), lines(R"(
        -- record
        record@app1 ...
        record@app1 failed: exit code 1
        noted: record on app1: exit code 1. Decided by dana: skip app1.
        undo return@app1 ...
        undo return@app1 passed
        undo discard@app1 ...
        undo discard@app1 passed
        undo free@app1 ...
        undo free@app1 passed
        record@app2 ...
        record@app2 passed
        -- prune
        prune@app1 skipped: an earlier step failed on this host
        prune@app2 ...
        prune@app2 passed
        -- unlock
        unlock@app1 ...
        unlock@app1 passed
        unlock@app2 ...
        unlock@app2 passed
        run partial: 1.5.0 is live in production on 1 of 2 hosts. Given up, and still on 1.4.0: app1. record on app1: exit code 1.
    )"));
    QCOMPARE(exitCodeFor(Outcome::Partial), 6);
    const RunState state = replay(rehearsal.events);
    QCOMPARE(state.hostsDone(), 1);
}

void GuidedFailureTest::aHostThatFailsItsSwitchIsSkipped()
{
    Rehearsal rehearsal;
    rehearsal.world.hosts.answer(u"switch@app1"_s, {exits(93)});
    rehearsal.world.hosts.answer(u"return@app1"_s, neverReachable());
    Person person{{FailureChoice::SkipHost}, {}};
    QCOMPARE(toString(guided(rehearsal, deployPlan(two), person.guide())), u"partial"_s);
    QVERIFY(rehearsal.told().contains(u"switch@app1 skipped: the host was given up"_s));
    QCOMPARE(rehearsal.end(),
             u"run partial: 1.5.0 is live in production on 1 of 2 hosts. Given up, and could not be brought "
             "back: app1. switch on app1: current was changed by someone else."_s);
    const RunState state = replay(rehearsal.events);
    QCOMPARE(state.hostsDone(), 1);
    QVERIFY(state.liveMs > 0);
}

void GuidedFailureTest::theLastHostCannotBeSkipped()
{
    Rehearsal rehearsal;
    rehearsal.world.hosts.answer(u"publish@app1"_s, {exits(1)});
    rehearsal.world.hosts.answer(u"publish@app2"_s, {exits(1)});
    Person person{{FailureChoice::SkipHost, FailureChoice::SkipHost}, {}};
    QCOMPARE(toString(guided(rehearsal, deployPlan(two), person.guide())), u"failed"_s);
    QCOMPARE(person.asked, (QStringList{u"publish@app1 1: retry skip rollback stop"_s,
                                        u"publish@app2 1: retry rollback stop"_s}));
}

void GuidedFailureTest::theHostOfTheMigrationCannotBeSkippedBeforeIt()
{
    Plan plan = deployPlan(two);
    plan.stages.insert(plan.stages.begin() + 2,
                       stageOf(u"migrate"_s, {hostStep(StepKind::Migrate, u"migrate"_s, u"app1"_s)}));
    Rehearsal rehearsal;
    rehearsal.world.hosts.answer(u"publish@app1"_s, {exits(1), exits(0)});
    rehearsal.world.hosts.answer(u"switch@app1"_s, {exits(1)});
    Person person{{FailureChoice::Retry, FailureChoice::SkipHost}, {}};
    QCOMPARE(toString(guided(rehearsal, plan, person.guide())), u"partial"_s);
    QCOMPARE(person.asked, (QStringList{u"publish@app1 1: retry rollback stop"_s,
                                        u"switch@app1 1: retry skip rollback stop"_s}));
}

void GuidedFailureTest::aMigrationNobodyKnowsAboutIsNotRepeated()
{
    Plan plan = deployPlan(two);
    plan.stages.insert(plan.stages.begin() + 2,
                       stageOf(u"migrate"_s, {hostStep(StepKind::Migrate, u"migrate"_s, u"app1"_s)}));
    Rehearsal rehearsal;
    rehearsal.world.hosts.answer(u"migrate@app1"_s, {lost()});
    Person person{{FailureChoice::Retry}, {}};
    QCOMPARE(toString(guided(rehearsal, plan, person.guide())), u"failed"_s);
    QCOMPARE(person.asked, QStringList{u"migrate@app1 1: rollback stop"_s});
    QCOMPARE(rehearsal.told().count(u"migrate@app1 ..."_s), 1);
}

void GuidedFailureTest::rollingBackIsAsBefore()
{
    Rehearsal asked;
    Rehearsal unasked;
    for (Rehearsal *each : {&asked, &unasked})
        each->world.hosts.answer(u"switch@app2"_s, {exits(93)});
    Person person{{FailureChoice::RollBack}, {}};
    guided(asked, deployPlan(two), person.guide());
    unasked.run(deployPlan(two));
    QStringList told = asked.told();
    told.removeOne(
        u"noted: switch on app2: current was changed by someone else. Decided by dana: rollback."_s);
    QCOMPARE(told, unasked.told());
}

void GuidedFailureTest::stoppingBeforeASwitchGivesTheLocksBack()
{
    Rehearsal rehearsal;
    rehearsal.world.hosts.answer(u"publish@app1"_s, {exits(1)});
    Person person{{FailureChoice::Stop}, {}};
    QCOMPARE(toString(guided(rehearsal, deployPlan(two), person.guide())), u"failed"_s);
    QVERIFY(!rehearsal.wasAsked(u"publish@app2"_s));
    QVERIFY(!rehearsal.wasAsked(u"discard@app1"_s));
    QVERIFY(rehearsal.wasAsked(u"unlock@app1"_s));
    QVERIFY(rehearsal.wasAsked(u"unlock@app2"_s));
    QCOMPARE(rehearsal.end(), u"run failed: publish on app1: exit code 1. Stopped there, and left as it is. "
                              "Nothing changed for the users."_s);
}

void GuidedFailureTest::stoppingHalfWayKeepsTheLocks()
{
    Rehearsal rehearsal;
    rehearsal.world.hosts.answer(u"switch@app2"_s, {exits(93)});
    Person person{{FailureChoice::Stop}, {}};
    const Outcome outcome = guided(rehearsal, deployPlan(two), person.guide());
    QCOMPARE(toString(outcome), u"not-rolled-back"_s);
    QCOMPARE(exitCodeFor(outcome), 5);
    QVERIFY(!rehearsal.wasAsked(u"return@app1"_s));
    QCOMPARE(rehearsal.toldFrom(u"-- unlock"_s), lines(R"(
        -- unlock
        unlock@app1 skipped: the lock stays: the run was stopped half-way
        unlock@app2 skipped: the lock stays: the run was stopped half-way
        run not-rolled-back: switch on app2: current was changed by someone else. Stopped there, and left as it is: 1.5.0 on 1 of 2 hosts (app1). The locks stay: `belay resume r1` goes on, with --rollback it goes back.
    )"));
}

void GuidedFailureTest::aRollbackIsRetriedSkippedOrStopped()
{
    Rehearsal rehearsal;
    rehearsal.world.hosts.answer(u"switch@app1"_s, {unreachable(), unreachable()});
    Person person{{FailureChoice::Retry, FailureChoice::RollBack}, {}}; // the last one is not offered
    QCOMPARE(toString(guided(rehearsal, rollbackPlan(two), person.guide())), u"partial"_s);
    QCOMPARE(person.asked,
             (QStringList{u"switch@app1 1: retry skip stop"_s, u"switch@app1 2: retry skip stop"_s}));
    QCOMPARE(rehearsal.end(),
             u"run partial: Rolled back to 1.4.0 on 1 of 2 hosts. switch on app1: connection refused."_s);

    Rehearsal stopped;
    stopped.world.hosts.answer(u"restart@app1"_s, {exits(1)});
    Person other{{FailureChoice::Stop}, {}};
    QCOMPARE(toString(guided(stopped, rollbackPlan(two), other.guide())), u"not-rolled-back"_s);
    QVERIFY(!stopped.wasAsked(u"restart@app2"_s));
    QVERIFY(stopped.wasAsked(u"unlock@app2"_s));
    QCOMPARE(stopped.end(),
             u"run not-rolled-back: restart on app1: exit code 1. Stopped there, and left as it "
             "is: 1.4.0 on 2 of 2 hosts (app1, app2)."_s);
}

void GuidedFailureTest::aStopWhileAskedUndoes()
{
    Rehearsal rehearsal;
    rehearsal.world.hosts.answer(u"switch@app2"_s, {exits(93)});
    const FailureGuide guide = [&rehearsal](const FailureQuestion &, const CancelToken &cancel) {
        rehearsal.cancel.cancel();
        return FailureAnswer{cancel.cancelled() ? FailureChoice::SkipHost : FailureChoice::Stop, {}};
    };
    QCOMPARE(toString(guided(rehearsal, deployPlan(two), guide)), u"rolled-back"_s);
    QVERIFY(rehearsal.wasAsked(u"return@app1"_s));
}

void GuidedFailureTest::nothingIsBegunWhileAsked()
{
    Plan plan = deployPlan({u"app1"_s, u"app2"_s, u"app3"_s});
    plan.stages[1].parallel = 2;
    Rehearsal rehearsal;
    rehearsal.world.hosts.answer(u"publish@app1"_s, {exits(1)});
    std::mutex mutex;
    std::condition_variable changed;
    bool secondHasBegun = false;
    bool secondIsDone = false;
    bool asked = false;
    rehearsal.world.hosts.onRun = [&](const QString &script) {
        std::unique_lock lock(mutex);
        if (script == u"publish@app1"_s)
            changed.wait(lock, [&] { return secondHasBegun; });
        if (script != u"publish@app2"_s)
            return;
        secondHasBegun = true;
        changed.notify_all();
        changed.wait(lock, [&] { return asked; }); // still at work when the question is put
    };
    rehearsal.keep = [&](const RunEvent &event) {
        const std::scoped_lock lock(mutex);
        if (event.step == u"publish@app2"_s && event.kind == EventKind::StepFinished)
            secondIsDone = true;
        changed.notify_all();
        return Result<void>();
    };
    bool begun = true;
    const FailureGuide guide = [&](const FailureQuestion &question, const CancelToken &) {
        std::unique_lock lock(mutex);
        asked = true;
        changed.notify_all();
        changed.wait(lock, [&] { return secondIsDone; });
        lock.unlock();
        // The second host's thread is free now; it must not take the third host before the answer.
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        begun = rehearsal.wasAsked(u"publish@app3"_s);
        return FailureAnswer{question.otherwise, u"dana"_s};
    };
    QCOMPARE(toString(guided(rehearsal, plan, guide)), u"failed"_s);
    QVERIFY(!begun);
    QVERIFY(!rehearsal.wasAsked(u"publish@app3"_s));
}

void GuidedFailureTest::twoFailuresAreAskedOneAfterTheOther()
{
    const QStringList three{u"app1"_s, u"app2"_s, u"app3"_s};
    for (const FailureChoice first : {FailureChoice::SkipHost, FailureChoice::RollBack}) {
        Plan plan = deployPlan(three);
        plan.stages[1].parallel = 3;
        Rehearsal rehearsal;
        rehearsal.world.hosts.answer(u"publish@app1"_s, {exits(1)});
        rehearsal.world.hosts.answer(u"publish@app2"_s, {exits(1)});
        std::mutex mutex;
        std::condition_variable changed;
        int arrived = 0;
        rehearsal.world.hosts.onRun = [&](const QString &script) {
            if (!script.startsWith(u"publish"_s))
                return;
            std::unique_lock lock(mutex);
            ++arrived;
            changed.notify_all();
            changed.wait(lock, [&] { return arrived >= 3; });
        };
        Person person{{first, FailureChoice::SkipHost}, {}};
        const Outcome outcome = guided(rehearsal, plan, person.guide());
        if (first == FailureChoice::SkipHost) {
            QCOMPARE(person.asked.size(), 2);
            QCOMPARE(toString(outcome), u"partial"_s);
            QVERIFY(rehearsal.end().contains(u"1.5.0 is live in production on 1 of 3 hosts."_s));
        } else {
            QCOMPARE(person.asked.size(), 1); // what was decided holds for the other failure too
            QCOMPARE(toString(outcome), u"failed"_s);
        }
    }
}

void GuidedFailureTest::nobodyIsAskedAfterThePointOfNoReturn()
{
    Plan plan = deployPlan({u"app1"_s});
    plan.stages[4].onFailure = OnFailure::Undo;
    Rehearsal rehearsal;
    rehearsal.world.hosts.answer(u"prune@app1"_s, {exits(1)});
    rehearsal.world.hosts.answer(u"unlock@app1"_s, {exits(1)});
    Person person;
    QCOMPARE(toString(guided(rehearsal, plan, person.guide())), u"succeeded"_s);
    QCOMPARE(person.asked, QStringList());
}

void GuidedFailureTest::whatAChoiceWouldDoIsSaid()
{
    FailureQuestion question;
    question.host = u"app2"_s;
    question.version = u"1.5.0"_s;
    question.fromVersion = u"1.4.0"_s;
    question.title = u"health"_s;
    question.text = u"HTTP 500"_s;
    question.hosts = 3;
    question.hostsLive = 1;
    QCOMPARE(whatFailed(question), u"health on app2: HTTP 500"_s);
    QCOMPARE(consequenceOf(question, FailureChoice::Retry), u"Does the step again on app2."_s);
    QCOMPARE(consequenceOf(question, FailureChoice::SkipHost),
             u"Brings app2 back to 1.4.0 and goes on with the other hosts."_s);
    QCOMPARE(consequenceOf(question, FailureChoice::RollBack),
             u"Brings 1 host back to 1.4.0 and undoes what was begun."_s);
    QCOMPARE(consequenceOf(question, FailureChoice::Stop),
             u"Leaves every host as it is: 1 of 3 hosts on 1.5.0. The locks stay until the run is resumed or "
             "taken back."_s);
    question.hostsLive = 0;
    QCOMPARE(consequenceOf(question, FailureChoice::RollBack),
             u"Undoes what was begun. No host has been switched yet."_s);
}

void GuidedFailureTest::theTerminalAsksWithNumbersAndWords()
{
    FailureQuestion question;
    question.host = u"app2"_s;
    question.fromVersion = u"1.4.0"_s;
    question.title = u"upload"_s;
    question.text = u"connection lost"_s;
    question.choices = {FailureChoice::Retry, FailureChoice::SkipHost, FailureChoice::RollBack};
    QCOMPARE(questionText(question, std::chrono::minutes(10)).split(u'\n'),
             (QStringList{u"upload on app2: connection lost. What now?"_s,
                          u"  1) retry     Does the step again on app2."_s,
                          u"  2) skip      Brings app2 back to 1.4.0 and goes on with the other hosts."_s,
                          u"  3) rollback  Undoes what was begun. No host has been switched yet."_s,
                          u"Nothing new is begun meanwhile. Without an answer in 10 min: rollback."_s}));
    QVERIFY(choiceFromLine(u"2"_s, question) == FailureChoice::SkipHost);
    QVERIFY(choiceFromLine(u" ROLL "_s, question) == FailureChoice::RollBack);
    for (const QString &word : {u""_s, u"0"_s, u"4"_s, u"r"_s, u"stop"_s, u"yes"_s})
        QVERIFY2(!choiceFromLine(word, question), qPrintable(word));
}

void GuidedFailureTest::aLockThatSomebodyTookMeanwhileIsRetried()
{
    Rehearsal rehearsal;
    rehearsal.world.hosts.answer(u"lock@app2"_s, {exits(97), exits(97), exits(0)});
    rehearsal.world.hosts.answer(u"prune@app1"_s, {exits(0)});
    const LockWait wait{rehearsal.world.clock.monotonicMs() + 60000, {}};
    const FailureGuide guide = retryingLocks(wait, rehearsal.world.clock, {});
    QCOMPARE(toString(guided(rehearsal, deployPlan(two), guide)), u"succeeded"_s);
    QCOMPARE(rehearsal.told().count(u"lock@app2 ..."_s), 3);

    Rehearsal late;
    late.world.hosts.answer(u"lock@app2"_s, {exits(97), exits(0)});
    const LockWait over{late.world.clock.monotonicMs(), {}};
    QCOMPARE(toString(guided(late, deployPlan(two), retryingLocks(over, late.world.clock, {}))), u"failed"_s);

    Rehearsal otherwise;
    otherwise.world.hosts.answer(u"publish@app2"_s, {exits(1)});
    QCOMPARE(toString(guided(otherwise, deployPlan(two), retryingLocks(wait, otherwise.world.clock, {}))),
             u"failed"_s);
}

void GuidedFailureTest::locksAreNamedByTheirHolder()
{
    FleetSnapshot fleet;
    fleet.hosts.resize(4);
    for (std::size_t i = 0; i < 4; ++i)
        fleet.hosts[i].host = u"app%1"_s.arg(i + 1);
    QCOMPARE(locksOf(fleet), QString());
    fleet.hosts[0].hold = u"rolled back"_s;
    QCOMPARE(locksOf(fleet), QString());
    fleet.hosts[1].lock = fleet.hosts[2].lock = u"v1:r7:bo@desk:19700101000000"_s;
    fleet.hosts[1].hostTimeMs = fleet.hosts[2].hostTimeMs = 90000;
    fleet.hosts[3].foreignLock = u"Mina (/srv/deploy.lock)"_s;
    QCOMPARE(locksOf(fleet),
             u"app2, app3: bo@desk (run r7, for 1 min 30 s); app4: Mina (/srv/deploy.lock)"_s);
}

QTEST_GUILESS_MAIN(GuidedFailureTest)

#include "tst_guided_failure.moc"
