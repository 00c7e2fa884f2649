// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/incident_desk.h"
#include "models/store/history_store.h"
#include "tests/support/fleet.h"
#include "tests/support/http_server.h"
#include "tests/support/patience.h"

#include <QDateTime>
#include <QFile>
#include <QJsonArray>
#include <QTest>

#include <algorithm>
#include <csignal>

using namespace belay;
using namespace belay::test;
using namespace Qt::Literals::StringLiterals;

namespace {

QList<QJsonObject> ofKind(const QList<QJsonObject> &events, const QString &kind)
{
    QList<QJsonObject> found;
    std::copy_if(events.begin(), events.end(), std::back_inserter(found),
                 [&kind](const QJsonObject &event) { return event[u"event"_s] == kind; });
    return found;
}

/// The id of the run of this kind.
QString runOf(const QList<QJsonObject> &events, const QString &kind)
{
    for (const QJsonObject &start : ofKind(events, u"run-started"_s)) {
        if (start[u"plan"_s].toObject()[u"kind"_s] == kind)
            return start[u"run"_s].toString();
    }
    return {};
}

qsizetype samplesBetween(const QList<QJsonObject> &events, const QString &run, qsizetype from, qsizetype to)
{
    return std::count_if(events.begin() + from, events.begin() + to, [&run](const QJsonObject &event) {
        return event[u"event"_s] == u"sample-taken"_s && event[u"run"_s] == run;
    });
}

qsizetype placeOf(const QList<QJsonObject> &events, const QString &kind, const QString &run)
{
    const auto found = std::find_if(events.begin(), events.end(), [&](const QJsonObject &event) {
        return event[u"event"_s] == kind && event[u"run"_s] == run;
    });
    return found - events.begin();
}

} // namespace

/// `belay deploy` goes on measuring a bad release while it counts down and rolls back.
class TestFollowing : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void aBadReleaseIsMeasuredUntilItIsGone();
    void aPersonReadsWhatIsFoundAndNotMore();
    void aVetoEndsTheMeasuring();

private:
    void failAndCountDownFor(const QString &time);
    QString heldFile() const { return m_fleet->cli.home() + u"/held"_s; }

    std::unique_ptr<Fleet> m_fleet;
    std::unique_ptr<HttpServer> m_metrics;
};

void TestFollowing::init()
{
    m_fleet = std::make_unique<Fleet>(QStringList{u"one"_s});
}

void TestFollowing::cleanup()
{
    m_metrics.reset();
    m_fleet.reset();
}

/// 1.0.0 is live, and 2.0.0 would fail. The way back to 1.0.0 waits until the numbers were asked for six
/// times meanwhile: with nobody who measures it does not end.
void TestFollowing::failAndCountDownFor(const QString &time)
{
    m_metrics = std::make_unique<HttpServer>([this, asked = 0](const HttpServer::Request &) mutable {
        const bool fails = m_fleet->served(u"one"_s) == u"2.0.0";
        if (fails && m_fleet->current(u"one"_s) == u"1.0.0" && ++asked == 6)
            QFile::remove(heldFile());
        return HttpServer::answer(200, fails ? "failing 50\n" : "failing 0\n");
    });
    m_fleet->environment[u"metrics"_s] = QJsonObject{
        {u"source"_s, QJsonObject{{u"kind"_s, u"scrape"_s}, {u"url"_s, m_metrics->url(u"/metrics"_s)}}},
        {u"interval"_s, u"100ms"_s},
        {u"before"_s, u"500ms"_s},
        {u"watch"_s, u"1m"_s}, // the verdict ends it
        {u"series"_s, QJsonArray{QJsonObject{{u"id"_s, u"failing"_s},
                                             {u"title"_s, u"Failing requests"_s},
                                             {u"query"_s, u"failing"_s},
                                             {u"bad"_s, u"up"_s},
                                             {u"rollback"_s, 5}}}}};
    m_fleet->environment[u"rollback"_s] =
        QJsonObject{{u"automatic"_s, u"countdown"_s}, {u"countdown"_s, time}};
    m_fleet->environment[u"commands"_s] =
        QJsonObject{{u"restart"_s, u"if grep -q 1.0.0 {current_path}/REVISION; then "
                                   "while [ -e %1 ]; do sleep 0.05; done; fi; "
                                   "cat {current_path}/REVISION > ../../served"_s.arg(heldFile())}};
    m_fleet->write();
    m_fleet->build(u"1.0.0"_s);
    QCOMPARE(m_fleet->deploy(u"1.0.0"_s, {u"--no-watch"_s}).exitCode, 0);
    m_fleet->build(u"2.0.0"_s);
    writeFile(heldFile(), "");
}

void TestFollowing::aBadReleaseIsMeasuredUntilItIsGone()
{
    failAndCountDownFor(u"2s"_s);
    const CliResult deployed = m_fleet->deploy(u"2.0.0"_s, {u"--json"_s});
    QVERIFY2(deployed.exitCode == 4, deployed.err.constData());
    QCOMPARE(m_fleet->live(), u"1.0.0/1.0.0"_s);

    const QList<QJsonObject> events = deployed.jsonLines();
    const QString deploy = runOf(events, u"deploy"_s);
    const QString watch = runOf(events, u"watch"_s);
    const QString rollback = runOf(events, u"rollback"_s);
    QVERIFY(!deploy.isEmpty() && !watch.isEmpty() && !rollback.isEmpty());
    const qsizetype announced = placeOf(events, u"countdown-started"_s, deploy);
    const qsizetype began = placeOf(events, u"run-started"_s, rollback);
    const qsizetype ended = placeOf(events, u"run-finished"_s, rollback);
    QVERIFY2(samplesBetween(events, watch, announced, began) > 0, deployed.out.constData());
    QVERIFY2(samplesBetween(events, watch, began, ended) > 0, deployed.out.constData());
    // The end of the rollback stays the last line.
    QVERIFY(placeOf(events, u"run-finished"_s, watch) < ended);
    QCOMPARE(ended, events.size() - 1);
    QCOMPARE(ofKind(events, u"run-finished"_s).size(), 3);

    const auto store = HistoryStore::open(m_fleet->cli.home() + u"/data"_s);
    QVERIFY(store.has_value());
    const auto incident = (*store)->openIncident(u"my_app"_s, u"production"_s);
    QVERIFY(incident && incident->isOpen());
    QCOMPARE(incident->run, deploy);
    const auto story = recallIncident(**store, *incident, QDateTime::currentMSecsSinceEpoch());
    QVERIFY(story && story->aftermath);
    QCOMPARE(story->aftermath->backTo, u"1.0.0"_s);
    const std::vector<Sample> &after = story->series.front().after;
    const auto back = std::find_if(events.begin(), events.end(), [&rollback](const QJsonObject &event) {
        return event[u"run"_s] == rollback;
    });
    const qint64 beganMs =
        QDateTime::fromString((*back)[u"time"_s].toString(), Qt::ISODateWithMs).toMSecsSinceEpoch();
    QVERIFY2(after.back().timeMs >= beganMs, "an incident redraws what was measured during the rollback");
}

void TestFollowing::aPersonReadsWhatIsFoundAndNotMore()
{
    failAndCountDownFor(u"2s"_s);
    const CliResult deployed = m_fleet->deploy(u"2.0.0"_s);
    QVERIFY2(deployed.exitCode == 4, deployed.err.constData());
    // One end for the deployment and one for the rollback, on standard output.
    QCOMPARE(deployed.out.count('\n'), 2);
    const QByteArray afterwards = deployed.err.mid(deployed.err.indexOf("Automatic rollback in "));
    QVERIFY2(afterwards.contains("  verdict: Roll back — failing requests "), deployed.err.constData());
    QVERIFY2(!afterwards.contains("verdict: Collecting"), deployed.err.constData());
    QVERIFY2(!afterwards.contains("cancelled"), deployed.err.constData());
    QVERIFY2(afterwards.contains("Whether it has helped: `belay watch -e production`."),
             deployed.err.constData());
}

void TestFollowing::aVetoEndsTheMeasuring()
{
    failAndCountDownFor(u"10m"_s);
    const auto process = m_fleet->start(m_fleet->deployArguments(u"2.0.0"_s, {u"--json"_s}));
    QList<QJsonObject> events;
    QVERIFY(!readUntil(*process, eventIs(u"countdown-started"_s), events).isEmpty());
    QVERIFY(!readUntil(*process, eventIs(u"sample-taken"_s), events).isEmpty());
    ::kill(static_cast<pid_t>(process->processId()), SIGINT);
    QVERIFY(process->waitForFinished(patienceMs));
    QCOMPARE(process->exitCode(), 7);
    QCOMPARE(m_fleet->live(), u"2.0.0/2.0.0"_s);
    readUntil(
        *process, [](const QJsonObject &) { return false; }, events);
    const QString watch = runOf(events, u"watch"_s);
    QVERIFY(!watch.isEmpty());
    QVERIFY(runOf(events, u"rollback"_s).isEmpty());
    QVERIFY(placeOf(events, u"run-finished"_s, watch) < events.size() - 1);
    QVERIFY2(events.back()[u"text"_s].toString().startsWith(u"The automatic rollback was vetoed"_s),
             qPrintable(events.back()[u"text"_s].toString()));
}

QTEST_GUILESS_MAIN(TestFollowing)
#include "tst_following.moc"
