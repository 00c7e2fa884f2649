// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/item/series_model.h"
#include "tests/support/ui_release_screen.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QLineEdit>
#include <QListView>
#include <QSignalSpy>
#include <QTimer>

using namespace Qt::Literals::StringLiterals;
using namespace belay;
using namespace belay::test;

/// Deploying, watching and going back, by keyboard.
class TestReleaseRun : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Theme::Light); }

    void deployBeginsAndStops()
    {
        ReleaseScreen screen;
        screen.fill();
        ReleaseView view = releaseView();
        view.gate.open = true;
        screen.page->setView(view);
        screen.present(ReleasePage::DeployIndex);
        QSignalSpy deployed(&screen.bench.intents, &WindowIntents::deployRequested);
        QVERIFY(!screen.child<QPushButton>(u"stopRun"_s)->isVisible());
        screen.press(u"deploy"_s);
        QCOMPARE(deployed.size(), 1);
        QCOMPARE(deployed.first().first().toString(), QString());
        view.runActive = true;
        screen.bench.showRun(RunStage::Deploying);
        screen.page->setView(view);
        QSignalSpy stopped(&screen.bench.intents, &WindowIntents::stopRunRequested);
        QVERIFY(!screen.child<QPushButton>(u"deploy"_s)->isVisible());
        screen.press(u"stopRun"_s);
        QCOMPARE(stopped.size(), 1);
    }

    void anOpenChecklistIsPassedOnlyWithAReason()
    {
        ReleaseScreen screen;
        screen.fill();
        screen.present(ReleasePage::DeployIndex);
        QSignalSpy deployed(&screen.bench.intents, &WindowIntents::deployRequested);
        const auto answer = [this](const QString &text, Qt::Key key, Qt::KeyboardModifiers modifiers) {
            QTimer::singleShot(0, this, [text, key, modifiers] {
                QWidget *dialog = QApplication::activeModalWidget();
                QVERIFY(dialog);
                QTest::keyClicks(dialog->findChild<QLineEdit *>(u"answer"_s), text);
                QTest::keyClick(dialog, key, modifiers);
            });
        };
        answer(u"hotfix for the outage"_s, Qt::Key_Escape, Qt::NoModifier);
        screen.press(u"deploy"_s);
        QCOMPARE(deployed.size(), 0);
        answer(u"hotfix for the outage"_s, Qt::Key_Return, Qt::ControlModifier);
        screen.press(u"deploy"_s);
        QCOMPARE(deployed.size(), 1);
        QCOMPARE(deployed.first().first().toString(), u"hotfix for the outage"_s);
    }

    void heldDeploysSayHowToFreeThem()
    {
        ReleaseScreen screen;
        screen.fill();
        ReleaseView view = releaseView();
        view.hold = u"rolled back from v1.4.2"_s;
        screen.page->setView(view);
        screen.present(ReleasePage::DeployIndex);
        QVERIFY(!screen.child<QPushButton>(u"deploy"_s)->isEnabled());
        QVERIFY(screen.allText().contains(u"Unlock the environment on the Targets page"_s));
    }

    void theWayBackIsOfferedWhileTheReleaseIsLive_data()
    {
        QTest::addColumn<int>("stage");
        QTest::addColumn<bool>("offered");
        QTest::newRow("deploying: Stop undoes it") << int(RunStage::Deploying) << false;
        QTest::newRow("failed and undone") << int(RunStage::FailedUndone) << false;
        QTest::newRow("live") << int(RunStage::Hold) << true;
        QTest::newRow("back already") << int(RunStage::RolledBack) << false;
    }

    void theWayBackIsOfferedWhileTheReleaseIsLive()
    {
        QFETCH(const int, stage);
        QFETCH(const bool, offered);
        ReleaseScreen screen;
        screen.fill();
        screen.bench.showRun(static_cast<RunStage>(stage));
        screen.present(ReleasePage::DeployIndex);
        QCOMPARE(screen.child<QPushButton>(u"rollBack"_s)->isVisible(), offered);
    }

    void aLockOfOthersCanBeWaitedFor()
    {
        ReleaseScreen screen;
        screen.fill();
        ReleaseView view = releaseView();
        view.gate.open = true;
        screen.page->setView(view);
        screen.present(ReleasePage::DeployIndex);
        QVERIFY(!screen.child<QPushButton>(u"deployWhenUnlocked"_s)->isVisible());
        view.planError = Error{ErrorKind::Locked, u"app2 is locked by ann@laptop."_s, {}, {}};
        screen.page->setView(view);
        QSignalSpy asked(&screen.bench.intents, &WindowIntents::deployWhenUnlockedRequested);
        screen.press(u"deployWhenUnlocked"_s);
        QCOMPARE(asked.size(), 1);
        view.planning = true;
        view.waitingFor = u"waiting for the lock of app2: ann@laptop"_s;
        screen.page->setView(view);
        QVERIFY(!screen.child<QPushButton>(u"deployWhenUnlocked"_s)->isVisible());
        QVERIFY(screen.child<QPushButton>(u"stopRun"_s)->isVisible());
        QVERIFY(screen.allText().contains(view.waitingFor));
    }

    void aFailedStepAsksWhatToDo()
    {
        ReleaseScreen screen;
        screen.fill();
        screen.bench.showRun(RunStage::Deploying);
        screen.present(ReleasePage::PlanIndex);
        ReleaseView view = releaseView();
        view.runActive = true;
        FailureQuestion question;
        question.run = u"r1"_s;
        question.host = u"app2"_s;
        question.step = u"upload@app2"_s;
        question.title = u"upload"_s;
        question.fromVersion = u"v1.4.1"_s;
        question.error =
            Error{ErrorKind::Network, u"connection lost"_s, u"reset by peer"_s, u"Look at the network."_s};
        question.choices = {FailureChoice::Retry, FailureChoice::SkipHost, FailureChoice::RollBack,
                            FailureChoice::Stop};
        view.failure = question;
        view.failureEndsMs = QDateTime::currentMSecsSinceEpoch() + 600000;
        screen.page->setView(view);
        QCOMPARE(screen.page->currentStep(), int(ReleasePage::DeployIndex)); // it comes into view by itself
        for (const QString &text :
             {u"upload on app2: connection lost"_s, u"reset by peer"_s, u"Look at the network."_s,
              u"Brings app2 back to v1.4.1 and goes on with the other hosts."_s, u"it is rolled back"_s})
            QVERIFY2(screen.allText().contains(text), qPrintable(text));
        QSignalSpy answered(&screen.bench.intents, &WindowIntents::failureAnswered);
        auto *skip = screen.child<QPushButton>(u"failure-skip"_s);
        skip->setFocus();
        screen.page->setView(view); // another event of another host
        QCOMPARE(screen.child<QPushButton>(u"failure-skip"_s), skip);
        QTest::keyClick(skip, Qt::Key_Space);
        QCOMPARE(answered.size(), 1);
        QVERIFY(answered.first().first().value<FailureChoice>() == FailureChoice::SkipHost);
        view.failure.reset();
        screen.page->setView(view);
        QVERIFY(!skip->isVisible());
    }

    void keysChooseTheMetric()
    {
        ReleaseScreen screen;
        screen.fill();
        screen.bench.showRun(RunStage::Hold);
        screen.present(ReleasePage::MonitorIndex);
        auto *list = screen.child<QListView>(u"series"_s);
        const auto shown = [list] { return list->currentIndex().data(SeriesModel::IdRole).toString(); };
        QCOMPARE(shown(), u"p99_latency"_s); // the worst one by itself
        list->setFocus();
        QTest::keyClick(list, Qt::Key_3);
        QCOMPARE(list->currentIndex().row(), 2);
        QTest::keyClick(list, Qt::Key_BracketLeft);
        QCOMPARE(list->currentIndex().row(), 1);
        QTest::keyClick(list, Qt::Key_BracketRight);
        QTest::keyClick(list, Qt::Key_BracketRight);
        QCOMPARE(list->currentIndex().row(), 3);
        const QString chosen = shown();
        screen.bench.showRun(RunStage::CountingDown);
        QCOMPARE(shown(), chosen); // what a person chose stays
    }

    void theCountdownCanBeVetoedOrCutShort()
    {
        ReleaseScreen screen;
        screen.fill();
        ReleaseView view = releaseView();
        view.runActive = true;
        screen.page->setView(view);
        screen.bench.showRun(RunStage::CountingDown);
        screen.present(ReleasePage::MonitorIndex);
        QSignalSpy vetoed(&screen.bench.intents, &WindowIntents::vetoRollbackRequested);
        QSignalSpy now(&screen.bench.intents, &WindowIntents::rollBackNowRequested);
        screen.press(u"veto"_s);
        screen.press(u"rollBackNow"_s);
        QCOMPARE(vetoed.size(), 1);
        QCOMPARE(now.size(), 1);
        QVERIFY(screen.allText().contains(u"Automatic rollback in"_s));
    }

    void watchingCanBeStoppedAndLedBack()
    {
        ReleaseScreen screen;
        screen.fill();
        ReleaseView view = releaseView();
        view.runActive = true;
        screen.page->setView(view);
        screen.bench.showRun(RunStage::Hold);
        screen.present(ReleasePage::MonitorIndex);
        QSignalSpy stopped(&screen.bench.intents, &WindowIntents::stopWatchingRequested);
        QSignalSpy asked(&screen.bench.intents, &WindowIntents::rollbackPreviewRequested);
        screen.press(u"stopWatching"_s);
        screen.press(u"monitorRollBack"_s);
        QCOMPARE(stopped.size(), 1);
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked.first(), (QVariantList{u"storefront"_s, u"production"_s, QString()}));
    }

    void afterTheRollbackTheServingReleaseIsNamed()
    {
        ReleaseScreen screen;
        screen.fill();
        screen.bench.showRun(RunStage::RolledBack);
        screen.present(ReleasePage::MonitorIndex);
        QVERIFY2(screen.allText().contains(u"v1.4.1 serves again on 3 of 3 hosts"_s),
                 qPrintable(screen.allText()));
        QVERIFY(!screen.child<QPushButton>(u"monitorRollBack"_s)->isVisible());
    }

    void thePageFollowsTheRunOnce()
    {
        ReleaseScreen screen;
        screen.fill();
        screen.present(ReleasePage::PlanIndex);
        screen.bench.showRun(RunStage::Deploying);
        QCOMPARE(screen.page->currentStep(), int(ReleasePage::DeployIndex));
        screen.bench.showRun(RunStage::Healthy);
        QCOMPARE(screen.page->currentStep(), int(ReleasePage::MonitorIndex));
        screen.page->openStep(ReleasePage::PlanIndex);
        screen.bench.showRun(RunStage::Hold);
        QCOMPARE(screen.page->currentStep(), int(ReleasePage::PlanIndex));
    }
};

QTEST_MAIN(TestReleaseRun)
#include "tst_release_run.moc"
