// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/logs/host_log.h"

#include <QDateTime>
#include <QFile>
#include <QTest>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

/// What a real program printed; where it is from stands in the folder's README.
QByteArray capture(const QString &name)
{
    QFile file(QStringLiteral(BELAY_SOURCE_DIR "/tests/unit/data/logs/") + name + u".txt"_s);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

HostSpec webOne()
{
    HostSpec host;
    host.name = u"web-1"_s;
    return host;
}

HostLog containerLog(HostLog::Options options = {})
{
    LogsSpec logs;
    logs.container = u"my_app"_s;
    return {logs, webOne(), u"/srv/app"_s, options};
}

HostLogRead taken(HostLog &log, const QByteArray &out)
{
    ScriptResult result;
    result.proven = true;
    result.out = out;
    auto read = log.take(result, 1'795'310'000'000);
    return read ? std::move(*read) : HostLogRead();
}

QStringList linesOf(const HostLogRead &read)
{
    QStringList lines;
    for (const HostLogLine &line : read.lines)
        lines << QString::fromUtf8(line.text);
    return lines;
}

QString timeOf(qint64 timeMs)
{
    return timeMs == 0 ? QString()
                       : QDateTime::fromMSecsSinceEpoch(timeMs, Qt::UTC).toString(Qt::ISODateWithMs);
}

} // namespace

/// Logs and processes as container engines and systemd really tell of them.
class TestLogCaptures : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aContainerIsReadOnThroughItsRestarts()
    {
        HostLog log = containerLog();
        QVERIFY(log.look().script.contains(" logs --timestamps --tail=1024 'my_app' "));
        const HostLogRead first = taken(log, "\001container\n" + capture(u"podman-4-logs"_s));
        // Written at once, three lines have one time.
        QCOMPARE(linesOf(first), (QStringList{u"started"_s, u"{\"level\":\"warn\",\"msg\":\"slow\"}"_s,
                                              u"tick 1"_s, u"[error] boom"_s, u"tick 2"_s, u"tick 3"_s}));
        QVERIFY(first.lines[1].entry.level == LogLevel::Warning);
        QVERIFY(first.lines[3].entry.level == LogLevel::Error);
        QCOMPARE(timeOf(first.lines[5].entry.timeMs), u"2026-11-22T01:29:23.547Z"_s);
        // podman leaves out what it got at that very moment.
        QVERIFY2(log.look().script.contains(" --since=2026-11-22T01:29:23.546Z 'my_app' "),
                 log.look().script.constData());
        const QByteArray last = "2026-11-22T01:29:23.547039133Z tick 3\n";
        const HostLogRead later = taken(log, "\001container\n" + last + capture(u"podman-4-logs-later"_s));
        QCOMPARE(linesOf(later).mid(0, 3),
                 (QStringList{u"tick 4"_s, u"started"_s, u"{\"level\":\"warn\",\"msg\":\"slow\"}"_s}));
        QCOMPARE(linesOf(later).filter(u"[error] boom"_s).size(), 2);
        QCOMPARE(later.notes, QStringList());
    }

    /// The budget of a look ends between lines that were written at once.
    void ofLinesWithOneTimeNoneIsLostOrDoubled_data()
    {
        QTest::addColumn<int>("lines"); ///< that came with the first look
        for (int lines = 1; lines <= 6; ++lines)
            QTest::addRow("%d", lines) << lines;
    }

    void ofLinesWithOneTimeNoneIsLostOrDoubled()
    {
        QFETCH(int, lines);
        const QByteArray all = capture(u"podman-4-logs"_s);
        qsizetype cut = 0;
        for (int i = 0; i < lines; ++i)
            cut = all.indexOf('\n', cut) + 1;
        HostLog log = containerLog();
        QStringList read = linesOf(taken(log, "\001container\n" + all.left(cut)));
        QCOMPARE(read.size(), lines);
        read += linesOf(taken(log, "\001container\n" + all));
        QCOMPARE(read, (QStringList{u"started"_s, u"{\"level\":\"warn\",\"msg\":\"slow\"}"_s, u"tick 1"_s,
                                    u"[error] boom"_s, u"tick 2"_s, u"tick 3"_s}));
        QCOMPARE(linesOf(taken(log, "\001container\n" + all)), QStringList());
    }

    /// podman writes no zero at the end of a time, and the offset of the place.
    void timesAreComparedAsTimesNotAsTexts()
    {
        HostLog log = containerLog();
        QCOMPARE(linesOf(taken(log, "\001container\n2026-11-22T01:29:21.5Z one\n")), QStringList{u"one"_s});
        QCOMPARE(linesOf(taken(log, "\001container\n2026-11-22T01:29:21.5Z one\n"
                                    "2026-11-22T01:29:21.500000001Z two\n2026-11-22T06:59:22+05:30 three\n")),
                 (QStringList{u"two"_s, u"three"_s}));
        QCOMPARE(linesOf(taken(log, "\001container\n2026-11-22T01:29:22.000000000Z three\n"
                                    "2026-11-22T01:29:22.1Z four\n")),
                 QStringList{u"four"_s});
    }

    void aContainersProcessIsToldOf_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("restarts");
        QTest::addColumn<QString>("started");
        QTest::newRow("after restarts") << u"podman-4-inspect"_s << 2 << u"2026-11-22T01:29:29.715Z"_s;
        QTest::newRow("in another place")
            << u"podman-4-inspect-kolkata"_s << 0 << u"2026-11-22T01:35:14.924Z"_s;
        QTest::newRow("never started") << u"podman-4-inspect-never-started"_s << 0 << QString();
    }

    void aContainersProcessIsToldOf()
    {
        QFETCH(QString, name);
        HostLog log = containerLog();
        const HostLogRead read = taken(log, "\001process\n" + capture(name) + "\001container\n");
        QVERIFY(read.process);
        QTEST(read.process->restarts, "restarts");
        QTEST(timeOf(read.process->startedMs), "started");
    }

    void aJournalIsReadAsSystemdWritesIt()
    {
        LogsSpec logs;
        logs.unit = u"shop.service"_s;
        HostLog log(logs, webOne(), u"/srv/app"_s, {});
        const HostLogRead read = taken(log, "\001process\n\001journal\n" + capture(u"journalctl-252"_s));
        QVERIFY(!read.process); // nobody knows the unit
        QStringList told;
        for (const HostLogLine &line : read.lines)
            told << toString(line.entry.level) + u": "_s + QString::fromUtf8(line.entry.message);
        QCOMPARE(
            told,
            (QStringList{u"info: started"_s, u"error: order 7 failed: card declined"_s, u"error: no route"_s,
                         u"info: ** (RuntimeError) boom\n    (shop 1.5.0) lib/shop.ex:7: Shop.buy/1"_s,
                         u"warning: naïve \u001b[31mred\u001b[0m"_s, u"info: caf\ufffd in latin-1"_s,
                         u"warning: shop.service: Main process exited, code=exited, "
                         "status=3/NOTIMPLEMENTED"_s}));
        QCOMPARE(timeOf(read.lines.front().entry.timeMs), u"2026-11-21T17:26:16.123Z"_s);
        QVERIFY(log.look().script.contains(
            " --after-cursor='s=563bf2f5e326467b8fa376db651b8d88;i=8;b=0123456789abcdef0123456789abcdef;"
            "m=b71b00;t=660cca8e03000;x=386fbc7a5b2d5295'"));
    }
};

QTEST_GUILESS_MAIN(TestLogCaptures)
#include "tst_log_captures.moc"
