// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/item/checklist_model.h"
#include "models/item/run_model.h"
#include "models/item/series_model.h"
#include "tests/support/ui_fixtures.h"
#include "tests/support/ui_harness.h"
#include "ui/main_window.h"
#include "ui/pages/release_page.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>
#include <QTreeView>

using namespace Qt::Literals::StringLiterals;
using namespace belay;
using namespace belay::test;

namespace {

struct Screen
{
    Screen()
        : page(new ReleasePage(bench.intents, bench.models))
        , window(bench.frame(u"release"_s, page))
    {
    }

    void present(int step)
    {
        page->openStep(step);
        window.resize(1280, 800);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        window.activateWindow();
        QTRY_VERIFY(window.isActiveWindow());
    }

    void fill()
    {
        bench.fillEverything();
        page->setView(releaseView());
    }

    template <typename T> T *child(const QString &name) const { return page->findChild<T *>(name); }

    void press(const QString &name) const
    {
        auto *button = child<QPushButton>(name);
        QVERIFY2(button && button->isVisible() && button->isEnabled(), qPrintable(name));
        button->setFocus();
        QTest::keyClick(button, Qt::Key_Space);
    }

    void chooseItem(const QString &id) const
    {
        auto *tree = child<QTreeView>(u"checklist"_s);
        const QModelIndexList found = tree->model()->match(tree->model()->index(0, 0), ChecklistModel::IdRole,
                                                           id, 1, Qt::MatchExactly | Qt::MatchRecursive);
        QCOMPARE(found.size(), 1);
        tree->setCurrentIndex(found.first());
        tree->setFocus();
    }

    QString allText() const
    {
        QStringList texts;
        for (const QLabel *label : page->findChildren<QLabel *>())
            if (label->isVisible())
                texts.append(label->text());
        return texts.join(u'\n');
    }

    Bench bench;
    ReleasePage *page;
    MainWindow &window;
};

struct State
{
    const char *name;
    int step;
    std::optional<RunStage> stage;
    void (*change)(ReleaseView &);
};

const State states[] = {
    {"plan", ReleasePage::PlanIndex, {}, nullptr},
    {"plan-nothing", ReleasePage::PlanIndex, {}, [](ReleaseView &view) { view = {}; }},
    {"plan-unplanned", ReleasePage::PlanIndex, {}, [](ReleaseView &view) { view.plan.reset(); }},
    {"plan-asking", ReleasePage::PlanIndex, {}, [](ReleaseView &view) { view.planning = true; }},
    {"plan-refused",
     ReleasePage::PlanIndex,
     {},
     [](ReleaseView &view) {
         view.plan.reset();
         view.planError =
             Error{ErrorKind::Network,
                   u"web-3 did not answer: connection refused"_s,
                   {},
                   u"A deployment needs every host. Bring it back, or take it out of belay.json."_s};
     }},
    {"plan-held",
     ReleasePage::PlanIndex,
     {},
     [](ReleaseView &view) {
         view.hold = u"rolled back from v1.4.2: error rate 5.8 %"_s;
         view.trusted = false;
     }},
    {"checklist", ReleasePage::ChecklistIndex, {}, nullptr},
    {"checklist-running",
     ReleasePage::ChecklistIndex,
     {},
     [](ReleaseView &view) { view.checksRunning = true; }},
    {"deploy-ready", ReleasePage::DeployIndex, {}, nullptr},
    {"deploy-unplanned", ReleasePage::DeployIndex, {}, [](ReleaseView &view) { view.plan.reset(); }},
    {"deploy-running", ReleasePage::DeployIndex, RunStage::Deploying,
     [](ReleaseView &view) { view.runActive = true; }},
    {"deploy-undoing", ReleasePage::DeployIndex, RunStage::Undoing,
     [](ReleaseView &view) { view.runActive = true; }},
    {"deploy-failed", ReleasePage::DeployIndex, RunStage::FailedUndone, nullptr},
    {"monitor-empty", ReleasePage::MonitorIndex, {}, nullptr},
    {"monitor-healthy", ReleasePage::MonitorIndex, RunStage::Healthy,
     [](ReleaseView &view) { view.runActive = true; }},
    {"monitor-hold", ReleasePage::MonitorIndex, RunStage::Hold,
     [](ReleaseView &view) { view.runActive = true; }},
    {"monitor-countdown", ReleasePage::MonitorIndex, RunStage::CountingDown,
     [](ReleaseView &view) { view.runActive = true; }},
    {"monitor-rolledback", ReleasePage::MonitorIndex, RunStage::RolledBack, nullptr},
    {"monitor-nodata", ReleasePage::MonitorIndex, RunStage::NoData,
     [](ReleaseView &view) { view.runActive = true; }},
    {"report-empty", ReleasePage::ReportIndex, {}, nullptr},
    {"report", ReleasePage::ReportIndex, RunStage::RolledBack,
     [](ReleaseView &view) {
         view.reportMarkdown = reportMarkdown();
         view.reportRun = u"20261121-140231-7f3a"_s;
     }},
};

} // namespace

class TestReleasePage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Theme::Light); }

    void nothingIsClippedOrNamelessInAnyState_data()
    {
        QTest::addColumn<int>("number");
        int number = 0;
        for (const State &state : states)
            QTest::newRow(state.name) << number++;
    }

    void nothingIsClippedOrNamelessInAnyState()
    {
        QFETCH(const int, number);
        const State &state = states[number];
        Screen screen;
        screen.bench.fillEverything();
        ReleaseView view = releaseView();
        if (state.change)
            state.change(view);
        screen.page->setView(view);
        if (state.stage)
            screen.bench.showRun(*state.stage);
        screen.page->setView(view);
        screen.page->openStep(state.step);
        if (state.step == ReleasePage::ChecklistIndex)
            screen.chooseItem(u"coverage"_s);
        const QString name = u"release-"_s + QString::fromLatin1(state.name);
        QCOMPARE(findingsInAllSizes(screen.window, name).join(u'\n'), QString());
    }

    void theChosenReleaseIsTold()
    {
        Screen screen;
        screen.fill();
        screen.present(ReleasePage::PlanIndex);
        QSignalSpy chosen(&screen.bench.intents, &WindowIntents::releaseChosen);
        QSignalSpy planned(&screen.bench.intents, &WindowIntents::planRequested);
        auto *version = screen.child<QComboBox>(u"version"_s);
        version->setFocus();
        version->lineEdit()->selectAll();
        QTest::keyClicks(version, u"v1.4.3"_s);
        QTest::keyClick(version, Qt::Key_Return);
        QVERIFY(!chosen.isEmpty());
        QCOMPARE(chosen.last(), (QVariantList{u"storefront"_s, u"production"_s, u"v1.4.3"_s}));
        QCOMPARE(planned.size(), 1);
    }

    void aTypedVersionIsNotOverwrittenByNews()
    {
        Screen screen;
        screen.fill();
        screen.present(ReleasePage::PlanIndex);
        auto *version = screen.child<QComboBox>(u"version"_s);
        version->lineEdit()->setFocus();
        QTRY_VERIFY(version->lineEdit()->hasFocus());
        version->lineEdit()->setText(u"v1.4"_s);
        screen.page->setView(releaseView());
        QCOMPARE(version->currentText(), u"v1.4"_s);
    }

    void withoutPlanThereIsNoWayOn()
    {
        Screen screen;
        screen.fill();
        ReleaseView view = releaseView();
        view.plan.reset();
        screen.page->setView(view);
        screen.present(ReleasePage::PlanIndex);
        QVERIFY(!screen.child<QPushButton>(u"toChecklist"_s)->isEnabled());
        QVERIFY(!screen.child<QPushButton>(u"copyPlan"_s)->isEnabled());
        QVERIFY(screen.allText().contains(u"Choose the version and press Plan"_s));
    }

    void spaceRunsTheCommandUnderTheArrow()
    {
        Screen screen;
        screen.fill();
        screen.present(ReleasePage::ChecklistIndex);
        QSignalSpy run(&screen.bench.intents, &WindowIntents::runChecksRequested);
        screen.chooseItem(u"tests-pass"_s);
        auto *tree = screen.child<QTreeView>(u"checklist"_s);
        QTest::keyClick(tree, Qt::Key_Down);
        QTest::keyClick(tree, Qt::Key_Space);
        QCOMPARE(run.size(), 1);
        QCOMPARE(run.first().first().toStringList(), QStringList{u"coverage"_s});
    }

    void spaceTicksAQuestionAndTakesItBack()
    {
        Screen screen;
        screen.fill();
        screen.present(ReleasePage::ChecklistIndex);
        QSignalSpy answered(&screen.bench.intents, &WindowIntents::answerRequested);
        auto *tree = screen.child<QTreeView>(u"checklist"_s);
        screen.chooseItem(u"monitoring-6"_s);
        QTest::keyClick(tree, Qt::Key_Space);
        QCOMPARE(answered.size(), 1);
        QCOMPARE(answered.first().at(0).toString(), u"monitoring-6"_s);
        QVERIFY(answered.first().at(1).value<CheckState>() == CheckState::Passed);
        screen.chooseItem(u"monitoring-1"_s);
        QTest::keyClick(tree, Qt::Key_Space);
        QCOMPARE(answered.size(), 2);
        QVERIFY(answered.last().at(1).value<CheckState>() == CheckState::Open);
    }

    void whereATextIsNeededSpaceAsksForIt()
    {
        Screen screen;
        screen.fill();
        screen.present(ReleasePage::ChecklistIndex);
        QSignalSpy answered(&screen.bench.intents, &WindowIntents::answerRequested);
        screen.chooseItem(u"communication-5"_s);
        QTest::keyClick(screen.child<QTreeView>(u"checklist"_s), Qt::Key_Space);
        QCOMPARE(answered.size(), 0);
        auto *note = screen.child<QLineEdit>(u"note"_s);
        QTRY_VERIFY(note->hasFocus());
        QTest::keyClicks(note, u"Dana"_s);
        screen.press(u"markDone"_s);
        QCOMPARE(answered.size(), 1);
        QCOMPARE(answered.first().at(2).toString(), u"Dana"_s);
    }

    void aWaiverNeedsAReasonOfTenCharacters()
    {
        Screen screen;
        screen.fill();
        screen.present(ReleasePage::ChecklistIndex);
        screen.chooseItem(u"coverage"_s);
        auto *note = screen.child<QLineEdit>(u"note"_s);
        auto *waive = screen.child<QPushButton>(u"waive"_s);
        QTest::keyClicks(note, u"too late "_s);
        QVERIFY(!waive->isEnabled());
        QTest::keyClicks(note, u"today"_s);
        QVERIFY(waive->isEnabled());
        QSignalSpy answered(&screen.bench.intents, &WindowIntents::answerRequested);
        screen.press(u"waive"_s);
        QCOMPARE(answered.size(), 1);
        QVERIFY(answered.first().at(1).value<CheckState>() == CheckState::Waived);
        QCOMPARE(answered.first().at(2).toString(), u"too late today"_s);
    }

    void f5RunsEverythingAutomatic()
    {
        Screen screen;
        screen.fill();
        screen.present(ReleasePage::ChecklistIndex);
        QSignalSpy run(&screen.bench.intents, &WindowIntents::runChecksRequested);
        auto *tree = screen.child<QTreeView>(u"checklist"_s);
        tree->setFocus();
        QTest::keyClick(tree, Qt::Key_F5);
        QCOMPARE(run.size(), 1);
        QCOMPARE(run.first().first().toStringList(), QStringList());
    }

    void theGateKeepsDeployShutAndSaysWhy()
    {
        Screen screen;
        screen.fill();
        screen.present(ReleasePage::ChecklistIndex);
        QVERIFY(!screen.child<QPushButton>(u"toDeploy"_s)->isEnabled());
        QVERIFY2(screen.allText().contains(u"must-pass items are open"_s), qPrintable(screen.allText()));
        ReleaseView view = releaseView();
        view.gate.open = true;
        screen.page->setView(view);
        screen.press(u"toDeploy"_s);
        QCOMPARE(screen.page->currentStep(), int(ReleasePage::DeployIndex));
    }

    void deployBeginsAndStops()
    {
        Screen screen;
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
        Screen screen;
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
        Screen screen;
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
        Screen screen;
        screen.fill();
        screen.bench.showRun(static_cast<RunStage>(stage));
        screen.present(ReleasePage::DeployIndex);
        QCOMPARE(screen.child<QPushButton>(u"rollBack"_s)->isVisible(), offered);
    }

    void keysChooseTheMetric()
    {
        Screen screen;
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
        Screen screen;
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
        Screen screen;
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
        Screen screen;
        screen.fill();
        screen.bench.showRun(RunStage::RolledBack);
        screen.present(ReleasePage::MonitorIndex);
        QVERIFY2(screen.allText().contains(u"v1.4.1 serves again on 3 of 3 hosts"_s),
                 qPrintable(screen.allText()));
        QVERIFY(!screen.child<QPushButton>(u"monitorRollBack"_s)->isVisible());
    }

    void thePageFollowsTheRunOnce()
    {
        Screen screen;
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

QTEST_MAIN(TestReleasePage)
#include "tst_release_page.moc"
