// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/incident_desk.h"
#include "app/report/incident_file.h"
#include "tests/support/history_samples.h"

#include <QTemporaryDir>
#include <QTest>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qint64 second = 1000;

/// The run's plan with a watch of the error rate at its end.
RunEvent watched(RunEvent start)
{
    Plan plan = planFromJson(nlohmann::json::parse(start.data.toStdString())).value();
    SeriesSpec errors;
    errors.id = u"error_rate"_s;
    errors.unit = u"percent"_s;
    errors.rollback = 5;
    WatchAction watch;
    watch.metrics.series = {errors};
    Step step;
    step.id = u"watch"_s;
    step.kind = StepKind::Watch;
    step.action = watch;
    Stage stage;
    stage.id = u"watch"_s;
    stage.steps = {step};
    plan.stages.push_back(stage);
    start.data = QString::fromStdString(toJson(plan).dump());
    return start;
}

/// A run that is live on both hosts five seconds after it began.
void liveRun(HistoryStore &store, const RunFacts &facts)
{
    APPEND(store, watched(startOf(facts)));
    qint64 seq = 1;
    for (const QString &host : {u"app1"_s, u"app2"_s}) {
        RunEvent event = switched(facts.id, ++seq, host);
        event.timeMs = facts.startedMs + seq * second;
        APPEND(store, event);
    }
}

RunEvent sampleOf(const QString &run, qint64 seq, const QString &series, qint64 timeMs, double value)
{
    RunEvent event = eventOf(run, seq, EventKind::SampleTaken);
    event.series = series;
    event.timeMs = timeMs;
    event.sample = Sample{timeMs, value};
    return event;
}

Plan planOf(const RunFacts &facts)
{
    Plan plan;
    plan.runId = facts.id;
    plan.kind = facts.kind;
    plan.project = facts.project;
    plan.environment = facts.environment;
    plan.version = facts.version;
    return plan;
}

RunEvent verdictOf(const QString &run, qint64 seq, qint64 timeMs, VerdictKind kind, const QString &sentence)
{
    RunEvent event = eventOf(run, seq, EventKind::VerdictReached, sentence);
    event.timeMs = timeMs;
    event.verdict = Verdict{};
    event.verdict->kind = kind;
    event.verdict->sentence = sentence;
    return event;
}

} // namespace

class TestIncidentDesk : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aVerdictOpensOneIncidentAndARollbackAnswersIt();
    void onlyWhatMattersOpensOne_data();
    void onlyWhatMattersOpensOne();
    void theStoryIsToldFromTheHistory();
    void aWatchThatStillSpeaksIsNoProofOfTheRecovery();
    void whatTheTroubleWasStaysSoOnceItIsBack();
    void textFromOutsideCannotBreakOutOfTheFile();
    void anUnknownFormatIsNamed();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<HistoryStore> m_store;
};

void TestIncidentDesk::init()
{
    m_store.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    m_store = openAt(m_folder->path());
    QVERIFY(m_store);
}

void TestIncidentDesk::aVerdictOpensOneIncidentAndARollbackAnswersIt()
{
    const RunFacts deploy{u"r1"_s};
    liveRun(*m_store, deploy);
    const RunEvent verdict =
        verdictOf(u"r1"_s, 9, noon + 60 * second, VerdictKind::RollBack, u"Roll back: error rate 5.8 %"_s);
    QVERIFY(noteForIncidents(*m_store, planOf(deploy), verdict));
    QVERIFY(noteForIncidents(*m_store, planOf(deploy), verdict));
    QCOMPARE(m_store->incidents({}, {})->size(), size_t(1));
    Incident incident = *m_store->openIncident(u"api"_s, u"production"_s);
    QCOMPARE(incident.run, u"r1"_s);
    QCOMPARE(incident.trigger, u"Roll back: error rate 5.8 %"_s);
    QCOMPARE(incident.openedMs, noon + 60 * second);

    RunFacts back{u"r2"_s};
    back.kind = PlanKind::Rollback;
    back.version = u"1.4.1"_s;
    RunEvent failed = endOf(u"r2"_s, 4, Outcome::NotRolledBack);
    QVERIFY(noteForIncidents(*m_store, planOf(back), failed));
    QVERIFY(!m_store->incident(incident.id)->step(IncidentStep::Execute).done);
    QVERIFY(noteForIncidents(*m_store, planOf(back), endOf(u"r2"_s, 4, Outcome::Succeeded)));
    incident = *m_store->incident(incident.id);
    QVERIFY(incident.step(IncidentStep::Execute).done);
    QCOMPARE(incident.rollbackRun, u"r2"_s);
    QVERIFY(incident.isOpen());
}

void TestIncidentDesk::onlyWhatMattersOpensOne_data()
{
    QTest::addColumn<int>("plan");
    QTest::addColumn<int>("verdict");
    QTest::addColumn<int>("incidents");
    QTest::newRow("healthy") << int(PlanKind::Deploy) << int(VerdictKind::Healthy) << 0;
    QTest::newRow("hold") << int(PlanKind::Deploy) << int(VerdictKind::Hold) << 0;
    QTest::newRow("no data") << int(PlanKind::Deploy) << int(VerdictKind::NotEnoughData) << 0;
    QTest::newRow("watched later") << int(PlanKind::Watch) << int(VerdictKind::RollBack) << 1;
}

void TestIncidentDesk::onlyWhatMattersOpensOne()
{
    QFETCH(int, plan);
    QFETCH(int, verdict);
    liveRun(*m_store, {u"r1"_s});
    RunFacts facts{u"w1"_s};
    facts.kind = PlanKind(plan);
    QVERIFY(noteForIncidents(*m_store, planOf(facts),
                             verdictOf(u"w1"_s, 2, noon, VerdictKind(verdict), u"said"_s)));
    const auto found = m_store->incidents({}, {});
    QFETCH(int, incidents);
    QCOMPARE(found->size(), size_t(incidents));
    if (!found->empty()) // about what is live, not about the watching
        QCOMPARE(found->front().run, u"r1"_s);
}

void TestIncidentDesk::theStoryIsToldFromTheHistory()
{
    RunFacts other{u"b1"_s, noon - 600 * second};
    other.project = u"billing"_s;
    other.version = u"2.1"_s;
    liveRun(*m_store, other);
    liveRun(*m_store, {u"r1"_s});
    // Within its limit for a while, then over it from the 100th second on.
    qint64 seq = 3;
    for (const auto &[at, value] : {std::pair{80, 0.2}, {90, 0.3}, {100, 7.0}, {110, 9.0}, {120, 8.0}})
        APPEND(*m_store, sampleOf(u"r1"_s, ++seq, u"error_rate"_s, noon + at * second, value));
    APPEND(*m_store, verdictOf(u"r1"_s, ++seq, noon + 130 * second, VerdictKind::RollBack,
                               u"Roll back: error rate 8 %"_s));
    const auto opened = openIncident(*m_store, u"api"_s, u"production"_s, u"Roll back: error rate 8 %"_s,
                                     u"r1"_s, noon + 130 * second);
    QVERIFY(opened);
    IncidentEntry entry = opened->entries.front();
    entry.by = u"dana@desk"_s;
    entry.fact = IncidentFact::Noted;
    entry.text = u"the pool is full"_s;
    entry.timeMs = noon + 140 * second;
    entry.run.clear();
    QVERIFY(m_store->appendIncident(entry));

    const auto story = recallIncident(*m_store, *m_store->incident(opened->id), noon + 200 * second);
    QVERIFY(story);
    QCOMPARE(story->version, u"1.4.2"_s);
    QCOMPARE(story->cause.sentence, u"Release 1.4.2 went live 1 min 37 s before the trouble began."_s);
    QCOMPARE(story->beganMs, noon + 100 * second);
    QVERIFY(story->cause.suspicion == Suspicion::Release);
    QCOMPARE(story->cause.others, u"Also in the last hour: billing (production) got 2.1 13 min 17 s ago."_s);
    QStringList told;
    for (const TimelineLine &line : story->timeline)
        told += QString::number((line.timeMs - noon) / second) + u' ' + line.text;
    const QString me = story->incident.openedBy;
    QCOMPARE(told, (QStringList{
                       u"-597 billing (production) got 2.1"_s,
                       u"0 Deployment of 1.4.2 began (by jo@desk): planned release"_s,
                       u"3 1.4.2 is live on all hosts"_s,
                       u"130 Roll back: error rate 8 %"_s,
                       QString(u"130 "_s + me + u" opened the incident: Roll back: error rate 8 %"_s),
                       u"140 dana@desk: the pool is full"_s,
                   }));
    const auto file = incidentAs(u"md"_s, *story);
    QVERIFY(file);
    for (const QString &line :
         {u"## Incident: api, production"_s, u"**Status**: open"_s, u"**Release**: 1.4.2"_s,
          u"### Likely Cause"_s, u"### Impact"_s, u"**Failed requests**: not measured"_s, u"### Steps"_s,
          QString(u"- [x] Identify ("_s + me + u", 2026-11-01 12:02 UTC: Roll back: error rate 8 %)"_s),
          u"- [ ] Communicate"_s, u"### Timeline"_s,
          u"| 2026-11-01 12:02:20 | dana@desk: the pool is full |"_s, u"### To Do Afterwards"_s,
          u"Nothing was noted."_s})
        QVERIFY2(file->split(u'\n').contains(line), qPrintable(line + u" is missing in:\n"_s + *file));
    QCOMPARE(incidentAs(u"md"_s, *story).value(), *file);
}

void TestIncidentDesk::aWatchThatStillSpeaksIsNoProofOfTheRecovery()
{
    liveRun(*m_store, {u"r1"_s});
    APPEND(*m_store, verdictOf(u"r1"_s, 4, noon + 60 * second, VerdictKind::RollBack, u"Roll back: 8 %"_s));
    const auto opened =
        openIncident(*m_store, u"api"_s, u"production"_s, u"Roll back: 8 %"_s, u"r1"_s, noon + 60 * second);
    QVERIFY(opened);
    RunFacts trouble{u"w1"_s, noon + 61 * second};
    trouble.kind = PlanKind::Watch;
    APPEND(*m_store, watched(startOf(trouble)));
    RunFacts back{u"r2"_s, noon + 70 * second};
    back.kind = PlanKind::Rollback;
    back.version = u"1.4.1"_s;
    APPEND(*m_store, startOf(back));
    RunEvent end = endOf(u"r2"_s, 2, Outcome::Succeeded);
    end.timeMs = noon + 75 * second;
    APPEND(*m_store, end);
    APPEND(*m_store, verdictOf(u"w1"_s, 2, noon + 76 * second, VerdictKind::Healthy, u"Healthy"_s));
    const auto kindNow = [&] {
        const auto story = recallIncident(*m_store, *m_store->incident(opened->id), noon + 200 * second);
        return story && story->aftermath && story->aftermath->backMs == noon + 75 * second && story->verdict
                   ? toString(story->verdict->kind)
                   : u"no story of a way back"_s;
    };
    QCOMPARE(kindNow(), toString(VerdictKind::RollBack));

    RunFacts recovery{u"w2"_s, noon + 77 * second};
    recovery.kind = PlanKind::Watch;
    APPEND(*m_store, watched(startOf(recovery)));
    APPEND(*m_store, verdictOf(u"w2"_s, 2, noon + 90 * second, VerdictKind::Hold, u"Hold"_s));
    QCOMPARE(kindNow(), toString(VerdictKind::Hold));
    APPEND(*m_store, verdictOf(u"w1"_s, 3, noon + 91 * second, VerdictKind::Healthy, u"Healthy"_s));
    QCOMPARE(kindNow(), toString(VerdictKind::Hold));
}

void TestIncidentDesk::whatTheTroubleWasStaysSoOnceItIsBack()
{
    liveRun(*m_store, {u"r1"_s});
    qint64 seq = 3;
    for (const auto &[at, value] : {std::pair{20, 1.0}, {30, 9.0}, {40, 9.0}, {50, 9.0}})
        APPEND(*m_store, sampleOf(u"r1"_s, ++seq, u"error_rate"_s, noon + at * second, value));
    const auto opened =
        openIncident(*m_store, u"api"_s, u"production"_s, u"Roll back: 9 %"_s, u"r1"_s, noon + 50 * second);
    QVERIFY(opened);
    const auto told = [&] {
        return *recallIncident(*m_store, *m_store->incident(opened->id), noon + 200 * second);
    };
    QCOMPARE(told().beganMs, noon + 30 * second);
    QCOMPARE(told().question.backMs, qint64(0));

    RunFacts back{u"r2"_s, noon + 70 * second};
    back.kind = PlanKind::Rollback;
    back.version = u"1.4.1"_s;
    APPEND(*m_store, startOf(back));
    RunEvent end = endOf(u"r2"_s, 2, Outcome::Succeeded);
    end.timeMs = noon + 75 * second;
    APPEND(*m_store, end);
    // Nobody has looked since.
    QVERIFY(incidentAs(u"md"_s, told()).value().contains(u"\n**Recovery**: not measured\n"_s));
    RunFacts recovery{u"w2"_s, noon + 77 * second};
    recovery.kind = PlanKind::Watch;
    APPEND(*m_store, watched(startOf(recovery)));
    QVERIFY(incidentAs(u"md"_s, told()).value().contains(u"\n**Recovery**: being measured\n"_s));
    APPEND(*m_store, sampleOf(u"w2"_s, 2, u"error_rate"_s, noon + 80 * second, 0.1));
    APPEND(*m_store, sampleOf(u"w2"_s, 3, u"error_rate"_s, noon + 90 * second, 0.1));
    QCOMPARE(told().beganMs, noon + 30 * second); // although the newest values are within the limit
    QCOMPARE(told().question.backMs, noon + 75 * second);
    QCOMPARE(told().question.backTo, u"1.4.1"_s);
    QVERIFY(!told().question.recovery);
    APPEND(*m_store, verdictOf(u"w2"_s, 4, noon + 100 * second, VerdictKind::Healthy, u"Healthy"_s));
    QVERIFY(told().question.recovery == VerdictKind::Healthy);
    const QStringList file = incidentAs(u"md"_s, told()).value().split(u'\n');
    for (const QString &line :
         {u"**Way back**: taken: 1.4.1 since 2026-11-01 12:01 UTC, 45 s after it began"_s,
          u"**Recovery**: confirmed by the numbers since"_s})
        QVERIFY2(file.contains(line), qPrintable(line + u" is missing in:\n"_s + file.join(u'\n')));

    // A rollback that no run here is known to belong to: as it was noted.
    const auto byHand = openIncident(*m_store, u"web"_s, u"production"_s, u"customers call"_s, {}, noon);
    QVERIFY(byHand && addToIncident(*m_store, *byHand, IncidentFact::Returned, {}, u"2.0"_s, u"r9"_s,
                                    noon + 9 * second));
    const auto noted = recallIncident(*m_store, *m_store->incident(byHand->id), noon + 20 * second);
    QVERIFY(noted);
    QCOMPARE(noted->question.backMs, noon + 9 * second);
    QCOMPARE(noted->question.backTo, u"2.0"_s);
}

void TestIncidentDesk::textFromOutsideCannotBreakOutOfTheFile()
{
    IncidentStory story;
    story.incident.id = u"i"_s;
    story.incident.project = u"<script>alert(1)</script>"_s;
    story.incident.trigger = u"a\n# heading | <img src=x onerror=alert(1)>"_s;
    story.incident.followUps = {u"</li><script>"_s};
    story.timeline = {{noon, TimelineMark::Person, u"jo: | x | \n## y <b>"_s, {}}};
    const QString page = incidentAs(u"html"_s, story).value();
    QVERIFY(page.contains(u"<td class=\"time\">2026-"_s));
    QVERIFY(!page.contains(u"<script"_s));
    QVERIFY(!page.contains(u"<img"_s));
    QVERIFY(page.contains(u"default-src 'none'"_s));
    const QString text = incidentAs(u"md"_s, story).value();
    QVERIFY(!text.contains(u"<script"_s) && !text.contains(u"<img"_s));
    QVERIFY(!text.contains(u"\n# "_s) && !text.contains(u"\n## y"_s));
    QVERIFY(text.contains(u"jo: \\| x \\|"_s));
}

void TestIncidentDesk::anUnknownFormatIsNamed()
{
    const auto written = incidentAs(u"docx"_s, {});
    QVERIFY(!written);
    QCOMPARE(written.error().summary, u"An incident cannot be written as 'docx'."_s);
    QCOMPARE(written.error().hint, u"Formats: md, html, json."_s);
}

QTEST_GUILESS_MAIN(TestIncidentDesk)
#include "tst_incident_desk.moc"
