// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/run_state.h"

#include <nlohmann/json.hpp>

#include <QTest>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

Step step(const QString &id, const QString &host, StepKind kind)
{
    Step out;
    out.id = id;
    out.host = host;
    out.kind = kind;
    out.title = toString(kind);
    return out;
}

/// Two hosts: lock, switch (with two undo steps), health; then a watch of two series.
Plan twoHosts()
{
    Plan plan;
    plan.runId = u"r1"_s;
    plan.version = u"1.4.2"_s;
    plan.environment = u"production"_s;
    Stage change;
    change.id = u"change"_s;
    for (const QString &host : {u"app1"_s, u"app2"_s}) {
        PlanHost planned;
        planned.spec.name = host;
        plan.hosts.push_back(planned);
        change.steps.push_back(step(u"lock@"_s + host, host, StepKind::Lock));
        Step flip = step(u"switch@"_s + host, host, StepKind::Switch);
        flip.undo = {step(u"undo-switch@"_s + host, host, StepKind::Switch),
                     step(u"undo-restart@"_s + host, host, StepKind::Restart)};
        change.steps.push_back(flip);
        change.steps.push_back(step(u"unlock@"_s + host, host, StepKind::Unlock));
    }
    Stage watch;
    watch.id = u"watch"_s;
    Step look = step(u"watch"_s, {}, StepKind::Watch);
    WatchAction action;
    SeriesSpec errors;
    errors.id = u"error_rate"_s;
    SeriesSpec latency;
    latency.id = u"p99"_s;
    action.metrics.series = {errors, latency};
    look.action = action;
    watch.steps = {look};
    plan.stages = {change, watch};
    return plan;
}

struct Teller
{
    RunState state;
    qint64 now = 1000;

    RunEvent make(EventKind kind, const QString &id = {})
    {
        RunEvent event;
        event.run = u"r1"_s;
        event.timeMs = now += 10;
        event.kind = kind;
        event.step = id;
        return event;
    }
    void tell(const RunEvent &event) { apply(state, event); }
    void start()
    {
        RunEvent event = make(EventKind::RunStarted);
        event.data = QString::fromStdString(toJson(twoHosts()).dump());
        tell(event);
    }
    void finish(const QString &id, StepState how, bool undo = false, const QString &text = u"said"_s)
    {
        RunEvent event = make(EventKind::StepFinished, id);
        event.state = how;
        event.undo = undo;
        event.text = text;
        event.durationMs = 4;
        tell(event);
    }
    StepState stateOf(const QString &id) const { return state.step(id)->state; }
};

} // namespace

class TestRunState : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theStartBringsThePlansStepsInOrder();
    void stepsGoFromRunningToTheirEnd();
    void liveIsWhenTheLastHostWasSwitched();
    void hostsAreDoneBeforeTheHousekeeping();
    void aHostThatWasNotReachedIsNotDone();
    void aHostThatWasGivenUpIsNotWaitedFor();
    void aStepIsUndoneWhenItsLastUndoStepHasPassed();
    void anUndoThatFailsLeavesTheStepAndSaysWhy();
    void samplesFillTheWindowsInOrderOfTime();
    void samplesOfOneHostStandApart();
    void earlierHoursStandApart();
    void everyRoundOfHealthChecksIsOneTickPerHost();
    void ticksAreBounded();
    void aFindingIsKeptOnceWithItsCount();
    void whatIsFoundIsALineOfTheLog();
    void theLogKeepsTheNewestLinesAndCountsTheRest();
    void aCountdownEndsWithTheUndoing();
    void theEndMarksWhatWasNeverReached();
    void aRunTakenUpAgainKeepsWhatHasPassed();
    void unknownStepsSeriesAndPlansChangeNothingButTheTime();
    void checksAreKeptByItem();
    void replayGivesTheSameAsApplyingOneByOne();
};

void TestRunState::theStartBringsThePlansStepsInOrder()
{
    Teller teller;
    teller.start();
    QStringList ids;
    for (const StepStatus &status : teller.state.steps)
        ids << status.id;
    QCOMPARE(ids, (QStringList{u"lock@app1"_s, u"switch@app1"_s, u"unlock@app1"_s, u"lock@app2"_s,
                               u"switch@app2"_s, u"unlock@app2"_s, u"watch"_s}));
    QVERIFY(teller.state.started);
    QCOMPARE(teller.state.runId, u"r1"_s);
    QCOMPARE(teller.state.startedMs, 1010);
    QCOMPARE(teller.state.plan.version, u"1.4.2"_s);
    QCOMPARE(teller.state.series.size(), std::size_t(2));
    QCOMPARE(teller.state.stepsDone(), 0);
    QCOMPARE(teller.state.step(u"nothing"_s), nullptr);
}

void TestRunState::stepsGoFromRunningToTheirEnd()
{
    Teller teller;
    teller.start();
    teller.tell(teller.make(EventKind::StepStarted, u"lock@app1"_s));
    QCOMPARE(toString(teller.stateOf(u"lock@app1"_s)), toString(StepState::Running));
    QCOMPARE(teller.state.step(u"lock@app1"_s)->startedMs, 1020);
    RunEvent progress = teller.make(EventKind::StepProgress, u"lock@app1"_s);
    progress.done = 5;
    progress.total = 10;
    teller.tell(progress);
    QCOMPARE(teller.state.step(u"lock@app1"_s)->done, 5);
    teller.finish(u"lock@app1"_s, StepState::Passed);
    QCOMPARE(toString(teller.stateOf(u"lock@app1"_s)), toString(StepState::Passed));
    QCOMPARE(teller.state.step(u"lock@app1"_s)->durationMs, 4);
    QCOMPARE(teller.state.step(u"lock@app1"_s)->text, u"said"_s);
    QCOMPARE(teller.state.stepsDone(), 1);
}

void TestRunState::liveIsWhenTheLastHostWasSwitched()
{
    Teller teller;
    teller.start();
    teller.finish(u"switch@app1"_s, StepState::Passed);
    QCOMPARE(teller.state.liveMs, 0);
    teller.finish(u"switch@app2"_s, StepState::Passed);
    QCOMPARE(teller.state.liveMs, 1030);
    teller.finish(u"watch"_s, StepState::Passed);
    QCOMPARE(teller.state.liveMs, 1030);
}

void TestRunState::aHostThatWasNotReachedIsNotDone()
{
    Teller teller;
    teller.start();
    teller.tell(teller.make(EventKind::StepStarted, u"lock@app1"_s));
    teller.finish(u"lock@app1"_s, StepState::Skipped); // already there
    teller.finish(u"switch@app1"_s, StepState::Passed);
    teller.finish(u"lock@app2"_s, StepState::Skipped); // an earlier step failed
    teller.finish(u"switch@app2"_s, StepState::Skipped);
    QCOMPARE(teller.state.hostsDone(), 1);
    teller.tell(teller.make(EventKind::RunFinished));
    QCOMPARE(teller.state.hostsDone(), 1);
}

void TestRunState::aHostThatWasGivenUpIsNotWaitedFor()
{
    Teller teller;
    teller.start();
    teller.finish(u"switch@app1"_s, StepState::Passed);
    teller.finish(u"undo-switch@app1"_s, StepState::Passed, true);
    teller.finish(u"undo-restart@app1"_s, StepState::Passed, true);
    QVERIFY(teller.stateOf(u"switch@app1"_s) == StepState::Undone);
    teller.finish(u"switch@app2"_s, StepState::Passed);
    QVERIFY(teller.state.liveMs > 0);
}

void TestRunState::hostsAreDoneBeforeTheHousekeeping()
{
    Teller teller;
    teller.start();
    teller.finish(u"lock@app1"_s, StepState::Passed);
    QCOMPARE(teller.state.hostsDone(), 0);
    teller.finish(u"switch@app1"_s, StepState::Passed);
    QCOMPARE(teller.state.hostsDone(), 1);
    teller.finish(u"lock@app2"_s, StepState::Passed);
    teller.finish(u"switch@app2"_s, StepState::Failed);
    QCOMPARE(teller.state.hostsDone(), 1);
}

void TestRunState::aStepIsUndoneWhenItsLastUndoStepHasPassed()
{
    Teller teller;
    teller.start();
    teller.finish(u"switch@app1"_s, StepState::Passed);
    teller.tell(teller.make(EventKind::UndoStarted));
    QVERIFY(teller.state.undoing);
    RunEvent started = teller.make(EventKind::StepStarted, u"undo-switch@app1"_s);
    started.undo = true;
    teller.tell(started);
    QCOMPARE(toString(teller.stateOf(u"switch@app1"_s)), toString(StepState::Passed));
    teller.finish(u"undo-switch@app1"_s, StepState::Passed, true);
    QCOMPARE(toString(teller.stateOf(u"switch@app1"_s)), toString(StepState::Passed));
    teller.finish(u"undo-restart@app1"_s, StepState::Passed, true);
    QCOMPARE(toString(teller.stateOf(u"switch@app1"_s)), toString(StepState::Undone));
    QCOMPARE(toString(teller.stateOf(u"switch@app2"_s)), toString(StepState::Waiting));
}

void TestRunState::anUndoThatFailsLeavesTheStepAndSaysWhy()
{
    Teller teller;
    teller.start();
    teller.finish(u"switch@app1"_s, StepState::Passed);
    teller.finish(u"undo-switch@app1"_s, StepState::Failed, true, u"refused"_s);
    teller.finish(u"undo-restart@app1"_s, StepState::Passed, true);
    QCOMPARE(toString(teller.stateOf(u"switch@app1"_s)), toString(StepState::Passed));
    QCOMPARE(teller.state.step(u"switch@app1"_s)->text, u"refused"_s);
}

void TestRunState::samplesFillTheWindowsInOrderOfTime()
{
    Teller teller;
    teller.start();
    for (const qint64 time : {300, 100, 200}) {
        RunEvent event = teller.make(EventKind::SampleTaken);
        event.series = u"p99"_s;
        event.before = true;
        event.sample = Sample{time, static_cast<double>(time)};
        teller.tell(event);
    }
    RunEvent after = teller.make(EventKind::SampleTaken);
    after.series = u"p99"_s;
    after.sample = Sample{400, std::nullopt};
    teller.tell(after);
    const SeriesData &data = teller.state.series.at(1);
    QVERIFY((data.before == std::vector<Sample>{{100, 100.0}, {200, 200.0}, {300, 300.0}}));
    QVERIFY((data.after == std::vector<Sample>{{400, std::nullopt}}));
    QVERIFY(teller.state.series.at(0).before.empty());
}

void TestRunState::samplesOfOneHostStandApart()
{
    Teller teller;
    teller.start();
    const auto take = [&teller](const QString &host, bool before, qint64 time, double value) {
        RunEvent event = teller.make(EventKind::SampleTaken);
        event.series = u"p99"_s;
        event.host = host;
        event.before = before;
        event.sample = Sample{time, value};
        teller.tell(event);
    };
    take(QString(), true, 100, 5);
    take(u"web-2"_s, true, 200, 2);
    take(u"web-1"_s, true, 100, 1);
    take(u"web-2"_s, true, 100, 3);
    take(u"web-1"_s, false, 300, 4);
    const SeriesData &data = teller.state.series.at(1);
    QVERIFY((data.before == std::vector<Sample>{{100, 5.0}}));
    QVERIFY(data.after.empty());
    QCOMPARE(data.hosts.size(), std::size_t(2));
    QCOMPARE(data.hosts[0].host, u"web-2"_s);
    QVERIFY((data.hosts[0].before == std::vector<Sample>{{100, 3.0}, {200, 2.0}}));
    QVERIFY(data.hosts[0].after.empty());
    QCOMPARE(data.hosts[1].host, u"web-1"_s);
    QVERIFY((data.hosts[1].before == std::vector<Sample>{{100, 1.0}}));
    QVERIFY((data.hosts[1].after == std::vector<Sample>{{300, 4.0}}));
}

void TestRunState::earlierHoursStandApart()
{
    Teller teller;
    teller.start();
    for (const QString &window : {QString(), u"yesterday"_s, u"last-week"_s}) {
        RunEvent event = teller.make(EventKind::SampleTaken);
        event.series = u"p99"_s;
        event.window = window;
        event.sample = Sample{100, static_cast<double>(window.size())};
        teller.tell(event);
    }
    const SeriesData &data = teller.state.series.at(1);
    QVERIFY((data.after == std::vector<Sample>{{100, 0.0}}));
    QVERIFY((data.yesterday == std::vector<Sample>{{100, 9.0}}));
    QVERIFY((data.lastWeek == std::vector<Sample>{{100, 9.0}}));
}

namespace {

RunEvent seen(Teller &teller, const QString &host, qint64 round, StepState how, const QString &text)
{
    RunEvent event = teller.make(EventKind::HealthSeen);
    event.host = host;
    event.done = round;
    event.state = how;
    event.text = text;
    event.durationMs = 12;
    return event;
}

} // namespace

void TestRunState::everyRoundOfHealthChecksIsOneTickPerHost()
{
    Teller teller;
    teller.start();
    teller.tell(seen(teller, u"app1"_s, 1, StepState::Passed, u"HTTP 200"_s));
    teller.tell(seen(teller, u"app2"_s, 1, StepState::Passed, u"HTTP 200"_s));
    teller.tell(seen(teller, {}, 1, StepState::Passed, {}));
    teller.tell(seen(teller, u"app2"_s, 2, StepState::Failed, u"HTTP 503"_s));
    teller.tell(seen(teller, {}, 2, StepState::Passed, {}));
    teller.tell(seen(teller, {}, 3, StepState::Passed, {}));
    const auto &health = teller.state.findings.health;
    QCOMPARE(health.size(), std::size_t(2));
    QCOMPARE(health[0].host, u"app1"_s);
    const std::vector<HealthTick> good{{1020, StepState::Passed, u"HTTP 200"_s, 12, 1},
                                       {1060, StepState::Passed, u"HTTP 200"_s, 12, 2},
                                       {1070, StepState::Passed, u"HTTP 200"_s, 12, 3}};
    QVERIFY(health[0].ticks == good);
    const std::vector<HealthTick> bad{{1030, StepState::Passed, u"HTTP 200"_s, 12, 1},
                                      {1050, StepState::Failed, u"HTTP 503"_s, 12, 2},
                                      {1070, StepState::Failed, u"HTTP 503"_s, 12, 3}};
    QVERIFY(health[1].ticks == bad);
    QCOMPARE(health[0].failed, 0);
    QCOMPARE(health[1].failed, 2);
}

void TestRunState::ticksAreBounded()
{
    Teller teller;
    teller.start();
    teller.tell(seen(teller, u"app1"_s, 1, StepState::Failed, u"refused"_s));
    for (qint64 round = 2; round <= HostHealth::tickLimit + 5; ++round)
        teller.tell(seen(teller, {}, round, StepState::Passed, {}));
    const HostHealth &host = teller.state.findings.health.front();
    QVERIFY(host.ticks.size() <= std::size_t(HostHealth::tickLimit));
    QCOMPARE(host.ticks.back().round, qint64(HostHealth::tickLimit + 5));
    QCOMPARE(host.failed, qint64(HostHealth::tickLimit + 5));
}

namespace {

RunEvent found(Teller &teller, const char *kind, const QString &host, const QString &text, qint64 total)
{
    RunEvent event = teller.make(EventKind::LogFound);
    event.data = QString::fromLatin1(kind);
    event.host = host;
    event.text = text;
    event.total = total;
    return event;
}

} // namespace

void TestRunState::aFindingIsKeptOnceWithItsCount()
{
    Teller teller;
    teller.start();
    teller.tell(found(teller, "new-error", u"app1"_s, u"no such column"_s, 1));
    teller.tell(found(teller, "new-error", u"app1"_s, u"out of memory"_s, 1));
    teller.tell(found(teller, "new-error", u"app1"_s, u"no such column"_s, 10));
    teller.tell(found(teller, "restart", u"app2"_s, u"app2: the service was restarted once."_s, 1));
    teller.tell(found(teller, "restart", u"app2"_s, u"app2: the service was restarted 2 times."_s, 2));
    teller.tell(found(teller, "a newer Belay's", u"app2"_s, u"?"_s, 2));
    const WatchFindings &findings = teller.state.findings;
    QCOMPARE(findings.found.size(), std::size_t(3));
    QCOMPARE(findings.found[0].total, 10);
    QCOMPARE(findings.found[0].firstMs, 1020);
    QCOMPARE(findings.found[0].lastMs, 1040);
    QCOMPARE(findings.found[2].text, u"app2: the service was restarted 2 times."_s);
    QCOMPARE(findings.newErrorsOf(u"app1"_s), 2);
    QCOMPARE(findings.newErrorsOf(u"app2"_s), 0);
    QCOMPARE(findings.restartsOf(u"app2"_s), 2);
}

void TestRunState::whatIsFoundIsALineOfTheLog()
{
    Teller teller;
    teller.start();
    teller.tell(seen(teller, u"app1"_s, 1, StepState::Passed, u"HTTP 200"_s)); // no news
    teller.tell(seen(teller, u"app1"_s, 2, StepState::Failed, u"HTTP 503"_s));
    teller.tell(seen(teller, {}, 3, StepState::Passed, {}));
    teller.tell(seen(teller, u"app1"_s, 4, StepState::Passed, u"HTTP 200"_s));
    teller.tell(found(teller, "new-error", u"app1"_s, u"no such column"_s, 10));
    teller.tell(found(teller, "crash-loop", u"app1"_s, u"app1: it keeps crashing."_s, 3));
    QStringList lines;
    for (const LogLine &line : teller.state.log)
        lines << line.host + (line.isError ? u" ! "_s : u"   "_s) + line.text;
    QCOMPARE(lines, (QStringList{u"app1 ! health check failed: HTTP 503"_s,
                                 u"app1   health check passes again: HTTP 200"_s,
                                 u"app1 ! new since the deployment, 10 times: no such column"_s,
                                 u"app1 ! app1: it keeps crashing."_s}));
}

void TestRunState::theLogKeepsTheNewestLinesAndCountsTheRest()
{
    Teller teller;
    teller.start();
    for (int line = 0; line < RunState::logLimit + 5; ++line) {
        RunEvent event = teller.make(EventKind::StepOutput, u"lock@app1"_s);
        event.text = QString::number(line);
        event.isError = line % 2 == 0;
        teller.tell(event);
        QVERIFY(teller.state.log.size() <= std::size_t(RunState::logLimit));
    }
    QCOMPARE(teller.state.log.back().text, u"20004"_s);
    QCOMPARE(teller.state.logDropped + qint64(teller.state.log.size()), qint64(RunState::logLimit + 5));
    QCOMPARE(teller.state.log.front().text, QString::number(teller.state.logDropped));
    QVERIFY(teller.state.log.back().isError);
}

void TestRunState::aCountdownEndsWithTheUndoing()
{
    Teller teller;
    teller.start();
    RunEvent countdown = teller.make(EventKind::CountdownStarted);
    countdown.total = 30000;
    teller.tell(countdown);
    QCOMPARE(teller.state.countdownEndsMs, 31020);
    teller.tell(teller.make(EventKind::UndoStarted));
    QCOMPARE(teller.state.countdownEndsMs, 0);
}

void TestRunState::theEndMarksWhatWasNeverReached()
{
    Teller teller;
    teller.start();
    teller.finish(u"lock@app1"_s, StepState::Failed);
    RunEvent end = teller.make(EventKind::RunFinished);
    end.outcome = Outcome::Failed;
    end.text = u"nothing was switched"_s;
    teller.tell(end);
    QVERIFY(teller.state.finished);
    QCOMPARE(toString(teller.state.outcome), toString(Outcome::Failed));
    QCOMPARE(teller.state.text, u"nothing was switched"_s);
    QCOMPARE(teller.state.finishedMs, 1030);
    QCOMPARE(toString(teller.stateOf(u"lock@app1"_s)), toString(StepState::Failed));
    QCOMPARE(toString(teller.stateOf(u"switch@app1"_s)), toString(StepState::Skipped));
    QCOMPARE(teller.state.step(u"switch@app1"_s)->text, u"not reached"_s);
}

void TestRunState::aRunTakenUpAgainKeepsWhatHasPassed()
{
    Teller teller;
    teller.start();
    teller.finish(u"lock@app1"_s, StepState::Passed);
    teller.finish(u"switch@app1"_s, StepState::Unknown);
    teller.start();
    QCOMPARE(toString(teller.stateOf(u"lock@app1"_s)), toString(StepState::Passed));
    QCOMPARE(toString(teller.stateOf(u"switch@app1"_s)), toString(StepState::Waiting));
    QCOMPARE(teller.state.startedMs, 1010);
    QVERIFY(!teller.state.finished);
}

void TestRunState::unknownStepsSeriesAndPlansChangeNothingButTheTime()
{
    RunState state;
    for (int kind = 0; kind <= static_cast<int>(EventKind::RunFinished); ++kind) {
        RunEvent event;
        event.kind = static_cast<EventKind>(kind);
        event.step = u"switch@nowhere"_s;
        event.series = u"nothing"_s;
        event.data = u"{ no plan"_s;
        event.timeMs = 5;
        event.sample = Sample{5, 1.0};
        event.undo = kind % 2 == 0;
        apply(state, event);
    }
    QVERIFY(state.steps.empty());
    QVERIFY(state.series.empty());
    QCOMPARE(state.lastEventMs, 5);

    Teller teller;
    teller.start();
    teller.finish(u"switch@nowhere"_s, StepState::Failed);
    teller.finish(u"undo@nowhere"_s, StepState::Passed, true);
    QCOMPARE(teller.state.stepsDone(), 0);
    QCOMPARE(teller.state.lastEventMs, 1030);
}

void TestRunState::checksAreKeptByItem()
{
    Teller teller;
    teller.start();
    for (const CheckState how : {CheckState::Running, CheckState::Passed}) {
        RunEvent event = teller.make(EventKind::CheckRecorded);
        event.check = CheckRecord{};
        event.check->item = u"tests"_s;
        event.check->state = how;
        teller.tell(event);
    }
    QCOMPARE(teller.state.checks.size(), std::size_t(1));
    QCOMPARE(toString(teller.state.checks.front().state), toString(CheckState::Passed));
}

void TestRunState::replayGivesTheSameAsApplyingOneByOne()
{
    std::vector<RunEvent> events;
    Teller teller;
    RunEvent started = teller.make(EventKind::RunStarted);
    started.data = QString::fromStdString(toJson(twoHosts()).dump());
    events.push_back(started);
    RunEvent note = teller.make(EventKind::Noted);
    note.text = u"checked by hand"_s;
    events.push_back(note);
    RunEvent verdict = teller.make(EventKind::VerdictReached);
    verdict.verdict = Verdict{VerdictKind::Healthy, u"fine"_s, 3, {}};
    verdict.text = u"fine"_s;
    events.push_back(verdict);
    const RunState state = replay(events);
    QCOMPARE(state.steps.size(), std::size_t(7));
    QCOMPARE(state.text, u"fine"_s);
    QCOMPARE(toString(state.verdict->kind), toString(VerdictKind::Healthy));
    QCOMPARE(state.log.size(), std::size_t(1));
    QCOMPARE(state.log.front().text, u"checked by hand"_s);
}

QTEST_GUILESS_MAIN(TestRunState)
#include "tst_run_state.moc"
