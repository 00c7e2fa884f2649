// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/aftermath.h"
#include "models/domain/run_state.h"

#include <nlohmann/json.hpp>

#include <QTest>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qint64 noon = 1793534400000;

Plan planOf(PlanKind kind, const QString &version, const QString &environment = u"production"_s)
{
    Plan plan;
    plan.runId = toString(kind) + version;
    plan.kind = kind;
    plan.project = u"shop"_s;
    plan.environment = environment;
    plan.version = version;
    Stage stage;
    for (const QString &host : {u"web-1"_s, u"web-2"_s}) {
        Step step;
        step.id = u"switch@"_s + host;
        step.host = host;
        step.kind = StepKind::Switch;
        step.action = ScriptAction{};
        stage.steps.push_back(step);
    }
    if (kind != PlanKind::Rollback) {
        WatchAction watch;
        SeriesSpec errors;
        errors.id = u"error_rate"_s;
        errors.unit = u"percent"_s;
        watch.metrics.series = {errors};
        Step step;
        step.id = u"watch"_s;
        step.kind = StepKind::Watch;
        step.action = watch;
        stage.steps.push_back(step);
    }
    plan.stages.push_back(stage);
    return plan;
}

RunEvent eventAt(EventKind kind, int second)
{
    RunEvent event;
    event.kind = kind;
    event.timeMs = noon + second * 1000;
    return event;
}

RunEvent sampleAt(int second, double value, bool before = false)
{
    RunEvent event = eventAt(EventKind::SampleTaken, second);
    event.series = u"error_rate"_s;
    event.before = before;
    event.sample = Sample{event.timeMs, value};
    return event;
}

RunEvent verdictAt(int second, VerdictKind kind, const QString &sentence)
{
    RunEvent event = eventAt(EventKind::VerdictReached, second);
    event.verdict = Verdict{kind, sentence, 3, {}};
    return event;
}

RunEvent switchedAt(int second, const QString &host, StepState state = StepState::Passed)
{
    RunEvent event = eventAt(EventKind::StepFinished, second);
    event.step = u"switch@"_s + host;
    event.host = host;
    event.state = state;
    return event;
}

RunEvent endAt(int second, Outcome outcome)
{
    RunEvent event = eventAt(EventKind::RunFinished, second);
    event.outcome = outcome;
    return event;
}

/// 1.5.0 is live and bad.
RunState badRelease()
{
    RunEvent start = eventAt(EventKind::RunStarted, 0);
    start.run = u"deploy"_s;
    start.data = QString::fromStdString(toJson(planOf(PlanKind::Deploy, u"1.5.0"_s)).dump());
    return replay({start, sampleAt(-10, 0.1, true), sampleAt(10, 6), sampleAt(20, 7),
                   verdictAt(20, VerdictKind::RollBack, u"Roll back — 7 %"_s),
                   endAt(21, Outcome::VerdictRollBack)});
}

QStringList after(const RunState &state)
{
    QStringList all;
    for (const Sample &sample : state.series.front().after)
        all << u"%1 s: %2"_s.arg((sample.timeMs - noon) / 1000).arg(sample.value.value_or(-1));
    return all;
}

} // namespace

/// The numbers of a release go on when its own run has ended.
class TestAftermath : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void samplesGoOnWhereTheRunEnded()
    {
        RunState release = badRelease();
        const Plan watch = planOf(PlanKind::Watch, u"1.5.0"_s);
        RunEvent yesterday = sampleAt(25, 99);
        yesterday.before = true;
        for (const RunEvent &event :
             {eventAt(EventKind::RunStarted, 22), sampleAt(30, 8), yesterday,
              verdictAt(30, VerdictKind::Collecting, u"Collecting"_s),
              verdictAt(40, VerdictKind::RollBack, u"Roll back — 8 %"_s), endAt(41, Outcome::Cancelled)})
            applyAftermath(release, watch, event);
        QCOMPARE(after(release), (QStringList{u"10 s: 6"_s, u"20 s: 7"_s, u"30 s: 8"_s}));
        QCOMPARE(release.series.front().before.size(), size_t(1));
        QCOMPARE(release.verdict->sentence, u"Roll back — 8 %"_s);
        QCOMPARE(standingVerdict(release)->sentence, u"Roll back — 8 %"_s);
        QVERIFY(release.outcome == Outcome::VerdictRollBack);
        QVERIFY(release.finished);
    }

    void aRollbackLeavesItsMarksAndOpensTheRecovery()
    {
        RunState release = badRelease();
        const Plan back = planOf(PlanKind::Rollback, u"1.4.0"_s);
        applyAftermath(release, back, eventAt(EventKind::RunStarted, 30));
        QVERIFY(release.aftermath->goingBack);
        applyAftermath(release, back, switchedAt(31, u"web-1"_s));
        applyAftermath(release, back, switchedAt(32, u"web-2"_s));
        QCOMPARE(standingVerdict(release)->sentence, u"Roll back — 7 %"_s);
        applyAftermath(release, back, endAt(33, Outcome::Succeeded));
        QVERIFY(!release.aftermath->goingBack);
        QCOMPARE(release.aftermath->backTo, u"1.4.0"_s);
        QCOMPARE(release.aftermath->backMs, noon + 33'000);
        QCOMPARE(release.aftermath->marks,
                 (std::vector<Aftermath::Mark>{{noon + 31'000, u"web-1"_s}, {noon + 32'000, u"web-2"_s}}));
        QVERIFY(!standingVerdict(release)); // nothing is known of the recovery yet

        // What watched the trouble has still something to say: of old samples and new ones together.
        const Plan trouble = planOf(PlanKind::Watch, u"1.5.0"_s);
        RunEvent late = verdictAt(33, VerdictKind::Healthy, u"Healthy"_s);
        late.run = trouble.runId;
        applyAftermath(release, trouble, late);
        QVERIFY(!standingVerdict(release));
        QVERIFY(release.verdict->kind == VerdictKind::RollBack);

        const Plan watch = planOf(PlanKind::Watch, u"1.4.0"_s);
        RunEvent begins = eventAt(EventKind::RunStarted, 34);
        begins.run = watch.runId;
        applyAftermath(release, watch, begins);
        QVERIFY(!standingVerdict(release));
        for (const RunEvent &event : {verdictAt(34, VerdictKind::Collecting, u"Collecting"_s),
                                      sampleAt(40, 0.1), verdictAt(60, VerdictKind::Healthy, u"Healthy"_s)}) {
            RunEvent its = event;
            its.run = watch.runId;
            applyAftermath(release, watch, its);
            if (event.kind == EventKind::VerdictReached)
                QVERIFY(standingVerdict(release)->kind == event.verdict->kind);
        }
        QVERIFY(standingVerdict(release)->kind == VerdictKind::Healthy);
        QVERIFY(release.verdict->kind == VerdictKind::RollBack); // that of the release stays
        QCOMPARE(after(release).back(), u"40 s: 0.1"_s);
    }

    void aRollbackThatDidNotEndWellIsNoRecovery()
    {
        RunState release = badRelease();
        const Plan back = planOf(PlanKind::Rollback, u"1.4.0"_s);
        applyAftermath(release, back, eventAt(EventKind::RunStarted, 30));
        applyAftermath(release, back, switchedAt(31, u"web-1"_s));
        applyAftermath(release, back, switchedAt(32, u"web-2"_s, StepState::Failed));
        applyAftermath(release, back, endAt(33, Outcome::Partial));
        QVERIFY(!release.aftermath->goingBack);
        QCOMPARE(release.aftermath->backMs, qint64(0));
        QCOMPARE(release.aftermath->marks.size(), size_t(1));
        QVERIFY(standingVerdict(release)->kind == VerdictKind::RollBack);
    }

    void whatHappensElsewhereChangesNothing()
    {
        RunState release = badRelease();
        const Plan staging = planOf(PlanKind::Rollback, u"1.4.0"_s, u"staging"_s);
        applyAftermath(release, staging, eventAt(EventKind::RunStarted, 30));
        applyAftermath(release, staging, endAt(33, Outcome::Succeeded));
        applyAftermath(release, planOf(PlanKind::Watch, u"1.5.0"_s, u"staging"_s), sampleAt(34, 50));
        applyAftermath(release, planOf(PlanKind::Checklist, u"1.5.0"_s), sampleAt(35, 50));
        QVERIFY(!release.aftermath);
        QCOMPARE(after(release).size(), 2);
    }
};

QTEST_GUILESS_MAIN(TestAftermath)
#include "tst_aftermath.moc"
