// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session/log_desk.h"
#include "models/domain/log_entry.h"
#include "models/domain/log_signature.h"

#include <QTest>

#include <atomic>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

/// "line 0" … from `first` on; every tenth is an error; hosts take turns.
LogChunkPtr lines(int first, int count)
{
    auto chunk = std::make_shared<LogChunk>();
    for (int i = first; i < first + count; ++i) {
        LogMark mark;
        mark.timeMs = 1000 + i;
        mark.level = i % 10 == 0 ? LogLevel::Error : LogLevel::Info;
        mark.host = static_cast<std::uint16_t>(i % 2);
        chunk->append(QByteArray("line " + QByteArray::number(i)), mark);
    }
    return chunk;
}

LogQuery queryOf(const QString &text)
{
    return *LogQuery::parse(text);
}

QStringList texts(const LogScreen &screen)
{
    QStringList out;
    for (const LogRow &row : screen.rows)
        out << row.text;
    return out;
}

void workAll(LogBook &book)
{
    while (book.work(100)) {
    }
}

/// A desk whose screens are waited for.
struct Waiting
{
    std::atomic<int> ready = 0;
    LogDesk desk{{u"web-1"_s, u"web-2"_s}, [this] { ++ready; }};

    /// The next screen that fits, or none within ten seconds.
    std::optional<LogScreen> next(const std::function<bool(const LogScreen &)> &fits)
    {
        std::optional<LogScreen> found;
        static_cast<void>(QTest::qWaitFor(
            [&] {
                found = desk.takeScreen();
                return found && fits(*found);
            },
            10000));
        return found;
    }
};

} // namespace

class TestLogBook : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theNewestLinesAreFollowed()
    {
        LogBook book({u"web-1"_s, u"web-2"_s});
        book.add(lines(0, 50));
        workAll(book);
        const LogScreen screen = book.screen({true, -1, 0, 0, 3});
        QCOMPARE(texts(screen), (QStringList{u"line 47"_s, u"line 48"_s, u"line 49"_s}));
        QCOMPARE(screen.first, 47);
        QCOMPARE(screen.count, 50);
        QCOMPARE(screen.fresh, 0);
        QVERIFY(screen.complete);
        QCOMPARE(screen.rows[0].host, u"web-2"_s);
        QCOMPARE(screen.rows[0].raw, u"line 47"_s);
        QCOMPARE(screen.rows[0].timeMs, 1047);
    }

    void whoReadsKeepsTheLineWhateverComesInFrontAndBehind()
    {
        LogBook book({u"web-1"_s});
        book.add(lines(0, 50));
        workAll(book);
        static_cast<void>(book.screen({true, -1, 0, 0, 10}));
        const LogScreen at = book.screen({false, -1, 20, 2, 6});
        QCOMPARE(at.top, 20);
        QCOMPARE(at.first, 18);
        QCOMPARE(texts(at).front(), u"line 18"_s);
        book.add(lines(50, 5));
        book.setQuery(queryOf(u"line"_s), 7);
        book.work(10); // only the newest have been found by now
        const LogScreen early = book.screen({false, 20, 0, 0, 3});
        QVERIFY(!early.complete);
        QCOMPARE(early.top, 0);
        workAll(book);
        const LogScreen found = book.screen({false, 20, 0, 2, 6});
        QCOMPARE(found.top, 20);
        QCOMPARE(texts(found).front(), u"line 18"_s);
        QCOMPARE(found.query, 7u);
    }

    void whatCameSinceOneStoppedToFollowIsCounted()
    {
        LogBook book({u"web-1"_s});
        book.add(lines(0, 50));
        workAll(book);
        static_cast<void>(book.screen({true, -1, 0, 0, 10}));
        book.add(lines(50, 30));
        workAll(book);
        QCOMPARE(book.screen({false, 5, 0, 0, 10}).fresh, 30);
        QCOMPARE(book.screen({true, -1, 0, 0, 10}).fresh, 0);
        QCOMPARE(book.screen({false, 5, 0, 0, 10}).fresh, 0);
        book.setQuery(queryOf(u"level:error"_s), 1);
        book.add(lines(80, 20));
        workAll(book);
        QCOMPARE(book.screen({false, 5, 0, 0, 10}).fresh, 2);
    }

    /// Rows come at both ends and go at the front while a query is still being answered.
    void whatIsFoundStaysRightWhileLinesComeAndGo()
    {
        LogBook book({u"web-1"_s});
        book.setQuery(queryOf(u"77"_s), 1);
        int number = 0;
        for (int round = 0; round < 30; ++round) {
            book.add(lines(number, 50'000));
            number += 50'000;
            book.work(500);
        }
        workAll(book);
        QStringList expected;
        for (int i = number - 1'000'000; i < number; ++i) {
            const QString text = u"line %1"_s.arg(i);
            if (text.contains(u"77"_s))
                expected << text;
        }
        QStringList all;
        while (all.size() < expected.size()) {
            const QStringList page = texts(book.screen({false, -1, all.size(), 0, 2000}));
            QVERIFY(!page.isEmpty());
            all += page.mid(
                all.size() + 2000 <= expected.size() ? 0 : page.size() - (expected.size() - all.size()));
        }
        QCOMPARE(all, expected);
        QCOMPARE(book.screen({}).count, expected.size());
        QCOMPARE(book.screen({}).dropped, number - 1'000'000);
    }

    void aLineIsOneRowAndNotEndless()
    {
        LogBook book({u"web-1"_s});
        auto chunk = std::make_shared<LogChunk>();
        chunk->append(QByteArray("a\tb\x1b[31mc" + QByteArray(5000, 'x')), {});
        book.add(chunk);
        workAll(book);
        const LogScreen screen = book.screen({});
        QVERIFY(screen.rows.front().text.startsWith(u"a b [31mc"_s));
        QCOMPARE(screen.rows.front().text.size(), LogBook::longestText);
        QCOMPARE(book.line(0).size(), 5009);
        QCOMPARE(book.line(1), QByteArray());
    }

    void timeAndLevelHaveColumnsOfTheirOwn_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QString>("shown");
        QTest::newRow("plain") << QByteArray("2026-11-21T17:26:41Z [error] order 7 failed")
                               << u"order 7 failed"_s;
        QTest::newRow("JSON")
            << QByteArray("{\"time\":\"2026-11-21T17:26:41Z\",\"level\":\"error\",\"msg\":\"no\",\"id\":7}")
            << u"no  id=7"_s;
        QTest::newRow("nothing known") << QByteArray("hello") << u"hello"_s;
    }

    void timeAndLevelHaveColumnsOfTheirOwn()
    {
        QFETCH(QByteArray, line);
        LogBook book({u"web-1"_s});
        auto chunk = std::make_shared<LogChunk>();
        chunk->append(line, {});
        book.add(chunk);
        workAll(book);
        const LogScreen screen = book.screen({});
        QTEST(screen.rows.front().text, "shown");
        QCOMPARE(screen.rows.front().raw, QString::fromUtf8(line));
    }

    void anEmptyBookHasAnEmptyScreen()
    {
        LogBook book({u"web-1"_s});
        for (const LogWish &wish : {LogWish(), LogWish{false, 12, 3, 5, 10}}) {
            const LogScreen screen = book.screen(wish);
            QVERIFY(screen.rows.empty());
            QCOMPARE(screen.count, 0);
            QCOMPARE(screen.top, 0);
        }
    }

    void theDeskAnswersWishesAndQueries()
    {
        Waiting waiting;
        waiting.desk.wish({true, -1, 0, 0, 3});
        waiting.desk.add(lines(0, 100'000));
        const auto followed = waiting.next([](const LogScreen &screen) { return screen.count == 100'000; });
        QVERIFY(followed);
        QCOMPARE(texts(*followed), (QStringList{u"line 99997"_s, u"line 99998"_s, u"line 99999"_s}));
        waiting.desk.setQuery(queryOf(u"level:error host:web-1"_s), 5);
        const auto found =
            waiting.next([](const LogScreen &screen) { return screen.query == 5 && screen.complete; });
        QVERIFY(found);
        QCOMPARE(found->count, 10'000);
        QCOMPARE(texts(*found).back(), u"line 99990"_s);
        waiting.desk.wish({false, -1, 4, 1, 3});
        const auto scrolled = waiting.next([](const LogScreen &screen) { return !screen.follow; });
        QVERIFY(scrolled);
        QCOMPARE(texts(*scrolled), (QStringList{u"line 30"_s, u"line 40"_s, u"line 50"_s}));
        waiting.desk.clear();
        const auto cleared = waiting.next([](const LogScreen &screen) { return screen.held == 0; });
        QVERIFY(cleared);
        QVERIFY(cleared->rows.empty());
        QVERIFY(waiting.ready > 0);
    }

    void aKindOfErrorIsFoundByWhatItsLinesShare_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QString>("query");
        QTest::newRow("numbers") << QByteArray("order 77 failed: no such column")
                                 << u"\"failed: no such column\""_s;
        QTest::newRow("a path") << QByteArray("GET /api/users/42 took too long") << u"\"took too long\""_s;
        QTest::newRow("a quotation") << QByteArray("cannot open \"a b\" for writing") << u"\"cannot open\""_s;
        QTest::newRow("nothing of use") << QByteArray("42 #17") << QString();
    }

    void aKindOfErrorIsFoundByWhatItsLinesShare()
    {
        QFETCH(QByteArray, line);
        QFETCH(QString, query);
        QCOMPARE(queryForSignature(logSignature(line)), query);
        if (query.isEmpty())
            return;
        LogStore store;
        const std::string_view text(line.constData(), static_cast<std::size_t>(line.size()));
        QVERIFY(queryOf(query).matches(text, {}, store));
    }
};

QTEST_GUILESS_MAIN(TestLogBook)
#include "tst_log_book.moc"
