// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_fixtures.h"
#include "tests/support/ui_harness.h"
#include "ui/main_window.h"
#include "ui/pages/history_page.h"
#include "ui/pages/replay_view.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"

#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace belay;
using namespace belay::test;

namespace {

struct Screen
{
    explicit Screen(RunStage stage = RunStage::RolledBack)
        : page(new HistoryPage(bench.intents, bench.models))
        , window(bench.frame(u"history"_s, page))
    {
        bench.fillEverything();
        page->showRun(runState(stage), false);
        events = runEvents(stage);
    }

    void present()
    {
        window.resize(1280, 800);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        window.activateWindow();
        QTRY_VERIFY(window.isActiveWindow());
    }

    void start()
    {
        page->startReplay(runState(RunStage::RolledBack), events);
        view = page->findChild<ReplayView *>(u"replay"_s);
        QVERIFY(view);
        view->setPlaying(false);
    }

    template <typename T> T *child(const QString &name) const { return page->findChild<T *>(name); }
    QString verdict() const
    {
        QStringList titles;
        for (const Banner *banner : view->findChildren<Banner *>())
            titles += banner->title();
        return titles.join(u" | "_s);
    }

    Bench bench;
    HistoryPage *page;
    MainWindow &window;
    std::vector<RunEvent> events;
    ReplayView *view = nullptr;
};

} // namespace

/// A past run played again in the window.
class TestReplayView : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Theme::Light); }

    void theButtonAsksForTheRun()
    {
        Screen screen;
        screen.present();
        QSignalSpy asked(&screen.bench.intents, &WindowIntents::replayRequested);
        auto *button = screen.child<QPushButton>(u"replayRun"_s);
        QVERIFY(button->isVisible());
        QTest::keyClick(button, Qt::Key_Space);
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked.first().first().toString(), u"20261121-140231-7f3a"_s);
    }

    void everyMomentIsAsItWas()
    {
        Screen screen;
        screen.present();
        screen.start();
        ReplayView &view = *screen.view;
        const auto at = [&](qint64 timeMs) { view.seek(timeMs - screen.events.front().timeMs); };
        const auto first = [&](EventKind kind) {
            for (const RunEvent &event : screen.events)
                if (event.kind == kind)
                    return event.timeMs;
            return qint64(0);
        };
        at(first(EventKind::VerdictReached) - 1000);
        QVERIFY2(screen.verdict().contains(u"Collecting"_s), qPrintable(screen.verdict()));
        at(first(EventKind::VerdictReached));
        view.seek(view.duration());
        QVERIFY2(screen.verdict().contains(u"v1.4.1 serves again"_s), qPrintable(screen.verdict()));
        at(first(EventKind::VerdictReached) - 1000); // and back again
        QVERIFY2(screen.verdict().contains(u"Collecting"_s), qPrintable(screen.verdict()));
        QVERIFY2(screen.verdict().contains(u"Replay of storefront v1.4.2 in production"_s),
                 qPrintable(screen.verdict()));
    }

    void nothingOnItActs()
    {
        Screen screen;
        screen.present();
        screen.start();
        for (int part = 0; part <= 10; ++part) {
            screen.view->seek(screen.view->duration() * part / 10);
            for (const QString &name :
                 {u"stopWatching"_s, u"veto"_s, u"rollBackNow"_s, u"monitorRollBack"_s, u"toIncident"_s}) {
                const auto *button = screen.view->findChild<QPushButton *>(name);
                QVERIFY2(button && !button->isVisible(), qPrintable(name));
            }
        }
    }

    void keysPlaySeekAndLeave()
    {
        Screen screen;
        screen.present();
        screen.start();
        auto *slider = screen.child<QSlider>(u"replayPosition"_s);
        slider->setFocus();
        QTest::keyClick(slider, Qt::Key_Space);
        QVERIFY(screen.view->isPlaying());
        QTest::keyClick(slider, Qt::Key_Space);
        QVERIFY(!screen.view->isPlaying());
        const qint64 before = screen.view->position();
        QTest::keyClick(slider, Qt::Key_Right);
        QVERIFY(screen.view->position() > before);
        QTest::keyClick(slider, Qt::Key_Left);
        QVERIFY(screen.view->position() <= before);
        QTest::keyClick(slider, Qt::Key_Escape);
        QVERIFY(!screen.view->isVisible());
        QVERIFY(screen.child<QPushButton>(u"replayRun"_s)->isVisible());
    }

    void itPlaysAtItsPaceAndEnds()
    {
        Screen screen;
        screen.present();
        screen.start();
        screen.view->seek(screen.view->duration() - 20'000);
        screen.view->setSpeed(60);
        screen.view->setPlaying(true);
        QTRY_VERIFY(!screen.view->isPlaying());
        QCOMPARE(screen.view->position(), screen.view->duration());
        QCOMPARE(screen.child<QPushButton>(u"playReplay"_s)->text(), u"Again"_s);
        screen.child<QPushButton>(u"playReplay"_s)->click();
        QVERIFY(screen.view->isPlaying());
        QVERIFY(screen.view->position() < screen.view->duration() / 2);
    }

    void whoLooksElsewhereMissesNothing()
    {
        Screen screen;
        screen.present();
        screen.start();
        screen.view->setPlaying(true);
        screen.window.showPage(u"overview"_s);
        QVERIFY(!screen.view->isPlaying());
    }

    void nothingIsClippedOrNameless()
    {
        Screen screen;
        screen.start();
        screen.view->seek(screen.view->duration() * 9 / 10);
        QCOMPARE(findingsInAllSizes(screen.window, u"monitor-replay"_s).join(u'\n'), QString());
    }
};

QTEST_MAIN(TestReplayView)
#include "tst_replay_view.moc"
