// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/logs/host_log.h"
#include "app/targets/local_host_shell.h"
#include "tests/support/fleet.h"
#include "tests/support/private_sshd.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace belay;
using namespace belay::test;
using namespace Qt::Literals::StringLiterals;

namespace {

bool append(const QString &file, const QByteArray &text)
{
    QFile out(file);
    return out.open(QIODevice::Append) && out.write(text) == text.size();
}

/// A log on this computer, looked at by the same script that runs on hosts.
class LocalLog
{
public:
    explicit LocalLog(const QStringList &files, HostLog::Options options = {})
        : m_log(logsOf(files), hostOf(), u"/srv/app"_s, options)
    {
    }

    /// The lines of one look; notes with an exclamation mark in front.
    QStringList look()
    {
        HostRef here;
        here.spec = hostOf();
        here.transport = TargetKind::Local;
        const auto result = m_shell.run(here, m_log.look(), {});
        if (!result)
            return {result.error().summary};
        const auto read = m_log.take(*result, 0);
        if (!read)
            return {read.error().summary};
        m_more = read->more;
        QStringList lines;
        for (const HostLogLine &line : read->lines)
            lines << QString::fromUtf8(line.text);
        for (const QString &note : read->notes)
            lines << QString(u"! "_s + note);
        return lines;
    }
    bool more() const { return m_more; }

private:
    static LogsSpec logsOf(const QStringList &files)
    {
        LogsSpec logs;
        logs.files = files;
        return logs;
    }
    static HostSpec hostOf()
    {
        HostSpec host;
        host.name = u"web-1"_s;
        return host;
    }

    LocalHostShell m_shell;
    HostLog m_log;
    bool m_more = false;
};

} // namespace

class TestLogs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsAppendedIsReadOnce()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"it's a log.log"_s);
        LocalLog log({file});
        QCOMPARE(log.look(), QStringList{u"! web-1 has no %1 yet."_s.arg(file)});
        QCOMPARE(log.look(), QStringList());
        append(file, "one\ntwo\nhalf a l");
        QCOMPARE(log.look(), (QStringList{u"one"_s, u"two"_s}));
        QCOMPARE(log.look(), QStringList());
        append(file, "ine\nfour\n");
        QCOMPARE(log.look(), (QStringList{u"half a line"_s, u"four"_s}));
        QCOMPARE(log.look(), QStringList());
    }

    void aRotatedFileIsReadToItsEnd()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"app.log"_s);
        LocalLog log({file});
        append(file, "one\n");
        QCOMPARE(log.look(), QStringList{u"one"_s});
        append(file, "two, just before the rotation\n");
        QVERIFY(QFile::rename(file, file + u".1"_s));
        append(file, "three\n");
        QCOMPARE(log.look(), (QStringList{u"two, just before the rotation"_s, u"three"_s}));
        append(file, "four\n");
        QCOMPARE(log.look(), QStringList{u"four"_s});
    }

    void aTruncatedFileBeginsAnew()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"app.log"_s);
        LocalLog log({file});
        append(file, "one\ntwo\nthree\n");
        QCOMPARE(log.look().size(), 3);
        QVERIFY(QFile::resize(file, 0));
        append(file, "four\n");
        QCOMPARE(log.look(), QStringList{u"four"_s});
    }

    void aFileThatWasPackedBeforeItsEndWasReadIsSaid()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"app.log"_s);
        LocalLog log({file});
        append(file, "one\n");
        QCOMPARE(log.look(), QStringList{u"one"_s});
        const QTemporaryDir elsewhere;
        QVERIFY(QFile::rename(file, elsewhere.filePath(u"x"_s)));
        append(file, "two\n");
        QCOMPARE(log.look(), (QStringList{u"two"_s, u"! web-1: %1 was rotated and packed before its end was "
                                                    "read."_s.arg(file)}));
    }

    void aLargeFileIsReadInParts()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(u"app.log"_s);
        HostLog::Options options;
        options.backlog = 25;
        options.budget = 30;
        LocalLog log({file}, options);
        for (int i = 10; i < 20; ++i)
            append(file, "line " + QByteArray::number(i) + '\n');
        // The backlog begins in the middle of a line, which is left out.
        QCOMPARE(log.look(), (QStringList{u"line 17"_s, u"line 18"_s, u"line 19"_s}));
        for (int i = 20; i < 26; ++i)
            append(file, "line " + QByteArray::number(i) + '\n');
        QStringList read = log.look();
        QVERIFY(log.more());
        for (int i = 0; i < 5 && log.more(); ++i)
            read += log.look();
        QCOMPARE(read, (QStringList{u"line 20"_s, u"line 21"_s, u"line 22"_s, u"line 23"_s, u"line 24"_s,
                                    u"line 25"_s}));
    }

    void patternsNameSeveralFiles()
    {
        const QTemporaryDir folder;
        append(folder.filePath(u"a.log"_s), "of a\n");
        append(folder.filePath(u"b.log"_s), "of b\n");
        append(folder.filePath(u"c.txt"_s), "of c\n");
        LocalLog log({folder.filePath(u"*.log"_s)});
        QCOMPARE(log.look(), (QStringList{u"of a"_s, u"of b"_s}));
    }

    void aJournalIsReadByItsCursor()
    {
        LogsSpec logs;
        logs.unit = u"shop.service"_s;
        HostSpec host;
        host.name = u"web-1"_s;
        HostLog log(logs, host, u"/srv/app"_s, {});
        QVERIFY(log.look().script.contains(" --unit='shop.service' --lines="));
        ScriptResult result;
        result.proven = true;
        result.out =
            "\001process\nLoadState=loaded\nActiveState=active\nNRestarts=2\n"
            "ExecMainStartTimestampMonotonic=5000000\nUptime=65.00 100.00\n\001journal\n"
            "{\"__CURSOR\":\"s=1;i=2\",\"__REALTIME_TIMESTAMP\":\"1795281976123456\",\"PRIORITY\":\"6\","
            "\"MESSAGE\":\"started\"}\n"
            "{\"__CURSOR\":\"s=1;i=3\",\"__REALTIME_TIMESTAMP\":\"1795281977000000\",\"PRIORITY\":\"6\","
            "\"MESSAGE\":\"17:26:17.0 [error] boom\"}\n"
            "{\"__CURSOR\":\"s=1;i=4\",\"MESS";
        const auto read = log.take(result, 1'795'282'000'000);
        QVERIFY(read);
        QCOMPARE(read->lines.size(), std::size_t(2));
        QCOMPARE(read->lines[0].text, "started");
        QVERIFY(read->lines[0].entry.level == LogLevel::Info);
        QCOMPARE(read->lines[0].entry.timeMs, 1'795'281'976'123);
        QCOMPARE(read->lines[1].entry.message, "boom");
        QVERIFY(read->lines[1].entry.level == LogLevel::Error); // the service says it better than the journal
        QCOMPARE(read->lines[1].entry.timeMs, 1'795'281'977'000);
        QVERIFY(read->process);
        QCOMPARE(read->process->restarts, 2);
        QCOMPARE(read->process->startedMs, 1'795'281'940'000);
        QVERIFY(log.look().script.contains(" --after-cursor='s=1;i=3'"));
        QVERIFY(!log.look().script.contains("--lines"));
    }

    void belayLogsReadsEveryHostOverSsh()
    {
        if (!PrivateSshd::unavailable().isEmpty())
            QSKIP(qPrintable(PrivateSshd::unavailable()));
        PrivateSshd sshd;
        QVERIFY2(sshd.start(), qPrintable(sshd.whyNot()));
        Fleet fleet({u"one"_s, u"two"_s});
        fleet.overSsh(sshd);
        fleet.environment[u"logs"_s] = QJsonObject{{u"files"_s, QJsonArray{u"{path}/app.log"_s}}};
        fleet.write();
        QVERIFY(QDir().mkpath(fleet.hostPath(u"one"_s)) && QDir().mkpath(fleet.hostPath(u"two"_s)));
        append(fleet.hostPath(u"one"_s) + u"/app.log"_s, "2026-11-21T17:00:01Z [info] started\n"
                                                         "2026-11-21T17:00:03Z [error] order 7 failed\n");
        append(
            fleet.hostPath(u"two"_s) + u"/app.log"_s,
            "{\"time\":\"2026-11-21T17:00:02Z\",\"level\":\"error\",\"msg\":\"no route\",\"port\":5432}\n");

        const CliResult all = fleet.belay({u"logs"_s, u"-e"_s, u"production"_s, u"--trust"_s});
        QCOMPARE(all.exitCode, 0);
        QCOMPARE(QString::fromUtf8(all.out),
                 u"one | 2026-11-21T17:00:01Z [info] started\n"
                 "two | {\"time\":\"2026-11-21T17:00:02Z\",\"level\":\"error\",\"msg\":\"no "
                 "route\",\"port\":5432}\n"
                 "one | 2026-11-21T17:00:03Z [error] order 7 failed\n"_s);
        const CliResult some = fleet.belay({u"logs"_s, u"-e"_s, u"production"_s, u"--trust"_s, u"--grep"_s,
                                            u"level:error host:two"_s, u"--json"_s});
        const QJsonObject line = QJsonDocument::fromJson(some.out).object();
        QCOMPARE(line[u"host"_s].toString(), u"two"_s);
        QCOMPARE(line[u"time"_s].toString(), u"2026-11-21T17:00:02.000Z"_s);
        QCOMPARE(line[u"level"_s].toString(), u"error"_s);
        QCOMPARE(line[u"message"_s].toString(), u"no route"_s);
        QCOMPARE(line[u"fields"_s].toObject()[u"port"_s].toString(), u"5432"_s);
        QCOMPARE(
            fleet.belay({u"logs"_s, u"-e"_s, u"production"_s, u"--trust"_s, u"--grep"_s, u"level:loud"_s})
                .exitCode,
            2);
    }

    void belayLogsFollowsThroughARotation()
    {
        if (!PrivateSshd::unavailable().isEmpty())
            QSKIP(qPrintable(PrivateSshd::unavailable()));
        PrivateSshd sshd;
        QVERIFY2(sshd.start(), qPrintable(sshd.whyNot()));
        Fleet fleet({u"one"_s});
        fleet.overSsh(sshd);
        fleet.environment[u"logs"_s] = QJsonObject{{u"files"_s, QJsonArray{u"{path}/app.log"_s}}};
        fleet.write();
        QVERIFY(QDir().mkpath(fleet.hostPath(u"one"_s)));
        const QString file = fleet.hostPath(u"one"_s) + u"/app.log"_s;
        append(file, "first\n");
        const auto process = fleet.start({u"logs"_s, u"-e"_s, u"production"_s, u"--trust"_s, u"--follow"_s});
        QByteArray out;
        const auto has = [&](const char *line) {
            process->waitForReadyRead(200);
            out += process->readAllStandardOutput();
            return out.contains(line);
        };
        QTRY_VERIFY_WITH_TIMEOUT(has("first"), 30000);
        append(file, "second\n");
        QVERIFY(QFile::rename(file, file + u".1"_s));
        append(file, "third\n");
        QTRY_VERIFY_WITH_TIMEOUT(has("third"), 30000);
        append(file, "fourth\n");
        QTRY_VERIFY_WITH_TIMEOUT(has("fourth"), 30000);
        process->terminate();
        QVERIFY(process->waitForFinished(20000));
        QCOMPARE(out, "one | first\none | second\none | third\none | fourth\n");
    }
};

QTEST_GUILESS_MAIN(TestLogs)
#include "tst_logs.moc"
