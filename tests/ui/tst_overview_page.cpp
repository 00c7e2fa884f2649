// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/item/activity_model.h"
#include "models/item/checklist_model.h"
#include "tests/support/ui_fixtures.h"
#include "tests/support/ui_harness.h"
#include "ui/main_window.h"
#include "ui/pages/overview_page.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/empty_state.h"

#include <QAction>
#include <QApplication>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
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
        : page(new OverviewPage(bench.intents, bench.models))
        , window(bench.frame(u"overview"_s, page))
        , matrix(page->findChild<QTableView *>(u"matrix"_s))
    {
    }

    void present()
    {
        window.resize(1280, 800);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        window.activateWindow();
        QTRY_VERIFY(window.isActiveWindow());
        page->firstFocus()->setFocus();
        QTRY_VERIFY(page->firstFocus()->hasFocus());
    }

    QPushButton *button(const QString &name) const { return page->findChild<QPushButton *>(name); }

    Bench bench;
    OverviewPage *page;
    MainWindow &window;
    QTableView *matrix;
};

} // namespace

class TestOverviewPage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Theme::Light); }

    void nothingIsClippedOrNamelessInAnyState_data()
    {
        QTest::addColumn<QString>("state");
        for (const char *state : {"full", "empty", "loading", "calm", "untrusted", "crowded"})
            QTest::newRow(state) << QString::fromLatin1(state);
    }

    void nothingIsClippedOrNamelessInAnyState()
    {
        QFETCH(const QString, state);
        Screen screen;
        if (state != u"empty" && state != u"loading")
            screen.bench.fillEverything();
        screen.page->setLoading(state == u"loading");
        screen.page->setTiles({11.2, 24'000'000, 9, 4 * 60'000, 9, 42, 40});
        if (state == u"full" || state == u"crowded")
            screen.page->setAttention(triggerAttention());
        if (state == u"untrusted")
            screen.page->setUntrusted(u"/home/dana/storefront/belay.json"_s);
        if (state == u"crowded") {
            std::vector<Attention> many = triggerAttention();
            for (const auto kind :
                 {Attention::Kind::Unreachable, Attention::Kind::Held, Attention::Kind::Mixed}) {
                many.push_back(many.front());
                many.back().kind = kind;
            }
            screen.page->setAttention(many);
        }
        QCOMPARE(findingsInAllSizes(screen.window, u"overview-"_s + state).join(u'\n'), QString());
    }

    void enterOpensTheCell()
    {
        Screen screen;
        screen.bench.fillEverything();
        screen.present();
        QSignalSpy opened(screen.page, &OverviewPage::cellOpened);
        QTest::keyClick(screen.matrix, Qt::Key_Right);
        QTest::keyClick(screen.matrix, Qt::Key_Return);
        QCOMPARE(opened.size(), 1);
        QCOMPARE(opened.first(), (QVariantList{u"storefront"_s, u"production"_s}));
    }

    void dOpensTheReleaseOfTheCell()
    {
        Screen screen;
        screen.bench.fillEverything();
        screen.present();
        QSignalSpy opened(screen.page, &OverviewPage::cellOpened);
        QTest::keyClick(screen.matrix, Qt::Key_Down);
        QTest::keyClick(screen.matrix, Qt::Key_D);
        QCOMPARE(opened.size(), 1);
        QCOMPARE(opened.first(), (QVariantList{u"web"_s, u"staging"_s}));
    }

    void rAsksForTheWayBackOnlyWhereThereIsOne()
    {
        Screen screen;
        screen.bench.fillEverything();
        screen.present();
        QSignalSpy asked(&screen.bench.intents, &WindowIntents::rollbackPreviewRequested);
        screen.matrix->setCurrentIndex(screen.bench.models.overview->find(u"docs"_s, u"staging"_s));
        QTest::keyClick(screen.matrix, Qt::Key_R);
        QCOMPARE(asked.size(), 0);
        screen.matrix->setCurrentIndex(screen.bench.models.overview->find(u"storefront"_s, u"production"_s));
        QTest::keyClick(screen.matrix, Qt::Key_R);
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked.first(), (QVariantList{u"storefront"_s, u"production"_s, QString()}));
    }

    void theMenuBelongsToTheCellItWasOpenedOn()
    {
        Screen screen;
        screen.bench.fillEverything();
        screen.present();
        screen.matrix->setCurrentIndex(screen.bench.models.overview->find(u"web"_s, u"production"_s));
        QSignalSpy asked(&screen.bench.intents, &WindowIntents::rollbackPreviewRequested);
        bool opened = false;
        QTimer::singleShot(0, this, [&screen, &opened] {
            auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
            QVERIFY(menu);
            opened = true;
            // A project is opened meanwhile: the matrix is made anew.
            std::vector<EnvironmentCell> cells = overviewCells();
            cells.front().environment = u"testing"_s;
            screen.bench.models.overview->setCells(cells);
            for (QAction *action : menu->actions())
                if (action->text().startsWith(u"Roll back"))
                    action->trigger();
            menu->close();
        });
        QTest::keyClick(screen.matrix, Qt::Key_Period, Qt::ControlModifier);
        QVERIFY(opened);
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked.first(), (QVariantList{u"web"_s, u"production"_s, QString()}));
    }

    void anOldAnswerIsMarkedInItsCell()
    {
        Screen screen;
        std::vector<EnvironmentCell> cells = overviewCells();
        for (EnvironmentCell &cell : cells)
            cell.askedMs = now() - 3 * 3600 * 1000;
        cells[3].status = CellStatus::Unreachable;
        cells[3].version.clear();
        cells[3].phrase = u"3 of 3 hosts do not answer"_s;
        screen.bench.models.overview->setCells(cells);
        const QModelIndex silent = screen.bench.models.overview->find(u"web"_s, u"production"_s);
        const QString said = silent.data(Qt::AccessibleTextRole).toString();
        QVERIFY2(said.startsWith(u"web in production: version unknown, As of "_s), qPrintable(said));
        QCOMPARE(findingsInAllSizes(screen.window, u"overview-old"_s).join(u'\n'), QString());
    }

    void theBannerLeadsToTheRunAndToTheWayBack()
    {
        Screen screen;
        screen.bench.fillEverything();
        screen.page->setAttention(triggerAttention());
        screen.present();
        QSignalSpy asked(&screen.bench.intents, &WindowIntents::rollbackPreviewRequested);
        QSignalSpy opened(&screen.bench.intents, &WindowIntents::runOpened);
        QPushButton *back = screen.button(u"bannerRollBack"_s);
        back->setFocus();
        QTest::keyClick(back, Qt::Key_Space);
        QCOMPARE(asked.size(), 1);
        QPushButton *open = screen.button(u"bannerOpen"_s);
        open->setFocus();
        QTest::keyClick(open, Qt::Key_Space);
        QCOMPARE(opened.size(), 1);
        QCOMPARE(opened.first().first().toString(), u"r1"_s);
    }

    void theActivityOpensItsRunWithEnter()
    {
        Screen screen;
        screen.bench.fillEverything();
        screen.present();
        QSignalSpy opened(&screen.bench.intents, &WindowIntents::runOpened);
        auto *activity = screen.page->findChild<QAbstractItemView *>(u"activity"_s);
        activity->setFocus();
        QTest::keyClick(activity, Qt::Key_Down);
        QTest::keyClick(activity, Qt::Key_Return);
        QCOMPARE(opened.size(), 1);
        QVERIFY(!opened.first().first().toString().isEmpty());
    }

    void withoutProjectsTheSandboxAndAFileAreOffered()
    {
        Screen screen;
        screen.window.show();
        QSignalSpy sandbox(&screen.bench.intents, &WindowIntents::sandboxRequested);
        QSignalSpy file(screen.page, &OverviewPage::openProjectChosen);
        QVERIFY(screen.button(u"trySandbox"_s)->isVisible());
        QTest::keyClick(screen.button(u"trySandbox"_s), Qt::Key_Space);
        QTest::keyClick(screen.button(u"openProject"_s), Qt::Key_Space);
        QCOMPARE(sandbox.size(), 1);
        QCOMPARE(file.size(), 1);
    }

    void fewDeploymentsGiveNoFigures()
    {
        Screen screen;
        screen.bench.fillEverything();
        const auto texts = [&screen] {
            QStringList all;
            for (const ElidedLabel *label : screen.page->findChildren<ElidedLabel *>())
                all.append(label->text());
            return all;
        };
        screen.page->setTiles({11.2, 24'000'000, 9, 240'000, 9, 2, 2});
        screen.window.show();
        QCOMPARE(texts().count(u"no data"_s), 5);
        QCOMPARE(texts().count(u"2 of 5 deployments"_s), 5);
        screen.page->setTiles({11.2, -1, 9, -1, 0, 42, 0});
        QVERIFY(texts().contains(u"11.2 / week"_s));
        QVERIFY(texts().contains(u"0 %"_s)); // known to be none
        QCOMPARE(texts().count(u"no data"_s), 2);
        QVERIFY(texts().contains(u"no commit times"_s));
        QVERIFY(texts().contains(u"nothing to recover from"_s));
    }

    void withoutActivityTheListSaysWhatWillStandThere()
    {
        Screen screen;
        screen.bench.fillEverything();
        auto *note = screen.page->findChild<QLabel *>(u"noActivity"_s);
        auto *list = screen.page->findChild<QListView *>(u"activity"_s);
        QVERIFY(!note->isVisibleTo(screen.page) && list->isVisibleTo(screen.page));
        screen.bench.models.activity->setEntries({});
        QVERIFY(note->isVisibleTo(screen.page) && !list->isVisibleTo(screen.page));
    }

    void whatIsLeftAfterTheReleaseIsTickedHere()
    {
        Screen screen;
        screen.bench.fillEverything();
        screen.present();
        auto *list = screen.page->findChild<QTreeView *>(u"nextSteps"_s);
        QVERIFY(list && !list->isVisible()); // nothing is left
        NextSteps steps;
        steps.project = u"storefront"_s;
        steps.environment = u"production"_s;
        steps.version = u"v1.4.2"_s;
        for (const CheckStatus &status : checkStatuses()) {
            if (status.item.phase == CheckPhase::After)
                steps.items.push_back(status);
        }
        screen.page->setNextSteps(steps);
        QVERIFY(list->isVisible());
        QSignalSpy answered(&screen.bench.intents, &WindowIntents::nextStepAnswered);
        const QModelIndex open = list->model()->index(0, 0, list->model()->index(0, 0));
        list->setCurrentIndex(open);
        list->setFocus();
        QTest::keyClick(list, Qt::Key_Space);
        QCOMPARE(answered.size(), 1);
        QCOMPARE(answered.first().at(0).toString(), u"storefront"_s);
        QCOMPARE(answered.first().at(1).toString(), u"production"_s);
        QCOMPARE(answered.first().at(2).toString(), open.data(ChecklistModel::IdRole).toString());
        QVERIFY(answered.first().at(3).value<CheckState>() == CheckState::Passed);
        QCOMPARE(findingsInAllSizes(screen.window, u"overview-next-steps"_s).join(u'\n'), QString());
        screen.page->setNextSteps({});
        QVERIFY(!list->isVisible());
    }

    void trustIsAskedForWithTheFileThatWouldRun()
    {
        Screen screen;
        screen.bench.fillEverything();
        screen.page->setUntrusted(u"/home/dana/storefront/belay.json"_s);
        screen.present();
        QSignalSpy trusted(&screen.bench.intents, &WindowIntents::trustRequested);
        QTest::keyClick(screen.button(u"trust"_s), Qt::Key_Space);
        QCOMPARE(trusted.size(), 1);
        QCOMPARE(trusted.first().first().toString(), u"/home/dana/storefront/belay.json"_s);
    }
};

QTEST_MAIN(TestOverviewPage)
#include "tst_overview_page.moc"
