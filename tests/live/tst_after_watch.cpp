// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/incident_desk.h"
#include "app/past.h"
#include "app/window/after_watch.h"
#include "models/item/run_model.h"
#include "models/item/series_model.h"
#include "tests/support/desk.h"
#include "tests/support/history_samples.h"
#include "tests/support/http_server.h"
#include "tests/support/patience.h"

#include <QSignalSpy>
#include <QtTest>

#include <atomic>

using namespace belay;
using namespace belay::test;
using namespace Qt::Literals::StringLiterals;

namespace {

const QString app = u"my_app"_s;
const QString production = u"production"_s;

} // namespace

/// A release that is good at first and leaks later, watched on while the window may do other things.
class TestAfterWatch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aLeakIsFoundAndOpensAnIncident();
    void itEndsWhenItsTimeIsOver();
    void aNewReleaseEndsIt();
    void withoutTheKeyNothingIsWatched();
    void samplesOlderThanTheProjectKeepsThemGo();
    void theNumbersGoOnUntilItIsKnownWhetherTheWayBackHelped();

private:
    const Environment &place() const { return *m_desk->projects->find(app)->project.environment(production); }
    void begin(AfterWatch &after) const
    {
        after.begin(m_desk->projects->find(app)->project, place(), u"1.0.0"_s);
    }
    /// Goes on watching releases for that long; 1.0.0 is deployed.
    void watchFor(const QString &time, const QString &keepSamples = u"90d"_s);
    /// How long releases are watched that are deployed from now on; to be opened anew.
    void watchNow(const QString &time) const;

    std::atomic<int> m_failing = 0;
    std::unique_ptr<HttpServer> m_service;
    std::unique_ptr<Desk> m_desk;
};

void TestAfterWatch::init()
{
    m_failing = 0;
    m_desk.reset();
    m_service = std::make_unique<HttpServer>([this](const HttpServer::Request &) {
        return HttpServer::answer(200,
                                  "# TYPE failing gauge\nfailing " + QByteArray::number(m_failing) + "\n");
    });
    m_desk = std::make_unique<Desk>();
}

void TestAfterWatch::watchFor(const QString &time, const QString &keepSamples)
{
    m_desk->environment[u"metrics"_s] = QJsonObject{
        {u"source"_s, QJsonObject{{u"kind"_s, u"scrape"_s}, {u"url"_s, m_service->url(u"/metrics"_s)}}},
        {u"interval"_s, u"100ms"_s},
        {u"before"_s, u"500ms"_s},
        {u"watch"_s, u"1s"_s},
        {u"after_watch"_s, time},
        {u"keep_samples"_s, keepSamples},
        {u"series"_s, QJsonArray{QJsonObject{{u"id"_s, u"failing"_s},
                                             {u"title"_s, u"Failing requests"_s},
                                             {u"query"_s, u"failing"_s},
                                             {u"bad"_s, u"up"_s},
                                             {u"rollback"_s, 5}}}}};
    m_desk->write();
    QVERIFY(m_desk->openTrusted());
    QVERIFY(m_desk->deploy(u"1.0.0"_s));
}

void TestAfterWatch::watchNow(const QString &time) const
{
    QJsonObject metrics = m_desk->environment[u"metrics"_s].toObject();
    metrics[u"watch"_s] = time;
    m_desk->environment[u"metrics"_s] = metrics;
    m_desk->write();
}

void TestAfterWatch::aLeakIsFoundAndOpensAnIncident()
{
    watchFor(u"1h"_s);
    AfterWatch after(*m_desk->workspace);
    QSignalSpy verdicts(&after, &AfterWatch::judged);
    // An hour's sixtieth is a minute; the test looks more often.
    Environment often = place();
    often.metrics->afterWatch = std::chrono::seconds(30);
    after.begin(m_desk->projects->find(app)->project, often, u"1.0.0"_s);
    QCOMPARE(after.watched().size(), size_t(1));
    m_failing = 50;
    QTRY_VERIFY_WITH_TIMEOUT(!verdicts.isEmpty() &&
                                 verdicts.back().front().value<WatchedRelease>().verdict->kind ==
                                     VerdictKind::RollBack,
                             60000);
    const auto incident = m_desk->composition->history()->openIncident(app, production);
    QVERIFY(incident && incident->isOpen());
    QVERIFY2(!incident->run.isEmpty() && incident->run != verdicts.back().front().value<WatchedRelease>().run,
             "an incident is about the release, not about the watching");
}

void TestAfterWatch::itEndsWhenItsTimeIsOver()
{
    watchFor(u"2s"_s);
    AfterWatch after(*m_desk->workspace);
    QSignalSpy ends(&after, &AfterWatch::over);
    begin(after);
    QTRY_COMPARE_WITH_TIMEOUT(ends.size(), 1, 30000);
    QVERIFY(after.watched().empty());
    const auto run = m_desk->composition->history()->run(ends.front().front().value<WatchedRelease>().run);
    QVERIFY(run && *run);
    QCOMPARE((*run)->kind, u"watch"_s);
}

void TestAfterWatch::aNewReleaseEndsIt()
{
    watchFor(u"24h"_s);
    AfterWatch after(*m_desk->workspace);
    QSignalSpy ends(&after, &AfterWatch::over);
    begin(after);
    const QString run = after.watched().front().run;
    HistoryStore &store = *m_desk->composition->history();
    QTRY_VERIFY_WITH_TIMEOUT(store.run(run).value_or(std::nullopt).has_value(), patienceMs);
    after.end(app, production);
    QVERIFY(after.watched().empty());
    QTRY_VERIFY_WITH_TIMEOUT((*store.run(run))->finishedMs != 0, patienceMs);
    QCOMPARE(ends.size(), 0);
}

void TestAfterWatch::samplesOlderThanTheProjectKeepsThemGo()
{
    HistoryStore &store = *m_desk->composition->history();
    const qint64 aMonthAgo = QDateTime::currentMSecsSinceEpoch() - 30 * 86'400'000LL;
    RunFacts facts{u"20261001-old"_s};
    facts.project = app;
    facts.startedMs = aMonthAgo;
    RunEvent start = startOf(facts);
    RunEvent sample = eventOf(facts.id, 2, EventKind::SampleTaken);
    sample.series = u"failing"_s;
    sample.sample = Sample{aMonthAgo, 1.0};
    RunEvent end = endOf(facts.id, 3, Outcome::Succeeded);
    for (RunEvent *event : {&start, &sample, &end})
        event->timeMs = aMonthAgo;
    QVERIFY(store.append({start, sample, end}).has_value());
    QCOMPARE(store.events(facts.id)->size(), size_t(3));
    watchFor(u"0s"_s, u"20d"_s);
    QCOMPARE(store.events(facts.id)->size(), size_t(2));
    QVERIFY(store.verify().has_value());
    const auto newest = newestRelease(store, app, production, QDateTime::currentMSecsSinceEpoch());
    QVERIFY(newest && *newest && (*newest)->id != facts.id);
    const auto kept = store.events((*newest)->id);
    QVERIFY(std::any_of(kept->begin(), kept->end(),
                        [](const RunEvent &event) { return event.kind == EventKind::SampleTaken; }));
}

void TestAfterWatch::theNumbersGoOnUntilItIsKnownWhetherTheWayBackHelped()
{
    watchFor(u"0s"_s);
    m_desk->build(u"1.1.0"_s);
    connect(m_desk->models.run, &RunModel::changed, this, [this] {
        const RunState &run = m_desk->run();
        // Not only while it runs: on a quick machine the switch and the end come in one batch.
        if (run.liveMs > 0)
            m_failing = run.plan.kind == PlanKind::Deploy ? 50 : 0; // the new release is bad
    });
    watchNow(u"1m"_s); // the verdict ends it
    QVERIFY(m_desk->openTrusted());
    QVERIFY(m_desk->deploy(u"1.1.0"_s));
    QCOMPARE(m_desk->outcomes().back(), u"verdict-roll-back"_s);
    const RunModel &watched = *m_desk->models.watched;
    const QString release = watched.state().runId;
    QVERIFY(!release.isEmpty());

    AfterWatch after(*m_desk->workspace);
    QStringList recovery;
    connect(&after, &AfterWatch::happened, this, [&](const Plan &watch, const std::vector<RunEvent> &events) {
        m_desk->models.watched->applyLater(watch, events);
        m_desk->models.series->setState(watched.state());
        const auto &standing = standingVerdict(watched.state());
        if (watched.state().aftermath && watched.state().aftermath->backMs > 0 && standing &&
            !recovery.contains(toString(standing->kind)))
            recovery << toString(standing->kind);
    });
    const auto samples = [&watched] { return watched.state().series.front().after.size(); };
    const auto atTheEnd = samples();
    after.follow(m_desk->projects->find(app)->project, place(), u"1.1.0"_s);
    // It is bad, says so again, and the watch goes on.
    QTRY_VERIFY_WITH_TIMEOUT(samples() > atTheEnd + 10, 60000);
    QVERIFY(watched.state().verdict->kind == VerdictKind::RollBack);
    QCOMPARE(after.watched().size(), size_t(1));

    m_desk->release->rollBack(app, production, {}, u"too many failing requests"_s);
    QVERIFY(m_desk->waitForRun());
    QCOMPARE(m_desk->outcomes().back(), u"succeeded"_s);
    QCOMPARE(m_desk->live(), u"1.0.0 1.0.0"_s);
    // The rollback is the run that is shown, and the numbers are still those of the release.
    QVERIFY(m_desk->run().plan.kind == PlanKind::Rollback);
    QCOMPARE(watched.state().runId, release);
    QVERIFY(m_desk->models.series->rowCount() > 0);
    QCOMPARE(watched.state().aftermath->marks.size(), size_t(2));
    QCOMPARE(watched.state().aftermath->backTo, u"1.0.0"_s);

    Environment shortly = place();
    shortly.metrics->watch = std::chrono::seconds(5);
    after.confirm(m_desk->projects->find(app)->project, shortly, u"1.0.0"_s);
    const QString confirming = after.watched().front().run;
    QTRY_VERIFY_WITH_TIMEOUT(recovery.contains(u"healthy"_s), 60000);
    QVERIFY2(!recovery.contains(u"roll-back"_s), qPrintable(recovery.join(u' ')));
    HistoryStore &store = *m_desk->composition->history();
    // The history is written a moment after the window is told.
    QTRY_VERIFY_WITH_TIMEOUT((*store.run(confirming))->finishedMs != 0, 30000);
    const auto incident = store.openIncident(app, production);
    QVERIFY(incident && incident->isOpen());
    QCOMPARE(incident->run, release);
    // What a person asks for later is told from the history alone, with all of these numbers.
    const auto story = recallIncident(store, *incident, QDateTime::currentMSecsSinceEpoch());
    QVERIFY(story && story->aftermath);
    QCOMPARE(story->aftermath->backTo, u"1.0.0"_s);
    QVERIFY(story->series.front().after.size() > atTheEnd + 10);
    QVERIFY(story->verdict->kind == VerdictKind::Healthy);
    QStringList lines;
    QStringList confirmed;
    for (const TimelineLine &line : story->timeline)
        (line.run == confirming ? confirmed : lines) << line.text;
    QCOMPARE(confirmed.size(), 1);
    QVERIFY2(confirmed.front().startsWith(u"Measured again: Healthy"_s), qPrintable(confirmed.front()));
    QVERIFY2(lines.filter(u"Measured again: Roll back"_s).size() <= 2, qPrintable(lines.join(u'\n')));
    QVERIFY2(lines.filter(u"Watching"_s).isEmpty(), qPrintable(lines.join(u'\n')));
}

void TestAfterWatch::withoutTheKeyNothingIsWatched()
{
    watchFor(u"0s"_s);
    AfterWatch after(*m_desk->workspace);
    begin(after);
    QVERIFY(after.watched().empty());
}

QTEST_GUILESS_MAIN(TestAfterWatch)
#include "tst_after_watch.moc"
