// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/log_entry.h"
#include "models/domain/log_filter.h"
#include "models/domain/log_signature.h"
#include "models/domain/log_store.h"
#include "models/domain/log_watch.h"
#include "models/domain/names.h"

#include <QTest>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

/// "time level message {field=value}"
QString shown(const ServiceLogEntry &entry)
{
    QString text = (entry.timeMs == 0 ? u"-"_s : isoTime(entry.timeMs)) + u' ' + toString(entry.level) +
                   u' ' + QString::fromUtf8(entry.message);
    for (const auto &[name, value] : entry.fields)
        text += u" {" + QString::fromUtf8(name) + u'=' + QString::fromUtf8(value) + u'}';
    return text;
}

LogChunkPtr chunkOf(const QByteArrayList &lines, std::uint16_t host = 0)
{
    auto chunk = std::make_shared<LogChunk>();
    for (const QByteArray &line : lines) {
        LogMark mark = markLogLine(line, LogFormat::Auto);
        mark.host = host;
        chunk->append(line, mark);
    }
    return chunk;
}

QStringList found(const LogFilter &filter, const LogStore &store)
{
    QStringList lines;
    for (qint64 i = 0; i < filter.count(); ++i) {
        const std::string_view text = store.text(filter.lineAt(i));
        lines << QString::fromUtf8(text.data(), qsizetype(text.size()));
    }
    return lines;
}

ServiceLogEntry error(const QByteArray &message, qint64 timeMs)
{
    return {timeMs, LogLevel::Error, message, {}};
}

} // namespace

class TestLogLines : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void linesAreUnderstood_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const char *line, const QString &expected) {
            QTest::newRow(name) << QByteArray(line) << expected;
        };
        row("JSON of a Node service",
            "{\"timestamp\":\"2026-11-21T17:26:16.123Z\",\"level\":\"error\",\"message\":\"Payment "
            "failed\",\"orderId\":\"42\",\"duration_ms\":12}",
            u"2026-11-21T17:26:16.123Z error Payment failed {orderId=42} {duration_ms=12}"_s);
        row("pino", "{\"level\":50,\"time\":1795281976123,\"pid\":7,\"msg\":\"boom\"}",
            u"2026-11-21T17:26:16.123Z error boom {pid=7}"_s);
        row("seconds with a fraction", "{\"ts\":1795281976.5,\"level\":\"warn\",\"msg\":\"slow\"}",
            u"2026-11-21T17:26:16.500Z warning slow"_s);
        row("journal",
            "{\"__REALTIME_TIMESTAMP\":\"1795281976123456\",\"PRIORITY\":\"3\",\"MESSAGE\":\"failed\",\"_"
            "PID\":\"1\"}",
            u"2026-11-21T17:26:16.123Z error failed"_s);
        row("journal, bytes", "{\"MESSAGE\":[104,105],\"PRIORITY\":\"6\"}", u"- info hi"_s);
        row("JSON without a message", "{\"level\":\"info\",\"a\":1}",
            u"- info {\"level\":\"info\",\"a\":1} {a=1}"_s);
        row("JSON that is cut off", "{\"level\":\"error\",\"mess",
            u"- unknown {\"level\":\"error\",\"mess"_s);
        row("plain with a zone", "2026-11-21T18:26:16.123+01:00 [warning] disk is filling",
            u"2026-11-21T17:26:16.123Z warning disk is filling"_s);
        row("plain with a comma", "2026-11-21 17:26:16,123 ERROR main: no route",
            u"2026-11-21T17:26:16.123Z error main: no route"_s);
        row("Elixir's console", "17:26:16.123 [error] GenServer terminating",
            u"- error GenServer terminating"_s);
        row("Elixir's console with metadata", "17:26:16.123 request_id=F1 [info] GET /",
            u"- info request_id=F1 [info] GET /"_s);
        row("logfmt", "time=2026-11-21T17:26:16Z level=error msg=\"no space\" path=/x",
            u"2026-11-21T17:26:16.000Z error msg=\"no space\" path=/x"_s);
        row("nginx", "2026/11/21 17:26:16 [error] 7#7: *1 open() failed",
            u"2026-11-21T17:26:16.000Z error 7#7: *1 open() failed"_s);
        row("a level only", "ERROR: relation does not exist", u"- error relation does not exist"_s);
        row("kernel's number", "<3>oom", u"- error oom"_s);
        row("a sentence with a word like a level", "Information about errors follows",
            u"- unknown Information about errors follows"_s);
        row("a stack trace's line", "    at Object.<anonymous> (/srv/app/index.js:3:9)",
            u"- unknown     at Object.<anonymous> (/srv/app/index.js:3:9)"_s);
        row("an impossible date", "2026-13-41 17:26:16 x", u"- unknown 2026-13-41 17:26:16 x"_s);
        row("nothing", "", u"- unknown "_s);
        row("Windows line end", "error: x\r", u"- error x"_s);
    }

    void linesAreUnderstood()
    {
        QFETCH(QByteArray, line);
        QTEST(shown(parseLogLine(line, LogFormat::Auto)), "expected");
        const LogMark mark = markLogLine(line, LogFormat::Auto);
        const ServiceLogEntry entry = parseLogLine(line, LogFormat::Auto);
        QCOMPARE(mark.timeMs, entry.timeMs);
        QVERIFY(mark.level == entry.level);
    }

    void deeplyNestedLinesAreText()
    {
        const QByteArray deep = "{\"a\":" + QByteArray(100000, '[') + QByteArray(100000, ']') + "}";
        QCOMPARE(parseLogLine(deep, LogFormat::Auto).message.size(), deep.size());
    }

    void linesOfOneKindHaveOneSignature_data()
    {
        QTest::addColumn<QByteArray>("message");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *message, const char *expected) {
            QTest::newRow(message) << QByteArray(message) << QByteArray(expected);
        };
        row("Order 42 failed after 12.5 ms", "Order # failed after # ms");
        row("user 0x7ffe12 of 3f2504e0-4f89-11d3-9a0c-0305e82c3301", "user # of %");
        row("connect to 10.0.0.7:5432 refused", "connect to # refused");
        row("at 2026-11-21T17:26:16.123Z", "at #");
        row("no such key \"user:42\" in 'sessions'", "no such key \"\" in \"\"");
        row("GET /api/users/42?x=1 took 12ms", "GET /… took #ms");
        row("open(/var/lib/app/7.db): denied", "open(/…): denied");
        row("it doesn't work", "it doesn't work");
        row("commit deadbeef1 is gone", "commit % is gone");
        row("  two   spaces ", "two spaces");
        row("either/or", "either/or");
        row("", "");
    }

    void linesOfOneKindHaveOneSignature()
    {
        QFETCH(QByteArray, message);
        QTEST(logSignature(message), "expected");
    }

    void signaturesAreBounded() { QVERIFY(logSignature(QByteArray(100000, 'x')).size() <= 200); }

    void theStoreGivesUpTheOldestChunks()
    {
        LogStore store;
        QByteArrayList lines;
        for (int i = 0; i < 10000; ++i)
            lines << QByteArray::number(i);
        for (int i = 0; i < 101; ++i)
            store.add(chunkOf(lines));
        QCOMPARE(store.endLine(), 1'010'000);
        QCOMPARE(store.firstLine(), 10'000);
        QCOMPARE(store.lineCount(), 1'000'000);
        QVERIFY(store.text(10'000) == "0");
        QVERIFY(store.text(1'009'999) == "9999");
        QVERIFY(store.text(54'321) == "4321");
        store.clear();
        QCOMPARE(store.lineCount(), 0);
        QCOMPARE(store.bytes(), 0);
    }

    void queriesSelectLines_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QStringList>("expected");
        const QString a = u"17:26:16.1 [error] Payment of order 7 failed"_s;
        const QString b = u"17:26:17.1 [info] payment of order 8"_s;
        const QString c = u"17:26:18.1 [debug] cache miss: users/8"_s;
        const auto row = [](const QString &query, const QStringList &expected) {
            QTest::newRow(qPrintable(query)) << query << expected;
        };
        row(QString(), {a, b, c});
        row(u"payment"_s, {a, b});
        row(u"PAYMENT failed"_s, {a});
        row(u"payment -failed"_s, {b});
        row(u"\"order 8\""_s, {b});
        row(u"/order [0-9]$/"_s, {b});
        row(u"-/order/"_s, {c});
        row(u"level:info"_s, {a, b});
        row(u"level:error"_s, {a});
        row(u"host:web-1"_s, {a, b, c});
        row(u"host:web-2"_s, {});
        row(u"users/8"_s, {c});
        row(u"is:new"_s, {});
        row(u"nothing like it"_s, {});
    }

    void queriesSelectLines()
    {
        QFETCH(QString, query);
        LogStore store;
        const auto host = store.hostIndex(u"web-1"_s);
        store.add(chunkOf({"17:26:16.1 [error] Payment of order 7 failed",
                           "17:26:17.1 [info] payment of order 8", "17:26:18.1 [debug] cache miss: users/8"},
                          host));
        const auto parsed = LogQuery::parse(query);
        QVERIFY(parsed);
        LogFilter filter(store);
        filter.setQuery(*parsed);
        while (filter.work(2)) {
        }
        QTEST(found(filter, store), "expected");
    }

    void mistakesInAQueryAreNamed()
    {
        QVERIFY(!LogQuery::parse(u"level:loud"_s));
        const auto wrong = LogQuery::parse(u"/(/"_s);
        QVERIFY(!wrong);
        QVERIFY(wrong.error().summary.startsWith(u"/(/ is not a regular expression"));
    }

    void theNewestLinesAreFoundFirst()
    {
        LogStore store;
        QByteArrayList lines;
        for (int i = 0; i < 1000; ++i)
            lines << "line " + QByteArray::number(i);
        store.add(chunkOf(lines));
        LogFilter filter(store);
        filter.setQuery(*LogQuery::parse(u"line"_s));
        QVERIFY(filter.work(10));
        QCOMPARE(filter.count(), 10);
        QCOMPARE(filter.lineAt(9), 999);
        QCOMPARE(filter.lineAt(0), 990);
        LogFilter::Changes changes = filter.takeChanges();
        QCOMPARE(changes.prepended, 10);
        store.add(chunkOf({"line 1000", "other", "line 1001"}));
        QVERIFY(filter.work(13)); // the three new ones first, then ten more of the old ones
        changes = filter.takeChanges();
        QCOMPARE(changes.appended, 2);
        QCOMPARE(changes.prepended, 10);
        QCOMPARE(filter.lineAt(filter.count() - 1), 1002);
        while (filter.work(100)) {
        }
        QCOMPARE(filter.count(), 1002);
        QCOMPARE(filter.lineAt(0), 0);
        QVERIFY(filter.complete());
    }

    /// What a view is told always adds up to what is there.
    void linesThatAreGivenUpLeaveTheResult()
    {
        LogStore store;
        LogFilter filter(store);
        filter.setQuery(*LogQuery::parse(u"7"_s));
        qint64 shownLines = 0;
        QByteArrayList lines;
        for (int i = 0; i < 50'000; ++i)
            lines << QByteArray::number(i);
        for (int round = 0; round < 40; ++round) {
            store.add(chunkOf(lines));
            filter.work(30'000); // slower than they come
            const LogFilter::Changes changes = filter.takeChanges();
            shownLines += changes.prepended + changes.appended - changes.dropped;
            QCOMPARE(shownLines, filter.count());
            QVERIFY(changes.dropped >= 0 && changes.appended >= 0 && changes.prepended >= 0);
        }
        while (filter.work(100'000)) {
        }
        qint64 expected = 0;
        for (const QByteArray &line : lines)
            expected += line.contains('7') ? 1 : 0;
        QCOMPARE(filter.count(), expected * 20);
        QVERIFY(filter.lineAt(0) >= store.firstLine());
    }

    void newKindsOfErrorsAreFound()
    {
        LogWatch watch(1000);
        QVERIFY(!watch.take(error("timeout after 30 ms", 500), u"web-1"_s, 0));
        QVERIFY(!watch.take(error("timeout after 99 ms", 1500), u"web-1"_s, 0));
        QVERIFY(watch.take(error("no column 7 in orders", 1600), u"web-2"_s, 0));
        QVERIFY(watch.take(error("no column 8 in orders", 1700), u"web-1"_s, 0));
        QVERIFY(watch.take(error("boom", 0), u"web-1"_s, 2000)); // no time: when it came
        QVERIFY(!watch.take({1800, LogLevel::Debug, "sql", {}}, u"web-1"_s, 0));
        const auto fresh = watch.newErrors();
        QCOMPARE(fresh.size(), std::size_t(2));
        QCOMPARE(fresh[0].signature, "no column # in orders");
        QCOMPARE(fresh[0].after, 2);
        QCOMPARE(fresh[0].host, u"web-2"_s);
        QCOMPARE(fresh[0].firstMs, 1600);
        QCOMPARE(watch.findings(true),
                 (QStringList{u"New since the deployment, 2 times, first on web-2: no column 7 in orders"_s,
                              u"New since the deployment, 1 times, first on web-1: boom"_s,
                              u"The log holds 1 debug lines. They may name people and secrets; raise the "
                              "level."_s}));
        QCOMPARE(watch.findings(false).size(), 2);
    }

    void withoutABeforeThatIsSaid()
    {
        LogWatch watch(1000);
        watch.take(error("boom", 1500), u"web-1"_s, 0);
        QVERIFY(watch.findings(false).contains(
            u"There were no lines from before the deployment to compare with."_s));
        QVERIFY(LogWatch(0).findings(true).isEmpty());
    }

    void kindsAreBounded()
    {
        LogWatch watch(0);
        for (int i = 0; i < 6000; ++i) {
            QByteArray name;
            for (int rest = i + 1; rest > 0; rest /= 26)
                name += static_cast<char>('a' + rest % 26);
            watch.take(error(name + " failed", 10), u"web-1"_s, 0);
        }
        QVERIFY(watch.newErrors().size() <= 5000);
        QVERIFY(watch.findings(false).last().contains(u"too many kinds"_s));
    }

    void restartsAreCounted_data()
    {
        QTest::addColumn<QString>("looks"); // time started restarts; …
        QTest::addColumn<QString>("expected");
        QTest::newRow("none") << u"0 5 0;60000 5 0"_s << QString();
        QTest::newRow("a jitter of the clock") << u"0 5000 -1;60000 5900 -1"_s << QString();
        QTest::newRow("by its start")
            << u"0 5000 -1;60000 50000 -1"_s << u"web-1: the service was restarted once."_s;
        QTest::newRow("by systemd's count")
            << u"0 5000 1;60000 50000 3"_s << u"web-1: the service was restarted 2 times."_s;
        QTest::newRow("a loop") << u"0 5000 0;60000 50000 1;120000 110000 2;180000 170000 3"_s
                                << u"web-1: the service keeps crashing, it was restarted 3 times."_s;
        QTest::newRow("three in an hour") << u"0 1 0;1200000 9 1;2400000 9 2;3600000 9 3"_s
                                          << u"web-1: the service was restarted 3 times."_s;
        QTest::newRow("down") << u"0 5000 0;60000 0 0"_s << u"web-1: the service does not run."_s;
    }

    void restartsAreCounted()
    {
        QFETCH(QString, looks);
        std::vector<ProcessLook> all;
        for (const QString &look : looks.split(u';')) {
            const QStringList parts = look.split(u' ');
            all.push_back({parts[0].toLongLong(), parts[1].toLongLong(), parts[2].toInt()});
        }
        QTEST(judgeRestarts(u"web-1"_s, all).sentence, "expected");
    }
};

QTEST_GUILESS_MAIN(TestLogLines)
#include "tst_log_lines.moc"
