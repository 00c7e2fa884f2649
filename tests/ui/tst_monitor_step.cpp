// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/item/run_model.h"
#include "models/item/series_model.h"
#include "tests/support/ui_harness.h"
#include "tests/support/ui_release_screen.h"
#include "ui/pages/watch_words.h"
#include "ui/theme/theme.h"

#include <QDateTime>
#include <QSignalSpy>

using namespace Qt::Literals::StringLiterals;
using namespace belay;
using namespace belay::test;

Q_DECLARE_METATYPE(RunStage)

namespace {

/// What the Monitor says `afterMs` after the run's newest event.
QString said(RunStage stage, qint64 afterMs, const std::optional<WatchedOn> &later = {})
{
    const RunState run = runState(stage);
    const qint64 nowMs = run.lastEventMs + afterMs;
    const WatchWords words = watchWords(run, watchOutlook(run, nowMs), later, nowMs);
    return words.title + u" | "_s + words.more;
}

} // namespace

/// The Monitor in every state it can be in: its words, and nothing clipped, in both themes.
class TestMonitorStep : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Theme::Light); }

    void everyStateHasItsSentence_data()
    {
        QTest::addColumn<RunStage>("stage");
        QTest::addColumn<QString>("expected");
        QTest::newRow("collecting") << RunStage::Collecting
                                    << u"Collecting. First verdict in 3 min 40 s (8 of 30 samples). | "
                                       "watching 1:20 of 10:00"_s;
        QTest::newRow("healthy") << RunStage::Healthy
                                 << u"Healthy: nothing differs from before by more than noise. | "
                                    "watching 6:30 of 10:00"_s;
        QTest::newRow("partial") << RunStage::Partial
                                 << u"Healthy on 2 hosts, web-3 has no data. | watching 6:30 of 10:00"_s;
    }

    void everyStateHasItsSentence()
    {
        QFETCH(const RunStage, stage);
        QFETCH(const QString, expected);
        QCOMPARE(said(stage, 0), expected);
    }

    void aSilentSourceSaysForHowLong()
    {
        const QString text = said(RunStage::NoData, 4000);
        QVERIFY2(
            text.startsWith(
                u"Not enough data — Prometheus has sent no number for 4 min 4 s. | asked 24 times since "_s),
            qPrintable(text));
        QVERIFY2(text.contains(u", again in 6 s · watching 6:34 of 10:00"_s), qPrintable(text));
        QVERIFY(said(RunStage::Offline, 4000)
                    .startsWith(u"Not enough data — Prometheus has not answered for 4 min 4 s. | "_s));
    }

    void aSilentSourceIsAskedWithoutWaiting()
    {
        QVERIFY2(said(RunStage::NoData, 11'000).contains(u", being asked now · "_s),
                 qPrintable(said(RunStage::NoData, 11'000)));
        ReleaseScreen screen;
        screen.fill();
        ReleaseView view = releaseView();
        view.runActive = true;
        screen.page->setView(view);
        screen.bench.showRun(RunStage::Healthy);
        screen.page->openStep(ReleasePage::MonitorIndex);
        screen.present(ReleasePage::MonitorIndex);
        auto *again = screen.page->findChild<QPushButton *>(u"askNow"_s);
        QVERIFY(!again->isVisible());
        const auto askedOnceMore = [&screen] { // one more round without a value, a moment ago
            RunState run = screen.bench.models.run->state();
            for (SeriesData &data : run.series)
                data.after.push_back({QDateTime::currentMSecsSinceEpoch() - 1000, {}});
            screen.bench.models.run->reset(run);
        };
        screen.bench.showRun(RunStage::Offline);
        askedOnceMore();
        QVERIFY(again->isVisible());
        QVERIFY2(screen.allText().contains(u", again in "_s), qPrintable(screen.allText()));
        QSignalSpy asked(&screen.bench.intents, &WindowIntents::sourceAskedNow);
        again->setFocus();
        QTest::keyClick(again, Qt::Key_Space);
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked.first(), (QVariantList{view.project, view.environment}));
        QVERIFY2(screen.allText().contains(u", being asked now"_s), qPrintable(screen.allText()));
        QVERIFY(again->hasFocus());
        askedOnceMore();
        QVERIFY2(screen.allText().contains(u", again in "_s), qPrintable(screen.allText()));
    }

    void whoIsWatchedOnIsAskedWithoutWaiting()
    {
        ReleaseScreen screen;
        screen.fill();
        screen.bench.showRun(RunStage::Healthy);
        screen.page->openStep(ReleasePage::MonitorIndex);
        screen.present(ReleasePage::MonitorIndex);
        auto *again = screen.page->findChild<QPushButton *>(u"askNow"_s);
        WatchedOn later{now() - 392'000, 24 * 3'600'000, {}};
        screen.page->setWatchedOn(later);
        QVERIFY(!again->isVisible());
        later.verdict = Verdict{VerdictKind::NotEnoughData, u"Not enough data — no samples."_s, 0, {}};
        screen.page->setWatchedOn(later);
        QVERIFY(again->isVisible());
    }

    void oneWhoIsWatchedOnMayBeLeftAlone()
    {
        const RunState run = runState(RunStage::Healthy);
        WatchedOn later{run.lastEventMs - 392'000, 24 * 3'600'000, {}};
        QVERIFY2(said(RunStage::Healthy, 0, later)
                     .endsWith(u" | watching 6:32 of 24:00:00; you may close the window"_s),
                 qPrintable(said(RunStage::Healthy, 0, later)));
        later.verdict = Verdict{VerdictKind::Hold, u"Hold — memory is 12 % higher."_s, 3, {}};
        QVERIFY(said(RunStage::Healthy, 0, later).startsWith(u"Hold — memory is 12 % higher."_s));
    }

    void nothingIsClippedOrNamelessInAnyState_data()
    {
        QTest::addColumn<RunStage>("stage");
        QTest::newRow("collecting") << RunStage::Collecting;
        QTest::newRow("healthy") << RunStage::Healthy;
        QTest::newRow("hold") << RunStage::Hold;
        QTest::newRow("counting") << RunStage::CountingDown;
        QTest::newRow("no-data") << RunStage::NoData;
        QTest::newRow("offline") << RunStage::Offline;
        QTest::newRow("partial") << RunStage::Partial;
        QTest::newRow("rolled-back") << RunStage::RolledBack;
    }

    void nothingIsClippedOrNamelessInAnyState()
    {
        QFETCH(const RunStage, stage);
        ReleaseScreen screen;
        screen.fill();
        ReleaseView view = releaseView();
        view.runActive = stage != RunStage::RolledBack;
        screen.page->setView(view);
        screen.bench.showRun(stage);
        screen.page->openStep(ReleasePage::MonitorIndex);
        const QString name = u"monitor-"_s + QString::fromLatin1(QTest::currentDataTag());
        QCOMPARE(findingsInAllSizes(screen.window, name).join(u'\n'), QString());
        // The run came all at once: the keyboard went along to the step that is seen.
        const auto *focus = qobject_cast<QAbstractButton *>(screen.window.focusWidget());
        QVERIFY(focus && focus->text() == u"Monitor"_s);
    }

    void theWayBackAndWhatCameOfItIsShown_data()
    {
        QTest::addColumn<bool>("ended");
        QTest::addColumn<int>("kind"); // of the recovery's verdict; -1: none yet
        QTest::addColumn<QString>("expected");
        QTest::newRow("rolling-back") << false << -1 << u"Rolling back to v1.4.1: 1 of 3 hosts"_s;
        QTest::newRow("back") << true << -1
                              << u"Rolled back to v1.4.1. Whether it has helped is being measured."_s;
        QTest::newRow("recovered") << true << int(VerdictKind::Healthy) << u"Recovered — error rate 0.1 %."_s;
        QTest::newRow("not-helped") << true << int(VerdictKind::RollBack)
                                    << u"Rolled back to v1.4.1, and it has not helped — error rate 0.1 %."_s;
    }

    void theWayBackAndWhatCameOfItIsShown()
    {
        QFETCH(const bool, ended);
        QFETCH(const int, kind);
        QFETCH(const QString, expected);
        ReleaseScreen screen;
        screen.fill();
        RunState release = runState(RunStage::CountingDown);
        release.countdownEndsMs = 0;
        release.aftermath = Aftermath();
        release.aftermath->goingBack = !ended;
        release.aftermath->marks = {{now() - 3000, u"web-1"_s}};
        RunState run = replay(rollbackEvents(false));
        if (ended) {
            run.finished = true;
            run.outcome = Outcome::Succeeded;
            run.text = u"v1.4.1 serves again on 3 of 3 hosts."_s;
            release.aftermath->backMs = now() - 2000;
            release.aftermath->backTo = u"v1.4.1"_s;
        }
        if (kind >= 0)
            release.aftermath->recovery =
                Verdict{static_cast<VerdictKind>(kind), u"Said — error rate 0.1 %."_s, 30, {}};
        screen.bench.models.watched->reset(release);
        screen.bench.models.series->setState(release);
        screen.bench.models.run->reset(run);
        screen.page->openStep(ReleasePage::MonitorIndex);
        screen.present(ReleasePage::MonitorIndex);
        QVERIFY2(screen.allText().contains(expected), qPrintable(screen.allText()));
        QVERIFY2(!screen.allText().contains(u" is ready on "_s), "that way has been taken");
        const QString name = u"monitor-"_s + QString::fromLatin1(QTest::currentDataTag());
        QCOMPARE(findingsInAllSizes(screen.window, name).join(u'\n'), QString());
    }

    void mirroredAndLargeItIsWholeToo()
    {
        ReleaseScreen screen;
        screen.fill();
        ReleaseView view = releaseView();
        view.runActive = true;
        screen.page->setView(view);
        screen.bench.showRun(RunStage::CountingDown);
        screen.page->openStep(ReleasePage::MonitorIndex);
        QCOMPARE(findingsMirroredAndLarge(screen.window, u"monitor-counting"_s).join(u'\n'), QString());
    }
};

QTEST_MAIN(TestMonitorStep)
#include "tst_monitor_step.moc"
