// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_harness.h"
#include "tests/support/ui_release_screen.h"
#include "ui/charts/time_chart.h"
#include "ui/theme/theme.h"

#include <QComboBox>
#include <QLineEdit>
#include <QListView>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace belay;
using namespace belay::test;

namespace {

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
        ReleaseScreen screen;
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
        ReleaseScreen screen;
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
        ReleaseScreen screen;
        screen.fill();
        screen.present(ReleasePage::PlanIndex);
        auto *version = screen.child<QComboBox>(u"version"_s);
        version->lineEdit()->setFocus();
        QTRY_VERIFY(version->lineEdit()->hasFocus());
        version->lineEdit()->setText(u"v1.4"_s);
        screen.page->setView(releaseView());
        QCOMPARE(version->currentText(), u"v1.4"_s);
    }

    void whatIsBeingWrittenStays()
    {
        ReleaseScreen screen;
        screen.fill();
        screen.present(ReleasePage::PlanIndex);
        auto *version = screen.page->findChild<QComboBox *>(u"version"_s);
        version->lineEdit()->setFocus();
        QTRY_VERIFY(version->lineEdit()->hasFocus());
        version->lineEdit()->selectAll();
        QTest::keyClicks(version->lineEdit(), u"9.9"_s);
        ReleaseView view = releaseView();
        view.versions.prepend(u"v2.0.0"_s); // a host has answered
        screen.page->setView(view);
        QCOMPARE(version->currentText(), u"9.9"_s);
        QTest::keyClicks(version->lineEdit(), u".1"_s);
        QSignalSpy chosen(&screen.bench.intents, &WindowIntents::releaseChosen);
        QSignalSpy planned(&screen.bench.intents, &WindowIntents::planRequested);
        QTest::keyClick(version->lineEdit(), Qt::Key_Return);
        QCOMPARE(chosen.back().back().toString(), u"9.9.1"_s);
        QCOMPARE(planned.size(), 1);
    }

    void toPlanIsTheMainButtonUntilThereIsAPlan()
    {
        ReleaseScreen screen;
        screen.fill();
        screen.present(ReleasePage::PlanIndex);
        QSignalSpy planned(&screen.bench.intents, &WindowIntents::planRequested);
        ReleaseView view = releaseView();
        view.plan.reset();
        screen.page->setView(view);
        QTest::keyClick(&screen.window, Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(planned.size(), 1);
        screen.page->setView(releaseView());
        QTest::keyClick(&screen.window, Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(screen.page->currentStep(), int(ReleasePage::ChecklistIndex));
        QCOMPARE(planned.size(), 1);
    }

    void withoutPlanThereIsNoWayOn()
    {
        ReleaseScreen screen;
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
        ReleaseScreen screen;
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
        ReleaseScreen screen;
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

    void controlZTakesAnswersBackOneByOne()
    {
        ReleaseScreen screen;
        screen.fill();
        screen.present(ReleasePage::ChecklistIndex);
        auto *tree = screen.child<QTreeView>(u"checklist"_s);
        tree->setFocus();
        QSignalSpy answered(&screen.bench.intents, &WindowIntents::answerRequested);
        QTest::keyClick(tree, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(answered.size(), 0); // nothing was answered yet
        screen.chooseItem(u"monitoring-6"_s);
        QTest::keyClick(tree, Qt::Key_Space); // was open
        screen.chooseItem(u"monitoring-1"_s);
        const QString said = tree->currentIndex().data(ChecklistModel::SummaryRole).toString();
        QTest::keyClick(tree, Qt::Key_Space); // was answered: opened again
        QCOMPARE(answered.size(), 2);
        QTest::keyClick(tree, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(answered.size(), 3);
        QCOMPARE(answered.last().at(0).toString(), u"monitoring-1"_s);
        QVERIFY(answered.last().at(1).value<CheckState>() == CheckState::Passed);
        QCOMPARE(answered.last().at(2).toString(), said);
        QTest::keyClick(tree, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(answered.size(), 4);
        QCOMPARE(answered.last().at(0).toString(), u"monitoring-6"_s);
        QVERIFY(answered.last().at(1).value<CheckState>() == CheckState::Open);
        QTest::keyClick(tree, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(answered.size(), 4);
    }

    void whereATextIsNeededSpaceAsksForIt()
    {
        ReleaseScreen screen;
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
        ReleaseScreen screen;
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
        ReleaseScreen screen;
        screen.fill();
        screen.present(ReleasePage::ChecklistIndex);
        QSignalSpy run(&screen.bench.intents, &WindowIntents::runChecksRequested);
        auto *tree = screen.child<QTreeView>(u"checklist"_s);
        tree->setFocus();
        QTest::keyClick(tree, Qt::Key_F5);
        QCOMPARE(run.size(), 1);
        QCOMPARE(run.first().first().toStringList(), QStringList());
    }

    void allMetricsStandBesideEachOther()
    {
        ReleaseScreen screen;
        screen.fill();
        screen.bench.showRun(RunStage::Hold);
        screen.present(ReleasePage::MonitorIndex);
        auto *all = screen.child<QWidget>(u"allSeries"_s);
        QVERIFY(!all->isVisible());
        auto *list = screen.child<QListView>(u"series"_s);
        list->setFocus();
        QTest::keyClick(list, Qt::Key_A);
        QVERIFY(all->isVisible());
        QStringList titles;
        for (const TimeChart *chart : all->findChildren<TimeChart *>())
            titles += chart->accessibleName();
        QCOMPARE(titles.size(), list->model()->rowCount());
        QCOMPARE(titles.first(), u"Chart of p99 latency"_s); // the worst one first
        QCOMPARE(findingsInAllSizes(screen.window, u"release-monitor-all"_s).join(u'\n'), QString());
        QTest::keyClick(list, Qt::Key_2);
        QVERIFY(!all->isVisible());
        QCOMPARE(screen.child<TimeChart>(u"chart"_s)->accessibleName(), u"Chart of Error rate"_s);
    }

    void theGateKeepsDeployShutAndSaysWhy()
    {
        ReleaseScreen screen;
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
};

QTEST_MAIN(TestReleasePage)
#include "tst_release_page.moc"
