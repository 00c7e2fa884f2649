// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/incident_desk.h"
#include "app/window/incident_controller.h"
#include "models/item/run_model.h"
#include "tests/support/desk.h"
#include "tests/support/history_samples.h"
#include "tests/support/http_server.h"
#include "tests/support/patience.h"

#include <QDateTime>
#include <QSignalSpy>
#include <QtTest>

using namespace belay;
using namespace belay::test;
using namespace Qt::Literals::StringLiterals;

namespace {

const QString app = u"my_app"_s;
const QString production = u"production"_s;

QStringList story(const IncidentController &controller)
{
    QStringList lines;
    for (const TimelineLine &line : controller.view().story.timeline)
        lines += line.text;
    return lines;
}

bool tells(const IncidentController &controller, const QString &words)
{
    return story(controller).join(u'\n').contains(words);
}

} // namespace

/// An incident in the window: a release fails for real, is rolled back for real.
class TestWindowIncident : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void withoutAnIncidentThereIsNothingToShow();
    void aVerdictOpensItAndARollbackAnswersIt();
    void aCountdownLeftByADeadProgramWaitsForADecision();
    void aHistoryThatCannotBeReadIsSaidAndAskedAgain();
};

void TestWindowIncident::withoutAnIncidentThereIsNothingToShow()
{
    Desk desk;
    QVERIFY(desk.openTrusted());
    IncidentController controller(*desk.workspace, *desk.projects);
    QSignalSpy failures(&controller, &IncidentController::failed);
    QSignalSpy changes(&controller, &IncidentController::viewChanged);
    controller.show(app, production);
    QTRY_COMPARE_WITH_TIMEOUT(changes.size(), 2, patienceMs);
    QVERIFY(controller.view().story.incident.id.isEmpty());
    controller.add(IncidentFact::Noted, {}, u"nobody reads this"_s);
    controller.open(u"users call"_s);
    QTRY_VERIFY_WITH_TIMEOUT(controller.view().story.incident.isOpen(), patienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(controller.view().wayBackAsked, patienceMs);
    QCOMPARE(controller.view().story.incident.trigger, u"users call"_s);
    QVERIFY(controller.view().story.cause.suspicion == Suspicion::Nothing);
    QCOMPARE(failures.size(), 0);
}

void TestWindowIncident::aVerdictOpensItAndARollbackAnswersIt()
{
    Desk desk;
    HttpServer service([path = desk.hostPath(u"one"_s)](const HttpServer::Request &) {
        const bool bad = readFile(path + u"/served"_s).trimmed() == "2.0.0";
        return HttpServer::answer(200, bad ? "# TYPE failing gauge\nfailing 50\n"
                                           : "# TYPE failing gauge\nfailing 0\n");
    });
    desk.environment[u"metrics"_s] = QJsonObject{
        {u"source"_s, QJsonObject{{u"kind"_s, u"scrape"_s}, {u"url"_s, service.url(u"/metrics"_s)}}},
        {u"interval"_s, u"100ms"_s},
        {u"before"_s, u"300ms"_s},
        {u"watch"_s, u"1s"_s},
        {u"series"_s, QJsonArray{QJsonObject{{u"id"_s, u"failing"_s},
                                             {u"title"_s, u"Failing requests"_s},
                                             {u"query"_s, u"failing"_s},
                                             {u"bad"_s, u"up"_s},
                                             {u"rollback"_s, 5}}}}};
    desk.environment[u"rollback"_s] = QJsonObject{{u"automatic"_s, u"off"_s}};
    desk.write();
    desk.build(u"2.0.0"_s);
    QVERIFY(desk.openTrusted());
    QVERIFY(desk.deploy(u"1.0.0"_s));
    QVERIFY(desk.deploy(u"2.0.0"_s));
    QCOMPARE(desk.outcomes().back(), u"verdict-roll-back"_s);
    const QString run = desk.run().runId;

    IncidentController controller(*desk.workspace, *desk.projects);
    controller.show(app, production);
    QTRY_VERIFY_WITH_TIMEOUT(controller.view().wayBackAsked, patienceMs);
    const IncidentStory &told = controller.view().story;
    QCOMPARE(told.incident.run, run);
    QCOMPARE(told.version, u"2.0.0"_s);
    QVERIFY(told.cause.suspicion == Suspicion::Release);
    QVERIFY(told.incident.step(IncidentStep::Identify).done);
    QVERIFY(told.beganMs <= told.incident.openedMs);
    QVERIFY(controller.view().wayBack.readiness.ready);
    QCOMPARE(controller.view().wayBack.readiness.toVersion, u"1.0.0"_s);
    QVERIFY2(decisionClock(told.question).wayBack == u"The way back is open: no migration ran."_s,
             qPrintable(decisionClock(told.question).wayBack));

    controller.add(IncidentFact::Led, {}, {});
    controller.add(IncidentFact::Posted, {}, u"#incidents"_s);
    QTRY_VERIFY_WITH_TIMEOUT(controller.view().story.incident.step(IncidentStep::Communicate).done,
                             patienceMs);
    QVERIFY(controller.view().wayBackAsked); // what the hosts said stays while they are asked again

    desk.release->rollBack(app, production, {}, u"failing requests"_s);
    QVERIFY(desk.waitForRun());
    QCOMPARE(desk.live(), u"1.0.0 1.0.0"_s);
    controller.refresh();
    QTRY_VERIFY_WITH_TIMEOUT(controller.view().story.incident.step(IncidentStep::Execute).done, patienceMs);
    QVERIFY2(tells(controller, u"Rollback to 1.0.0 began"_s), qPrintable(story(controller).join(u'\n')));

    const QString file = desk.cli.home() + u"/incident.md"_s;
    QSignalSpy said(&controller, &IncidentController::told);
    controller.save(file);
    QTRY_COMPARE_WITH_TIMEOUT(said.size(), 1, patienceMs);
    QVERIFY(readFile(file).startsWith("## Incident: my_app, production\n"));
    QSignalSpy failures(&controller, &IncidentController::failed);
    controller.save(desk.cli.home() + u"/incident.docx"_s);
    QTRY_COMPARE_WITH_TIMEOUT(failures.size(), 1, patienceMs);
    controller.add(IncidentFact::Closed, {}, u"1.0.0 serves"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!controller.view().story.incident.isOpen(), patienceMs);
    QCOMPARE(controller.view().story.incident.ending, u"1.0.0 serves"_s);
}

/// What stands in the history when Belay dies in the middle of a countdown: a deployment that ended with the
/// verdict, and the announcement.
void TestWindowIncident::aCountdownLeftByADeadProgramWaitsForADecision()
{
    Desk desk;
    QVERIFY(desk.openTrusted());
    QVERIFY(desk.deploy(u"1.0.0"_s));
    const QString run = desk.run().runId;
    HistoryStore &store = *desk.composition->history();
    QVERIFY(openIncident(store, app, production, u"Roll back — error rate 9 %, trigger is 5 %."_s, run,
                         QDateTime::currentMSecsSinceEpoch()));
    IncidentController controller(*desk.workspace, *desk.projects);
    QSignalSpy left(&controller, &IncidentController::countdownLeft);
    QSignalSpy counted(&controller, &IncidentController::openCounted);
    controller.show(app, production);
    QTRY_COMPARE_WITH_TIMEOUT(controller.view().story.incident.run, run, patienceMs);
    QCOMPARE(controller.view().story.countdownDueMs, 0);
    QTRY_VERIFY_WITH_TIMEOUT(!counted.isEmpty(), patienceMs);
    QCOMPARE(counted.last().first().toInt(), 1);

    RunEvent announced;
    announced.kind = EventKind::CountdownStarted;
    announced.total = 1;
    desk.workspace->note(run, announced, [](const RunEvent &) {});
    controller.refresh();
    QTRY_VERIFY_WITH_TIMEOUT(controller.view().story.countdownDueMs > 0, patienceMs);
    controller.lookForLeftCountdown(app, production);
    QTRY_COMPARE_WITH_TIMEOUT(left.size(), 1, patienceMs);

    controller.keepLive();
    QTRY_COMPARE_WITH_TIMEOUT(controller.view().story.countdownDueMs, 0, patienceMs);
    const auto events = store.events(run);
    QVERIFY(events && events->back().text.startsWith(u"The release is kept live"_s));
    controller.lookForLeftCountdown(app, production);
    controller.refresh();
    const qsizetype before = counted.size();
    QTRY_VERIFY_WITH_TIMEOUT(counted.size() > before, patienceMs);
    QCOMPARE(left.size(), 1); // it was settled
}

void TestWindowIncident::aHistoryThatCannotBeReadIsSaidAndAskedAgain()
{
    Desk desk;
    QVERIFY(desk.openTrusted());
    const QString file = desk.composition->history()->path();
    RawDatabase raw(file);
    QCOMPARE(raw.exec("ALTER TABLE incident_entry RENAME TO away"), QString());
    IncidentController controller(*desk.workspace, *desk.projects);
    QSignalSpy failures(&controller, &IncidentController::failed);
    controller.show(app, production);
    QTRY_VERIFY_WITH_TIMEOUT(controller.view().unread, patienceMs);
    QVERIFY(!controller.view().isKnown);
    QVERIFY2(controller.view().unread->summary.startsWith(u"The history could not read"_s),
             qPrintable(controller.view().unread->summary));
    QVERIFY2(controller.view().unread->detail.contains(file), qPrintable(controller.view().unread->detail));
    QCOMPARE(controller.view().project, app);
    QCOMPARE(controller.view().environment, production);

    QSignalSpy changes(&controller, &IncidentController::viewChanged);
    controller.readAgain();
    QCOMPARE(changes.size(), 1); // it is being read, again
    QVERIFY(!controller.view().unread && !controller.view().isKnown);
    QTRY_VERIFY_WITH_TIMEOUT(controller.view().unread, patienceMs);

    QCOMPARE(raw.exec("ALTER TABLE away RENAME TO incident_entry"), QString());
    controller.readAgain();
    QTRY_VERIFY_WITH_TIMEOUT(controller.view().isKnown, patienceMs);
    QVERIFY(!controller.view().unread);
    QCOMPARE(failures.size(), 0);

    // What is shown already stays, and the failure is told beside it.
    controller.open(u"users call"_s);
    QTRY_VERIFY_WITH_TIMEOUT(controller.view().wayBackAsked, patienceMs);
    QCOMPARE(raw.exec("ALTER TABLE incident_entry RENAME TO away"), QString());
    controller.readAgain();
    QTRY_COMPARE_WITH_TIMEOUT(failures.size(), 1, patienceMs);
    QVERIFY(controller.view().isKnown && !controller.view().unread);
    QCOMPARE(controller.view().story.incident.trigger, u"users call"_s);
}

QTEST_GUILESS_MAIN(TestWindowIncident)
#include "tst_window_incident.moc"
