// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_fixtures.h"
#include "tests/support/ui_harness.h"
#include "ui/main_window.h"
#include "ui/pages/history_page.h"
#include "ui/theme/theme.h"

#include <QAbstractItemView>
#include <QClipboard>
#include <QCompleter>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableView>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace belay;
using namespace belay::test;

namespace {

const QString rolledBackRun = u"20261121-140231-7f3a"_s;

struct Screen
{
    Screen()
        : page(new HistoryPage(bench.intents, bench.models))
        , window(bench.frame(u"history"_s, page))
        , table(page->findChild<QTableView *>(u"historyTable"_s))
        , filter(page->findChild<QLineEdit *>(u"historyFilter"_s))
        , tabs(page->findChild<QTabWidget *>())
    {
    }

    void present()
    {
        window.resize(1280, 800);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        window.activateWindow();
        QTRY_VERIFY(window.isActiveWindow());
    }

    QPushButton *button(const QString &name) const { return page->findChild<QPushButton *>(name); }

    Bench bench;
    HistoryPage *page;
    MainWindow &window;
    QTableView *table;
    QLineEdit *filter;
    QTabWidget *tabs;
};

} // namespace

class TestHistoryPage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Theme::Light); }

    void nothingIsClippedOrNamelessInAnyState_data()
    {
        QTest::addColumn<bool>("filled");
        QTest::addColumn<int>("tab"); // -1: no run is open
        QTest::addColumn<bool>("interrupted");
        QTest::newRow("list") << true << -1 << false;
        QTest::newRow("empty") << false << -1 << false;
        QTest::newRow("summary") << true << 0 << false;
        QTest::newRow("interrupted") << true << 0 << true;
        QTest::newRow("hosts") << true << 1 << false;
        QTest::newRow("metrics") << true << 2 << false;
        QTest::newRow("log") << true << 3 << false;
        QTest::newRow("report") << true << 4 << false;
    }

    void nothingIsClippedOrNamelessInAnyState()
    {
        QFETCH(const bool, filled);
        QFETCH(const int, tab);
        QFETCH(const bool, interrupted);
        Screen screen;
        if (filled)
            screen.bench.fillEverything();
        if (tab >= 0) {
            screen.page->showRun(runState(interrupted ? RunStage::Deploying : RunStage::RolledBack),
                                 interrupted);
            screen.page->showReport(rolledBackRun, reportMarkdown());
            screen.tabs->setCurrentIndex(tab);
        }
        const QString name = u"history-"_s + QString::fromLatin1(QTest::currentDataTag());
        QCOMPARE(findingsInAllSizes(screen.window, name).join(u'\n'), QString());
    }

    void theArrowKeysOpenTheRunUnderThem()
    {
        Screen screen;
        screen.bench.fillEverything();
        screen.present();
        QSignalSpy opened(&screen.bench.intents, &WindowIntents::runOpened);
        screen.table->setFocus();
        QTest::keyClick(screen.table, Qt::Key_Down);
        QTRY_VERIFY(!opened.isEmpty());
        QCOMPARE(opened.last().first().toString(),
                 screen.table->currentIndex().data(HistoryModel::IdRole).toString());
    }

    void typingInTheFilterSearchesOnce()
    {
        Screen screen;
        screen.bench.fillEverything();
        screen.present();
        QSignalSpy searched(&screen.bench.intents, &WindowIntents::historySearchChanged);
        screen.table->setFocus();
        QTest::keyClick(screen.table, Qt::Key_Slash);
        QTRY_VERIFY(screen.filter->hasFocus());
        QTest::keyClicks(screen.filter, u"v1.4"_s);
        QTRY_COMPARE(searched.size(), 1);
        QCOMPARE(searched.first().first().toString(), u"v1.4"_s);
    }

    void theWordBeingTypedIsCompleted()
    {
        Screen screen;
        screen.bench.fillEverything();
        screen.present();
        screen.filter->setFocus();
        QTest::keyClicks(screen.filter, u"status:failed "_s);
        QAbstractItemView *offers = screen.filter->completer()->popup();
        QTRY_VERIFY(!offers->isVisible()); // no word has begun
        QTest::keyClicks(screen.filter, u"EN"_s);
        QTRY_VERIFY(offers->isVisible());
        QCOMPARE(offers->model()->rowCount(), 1);
        QTest::keyClick(offers, Qt::Key_Down);
        QTest::keyClick(offers, Qt::Key_Return);
        QTRY_COMPARE(screen.filter->text(), u"status:failed env:"_s);
    }

    void aFilterWithoutMatchesSaysSoAndOffersToClear()
    {
        Screen screen;
        screen.bench.fillEverything();
        screen.present();
        screen.filter->setText(u"status:failed since:7d"_s);
        screen.bench.models.history->setRows({});
        auto *clear = screen.button(u"clearFilter"_s);
        QVERIFY(clear->isVisible());
        QTest::keyClick(clear, Qt::Key_Space);
        QCOMPARE(screen.filter->text(), QString());
    }

    void anUnreadableFilterIsExplained()
    {
        Screen screen;
        screen.bench.fillEverything();
        screen.present();
        screen.page->setProblem(u"'colour:' is not a field. Fields are env, service, status."_s);
        QLabel *problem = nullptr;
        for (QLabel *label : screen.page->findChildren<QLabel *>())
            if (label->text().startsWith(u"'colour:'"))
                problem = label;
        QVERIFY(problem && problem->isVisible());
        screen.page->setProblem({});
        QVERIFY(!problem->isVisible());
    }

    void onlyAnInterruptedRunCanBeContinued()
    {
        Screen screen;
        screen.bench.fillEverything();
        screen.present();
        screen.page->showRun(runState(RunStage::RolledBack), false);
        QVERIFY(!screen.button(u"continueRun"_s)->isVisible());
        screen.page->showRun(runState(RunStage::Deploying), true);
        QSignalSpy resumed(&screen.bench.intents, &WindowIntents::resumeRequested);
        QSignalSpy undone(&screen.bench.intents, &WindowIntents::rollbackInterruptedRequested);
        QTest::keyClick(screen.button(u"continueRun"_s), Qt::Key_Space);
        QTest::keyClick(screen.button(u"rollBackRun"_s), Qt::Key_Space);
        QCOMPARE(resumed.size(), 1);
        QCOMPARE(resumed.first().first().toString(), rolledBackRun);
        QCOMPARE(undone.size(), 1);
    }

    void theReportIsAskedForWhenItsTabOpens()
    {
        Screen screen;
        screen.bench.fillEverything();
        screen.present();
        screen.page->showRun(runState(RunStage::RolledBack), false);
        QSignalSpy asked(&screen.bench.intents, &WindowIntents::reportRequested);
        screen.tabs->setCurrentIndex(4);
        QCOMPARE(asked.size(), 1);
        screen.page->showReport(u"another run"_s, u"# Not this"_s);
        screen.page->showReport(rolledBackRun, reportMarkdown());
        QVERIFY(screen.page->findChild<QPlainTextEdit *>(u"historyReport"_s)
                    ->toPlainText()
                    .startsWith(u"# Deployment Validation Report"));
    }

    void copyTakesTheSelectedRowsAsTable()
    {
        Screen screen;
        screen.bench.fillEverything();
        screen.present();
        screen.table->setFocus();
        screen.table->selectRow(0);
        QTest::keyClick(screen.table, Qt::Key_C, Qt::ControlModifier);
        const QString text = QGuiApplication::clipboard()->text();
        QCOMPARE(text.trimmed().split(u'\n').size(), 2);
        QVERIFY(text.contains(u"storefront\tproduction"_s));
    }
};

QTEST_MAIN(TestHistoryPage)
#include "tst_history_page.moc"
