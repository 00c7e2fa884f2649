// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_fixtures.h"
#include "tests/support/ui_harness.h"
#include "ui/main_window.h"
#include "ui/pages/log_page.h"
#include "ui/theme/theme.h"
#include "ui/widgets/health_strip.h"
#include "ui/widgets/log_view.h"

#include <QAccessible>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace belay;
using namespace belay::test;

namespace {

constexpr qint64 noon = 1'795'282'000'000;

/// The lines of a small shop, a new kind of error among them.
LogRow rowAt(qint64 line)
{
    static const QStringList texts{
        u"GET /api/orders/41 200 in 12ms"_s, u"no such column: total  request_id=7f3a  duration_ms=2104"_s,
        u"cache miss for user:77, asking the database"_s,
        u"pool db is slow: 812 ms for a connection, and a long story that goes on beyond the edge of the "
        u"window, "
        "because somebody writes whole queries into their log: SELECT * FROM orders WHERE total > 100"_s};
    static const std::array levels{LogLevel::Info, LogLevel::Error, LogLevel::Debug, LogLevel::Warning};
    LogRow row;
    row.line = line;
    row.timeMs = noon + line * 137;
    row.level = levels[static_cast<std::size_t>(line % 4)];
    row.isNew = line % 4 == 1 && line % 8 == 5;
    row.host = u"web-%1"_s.arg(1 + line % 3);
    row.raw = row.text = texts[line % 4];
    if (line % 4 == 1)
        row.raw = u"{\"time\":\"2026-11-21T17:26:41Z\",\"level\":\"error\",\"msg\":\"no such column: total\","
                  "\"request_id\":\"7f3a\",\"duration_ms\":2104}"_s;
    return row;
}

/// What a book with so many lines answers.
LogScreen answer(const LogWish &wish, qint64 count, qint64 fresh = 0)
{
    LogScreen out;
    out.count = out.held = out.looked = count;
    out.follow = wish.follow;
    out.top = wish.follow ? count - 1 : wish.line >= 0 ? wish.line : wish.first;
    out.first = std::max<qint64>(0, wish.follow ? count - wish.rows : out.top - wish.before);
    for (qint64 i = out.first; i < std::min(count, out.first + wish.rows); ++i)
        out.rows.push_back(rowAt(i));
    out.fresh = fresh;
    return out;
}

LogsView liveView()
{
    LogsView view;
    view.state = LogsView::State::Live;
    view.project = u"storefront"_s;
    view.environment = u"production"_s;
    view.projectFile = u"/srv/storefront/belay.json"_s;
    view.version = u"v1.4.2"_s;
    view.isProtected = true;
    view.hosts = {u"web-1"_s, u"web-2"_s, u"web-3"_s};
    view.deployedMs = noon;
    view.compared = true;
    ErrorSignature column;
    column.signature = "no such column: total";
    column.example = "no such column: total";
    column.host = u"web-2"_s;
    column.firstMs = noon + 41'000;
    column.after = 1204;
    ErrorSignature timeout = column;
    timeout.signature = "payment # timed out after # ms, the provider does not answer";
    timeout.example = "payment 77 timed out after 3000 ms, the provider does not answer";
    timeout.host = u"web-1"_s;
    timeout.after = 1;
    view.fresh = {column, timeout};
    return view;
}

enum class Shown { NoProject, NoLogs, Untrusted, Reading, Live, Silent, Debug, BadQuery, ScrolledUp, Chosen };

struct Screen
{
    explicit Screen(Shown shown, qint64 count = 41'233)
        : page(new LogPage)
        , window(bench.frame(u"logs"_s, page))
    {
        QObject::connect(page, &LogPage::wished, page, [this, count](const LogWish &wish) {
            page->setScreen(answer(wish, hasLines ? count : 0, fresh));
        });
        LogsView view = liveView();
        using enum Shown;
        hasLines = shown >= Live;
        if (shown == NoProject)
            view = {};
        if (shown == NoLogs)
            view.state = LogsView::State::NoLogs;
        if (shown == Untrusted)
            view.state = LogsView::State::Untrusted;
        if (shown == Reading) {
            view.state = LogsView::State::Reading;
            view.fresh.clear();
            view.compared = false;
        }
        if (shown == Silent)
            view.silent = {{u"web-3"_s, u"web-3 does not answer: no route to host."_s}};
        if (shown == Debug) {
            view.debugLines = 51'204;
            view.processes = {u"web-2: the service was restarted 2 times."_s};
        }
        page->setView(view);
        if (shown == BadQuery) {
            page->setSearch(u"level:loud"_s);
            page->setQueryProblem(u"There is no level “loud”. Use debug, info, warning or error."_s);
        }
        if (shown == ScrolledUp) {
            fresh = 1204;
            present();
            QTest::keyClick(lines(), Qt::Key_PageUp);
            QTest::keyClick(lines(), Qt::Key_PageUp);
        }
        if (shown == Chosen) {
            present();
            QTest::keyClick(lines(), Qt::Key_Up);
            while (lines()->currentRow() && lines()->currentRow()->line % 4 != 1)
                QTest::keyClick(lines(), Qt::Key_Up);
        }
    }

    void present(QSize size = {1280, 800})
    {
        window.resize(size);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        window.activateWindow();
        QTRY_VERIFY(window.isActiveWindow());
        lines()->setFocus();
    }

    LogView *lines() const { return page->findChild<LogView *>(u"logLines"_s); }
    QLineEdit *search() const { return page->findChild<QLineEdit *>(u"logSearch"_s); }
    QPushButton *button(const QString &name) const { return page->findChild<QPushButton *>(name); }
    QLabel *label(const QString &name) const { return page->findChild<QLabel *>(name); }

    Bench bench;
    LogPage *page;
    MainWindow &window;
    bool hasLines = true;
    qint64 fresh = 0;
};

} // namespace

Q_DECLARE_METATYPE(Shown)

class TestLogPage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, Theme::Light); }

    void nothingIsClippedOrNamelessInAnyState_data()
    {
        QTest::addColumn<Shown>("shown");
        QTest::newRow("no-project") << Shown::NoProject;
        QTest::newRow("no-logs") << Shown::NoLogs;
        QTest::newRow("untrusted") << Shown::Untrusted;
        QTest::newRow("reading") << Shown::Reading;
        QTest::newRow("live") << Shown::Live;
        QTest::newRow("silent") << Shown::Silent;
        QTest::newRow("debug") << Shown::Debug;
        QTest::newRow("bad-query") << Shown::BadQuery;
        QTest::newRow("scrolled-up") << Shown::ScrolledUp;
        QTest::newRow("chosen") << Shown::Chosen;
    }

    void nothingIsClippedOrNamelessInAnyState()
    {
        QFETCH(const Shown, shown);
        Screen screen(shown);
        const QString name = u"logs-"_s + QString::fromLatin1(QTest::currentDataTag());
        QCOMPARE(findingsInAllSizes(screen.window, name).join(u'\n'), QString());
    }

    void typingAsksOnceAndTheListsJoinIn()
    {
        Screen screen(Shown::Live);
        screen.present();
        QSignalSpy asked(screen.page, &LogPage::queryChanged);
        QTest::keyClick(screen.lines(), Qt::Key_Slash);
        QVERIFY(screen.search()->hasFocus());
        QTest::keyClicks(screen.search(), u"order"_s);
        QTRY_COMPARE(asked.size(), 1);
        QCOMPARE(asked.takeFirst().first().toString(), u"order"_s);
        screen.page->findChild<QComboBox *>(u"logLevel"_s)->setCurrentIndex(3);
        QCOMPARE(asked.takeFirst().first().toString(), u"level:error order"_s);
        screen.page->findChild<QComboBox *>(u"logHost"_s)->setCurrentIndex(2);
        QCOMPARE(asked.takeFirst().first().toString(), u"level:error host:web-2 order"_s);
        QTest::keyClick(screen.search(), Qt::Key_Escape);
        QTRY_COMPARE(asked.size(), 1);
        QCOMPARE(asked.takeFirst().first().toString(), u"level:error host:web-2"_s);
    }

    void whatIsWrongWithASearchIsSaidAtTheField()
    {
        Screen screen(Shown::BadQuery);
        screen.present();
        QVERIFY(screen.label(u"queryProblem"_s)->isVisible());
        screen.page->setQueryProblem({});
        QVERIFY(!screen.label(u"queryProblem"_s)->isVisible());
    }

    void whoScrollsUpStaysThereAndIsToldWhatComes()
    {
        Screen screen(Shown::Live);
        screen.present();
        QVERIFY(screen.lines()->isFollowing());
        auto *pill = screen.button(u"newLines"_s);
        QVERIFY(!pill->isVisible());
        screen.fresh = 12;
        QTest::keyClick(screen.lines(), Qt::Key_PageUp);
        QTest::keyClick(screen.lines(), Qt::Key_PageUp);
        QVERIFY(!screen.lines()->isFollowing());
        QVERIFY(pill->isVisible());
        QCOMPARE(pill->text(), u"12 new lines"_s);
        QCOMPARE(screen.button(u"follow"_s)->text(), u"Follow"_s);
        screen.fresh = 0;
        pill->click();
        QVERIFY(screen.lines()->isFollowing());
        QVERIFY(!pill->isVisible());
        QTest::keyClick(screen.lines(), Qt::Key_F);
        QVERIFY(!screen.lines()->isFollowing());
        QTest::keyClick(screen.lines(), Qt::Key_End);
        QVERIFY(screen.lines()->isFollowing());
    }

    void theLineOneReadsStaysWhenOthersComeInFrontOfIt()
    {
        Screen screen(Shown::Live, 500);
        screen.present();
        screen.lines()->verticalScrollBar()->setValue(100);
        LogScreen moved = answer({false, 100, 0, 20, 120}, 500);
        QCOMPARE(screen.lines()->verticalScrollBar()->value(), 100);
        // Forty older lines were found meanwhile: the same line is now the 141st.
        moved.top += 40;
        moved.first += 40;
        moved.count += 40;
        screen.page->setScreen(moved);
        QCOMPARE(screen.lines()->verticalScrollBar()->value(), 140);
        QVERIFY(screen.lines()->visibleText().startsWith(logRowText(rowAt(100))));
    }

    void aLineIsChosenCopiedAndShownInFull()
    {
        Screen screen(Shown::Chosen);
        const LogRow *row = screen.lines()->currentRow();
        QVERIFY(row);
        QTest::keyClick(screen.lines(), Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text(), logRowText(*row));
        const auto isSeen = [&](const QString &text) {
            const auto labels = screen.page->findChildren<QLabel *>();
            return std::any_of(labels.begin(), labels.end(), [&](const QLabel *label) {
                return label->isVisible() && label->text() == text;
            });
        };
        for (const QString &text : {u"request_id"_s, u"7f3a"_s, u"no such column: total"_s})
            QTRY_VERIFY2(isSeen(text), qPrintable(text));
        QCOMPARE(screen.lines()->accessibleDescription(), logRowText(*row));
    }

    void aKindOfErrorIsAFilter()
    {
        Screen screen(Shown::Live);
        screen.present();
        auto *kinds = screen.page->findChild<QListView *>(u"errorKinds"_s);
        QCOMPARE(kinds->model()->rowCount(), 2);
        kinds->setFocus();
        kinds->setCurrentIndex(kinds->model()->index(0, 0));
        QTest::keyClick(kinds, Qt::Key_Return);
        QCOMPARE(screen.search()->text(), u"\"no such column: total\""_s);
        QCOMPARE(screen.page->query(), u"\"no such column: total\""_s);
    }

    void aHostThatDoesNotAnswerIsNamedAndAskedAgain()
    {
        Screen screen(Shown::Silent);
        screen.present();
        QSignalSpy again(screen.page, &LogPage::retryRequested);
        auto *retry = screen.button(u"retryLogs"_s);
        QVERIFY(retry->isVisible());
        retry->click();
        QCOMPARE(again.size(), 1);
        LogsView well = liveView();
        screen.page->setView(well);
        QVERIFY(!retry->isVisible());
    }

    void debugLinesAreWarnedOfInProtectedEnvironmentsOnly()
    {
        Screen screen(Shown::Debug);
        screen.present();
        auto *show = screen.button(u"showDebugLines"_s);
        QVERIFY(show->isVisible());
        LogsView staging = liveView();
        staging.debugLines = 3;
        staging.isProtected = false;
        screen.page->setView(staging);
        QVERIFY(!show->isVisible());
    }

    void severalLinesAreChosenAndCopied()
    {
        Screen screen(Shown::Live, 1000);
        screen.present();
        const auto lines = [&](qint64 first, qint64 last) {
            QStringList out;
            for (qint64 line = first; line <= last; ++line)
                out += logRowText(rowAt(line));
            return out.join(u'\n');
        };
        const auto copied = [&] {
            QGuiApplication::clipboard()->clear();
            QTest::keySequence(screen.lines(), QKeySequence::Copy);
            return QGuiApplication::clipboard()->text();
        };
        screen.lines()->setFocus();
        QTest::keyClick(screen.lines(), Qt::Key_Up);
        QCOMPARE(copied(), lines(999, 999));
        QTest::keyClick(screen.lines(), Qt::Key_Up, Qt::ShiftModifier);
        QTest::keyClick(screen.lines(), Qt::Key_Up, Qt::ShiftModifier);
        QTest::keyClick(screen.lines(), Qt::Key_Up, Qt::ShiftModifier);
        QCOMPARE(copied(), lines(996, 999));
        QVERIFY(copied().startsWith(logRowTime(noon + 996 * 137) + u"\tweb-1\tinfo\t"_s));
        QCOMPARE(screen.lines()->accessibleDescription(), u"4 lines chosen"_s);
        QTest::keyClick(screen.lines(), Qt::Key_Down, Qt::ShiftModifier); // one fewer
        QCOMPARE(copied(), lines(997, 999));
        for (int i = 0; i < 4; ++i) // further than any view is high
            QTest::keyClick(screen.lines(), Qt::Key_PageUp, Qt::ShiftModifier);
        const QStringList many = copied().split(u'\n');
        QVERIFY(many.size() > 60);
        QCOMPARE(many.join(u'\n'), lines(1000 - many.size(), 999));
        QTest::keyClick(screen.lines(), Qt::Key_Down); // one line again
        QCOMPARE(copied().count(u'\n'), 0);
    }

    void aStretchIsChosenWithTheMouseAndAllThatIsSeenWithAKey()
    {
        Screen screen(Shown::Live, 1000);
        screen.present();
        screen.lines()->setFocus();
        const QStringList seen = screen.lines()->visibleLines();
        const auto at = [&](int line) {
            return screen.lines()->viewport()->mapFromGlobal(screen.lines()->visibleRect(line).center());
        };
        const auto copied = [&] {
            QTest::keySequence(screen.lines(), QKeySequence::Copy);
            return QGuiApplication::clipboard()->text().split(u'\n');
        };
        QTest::mouseClick(screen.lines()->viewport(), Qt::LeftButton, {}, at(3));
        QTest::mouseClick(screen.lines()->viewport(), Qt::LeftButton, Qt::ShiftModifier, at(6));
        QCOMPARE(copied(), seen.mid(3, 4));
        QTest::mouseClick(screen.lines()->viewport(), Qt::LeftButton, Qt::ShiftModifier, at(1));
        QCOMPARE(copied(), seen.mid(1, 3));
        QTest::keySequence(screen.lines(), QKeySequence::SelectAll);
        QCOMPARE(copied(), seen);
    }

    void aScreenReaderReadsTheLines()
    {
        Screen screen(Shown::Live, 1000);
        screen.present();
        screen.lines()->setFocus();
        QAccessibleInterface *reader = QAccessible::queryAccessibleInterface(screen.lines());
        QVERIFY(reader && reader->textInterface());
        QCOMPARE(reader->text(QAccessible::Name), u"Lines of all hosts"_s);
        QVERIFY(reader->state().readOnly && reader->state().multiLine);
        QAccessibleTextInterface &text = *reader->textInterface();
        const QStringList seen = screen.lines()->visibleLines();
        QVERIFY(seen.size() > 10);
        QCOMPARE(text.text(0, text.characterCount()), seen.join(u'\n'));
        QTest::keyClick(screen.lines(), Qt::Key_Up);
        QTest::keyClick(screen.lines(), Qt::Key_Up);
        int start = 0;
        int end = 0;
        QCOMPARE(text.textAtOffset(text.cursorPosition(), QAccessible::LineBoundary, &start, &end).trimmed(),
                 seen[seen.size() - 2]);
        QCOMPARE(text.characterRect(text.cursorPosition()),
                 screen.lines()->visibleRect(static_cast<int>(seen.size()) - 2));
        QCOMPARE(text.offsetAtPoint(text.characterRect(start).center()), start);
        QTest::keyClick(screen.lines(), Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(text.selectionCount(), 1);
        text.selection(0, &start, &end);
        QCOMPARE(text.text(start, end), QStringList(seen.mid(seen.size() - 2)).join(u'\n'));
        text.setSelection(0, 0, static_cast<int>(seen[0].size() + seen[1].size()));
        text.selection(0, &start, &end);
        QCOMPARE(text.text(start, end), QStringList(seen.mid(0, 2)).join(u'\n'));
    }

    void theExampleIsOnTheClipboardForWhoHasNoLogs()
    {
        Screen screen(Shown::NoLogs);
        screen.window.show();
        QGuiApplication::clipboard()->clear();
        screen.button(u"copyLogsExample"_s)->click();
        QCOMPARE(QGuiApplication::clipboard()->text(),
                 u"\"logs\": { \"files\": [\"{path}/shared/log/*.log\"] }"_s);
    }

    void oneScreenIsAskedForWhateverIsHeld()
    {
        Screen screen(Shown::Live, 1'000'000);
        QList<LogWish> wishes;
        QObject::connect(screen.page, &LogPage::wished, screen.page,
                         [&](const LogWish &wish) { wishes.append(wish); });
        screen.present();
        QTest::keyClick(screen.lines(), Qt::Key_Home);
        QVERIFY(!wishes.isEmpty());
        for (const LogWish &wish : wishes)
            QVERIFY2(wish.rows < 300, qPrintable(QString::number(wish.rows)));
        QCOMPARE(screen.lines()->verticalScrollBar()->value(), 0);
        QVERIFY(screen.lines()->visibleText().startsWith(logRowText(rowAt(0))));
    }

    void theStripShowsEveryHostAndScrollsFifty()
    {
        RunState run = runState(RunStage::CountingDown);
        HealthStrip strip;
        strip.resize(900, 200);
        strip.setRun(run);
        strip.show();
        auto *list = strip.findChild<QListView *>(u"hostHealth"_s);
        QCOMPARE(list->model()->rowCount(), 3);
        QCOMPARE(
            list->model()->index(1, 0).data(Qt::AccessibleTextRole).toString().section(u',', 2),
            u" 4 of %1 checks failed, 1 restart, 1 new error"_s.arg(run.findings.health.front().ticks.size())
                .mid(0));
        for (int i = 4; i <= 50; ++i)
            run.findings.health.push_back({u"web-%1"_s.arg(i), run.findings.health.front().ticks, 0});
        strip.setRun(run);
        QCOMPARE(list->model()->rowCount(), 50);
        QVERIFY(list->height() < 160);
        QTRY_VERIFY(list->verticalScrollBar()->maximum() > 0);
        strip.setRun(RunState());
        QVERIFY(!strip.isVisible());
    }
};

QTEST_MAIN(TestLogPage)
#include "tst_log_page.moc"
