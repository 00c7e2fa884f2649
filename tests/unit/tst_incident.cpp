// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/decision_clock.h"
#include "models/domain/incident.h"
#include "models/domain/incident_cause.h"
#include "models/domain/incident_timeline.h"
#include "models/domain/plan.h"
#include "models/domain/run_event.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <cmath>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qint64 minute = 60'000;
constexpr qint64 began = 1'000 * minute;

IncidentEntry entry(IncidentFact fact, const QString &by, const QString &text = {}, qint64 timeMs = began)
{
    IncidentEntry made;
    made.incident = u"20261121140000-aaaa"_s;
    made.project = u"shop"_s;
    made.environment = u"production"_s;
    made.timeMs = timeMs;
    made.fact = fact;
    made.by = by;
    made.text = text;
    return made;
}

NearbyChange change(const QString &project, const QString &version, qint64 liveMs,
                    const QString &kind = u"deploy"_s)
{
    return {u"run-"_s + project + version, kind, project, u"production"_s, version, {}, u"dana"_s, liveMs};
}

SeriesData series(const QString &id, const QString &unit, std::initializer_list<double> values,
                  qint64 from = began)
{
    SeriesData data;
    data.spec.id = id;
    data.spec.unit = unit;
    for (const double value : values) {
        data.after.push_back({from, value < 0 ? std::nullopt : std::optional<double>(value)});
        from += 10'000;
    }
    return data;
}

} // namespace

class TestIncident : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsDoneTicksItsStep();
    void aPersonMayTickAndOpenAgain();
    void nothingChangesAfterTheEndButNotesAndFollowUps();
    void entriesOfAnotherIncidentAreLeftOut();
    void whatTheLogsShowNamesItsHostOnce();
    void entriesAreOneLineEach_data();
    void entriesAreOneLineEach();
    void theCauseIsNamed_data();
    void theCauseIsNamed();
    void theSizeOfAReleaseInWords_data();
    void theSizeOfAReleaseInWords();
    void theBeginningOfTheTrouble_data();
    void theBeginningOfTheTrouble();
    void failedRequestsAreCounted();
    void aGapCountsNothing();
    void failedRequestsNeverGrowLess_data();
    void failedRequestsNeverGrowLess();
    void onceItIsBackThatIsWhatIsSaid_data();
    void onceItIsBackThatIsWhatIsSaid();
    void whatIsNotMeasuredIsNotZero();
    void theWayBackIsSaidHonestly_data();
    void theWayBackIsSaidHonestly();
};

void TestIncident::whatIsDoneTicksItsStep()
{
    IncidentEntry opened = entry(IncidentFact::Opened, u"dana"_s, u"error rate 5.8 %"_s);
    opened.run = u"run-1"_s;
    IncidentEntry returned = entry(IncidentFact::Returned, u"dana"_s, u"1.4.1"_s, began + 3);
    returned.run = u"run-2"_s;
    Incident incident = incidentFrom({opened});
    QVERIFY(incident.isOpen());
    QCOMPARE(incident.run, u"run-1"_s);
    QVERIFY(incident.step(IncidentStep::Identify).done);
    QVERIFY(nextStep(incident) == IncidentStep::Communicate);

    incident = incidentFrom({opened, entry(IncidentFact::Led, u"jo"_s), returned});
    QCOMPARE(incident.lead, u"jo"_s);
    QCOMPARE(incident.rollbackRun, u"run-2"_s);
    QVERIFY(incident.step(IncidentStep::Execute).done);
    QVERIFY2(nextStep(incident) == IncidentStep::Communicate, "nobody was told yet");

    incident = incidentFrom({opened, entry(IncidentFact::Posted, u"jo"_s, u"status page"_s, began + 5),
                             entry(IncidentFact::Posted, u"dana"_s, u"again"_s, began + 9), returned});
    QCOMPARE(incident.step(IncidentStep::Communicate).by, u"jo"_s);
    QVERIFY(nextStep(incident) == IncidentStep::Verify);
    QVERIFY(!incidentFrom({entry(IncidentFact::Opened, u"dana"_s)}).step(IncidentStep::Identify).done);
}

void TestIncident::aPersonMayTickAndOpenAgain()
{
    std::vector<IncidentEntry> entries{entry(IncidentFact::Opened, u"dana"_s)};
    for (const IncidentStep step : incidentSteps) {
        entries.push_back(entry(IncidentFact::Ticked, u"jo"_s));
        entries.back().step = step;
    }
    QVERIFY(!nextStep(incidentFrom(entries)));
    entries.push_back(entry(IncidentFact::Unticked, u"dana"_s, u"still slow"_s));
    entries.back().step = IncidentStep::Verify;
    QVERIFY(nextStep(incidentFrom(entries)) == IncidentStep::Verify);
    QVERIFY(incidentFrom(entries).step(IncidentStep::Document).done);
}

void TestIncident::nothingChangesAfterTheEndButNotesAndFollowUps()
{
    const Incident incident =
        incidentFrom({entry(IncidentFact::Opened, u"dana"_s),
                      entry(IncidentFact::Closed, u"dana"_s, u"1.4.1 serves"_s, began + 5),
                      entry(IncidentFact::Led, u"jo"_s, {}, began + 6),
                      entry(IncidentFact::FollowUp, u"jo"_s, u"test the pool"_s, began + 7)});
    QVERIFY(!incident.isOpen());
    QCOMPARE(incident.closedMs, began + 5);
    QCOMPARE(incident.ending, u"1.4.1 serves"_s);
    QCOMPARE(incident.lead, QString());
    QCOMPARE(incident.followUps, QStringList{u"test the pool"_s});
    QCOMPARE(incident.entries.size(), size_t(4));
    QVERIFY(!incidentFrom({}).isOpen());
}

void TestIncident::entriesOfAnotherIncidentAreLeftOut()
{
    IncidentEntry other = entry(IncidentFact::Led, u"mallory"_s);
    other.incident = u"20261121150000-bbbb"_s;
    const Incident incident = incidentFrom({entry(IncidentFact::Opened, u"dana"_s), other});
    QCOMPARE(incident.lead, QString());
    QCOMPARE(incident.entries.size(), size_t(1));
}

void TestIncident::whatTheLogsShowNamesItsHostOnce()
{
    RunEvent restart;
    restart.kind = EventKind::LogFound;
    restart.timeMs = began;
    restart.host = u"web-2"_s;
    restart.data = u"restart"_s;
    restart.text = u"web-2: the service was restarted once."_s;
    restart.total = 1;
    RunEvent error = restart;
    error.timeMs = began + 1;
    error.data = u"new-error"_s;
    error.text = u"no such column: total"_s;
    const auto told = [](const std::vector<RunEvent> &run) {
        QStringList lines;
        for (const TimelineLine &line : timelineOf(run))
            lines << line.text;
        return lines;
    };
    const QStringList lines = told({restart, error});
    QCOMPARE(lines, (QStringList{u"web-2: the service was restarted once."_s,
                                 u"web-2: new since the deployment: no such column: total"_s}));
    // In a watch around a rollback the restart is the rollback's own doing.
    Plan plan;
    plan.kind = PlanKind::Watch;
    WatchAction watch;
    watch.untilOver = true;
    Step step;
    step.kind = StepKind::Watch;
    step.action = watch;
    plan.stages.push_back({u"watch"_s, {}, 1, OnFailure::Undo, false, false, {step}});
    RunEvent start;
    start.kind = EventKind::RunStarted;
    start.data = QString::fromStdString(toJson(plan).dump());
    QCOMPARE(told({start, restart, error}),
             QStringList{u"web-2: new since the deployment: no such column: total"_s});
    // That it waits for samples again is no news.
    const auto found = [](VerdictKind kind, const QString &sentence) {
        RunEvent event;
        event.kind = EventKind::VerdictReached;
        event.verdict = Verdict{kind, sentence, 0, {}};
        return event;
    };
    QCOMPARE(told({start, found(VerdictKind::Hold, u"Hold"_s), found(VerdictKind::Collecting, u"0 of 3"_s),
                   found(VerdictKind::Hold, u"Hold again"_s)}),
             (QStringList{u"Measured again: Hold"_s, u"Measured again: Hold again"_s}));
}

void TestIncident::entriesAreOneLineEach_data()
{
    QTest::addColumn<int>("fact");
    QTest::addColumn<QString>("step");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, IncidentFact fact, const QString &step, const QString &text,
                        const QString &expected) {
        QTest::newRow(name) << int(fact) << step << text << expected;
    };
    row("opened", IncidentFact::Opened, {}, u"p99 up"_s, u"dana opened the incident: p99 up"_s);
    row("led", IncidentFact::Led, {}, {}, u"dana leads"_s);
    row("ticked", IncidentFact::Ticked, u"communicate"_s, u"status page"_s,
        u"Communicate done by dana: status page"_s);
    row("unticked", IncidentFact::Unticked, u"verify"_s, {}, u"Verify opened again by dana"_s);
    row("noted", IncidentFact::Noted, {}, u"the pool is full"_s, u"dana: the pool is full"_s);
    row("posted", IncidentFact::Posted, {}, u"#incidents"_s, u"dana told others: #incidents"_s);
    row("returned", IncidentFact::Returned, {}, u"1.4.1"_s, u"Rolled back by dana: 1.4.1"_s);
    row("follow-up", IncidentFact::FollowUp, {}, u"test the pool"_s, u"To do afterwards: test the pool"_s);
    row("closed", IncidentFact::Closed, {}, u"healthy"_s, u"dana closed the incident: healthy"_s);
    row("control characters are cut", IncidentFact::Noted, {}, u"a\x1b[31mb"_s, u"dana: ab"_s);
}

void TestIncident::entriesAreOneLineEach()
{
    QFETCH(int, fact);
    QFETCH(QString, step);
    QFETCH(QString, text);
    IncidentEntry made = entry(IncidentFact(fact), u"dana"_s, text);
    made.step = incidentStepFromString(step);
    QCOMPARE(made.step.has_value(), !step.isEmpty());
    QTEST(sentenceOf(made), "expected");
    QVERIFY(incidentFactFromString(toString(made.fact)) == made.fact);
}

void TestIncident::theCauseIsNamed_data()
{
    QTest::addColumn<std::vector<NearbyChange>>("changes");
    QTest::addColumn<int>("suspicion");
    QTest::addColumn<QString>("sentence");
    QTest::addColumn<QString>("others");
    using Changes = std::vector<NearbyChange>;
    const auto row = [](const char *name, const Changes &changes, Suspicion suspicion,
                        const QString &sentence, const QString &others) {
        QTest::newRow(name) << changes << int(suspicion) << sentence << others;
    };
    const QString nothingElse = u"Nothing else changed in the last hour."_s;
    row("a release here", {change(u"shop"_s, u"1.4.2"_s, began - 3 * minute)}, Suspicion::Release,
        u"Release 1.4.2 went live 3 min before the trouble began."_s, nothingElse);
    row("the newest of two",
        {change(u"shop"_s, u"1.4.1"_s, began - 30 * minute),
         change(u"shop"_s, u"1.4.2"_s, began - 3 * minute)},
        Suspicion::Release, u"Release 1.4.2 went live 3 min before the trouble began."_s,
        u"Also in the last hour: release 1.4.1 went live 32 min ago."_s);
    row("a rollback here", {change(u"shop"_s, u"1.4.1"_s, began - minute, u"rollback"_s)}, Suspicion::Release,
        u"The rollback to 1.4.1 was done 1 min before the trouble began."_s, nothingElse);
    row("a slow leak", {change(u"shop"_s, u"1.4.2"_s, began - 300 * minute)}, Suspicion::Release,
        u"Release 1.4.2 went live 5 h before the trouble began."_s, nothingElse);
    row("at the same moment", {change(u"shop"_s, u"1.4.2"_s, began)}, Suspicion::Release,
        u"Release 1.4.2 went live at the moment the trouble began."_s, nothingElse);
    row("here and in another service",
        {change(u"billing"_s, u"2.1"_s, began - minute), change(u"shop"_s, u"1.4.2"_s, began - 3 * minute)},
        Suspicion::Release, u"Release 1.4.2 went live 3 min before the trouble began."_s,
        u"Also in the last hour: billing (production) got 2.1 3 min ago."_s);
    row("another service", {change(u"billing"_s, u"2.1"_s, began - 7 * minute)}, Suspicion::Neighbor,
        u"Nothing changed here. billing (production) got 2.1 7 min before the trouble began."_s, nothingElse);
    row("another service, long ago", {change(u"billing"_s, u"2.1"_s, began - 90 * minute)},
        Suspicion::Nothing,
        u"No deployment that Belay knows of came before it: look at traffic, the database and what others run."_s,
        u"Nothing changed here or in the other services in the last hour."_s);
    row("older than the release", {change(u"shop"_s, u"1.4.2"_s, began + minute)}, Suspicion::Before,
        u"The trouble began 1 min before release 1.4.2 went live: it is older than that release."_s,
        nothingElse);
    row("never switched", {change(u"shop"_s, u"1.4.2"_s, 0)}, Suspicion::Nothing,
        u"No deployment that Belay knows of came before it: look at traffic, the database and what others run."_s,
        u"Nothing changed here or in the other services in the last hour."_s);
}

void TestIncident::theCauseIsNamed()
{
    QFETCH(std::vector<NearbyChange>, changes);
    QFETCH(int, suspicion);
    const LikelyCause cause = likelyCause({u"shop"_s, u"production"_s, began, began + 2 * minute, changes});
    QCOMPARE(int(cause.suspicion), suspicion);
    QTEST(cause.sentence, "sentence");
    QTEST(cause.others, "others");
}

void TestIncident::theSizeOfAReleaseInWords_data()
{
    QTest::addColumn<int>("commits");
    QTest::addColumn<int>("migrations");
    QTest::addColumn<QStringList>("keys");
    QTest::addColumn<QString>("expected");
    QTest::newRow("nothing") << 0 << 0 << QStringList() << QString();
    QTest::newRow("one of each") << 1 << 1 << QStringList{u"A"_s}
                                 << u"1 commit, 1 migration, 1 new environment key (A)"_s;
    QTest::newRow("several") << 23 << 0 << QStringList{u"A"_s, u"B"_s}
                             << u"23 commits, 2 new environment keys (A, B)"_s;
}

void TestIncident::theSizeOfAReleaseInWords()
{
    QFETCH(int, commits);
    QFETCH(int, migrations);
    QFETCH(QStringList, keys);
    QTEST(sizeOf(ReleaseSize{commits, migrations, keys}), "expected");
}

void TestIncident::theBeginningOfTheTrouble_data()
{
    QTest::addColumn<QList<double>>("values"); // -1: missing
    QTest::addColumn<bool>("byRatio");
    QTest::addColumn<int>("sample"); // -1: none
    QTest::newRow("never") << QList<double>{1, 1, 1} << false << -1;
    QTest::newRow("from the third on") << QList<double>{1, 1, 9, 8} << false << 2;
    QTest::newRow("a spike that is over") << QList<double>{1, 9, 1} << false << -1;
    QTest::newRow("after a spike") << QList<double>{9, 1, 9, 9} << false << 2;
    QTest::newRow("a gap does not end it") << QList<double>{1, 9, -1, 9} << false << 1;
    QTest::newRow("at the limit is within") << QList<double>{1, 5, 5} << false << -1;
    QTest::newRow("all of it") << QList<double>{9, 9} << false << 0;
    QTest::newRow("against the median before") << QList<double>{140, 151, 190} << true << 1;
}

void TestIncident::theBeginningOfTheTrouble()
{
    QFETCH(QList<double>, values);
    QFETCH(bool, byRatio);
    QFETCH(int, sample);
    SeriesData data;
    if (byRatio) {
        data.spec.rollbackRatio = 1.5;
        for (const double value : {90.0, 100.0, 400.0})
            data.before.push_back({0, value});
    } else {
        data.spec.rollback = 5;
    }
    for (int i = 0; i < values.size(); ++i)
        data.after.push_back(
            {began + i * 10'000, values[i] < 0 ? std::nullopt : std::optional<double>(values[i])});
    const auto found = troubleBegan(data);
    QCOMPARE(found.has_value(), sample >= 0);
    if (found)
        QCOMPARE(*found, began + sample * 10'000);
}

void TestIncident::failedRequestsAreCounted()
{
    DecisionQuestion question;
    question.beganMs = began;
    question.nowMs = began + 30'000;
    // 10 s at 5 % of 100/s, 10 s at 10 % of 100/s, 10 s at 10 % of 50/s: 50 + 100 + 50.
    question.series = {series(u"error_rate"_s, u"percent"_s, {5, 10, 10, 10}),
                       series(u"request_rate"_s, u"per_second"_s, {100, 100, 50, 50})};
    question.rollbackTakesMs = 9'000;
    question.wayBackIsReady = true;
    const DecisionClock clock = decisionClock(question);
    QCOMPARE(clock.sinceMs, qint64(30'000));
    QCOMPARE(clock.requestsLost.value_or(0), 200.0);
    QCOMPARE(clock.lostPerMinute.value_or(0), 300.0);
    QCOMPARE(clock.lostByRollback.value_or(0), 45.0);
    QCOMPARE(clock.sentence,
             u"30 s · about 200 requests failed · 300 more each minute · a rollback takes about 9.0 s"_s);
    QVERIFY(!clock.pastNoReturn);

    question.beganMs = began + 10'000; // the first ten seconds do not count
    QCOMPARE(decisionClock(question).requestsLost.value_or(0), 150.0);
    question.nowMs += 9'000; // what comes after the newest sample is not measured yet
    QCOMPARE(decisionClock(question).requestsLost.value_or(0), 150.0);
    QCOMPARE(decisionClock(question).lostPerMinute.value_or(0), 300.0);
    question.nowMs += 12'000; // and its rate has become old
    QCOMPARE(decisionClock(question).requestsLost.value_or(0), 150.0);
    QVERIFY(!decisionClock(question).lostPerMinute);
}

void TestIncident::aGapCountsNothing()
{
    DecisionQuestion question;
    question.beganMs = began;
    question.nowMs = began + 600'000;
    question.series = {series(u"error_rate"_s, u"percent"_s, {10, -1, 10}),
                       series(u"request_rate"_s, u"per_second"_s, {100, 100, 100})};
    // 10 s, none for the missing one, and nothing has come since.
    QCOMPARE(decisionClock(question).requestsLost.value_or(0), 100.0);
    for (SeriesData &data : question.series)
        data.after.push_back({began + 590'000, 10.0});
    // Once something has, the one before it held for twice the distance of samples.
    QCOMPARE(decisionClock(question).requestsLost.value_or(0), 100.0 + 200.0);
}

/// Both series, as they are known at each second: a sample has come when it is two seconds old.
void TestIncident::failedRequestsNeverGrowLess_data()
{
    QTest::addColumn<QList<qint64>>("times"); // s after the beginning
    QTest::addColumn<QList<double>>("errors");
    QTest::addColumn<double>("expected"); // at the end, of 100 requests a second
    QTest::newRow("a rate that falls to nothing")
        << QList<qint64>{0, 10, 20, 30, 40} << QList<double>{50, 40, 5, 0, 0} << 500.0 + 400 + 50;
    QTest::newRow("a sample stays away")
        << QList<qint64>{0, 10, 20, 30, 40} << QList<double>{50, 40, -1, -1, 10} << 500.0 + 400;
    QTest::newRow("no two steps alike") << QList<qint64>{0, 9, 21, 30, 38, 51}
                                        << QList<double>{50, 1, 60, 0, 20, 0} << 450.0 + 12 + 540 + 0 + 260;
    // A second's steps first, then a look each ten: at once it is not known that this is usual now.
    QTest::newRow("the steps become longer")
        << QList<qint64>{0, 1, 2, 3, 13, 23, 33, 43, 53} << QList<double>{10, 10, 10, 10, 10, 10, 10, 10, 0}
        << 30.0 + 20 + 20 + 20 + 100 + 100;
    QTest::newRow("the steps become shorter")
        << QList<qint64>{0, 30, 31, 32, 33, 34} << QList<double>{10, 10, 10, 10, 10, 0} << 300.0 + 40;
}

void TestIncident::failedRequestsNeverGrowLess()
{
    QFETCH(const QList<qint64>, times);
    QFETCH(const QList<double>, errors);
    QFETCH(const double, expected);
    double shown = 0;
    for (qint64 second = 0; second <= 60; ++second) {
        DecisionQuestion question;
        question.beganMs = began;
        question.nowMs = began + second * 1000;
        question.series = {series(u"error_rate"_s, u"percent"_s, {}),
                           series(u"request_rate"_s, u"per_second"_s, {})};
        for (qsizetype i = 0; i < times.size() && times[i] + 2 <= second; ++i) {
            const qint64 timeMs = began + times[i] * 1000;
            const auto rate = errors[i] < 0 ? std::nullopt : std::optional<double>(errors[i]);
            question.series[0].after.push_back({timeMs, rate});
            question.series[1].after.push_back({timeMs, 100.0});
        }
        const double now = decisionClock(question).requestsLost.value_or(0);
        QVERIFY2(now >= shown, qPrintable(u"%1 s: %2 after %3"_s.arg(second).arg(now).arg(shown)));
        shown = now;
    }
    QCOMPARE(shown, expected);
}

void TestIncident::onceItIsBackThatIsWhatIsSaid_data()
{
    QTest::addColumn<int>("verdict"); // of the watch since; -1: none has spoken
    QTest::addColumn<int>("recovery");
    QTest::addColumn<qint64>("lastsMs");
    QTest::addColumn<QString>("sentence");
    const QString lasted = u"25 s until it was back · about 250 requests failed until then, 52 more since · "
                           "back on 1.4.1 for 35 s · "_s;
    QTest::newRow("nothing yet") << -1 << int(Recovery::BeingMeasured) << qint64(25'000)
                                 << QString(lasted + u"whether it has helped is being measured"_s);
    QTest::newRow("collecting") << int(VerdictKind::Collecting) << int(Recovery::BeingMeasured)
                                << qint64(25'000)
                                << QString(lasted + u"whether it has helped is being measured"_s);
    QTest::newRow("healthy") << int(VerdictKind::Healthy) << int(Recovery::Confirmed) << qint64(25'000)
                             << QString(lasted + u"the recovery is confirmed"_s);
    QTest::newRow("no data") << int(VerdictKind::NotEnoughData) << int(Recovery::NoData) << qint64(25'000)
                             << QString(lasted + u"whether it has helped is not known, for lack of data"_s);
    QTest::newRow("not helped")
        << int(VerdictKind::RollBack) << int(Recovery::NotHelped) << qint64(60'000)
        << u"1 min · about 250 requests failed until it was back, 52 more since · back on 1.4.1 for 35 s · it has not helped"_s;
}

void TestIncident::onceItIsBackThatIsWhatIsSaid()
{
    QFETCH(const int, verdict);
    QFETCH(const int, recovery);
    DecisionQuestion question;
    question.beganMs = began;
    question.nowMs = began + 60'000;
    // 10 % of 100/s, and half a minute later 0.1 %.
    question.series = {series(u"error_rate"_s, u"percent"_s, {10, 10, 10, 0.1, 0.1, 0.1}),
                       series(u"request_rate"_s, u"per_second"_s, {100, 100, 100, 100, 100, 100})};
    question.rollbackTakesMs = 9'000;
    question.wayBack = u"There is no earlier release."_s; // than the one that is live now
    question.migrations = 1;
    question.backMs = began + 25'000;
    question.backTo = u"1.4.1"_s;
    if (verdict >= 0)
        question.recovery = static_cast<VerdictKind>(verdict);
    const DecisionClock clock = decisionClock(question);
    QVERIFY(clock.taken);
    QCOMPARE(clock.taken->sinceMs, question.backMs);
    QCOMPARE(clock.taken->version, u"1.4.1"_s);
    QCOMPARE(int(clock.taken->recovery), recovery);
    QTEST(clock.sinceMs, "lastsMs");
    QCOMPARE(clock.requestsLost.value_or(0), 250.0);
    QCOMPARE(std::round(clock.taken->lostSince.value_or(0)), 52.0);
    QVERIFY(clock.wayBack.isEmpty());
    QVERIFY(!clock.wayBackIsReady);
    QTEST(clock.sentence, "sentence");
}

void TestIncident::whatIsNotMeasuredIsNotZero()
{
    DecisionQuestion question;
    question.beganMs = began;
    question.nowMs = began + 72'000;
    question.series = {series(u"error_rate"_s, u"percent"_s, {10, 10})};
    const DecisionClock clock = decisionClock(question);
    QVERIFY(!clock.requestsLost);
    QVERIFY(!clock.lostPerMinute);
    QCOMPARE(clock.sentence,
             u"1 min 12 s · failed requests are not measured · how long a rollback takes is not known"_s);
    question.series = {series(u"error_rate"_s, u"percent"_s, {-1}),
                       series(u"request_rate"_s, u"per_second"_s, {-1})};
    QVERIFY(!decisionClock(question).requestsLost);
}

void TestIncident::theWayBackIsSaidHonestly_data()
{
    QTest::addColumn<bool>("ready");
    QTest::addColumn<QString>("said");
    QTest::addColumn<int>("migrations");
    QTest::addColumn<QStringList>("destroys");
    QTest::addColumn<bool>("past");
    QTest::addColumn<QString>("expected");
    QTest::newRow("open") << true << QString() << 0 << QStringList() << false
                          << u"The way back is open: no migration ran."_s;
    QTest::newRow("a migration stays") << true << QString() << 1 << QStringList() << false
                                       << u"The way back is open. 1 migration stays applied."_s;
    QTest::newRow("migrations stay") << true << QString() << 3 << QStringList() << false
                                     << u"The way back is open. 3 migrations stay applied."_s;
    QTest::newRow("not ready") << false << u"web-4 no longer has 1.4.1."_s << 0 << QStringList() << false
                               << u"web-4 no longer has 1.4.1."_s;
    QTest::newRow("not known") << false << QString() << 0 << QStringList() << false
                               << u"The way back is not verified."_s;
    QTest::newRow("past it")
        << true << QString() << 1 << QStringList{u"priv/7.exs:5"_s} << true
        << u"Past the point of no return: this release took data away (priv/7.exs:5). The release before may not work with that database."_s;
}

void TestIncident::theWayBackIsSaidHonestly()
{
    QFETCH(bool, ready);
    QFETCH(QString, said);
    QFETCH(int, migrations);
    QFETCH(QStringList, destroys);
    DecisionQuestion question;
    question.wayBackIsReady = ready;
    question.wayBack = said;
    question.migrations = migrations;
    question.destroys = destroys;
    const DecisionClock clock = decisionClock(question);
    QTEST(clock.pastNoReturn, "past");
    QCOMPARE(clock.wayBackIsReady, ready && destroys.isEmpty());
    QTEST(clock.wayBack, "expected");
}

QTEST_GUILESS_MAIN(TestIncident)
#include "tst_incident.moc"
