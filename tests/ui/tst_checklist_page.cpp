// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_harness.h"
#include "tests/support/ui_release_screen.h"
#include "ui/theme/theme.h"

#include <QAbstractItemView>
#include <QCheckBox>
#include <QClipboard>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

using namespace Qt::Literals::StringLiterals;
using namespace belay;
using namespace belay::test;

namespace {

using Statuses = std::vector<CheckStatus>;

Statuses allFailing()
{
    Statuses all = checkStatuses();
    for (CheckStatus &each : all) {
        if (each.item.phase != CheckPhase::Before)
            continue;
        each.item.kind = CheckKind::Command;
        each.item.run = u"mix "_s + each.item.id;
        each.record.state = CheckState::Failed;
        each.record.summary = u"3 findings, the first in lib/storefront/checkout/totals.ex:118"_s;
        each.record.detail = u"lib/storefront/checkout/totals.ex:118: IO.inspect is left over\n"_s;
        each.record.timeMs = now() - 60'000;
        each.record.durationMs = 3'400;
        each.record.commit = u"8f3c1d0a9be24471c0de"_s;
    }
    return all;
}

Statuses cannotRun()
{
    Statuses all = checkStatuses();
    for (CheckStatus &each : all) {
        if (each.item.phase != CheckPhase::Before)
            continue;
        each.item.kind = CheckKind::Command;
        each.item.run = u"mix "_s + each.item.id;
        each.record = {};
        each.record.item = each.item.id;
        each.record.state = CheckState::CannotRun;
        each.record.summary = u"mix was not found on this computer: install Elixir, or waive with a reason"_s;
        each.record.timeMs = now() - 60'000;
    }
    return all;
}

Statuses running()
{
    Statuses all = checkStatuses();
    for (CheckStatus &each : all) {
        if (each.item.kind != CheckKind::Command)
            continue;
        each.record = {};
        each.record.item = each.item.id;
        each.record.state = CheckState::Running;
        each.record.timeMs = now() - 12'000;
        each.record.detail = u"Compiling 48 files (.ex)\nGenerated storefront app"_s;
    }
    return all;
}

Statuses stale()
{
    Statuses all = checkStatuses();
    for (CheckStatus &each : all) {
        if (!isSettled(each.record.state))
            continue;
        each.was = each.record.state;
        each.record.state = CheckState::Stale;
        each.record.commit = u"51aa09e2b7d0"_s;
    }
    return all;
}

Statuses settled()
{
    Statuses all = checkStatuses();
    for (CheckStatus &each : all) {
        each.record.state = CheckState::Passed;
        each.record.timeMs = now() - 60'000;
    }
    return all;
}

struct State
{
    const char *name;
    Statuses (*statuses)();
    const char *item; ///< chosen; null: none
    bool runs;
};

const State states[] = {
    {"half", checkStatuses, "assets", false},
    {"asked", checkStatuses, "communication-5", false},
    {"waived", checkStatuses, "rollback-tested", false},
    {"all-failing", allFailing, "coverage", false},
    {"cannot-run", cannotRun, "coverage", false},
    {"running", running, "tests-pass", true},
    {"stale", stale, "monitoring-1", false},
    {"settled", settled, "coverage", false},
    {"none", [] { return Statuses(); }, nullptr, false},
};

void show(ReleaseScreen &screen, const Statuses &statuses, bool runs = false)
{
    screen.bench.fillEverything();
    screen.bench.models.checklist->setStatuses(statuses);
    ReleaseView view = releaseView();
    view.gate = gate(statuses);
    view.checksRunning = runs;
    screen.page->setView(view);
    screen.page->openStep(ReleasePage::ChecklistIndex);
}

QStringList visiblePrimaries(const QWidget &page)
{
    QStringList names;
    for (const QPushButton *button : page.findChildren<QPushButton *>()) {
        if (button->isVisibleTo(&page) && button->property("kind") == u"primary"_s)
            names += button->objectName();
    }
    return names;
}

} // namespace

class TestChecklistPage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Theme::Light); }

    void nothingIsClippedOrNamelessInAnyState_data()
    {
        QTest::addColumn<int>("number");
        for (int number = 0; const State &state : states)
            QTest::newRow(state.name) << number++;
    }

    void nothingIsClippedOrNamelessInAnyState()
    {
        QFETCH(const int, number);
        const State &state = states[number];
        ReleaseScreen screen;
        show(screen, state.statuses(), state.runs);
        if (state.item)
            screen.chooseItem(QString::fromLatin1(state.item));
        const QString name = u"checklist-"_s + QString::fromLatin1(state.name);
        QCOMPARE(findingsInAllSizes(screen.window, name).join(u'\n'), QString());
        // Rows keep the height they ask for, and end inside the list.
        const auto *tree = screen.child<QTreeView>(u"checklist"_s);
        const QRect row = tree->visualRect(tree->currentIndex());
        if (state.item) {
            QCOMPARE(row.height(), int(size::twoLineRow));
            QVERIFY(tree->viewport()->rect().contains(row));
        }
    }

    void atMostOneButtonIsThePrimaryOne_data() { nothingIsClippedOrNamelessInAnyState_data(); }

    void atMostOneButtonIsThePrimaryOne()
    {
        QFETCH(const int, number);
        ReleaseScreen screen;
        show(screen, states[number].statuses(), states[number].runs);
        const QStringList expected[] = {{u"runItem"_s},  {u"markDone"_s}, {},
                                        {u"runItem"_s},  {u"runItem"_s},  {u"runItem"_s},
                                        {u"markDone"_s}, {u"toDeploy"_s}, {u"toDeploy"_s}};
        if (states[number].item)
            screen.chooseItem(QString::fromLatin1(states[number].item));
        screen.present(ReleasePage::ChecklistIndex);
        QCOMPARE(visiblePrimaries(*screen.page), expected[number]);
    }

    void evidenceIsCollectedFirstAndThenDecided()
    {
        ReleaseScreen screen;
        Statuses all = checkStatuses();
        all.front().item.kind = CheckKind::Evidence;
        all.front().record = {};
        all.front().record.item = all.front().item.id;
        show(screen, all);
        screen.present(ReleasePage::ChecklistIndex);
        screen.chooseItem(all.front().item.id);
        QCOMPARE(visiblePrimaries(*screen.page), QStringList{u"runItem"_s});
        all.front().record.summary = u"2 of 2 authors approved"_s;
        screen.bench.models.checklist->setStatuses(all);
        QCOMPARE(visiblePrimaries(*screen.page), QStringList{u"markDone"_s});
    }

    void theEmptyChecklistHasAWayOn()
    {
        ReleaseScreen screen;
        show(screen, {});
        screen.present(ReleasePage::ChecklistIndex);
        QVERIFY(screen.allText().contains(u"This project has no checklist"_s));
        QSignalSpy edit(&screen.bench.intents, &WindowIntents::editProjectFileRequested);
        screen.press(u"editProjectFile"_s);
        QCOMPARE(edit.size(), 1);
        QCOMPARE(edit.first().first().toString(), releaseView().projectFile);
        screen.page->setView({});
        QVERIFY(screen.allText().contains(u"No release is chosen"_s));
        screen.press(u"chooseRelease"_s);
        QCOMPARE(screen.page->currentStep(), int(ReleasePage::PlanIndex));
    }

    void aFilterThatHidesEverythingSaysSo()
    {
        ReleaseScreen screen;
        show(screen, settled());
        screen.present(ReleasePage::ChecklistIndex);
        auto *tree = screen.child<QTreeView>(u"checklist"_s);
        tree->setFocus();
        QTest::keyClick(tree, Qt::Key_Slash);
        auto *filter = screen.child<QLineEdit>(u"checklistFilter"_s);
        QTRY_VERIFY(filter->hasFocus());
        QTest::keyClicks(filter, u"zzz"_s);
        QVERIFY(screen.allText().contains(u"Nothing matches \"zzz\""_s));
        screen.press(u"showAllItems"_s);
        QVERIFY(filter->text().isEmpty());
        QVERIFY(tree->isVisible());
        screen.child<QCheckBox>(u"openOnly"_s)->setChecked(true);
        QVERIFY(screen.allText().contains(u"Nothing is open"_s));
    }

    void rightShowsWhereTheRuleComesFromAndEscGoesBack()
    {
        ReleaseScreen screen;
        show(screen, checkStatuses());
        screen.present(ReleasePage::ChecklistIndex);
        screen.chooseItem(u"coverage"_s);
        auto *tree = screen.child<QTreeView>(u"checklist"_s);
        QTest::keyClick(tree, Qt::Key_Right);
        auto *help = screen.child<QLabel>(u"checkHelp"_s);
        QTRY_VERIFY(help->hasFocus());
        QCOMPARE(screen.child<QLabel>(u"checkOrigin"_s)->text(), u"must pass · Phoenix profile · coverage"_s);
        QCOMPARE(help->text(),
                 u"The suite must pass for the commit that is released.\nRuns: mix test --cover"_s);
        QTest::keyClick(help, Qt::Key_Escape);
        QTRY_VERIFY(tree->hasFocus());
    }

    void theOutputIsOneKeyAwayAndCanBeSearchedAndCopied()
    {
        ReleaseScreen screen;
        show(screen, checkStatuses());
        screen.present(ReleasePage::ChecklistIndex);
        screen.chooseItem(u"coverage"_s);
        auto *tree = screen.child<QTreeView>(u"checklist"_s);
        QTest::keyClick(tree, Qt::Key_L);
        auto *output = screen.child<QPlainTextEdit>(u"checkOutput"_s);
        QTRY_VERIFY(output->hasFocus());
        QVERIFY(!tree->isVisible());
        QTest::keyClick(output, Qt::Key_F, Qt::ControlModifier);
        auto *find = screen.child<QLineEdit>(u"outputFind"_s);
        QTRY_VERIFY(find->hasFocus());
        QTest::keyClicks(find, u"storefront"_s);
        QVERIFY(screen.allText().contains(u"2 found"_s));
        QTest::keyClick(find, Qt::Key_Return);
        QCOMPARE(output->textCursor().selectedText(), u"Storefront"_s);
        QCOMPARE(output->textCursor().blockNumber(), 2);
        QTest::keyClick(find, Qt::Key_Return);
        QCOMPARE(output->textCursor().blockNumber(), 3);
        screen.press(u"copyOutput"_s);
        QVERIFY(QGuiApplication::clipboard()->text().startsWith(u"Percentage | Module\n"_s));
        QTest::keyClick(output, Qt::Key_L);
        QTRY_VERIFY(tree->isVisible() && tree->hasFocus());
    }

    void anItemWithoutOutputHasNoLog()
    {
        ReleaseScreen screen;
        show(screen, checkStatuses());
        screen.present(ReleasePage::ChecklistIndex);
        screen.chooseItem(u"monitoring-6"_s);
        auto *tree = screen.child<QTreeView>(u"checklist"_s);
        QTest::keyClick(tree, Qt::Key_L);
        QVERIFY(tree->isVisible());
        QVERIFY(!screen.child<QPlainTextEdit>(u"checkOutput"_s)->isVisible());
    }

    void rRunsTheItemAndEscStopsIt()
    {
        ReleaseScreen screen;
        show(screen, checkStatuses());
        screen.present(ReleasePage::ChecklistIndex);
        QSignalSpy run(&screen.bench.intents, &WindowIntents::runChecksRequested);
        QSignalSpy stop(&screen.bench.intents, &WindowIntents::stopChecksRequested);
        screen.chooseItem(u"coverage"_s);
        auto *tree = screen.child<QTreeView>(u"checklist"_s);
        QTest::keyClick(tree, Qt::Key_R);
        QCOMPARE(run.size(), 1);
        QCOMPARE(run.first().first().toStringList(), QStringList{u"coverage"_s});
        QSignalSpy stopOne(&screen.bench.intents, &WindowIntents::stopCheckRequested);
        QTest::keyClick(tree, Qt::Key_Escape);
        QTest::keyClick(tree, Qt::Key_Escape, Qt::ShiftModifier);
        QCOMPARE(stop.size() + stopOne.size(), 0); // nothing runs
        ReleaseView view = releaseView();
        view.checksRunning = true;
        screen.page->setView(view);
        QTest::keyClick(tree, Qt::Key_Escape);
        QCOMPARE(stopOne.size(), 0); // something runs, but not this item
        screen.chooseItem(u"format"_s);
        QTest::keyClick(tree, Qt::Key_Escape);
        QCOMPARE(stopOne.size(), 1);
        QCOMPARE(stopOne.first().first().toString(), u"format"_s);
        QCOMPARE(stop.size(), 0);
        QTest::keyClick(tree, Qt::Key_Escape, Qt::ShiftModifier);
        QCOMPARE(stop.size(), 1);
    }

    void aWaiverIsConfirmedByASecondPerson()
    {
        ReleaseScreen screen;
        Statuses all = checkStatuses();
        for (CheckStatus &each : all) {
            if (each.item.id != u"coverage")
                continue;
            each.heldWaiver = each.record;
            each.heldWaiver->state = CheckState::Waived;
            each.heldWaiver->by = u"dana@desk"_s;
            each.record.state = CheckState::Open;
            each.heldWaiver->summary = u"the hotfix cannot wait"_s;
            each.record.summary =
                u"waived by dana@desk, but a second person must confirm it: the hotfix cannot wait"_s;
        }
        show(screen, all);
        screen.present(ReleasePage::ChecklistIndex);
        screen.chooseItem(u"coverage"_s);
        QVERIFY(!screen.child<QPushButton>(u"waive"_s)->isVisible());
        QCOMPARE(findingsInAllSizes(screen.window, u"release-checklist-held"_s).join(u'\n'), QString());
        screen.chooseItem(u"coverage"_s);
        QSignalSpy confirmed(&screen.bench.intents, &WindowIntents::waiverConfirmRequested);
        QTimer::singleShot(0, this, [] {
            QWidget *dialog = QApplication::activeModalWidget();
            QVERIFY(dialog);
            QTest::keyClicks(dialog->findChild<QLineEdit *>(u"answer"_s), u"Kim"_s);
            QTest::keyClick(dialog, Qt::Key_Return, Qt::ControlModifier);
        });
        QTest::keyClick(screen.child<QTreeView>(u"checklist"_s), Qt::Key_C);
        QCOMPARE(confirmed.size(), 1);
        QCOMPARE(confirmed.first(), (QVariantList{u"coverage"_s, u"Kim"_s}));
        QSignalSpy undone(&screen.bench.intents, &WindowIntents::answerUndoRequested);
        screen.press(u"reopen"_s);
        QCOMPARE(undone.size(), 1);
        QCOMPARE(undone.first().first().toString(), u"coverage"_s);
    }

    void runAllLeavesAloneWhatPeopleSaid()
    {
        ReleaseScreen screen;
        Statuses all = checkStatuses();
        std::erase_if(all, [](const CheckStatus &each) { return each.item.kind != CheckKind::Command; });
        all.back().record.state = CheckState::Waived;
        show(screen, all);
        screen.present(ReleasePage::ChecklistIndex);
        QSignalSpy run(&screen.bench.intents, &WindowIntents::runChecksRequested);
        auto *tree = screen.child<QTreeView>(u"checklist"_s);
        tree->setFocus();
        QTest::keyClick(tree, Qt::Key_F5, Qt::ShiftModifier);
        QCOMPARE(run.size(), 1);
        QCOMPARE(run.first().first().toStringList(),
                 (QStringList{u"tests-pass"_s, u"coverage"_s, u"dialyzer"_s, u"format"_s}));
    }

    void whatARunningItemPrintsIsSeenAtOnce()
    {
        ReleaseScreen screen;
        show(screen, checkStatuses());
        screen.present(ReleasePage::ChecklistIndex);
        screen.chooseItem(u"coverage"_s);
        RunEvent started;
        started.kind = EventKind::StepStarted;
        started.step = u"check:coverage"_s;
        started.timeMs = now();
        RunEvent line = started;
        line.kind = EventKind::StepOutput;
        line.text = u"Compiling 48 files (.ex)"_s;
        RunEvent next = line;
        next.text = u"Generated storefront app"_s;
        screen.bench.models.checklist->applyEvents({started, line});
        screen.bench.models.checklist->applyEvents({next});
        QCOMPARE(screen.child<QPlainTextEdit>(u"checkOutput"_s)->toPlainText(),
                 u"Compiling 48 files (.ex)\nGenerated storefront app"_s);
        QVERIFY(!screen.child<QPushButton>(u"runItem"_s)->isEnabled());
    }

    void theListBesideTheRolloutIsTicked()
    {
        ReleaseScreen screen;
        screen.fill();
        screen.bench.showRun(RunStage::Deploying);
        screen.present(ReleasePage::DeployIndex);
        auto *list = screen.child<QTreeView>(u"duringList"_s);
        QVERIFY(list->isVisible());
        const QModelIndex group = list->model()->index(0, 0);
        QCOMPARE(group.data().toString(), u"During the deployment"_s);
        QCOMPARE(list->model()->rowCount(), 1);
        QCOMPARE(list->model()->rowCount(group), 5);
        QSignalSpy answered(&screen.bench.intents, &WindowIntents::answerRequested);
        list->setCurrentIndex(list->model()->index(0, 0, group));
        list->setFocus();
        QTest::keyClick(list, Qt::Key_Space);
        QCOMPARE(answered.size(), 1);
        QCOMPARE(answered.first().at(0).toString(), u"during-runbook"_s);
        QVERIFY(answered.first().at(1).value<CheckState>() == CheckState::Passed);
        const QRect ticked = list->visualRect(list->model()->index(1, 0, group));
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {},
                          QPoint(ticked.left() + 12, ticked.center().y()));
        QCOMPARE(answered.size(), 2);
        QCOMPARE(answered.last().at(0).toString(), u"during-error-rates"_s);
        QVERIFY(answered.last().at(1).value<CheckState>() == CheckState::Open);
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {},
                          QPoint(ticked.left() + 120, ticked.center().y()));
        QCOMPARE(answered.size(), 2); // choosing a row ticks nothing
    }

    void whatComesAfterwardsStaysOnTheMonitorAndTheReport()
    {
        ReleaseScreen screen;
        screen.fill();
        screen.present(ReleasePage::MonitorIndex);
        QVERIFY(!screen.child<QTreeView>(u"afterList"_s)->isVisible()); // nothing was released yet
        screen.bench.showRun(RunStage::Healthy);
        QVERIFY(screen.child<QTreeView>(u"afterList"_s)->isVisible());
        screen.page->openStep(ReleasePage::ReportIndex);
        QVERIFY(!screen.child<QTreeView>(u"nextSteps"_s)->isVisible());
        ReleaseView view = releaseView();
        view.reportMarkdown = reportMarkdown();
        screen.page->setView(view);
        auto *next = screen.child<QTreeView>(u"nextSteps"_s);
        QVERIFY(next->isVisible());
        QCOMPARE(next->model()->index(1, 0).data().toString(), u"Next steps"_s);
    }
};

QTEST_MAIN(TestChecklistPage)
#include "tst_checklist_page.moc"
