// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_harness.h"
#include "ui/actions.h"
#include "ui/dialogs/about_box.h"
#include "ui/dialogs/palette.h"
#include "ui/dialogs/shortcuts_help.h"
#include "ui/main_window.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/job_strip.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/navigation_column.h"
#include "ui/widgets/page.h"
#include "ui/widgets/search_field.h"
#include "ui/widgets/toast.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QScopeGuard>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;
using namespace belay;

namespace {

Page *makePage(const QString &title)
{
    auto *page = new Page(title);
    auto *card = new Card(title);
    card->body()->addWidget(
        new EmptyState(u"server"_s, u"Nothing here yet."_s, u"Open a project to begin."_s));
    page->body()->addWidget(card, 1);
    return page;
}

void fill(MainWindow &window)
{
    window.addPage(u"overview"_s, u"layout-dashboard"_s, u"Overview"_s, makePage(u"Overview"_s));
    window.addPage(u"release"_s, u"rocket"_s, u"Release"_s, makePage(u"Release"_s));
    window.addPage(u"history"_s, u"history"_s, u"History"_s, makePage(u"History"_s));
    window.addPage(u"targets"_s, u"server"_s, u"Targets"_s, makePage(u"Targets"_s));
    window.setProjectName(u"Storefront"_s);
    window.restore();
}

void present(MainWindow &window)
{
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    window.activateWindow();
    QTRY_VERIFY(window.isActiveWindow());
}

} // namespace

class TestMainWindow : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Theme::Light); }

    void noKeyIsClaimedTwice() { QCOMPARE(doubledKeys(actionTable()).join(u'\n'), QString()); }

    void aKeyClaimedTwiceIsFound()
    {
        using enum ActionScope;
        const std::vector<ActionSpec> table = {
            {u"a"_s, {}, {}, {u"Ctrl+K"_s}, {}, Window}, {u"b"_s, {}, {}, {u"Ctrl+K"_s, u"F2"_s}, {}, Page},
            {u"c"_s, {}, {}, {u"F2"_s}, {}, Fallback},   {u"d"_s, {}, {}, {u"F3"_s}, {}, Fallback},
            {u"e"_s, {}, {}, {u"F3"_s}, {}, Window},
        };
        QCOMPARE(doubledKeys(table), (QStringList{u"Ctrl+K: a, b"_s, u"F3: d, e"_s}));
    }

    void screensOfTheirOwnMayUseTheSameLetter()
    {
        using enum ActionScope;
        const std::vector<ActionSpec> table = {
            {u"a"_s, {}, {}, {u"R"_s, u"N"_s}, {}, Page, u"overview"_s},
            {u"b"_s, {}, {}, {u"R"_s}, {}, Page, u"checklist"_s},
            {u"c"_s, {}, {}, {u"N"_s}, {}, Page, {}},
            {u"d"_s, {}, {}, {u"X"_s}, {}, Page, u"overview"_s},
            {u"e"_s, {}, {}, {u"X"_s}, {}, Page, u"overview"_s},
        };
        QCOMPARE(doubledKeys(table), (QStringList{u"N: a, c"_s, u"X: d, e"_s}));
    }

    void f11MakesAWallAndTakesItBack()
    {
        MainWindow window;
        fill(window);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        const int before = textZoom();
        auto *navigation = window.findChild<NavigationColumn *>();
        QTest::keyClick(&window, Qt::Key_F11);
        QVERIFY(window.isFullScreen());
        QVERIFY(!navigation->isVisible() && !window.menuBar()->isVisible());
        QCOMPARE(textZoom(), 120);
        QTest::keyClick(&window, Qt::Key_F11);
        QVERIFY(!window.isFullScreen());
        QVERIFY(navigation->isVisible() && window.menuBar()->isVisible());
        QCOMPARE(textZoom(), before);
    }

    void theMenusHoldEveryWindowAction()
    {
        MainWindow window;
        fill(window);
        QStringList inMenus;
        for (const QAction *top : window.menuBar()->actions()) {
            for (const QAction *action : top->menu()->actions()) {
                if (!action->isSeparator())
                    inMenus += action->objectName();
            }
        }
        QStringList expected;
        for (const ActionSpec &spec : actionTable()) {
            if (spec.scope != ActionScope::Page)
                expected += spec.id;
        }
        QCOMPARE(inMenus, expected);
    }

    void keysAndClicksOpenPages()
    {
        MainWindow window;
        fill(window);
        present(window);
        QSignalSpy shown(&window, &MainWindow::pageShown);
        QTest::keyClick(&window, Qt::Key_4, Qt::ControlModifier);
        QCOMPARE(window.currentPage(), u"history"_s);
        auto *column = window.findChild<NavigationColumn *>();
        QTest::mouseClick(column->destination(u"targets"_s), Qt::LeftButton);
        QCOMPARE(window.currentPage(), u"targets"_s);
        QCOMPARE(column->current(), column->destination(u"targets"_s));
        QTest::mouseClick(column->destination(u"targets"_s), Qt::LeftButton);
        QVERIFY(column->destination(u"targets"_s)->isChecked());
        QCOMPARE(shown.first().first().toString(), u"history"_s);
    }

    void aPageMayUseAFallbackKeyForItself()
    {
        MainWindow window;
        fill(window);
        present(window);
        QSignalSpy asked(&window, &MainWindow::actionTriggered);
        QTest::keyClick(window.page(u"overview"_s), Qt::Key_F5);
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked.first().first().toString(), u"refresh"_s);

        QAction own;
        own.setShortcut(Qt::Key_F5);
        own.setShortcutContext(Qt::WidgetWithChildrenShortcut);
        window.page(u"overview"_s)->addAction(&own);
        QSignalSpy pressed(&own, &QAction::triggered);
        QTest::keyClick(window.page(u"overview"_s), Qt::Key_F5);
        QCOMPARE(pressed.count(), 1);
        QCOMPARE(asked.count(), 1);
    }

    void controlReturnPressesTheMainButtonOfThePage()
    {
        MainWindow window;
        fill(window);
        QPushButton *button = makePrimaryButton(u"plus"_s, u"New release"_s);
        window.page(u"overview"_s)->addTitleWidget(button);
        present(window);
        QSignalSpy clicked(button, &QPushButton::clicked);
        QTest::keyClick(window.page(u"overview"_s), Qt::Key_Return, Qt::ControlModifier);
        QTRY_COMPARE(clicked.count(), 1);
        button->setEnabled(false);
        QTest::keyClick(window.page(u"overview"_s), Qt::Key_Return, Qt::ControlModifier);
        QTest::keyClick(&window, Qt::Key_1, Qt::ControlModifier);
        QCOMPARE(clicked.count(), 1);
    }

    void thePaletteFindsAndRunsByKeyboardAlone()
    {
        MainWindow window;
        fill(window);
        bool ran = false;
        window.setPaletteEntries([&ran] {
            return std::vector<PaletteEntry>{
                {u"api in Production: v1.4.2"_s, u"Environment"_s, u"server"_s, [&ran] { ran = true; }}};
        });
        present(window);
        QTest::keyClick(&window, Qt::Key_K, Qt::ControlModifier);
        auto *palette = window.findChild<Palette *>();
        QVERIFY(palette != nullptr);
        QVERIFY(palette->shownTitles().size() > 10);
        auto *field = palette->findChild<SearchField *>();
        QTest::keyClicks(field, u"apiprod"_s);
        QCOMPARE(palette->shownTitles(), QStringList{u"api in Production: v1.4.2"_s});
        QTest::keyClick(field, Qt::Key_Return);
        QVERIFY(ran);
    }

    void arrowsInThePaletteMoveTheChoiceWhileTyping()
    {
        QStringList ran;
        const auto entry = [&ran](const QString &title) {
            return PaletteEntry{title, {}, {}, [&ran, title] { ran += title; }};
        };
        Palette palette({entry(u"one"_s), entry(u"two"_s), entry(u"three"_s)});
        palette.show();
        auto *field = palette.findChild<SearchField *>();
        QTest::keyClick(field, Qt::Key_Down);
        QTest::keyClick(field, Qt::Key_Down);
        QTest::keyClick(field, Qt::Key_Up);
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(ran, QStringList{u"two"_s});
        QVERIFY(!palette.isVisible());
    }

    void escapeClosesThePaletteWithoutRunningAnything()
    {
        bool ran = false;
        Palette palette({{u"one"_s, {}, {}, [&ran] { ran = true; }}});
        palette.show();
        auto *field = palette.findChild<SearchField *>();
        QTest::keyClicks(field, u"zzz"_s);
        QTest::keyClick(field, Qt::Key_Return);
        QVERIFY(palette.isVisible());
        QTest::keyClick(field, Qt::Key_Escape);
        QVERIFY(!palette.isVisible());
        QVERIFY(!ran);
    }

    void theNavigationFoldsWhenTheWindowIsNarrow()
    {
        MainWindow window;
        fill(window);
        test::show(window, u"main-window"_s, QSize(1280, 800), Theme::Light);
        auto *column = window.findChild<NavigationColumn *>();
        QVERIFY(!column->isFolded());
        window.resize(1000, 700);
        QTRY_VERIFY(column->isFolded());
        QVERIFY(column->destination(u"history"_s)->toolTip().contains(u"History"_s));
    }

    void f6GoesRoundThePanes()
    {
        MainWindow window;
        fill(window);
        present(window);
        auto *column = window.findChild<NavigationColumn *>();
        QTest::keyClick(&window, Qt::Key_F6);
        QTRY_VERIFY(QApplication::focusWidget() != nullptr);
        QVERIFY(column->isAncestorOf(QApplication::focusWidget()));
        QTest::keyClick(&window, Qt::Key_F6);
        QVERIFY(window.page(u"overview"_s)->isAncestorOf(QApplication::focusWidget()));
    }

    void placeAndPageAreRemembered()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"window.ini"_s);
        {
            MainWindow window(file);
            fill(window);
            window.resize(1111, 777);
            window.show();
            window.showPage(u"targets"_s);
            window.actions()->action(u"theme.dark"_s)->trigger();
            QVERIFY(isDark());
            QVERIFY(window.close());
        }
        applyTheme(*qApp, Theme::Light);
        MainWindow window(file);
        fill(window);
        QCOMPARE(window.currentPage(), u"targets"_s);
        QCOMPARE(window.size(), QSize(1111, 777));
        QVERIFY(isDark());
        applyTheme(*qApp, Theme::Light);
    }

    void aGuardKeepsTheWindowOpen()
    {
        MainWindow window;
        fill(window);
        window.show();
        window.setCloseGuard([] { return false; });
        QVERIFY(!window.close());
        window.setCloseGuard([] { return true; });
        QVERIFY(window.close());
    }

    void aToastOfTheSameKeyReplacesTheOldOne()
    {
        MainWindow window;
        fill(window);
        window.show();
        window.toast(
            {Tone::Ok, u"api v1.4.2 is live in Production"_s, u"4 hosts, 2 min 14 s."_s, u"api"_s, {}, {}});
        window.toast({Tone::Danger, u"Roll back api?"_s, u"Error rate 5.8 %."_s, u"api"_s, {}, {}});
        const auto *stack = window.findChild<ToastStack *>();
        QCOMPARE(stack->count(), 1);
        for (int i = 0; i < 5; ++i)
            window.toast({Tone::Info, QString::number(i), {}, {}, {}, {}});
        QCOMPARE(stack->count(), 3);
    }

    void everyKeyOfTheTableIsInTheHelp()
    {
        ShortcutsHelp help(actionTable());
        test::show(help, u"shortcuts"_s, help.sizeHint(), Theme::Light);
        QVERIFY2(help.width() <= 1280 && help.height() <= 760,
                 qPrintable(u"%1x%2"_s.arg(help.width()).arg(help.height())));
        QCOMPARE(test::findings(help).join(u'\n'), QString());
        QString all;
        for (const QLabel *label : help.findChildren<QLabel *>())
            all += label->text() + u'\n';
        for (const ActionSpec &spec : actionTable())
            QVERIFY2(spec.keys.isEmpty() || all.contains(spec.text + u'\n'), qPrintable(spec.id));
    }

    void textGrowsShrinksAndIsRemembered()
    {
        const QTemporaryDir dir;
        const QString file = dir.filePath(u"window.ini"_s);
        {
            MainWindow window(file);
            fill(window);
            QLabel *label = makeLabel(u"A title"_s, TextRole::Title, window.page(u"overview"_s));
            QLabel *plain = makeLabel(u"Hint"_s, TextRole::Hint, window.page(u"overview"_s));
            present(window);
            QTest::keyClick(&window, Qt::Key_Equal, Qt::ControlModifier);
            QTest::keyClick(&window, Qt::Key_Plus, Qt::ControlModifier);
            QCOMPARE(textZoom(), 120);
            QCOMPARE(bodyFont().pixelSize(), 16);
            QCOMPARE(label->font().pixelSize(), 26);
            QCOMPARE(plain->font().pixelSize(), 14);
            applyTheme(*qApp, Theme::Dark); // a new style sheet does not undo it
            QCOMPARE(label->font().pixelSize(), 26);
            applyTheme(*qApp, Theme::Light);
            QCOMPARE(label->font().pixelSize(), 26);
            for (int i = 0; i < 9; ++i)
                QTest::keyClick(&window, Qt::Key_Plus, Qt::ControlModifier);
            QCOMPARE(textZoom(), 140);
            QTest::keyClick(&window, Qt::Key_Minus, Qt::ControlModifier);
            QCOMPARE(textZoom(), 130);
            QCOMPARE(plain->font().pixelSize(), 16);
        }
        setTextZoom(*qApp, 100);
        MainWindow again(file);
        fill(again);
        QCOMPARE(textZoom(), 130);
        QLabel *label = makeLabel(u"Hint"_s, TextRole::Hint, &again);
        present(again);
        for (int i = 0; i < 9; ++i)
            QTest::keyClick(&again, Qt::Key_Minus, Qt::ControlModifier);
        QCOMPARE(textZoom(), 80);
        QTest::keyClick(&again, Qt::Key_0, Qt::ControlModifier);
        QCOMPARE(textZoom(), 100);
        QCOMPARE(label->font().pixelSize(), metaFont().pixelSize()); // no drift on the way
    }

    void largeTextIsNotClipped()
    {
        const auto back = qScopeGuard([] { setTextZoom(*qApp, 100); });
        setTextZoom(*qApp, 140);
        MainWindow window;
        fill(window);
        QCOMPARE(test::findingsInAllSizes(window, u"main-window-140"_s).join(u'\n'), QString());
    }

    void theAboutBoxNamesVersionLicenceAndLibraries()
    {
        AboutBox box(u"0.1.0"_s, {{u"libcurl"_s, u"7.88.1"_s}, {u"History"_s, u"/home/dana/history.db"_s}},
                     nullptr);
        QCOMPARE(box.asText(), u"Belay: 0.1.0\nLicence: GPL-3.0-or-later\nQt: %1\nlibcurl: 7.88.1\n"
                               "History: /home/dana/history.db\n"_s.arg(QString::fromLatin1(qVersion())));
        for (const Theme theme : {Theme::Light, Theme::Dark})
            test::show(box, u"about"_s, box.sizeHint(), theme);
        applyTheme(*qApp, Theme::Light);
        QTest::mouseClick(box.findChild<QPushButton *>(u"copyAbout"_s), Qt::LeftButton);
        QCOMPARE(QGuiApplication::clipboard()->text(), box.asText());
        QCOMPARE(test::findings(box).join(u'\n'), QString());
    }

    void helpOpensTheAboutBox()
    {
        MainWindow window;
        fill(window);
        present(window);
        window.actions()->action(u"help.about"_s)->trigger();
        auto *box = window.findChild<AboutBox *>();
        QVERIFY(box != nullptr);
        QVERIFY(box->isVisible());
        QTest::keyClick(box, Qt::Key_Escape);
        QTRY_VERIFY(window.findChild<AboutBox *>() == nullptr);
    }

    void theWindowIsSoundInAllSizesAndThemes()
    {
        MainWindow window;
        fill(window);
        window.setPageBadge(u"history"_s, u"1"_s, Tone::Danger);
        window.jobStrip()->setJobs({{u"run"_s,
                                     {u"loader-circle"_s, Tone::Info, u"Running"_s, true},
                                     u"web to Staging"_s,
                                     u"host 2 of 3, upload 41 of 48 MB, about 1 min left"_s,
                                     0.6,
                                     true}});
        window.toast({Tone::Warn,
                      u"api: p99 27 % slower than before"_s,
                      u"v1.4.2, Production. Not at the trigger yet."_s,
                      u"k"_s,
                      u"Open"_s,
                      {}});
        QCOMPARE(test::findingsInAllSizes(window, u"main-window"_s).join(u'\n'), QString());
        window.openPalette();
        auto *palette = window.findChild<Palette *>();
        test::show(*palette, u"palette"_s, palette->size(), Theme::Light);
        QCOMPARE(test::findings(*palette).join(u'\n'), QString());
        test::show(*palette, u"palette"_s, palette->size(), Theme::Dark);
    }

    void mirroredItIsSoundToo()
    {
        QApplication::setLayoutDirection(Qt::RightToLeft);
        {
            MainWindow window;
            fill(window);
            test::show(window, u"main-window-rtl"_s, QSize(1280, 800), Theme::Light);
            QCOMPARE(test::findings(window).join(u'\n'), QString());
            const auto *column = window.findChild<NavigationColumn *>();
            QVERIFY(column->mapTo(&window, QPoint(0, 0)).x() > 640);
        }
        QApplication::setLayoutDirection(Qt::LeftToRight);
    }
};

QTEST_MAIN(TestMainWindow)
#include "tst_main_window.moc"
