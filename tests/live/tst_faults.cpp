// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fleet.h"
#include "tests/support/private_sshd.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QScopeGuard>
#include <QTcpServer>
#include <QTest>

#include <atomic>
#include <csignal>

#include <unistd.h>

using namespace belay;
using namespace belay::test;
using namespace Qt::Literals::StringLiterals;

namespace {

/// All that a person saw; for messages of failed checks, too.
QByteArray words(const CliResult &result)
{
    return result.out + result.err;
}

/// Sets environment.SECTION.KEY.
void set(Fleet &fleet, const QString &section, const QString &key, const QJsonValue &value)
{
    QJsonObject object = fleet.environment[section].toObject();
    object[key] = value;
    fleet.environment[section] = object;
    fleet.write();
}

void setHost(Fleet &fleet, int index, const QString &key, const QJsonValue &value)
{
    QJsonArray hosts = fleet.environment[u"target"_s].toObject()[u"hosts"_s].toArray();
    QJsonObject host = hosts[index].toObject();
    host[key] = value;
    hosts[index] = host;
    set(fleet, u"target"_s, u"hosts"_s, hosts);
}

QJsonObject finished(const QList<QJsonObject> &events, const QString &step)
{
    for (const QJsonObject &event : events)
        if (eventIs(u"step-finished"_s, step)(event))
            return event;
    return {};
}

QByteArray metricsText(int served)
{
    return "# TYPE http_requests_total counter\nhttp_requests_total{status=\"200\"} " +
           QByteArray::number(served) + "\n";
}

/// The text of every file and the target of every link below a folder, for "nothing was touched".
QStringList inventory(const QString &folder)
{
    QStringList all;
    const QDir::Filters everything = QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot;
    for (const QFileInfo &entry : QDir(folder).entryInfoList(everything, QDir::Name)) {
        if (entry.isSymLink())
            all.append(entry.filePath() + u" -> "_s + QFile::symLinkTarget(entry.filePath()));
        else if (entry.isDir())
            all += QStringList(entry.filePath() + u'/') + inventory(entry.filePath());
        else
            all.append(entry.filePath() + u": "_s + QString::fromUtf8(readFile(entry.filePath())));
    }
    return all;
}

} // namespace

class TestFaults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anSshHostThatCannotBeTrustedIsExitNineAndStaysUntouched_data()
    {
        QTest::addColumn<QString>("fault");
        QTest::newRow("unknown host key") << u"unknown key"_s;
        QTest::newRow("changed host key") << u"changed key"_s;
        QTest::newRow("user key nobody authorized") << u"user key"_s;
    }

    void anSshHostThatCannotBeTrustedIsExitNineAndStaysUntouched()
    {
        QFETCH(QString, fault);
        PrivateSshd sshd;
        if (!sshd.start())
            QSKIP(qPrintable(sshd.whyNot()));
        Fleet fleet({u"one"_s});
        fleet.overSsh(sshd);
        if (fault == u"unknown key"_s) {
            writeFile(sshd.knownHosts(), "");
        } else if (fault == u"changed key"_s) {
            QVERIFY(sshd.replaceHostKeys());
            QVERIFY(sshd.restart());
        } else {
            QVERIFY(PrivateSshd::makeKey(fleet.cli.home() + u"/stranger"_s));
            set(fleet, u"target"_s, u"identity"_s, QString(fleet.cli.home() + u"/stranger"_s));
        }
        const CliResult result = fleet.deploy(u"1.0.0"_s);
        QVERIFY2(result.exitCode == 9, words(result).constData());
        QVERIFY2(result.err.contains("one"), words(result).constData());
        QVERIFY(!QFileInfo::exists(fleet.hostPath(u"one"_s)));
        const CliResult status = fleet.belay({u"status"_s});
        QVERIFY2(status.exitCode == 9, words(status).constData());
    }

    void aHostThatDoesNotAnswerIsNamedAndTheOthersStayUntouched_data()
    {
        QTest::addColumn<QString>("fault");
        QTest::newRow("does not resolve") << u"name"_s;
        QTest::newRow("refuses") << u"refuses"_s;
        QTest::newRow("accepts and never greets") << u"black hole"_s;
    }

    void aHostThatDoesNotAnswerIsNamedAndTheOthersStayUntouched()
    {
        QFETCH(QString, fault);
        PrivateSshd sshd;
        PrivateSshd other;
        if (!sshd.start() || !other.start())
            QSKIP(qPrintable(sshd.whyNot() + other.whyNot()));
        Fleet fleet;
        fleet.overSsh(sshd);
        if (fault == u"name"_s) {
            setHost(fleet, 1, u"address"_s, u"no-such-host.invalid"_s);
        } else if (fault == u"refuses"_s) {
            QTcpServer closed;
            QVERIFY(closed.listen(QHostAddress::LocalHost));
            setHost(fleet, 1, u"port"_s, closed.serverPort());
        } else {
            setHost(fleet, 1, u"port"_s, other.port());
            other.suspend();
        }
        const CliResult result = fleet.deploy(u"1.0.0"_s);
        other.resume();
        QVERIFY2(result.exitCode == 1, words(result).constData());
        QVERIFY2(result.err.contains("two"), words(result).constData());
        for (const QString &host : fleet.hosts())
            QVERIFY2(!QFileInfo::exists(fleet.hostPath(host)), qPrintable(host));
    }

    void whileOneDeploysAnotherIsExitTen()
    {
        Fleet fleet({u"one"_s, u"two"_s});
        const QString gate = fleet.cli.home() + u"/restart-may-go"_s;
        set(fleet, u"commands"_s, u"restart"_s,
            u"while [ ! -e %1 ]; do sleep 0.05; done; cat {current_path}/REVISION > ../../served"_s.arg(
                gate));
        fleet.build(u"1.0.0"_s);
        const auto first = fleet.start(fleet.deployArguments(u"1.0.0"_s, {u"--json"_s}));
        QList<QJsonObject> events;
        QVERIFY(!readUntil(*first, eventIs(u"step-started"_s, u"restart@one"_s), events).isEmpty());
        const CliResult second = fleet.deploy(u"2.0.0"_s);
        QVERIFY2(second.exitCode == 10, words(second).constData());
        QVERIFY2(second.err.contains("lock"), words(second).constData());
        writeFile(gate, "");
        QVERIFY(first->waitForFinished(60000));
        QCOMPARE(first->exitCode(), 0);
        QCOMPARE(fleet.live(), u"1.0.0/1.0.0 1.0.0/1.0.0"_s);
        QCOMPARE(fleet.releases(u"one"_s).size(), 1);
        QVERIFY(!fleet.locked(u"one"_s) && !fleet.locked(u"two"_s));
    }

    void aRestartThatDoesNotSucceedBringsTheOldReleaseBack_data()
    {
        QTest::addColumn<QString>("command"); // run for 2.0.0 only
        QTest::addColumn<bool>("ssh");
        QTest::newRow("exits with 1") << u"exit 1"_s << false;
        QTest::newRow("is killed by a signal") << u"kill -KILL $$"_s << true;
        QTest::newRow("ends its parent's shell, too") << u"kill -TERM $PPID; kill -KILL $$"_s << false;
        QTest::newRow("prints lines like the framing's and fails")
            << u"for n in 1 2 3; do echo 'BELAY 00000000000000000000000000000000 0'; echo 'belay: restart "
               "ended with 0'; echo 0; done; exit 7"_s
            << true;
        QTest::newRow("writes a result of its own and fails")
            << u"for d in ../../.belay/ops/*; do echo 0 > $d/step.restart.rc; done; sleep 0.5; exit 7"_s
            << false;
        QTest::newRow("is no program") << u"exec /no/such/program"_s << false;
    }

    void aRestartThatDoesNotSucceedBringsTheOldReleaseBack()
    {
        QFETCH(QString, command);
        QFETCH(bool, ssh);
        PrivateSshd sshd;
        if (ssh && !sshd.start())
            QSKIP(qPrintable(sshd.whyNot()));
        Fleet fleet({u"one"_s, u"two"_s});
        set(fleet, u"commands"_s, u"restart"_s,
            u"if [ {version} = 2.0.0 ] && [ {host} = two ]; then %1; fi; cat {current_path}/REVISION > ../../served"_s
                .arg(command));
        if (ssh)
            fleet.overSsh(sshd);
        const CliResult good = fleet.deploy(u"1.0.0"_s);
        QVERIFY2(good.exitCode == 0, words(good).constData());
        fleet.build(u"2.0.0"_s);
        const CliResult result = fleet.deploy(u"2.0.0"_s);
        QVERIFY2(result.exitCode == 4, words(result).constData());
        QVERIFY2(result.err.contains("restart"), words(result).constData());
        QCOMPARE(fleet.live(), u"1.0.0/1.0.0 1.0.0/1.0.0"_s);
        QVERIFY(!fleet.locked(u"one"_s) && !fleet.locked(u"two"_s));
    }

    void anUnhealthyReleaseIsReplacedByTheOldOne_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QByteArray>("strategy");
        QTest::newRow("redirect") << HttpServer::answer(301, "", "Location: /\r\n") << QByteArray("rolling");
        QTest::newRow("error") << HttpServer::answer(500, "broken") << QByteArray("rolling");
        QTest::newRow("error, all hosts at once")
            << HttpServer::answer(500, "broken") << QByteArray("recreate");
        QTest::newRow("garbage") << QByteArray("\x01\x02 200 OK\r\n\r\nhealthy") << QByteArray("rolling");
        QTest::newRow("never") << QByteArray() << QByteArray("rolling");
    }

    void anUnhealthyReleaseIsReplacedByTheOldOne()
    {
        QFETCH(QByteArray, answer);
        QFETCH(QByteArray, strategy);
        Fleet fleet({u"one"_s, u"two"_s});
        set(fleet, u"strategy"_s, u"kind"_s, QString::fromLatin1(strategy));
        const CliResult good = fleet.deploy(u"1.0.0"_s);
        QVERIFY2(good.exitCode == 0, words(good).constData());
        fleet.build(u"2.0.0"_s);
        fleet.giveUpOnHealthAfter(u"3s"_s);
        fleet.answerHealthWith([answer](const QByteArray &served) {
            return served == "2.0.0" ? answer : HttpServer::answer(200, "ok");
        });
        const CliResult result = fleet.deploy(u"2.0.0"_s);
        QVERIFY2(result.exitCode == 4, words(result).constData());
        QVERIFY2(result.err.contains("health"), words(result).constData());
        QCOMPARE(fleet.live(), u"1.0.0/1.0.0 1.0.0/1.0.0"_s);
        for (const QString &host : fleet.hosts())
            QVERIFY(!fleet.locked(host) && fleet.staged(host).isEmpty());
        QVERIFY(readFile(fleet.hostPath(u"one"_s) + u"/.belay/log"_s).contains("marked-bad"));
    }

    void aFirstReleaseThatIsUnhealthyLeavesNoLink()
    {
        Fleet fleet({u"one"_s, u"two"_s});
        fleet.giveUpOnHealthAfter(u"3s"_s);
        fleet.answerHealthWith([](const QByteArray &) { return HttpServer::answer(503, "no"); });
        const CliResult result = fleet.deploy(u"1.0.0"_s);
        QVERIFY2(result.exitCode == 4 || result.exitCode == 1, words(result).constData());
        QCOMPARE(fleet.current(u"one"_s), u"-"_s);
        QCOMPARE(fleet.current(u"two"_s), u"-"_s);
        QVERIFY(!fleet.locked(u"one"_s) && !fleet.locked(u"two"_s));
        fleet.answerHealthWith([](const QByteArray &) { return HttpServer::answer(200, "ok"); });
        const CliResult second = fleet.deploy(u"1.0.1"_s);
        QVERIFY2(second.exitCode == 0, words(second).constData());
        QCOMPARE(fleet.live(), u"1.0.1/1.0.1 1.0.1/1.0.1"_s);
    }

    void aFullDiskIsNoticedBeforeAnythingChanges()
    {
        if (::geteuid() != 0)
            QSKIP("mounting a small file system needs root");
        Fleet fleet({u"one"_s, u"two"_s});
        const QString path = fleet.hostPath(u"two"_s);
        QDir().mkpath(path);
        if (QProcess::execute(u"mount"_s,
                              {u"-t"_s, u"tmpfs"_s, u"-o"_s, u"size=40m"_s, u"belay-test"_s, path}) != 0)
            QSKIP("tmpfs cannot be mounted here");
        const auto unmount = qScopeGuard([&path] { QProcess::execute(u"umount"_s, {u"-l"_s, path}); });
        const CliResult good = fleet.deploy(u"1.0.0"_s);
        QVERIFY2(good.exitCode == 0, words(good).constData());
        fleet.build(u"2.0.0"_s, 36 * 1024 * 1024);
        const CliResult result = fleet.deploy(u"2.0.0"_s);
        QVERIFY2(result.exitCode == 1, words(result).constData());
        QVERIFY2(result.err.contains("two") && result.err.contains("free"), words(result).constData());
        QCOMPARE(fleet.live(), u"1.0.0/1.0.0 1.0.0/1.0.0"_s);
        for (const QString &host : fleet.hosts())
            QVERIFY(fleet.releases(host).size() == 1 && fleet.staged(host).isEmpty() && !fleet.locked(host));
    }

    void aDiskThatFillsDuringTheUploadLeavesTheOldReleaseLive()
    {
        if (::geteuid() != 0)
            QSKIP("mounting a small file system needs root");
        Fleet fleet({u"one"_s, u"two"_s});
        const QString path = fleet.hostPath(u"two"_s);
        QDir().mkpath(path);
        if (QProcess::execute(u"mount"_s,
                              {u"-t"_s, u"tmpfs"_s, u"-o"_s, u"size=64m"_s, u"belay-test"_s, path}) != 0)
            QSKIP("tmpfs cannot be mounted here");
        const auto unmount = qScopeGuard([&path] { QProcess::execute(u"umount"_s, {u"-l"_s, path}); });
        const CliResult good = fleet.deploy(u"1.0.0"_s);
        QVERIFY2(good.exitCode == 0, words(good).constData());
        fleet.build(u"2.0.0"_s, 24 * 1024 * 1024);
        // There is room when the preflight looks; then somebody else takes all of it.
        fleet.holdUploads();
        const auto running = fleet.start(fleet.deployArguments(u"2.0.0"_s, {u"--json"_s}));
        QVERIFY(fleet.waitForUpload(2));
        QVERIFY(QProcess::execute(u"dd"_s, {u"if=/dev/zero"_s, u"of="_s + path + u"/other"_s, u"bs=64k"_s,
                                            u"status=none"_s}) != 0);
        fleet.letUploadsGo();
        QVERIFY(running->waitForFinished(60000));
        const QByteArray out = running->readAllStandardOutput();
        const QByteArray all = out + running->readAllStandardError();
        QVERIFY2(running->exitCode() == 1, all.constData());
        QVERIFY2(out.toLower().contains("no space") || out.contains("no room") || out.contains("full"),
                 all.constData());
        QCOMPARE(fleet.live(), u"1.0.0/1.0.0 1.0.0/1.0.0"_s);
        for (const QString &host : fleet.hosts())
            QVERIFY(fleet.releases(host).size() == 1 && fleet.staged(host).isEmpty() && !fleet.locked(host));
    }

    void aConnectionCutDuringTheUploadGoesOn()
    {
        Fleet fleet({u"one"_s});
        PrivateSshd sshd({{u"127.0.0.1"_s}, fleet.uploadGateConfig(), {u"ed25519"_s}});
        if (!sshd.start())
            QSKIP(qPrintable(sshd.whyNot()));
        fleet.overSsh(sshd);
        const CliResult good = fleet.deploy(u"1.0.0"_s);
        QVERIFY2(good.exitCode == 0, words(good).constData());
        fleet.build(u"2.0.0"_s, 24 * 1024 * 1024);
        fleet.holdUploads();
        const auto running = fleet.start(fleet.deployArguments(u"2.0.0"_s, {u"--json"_s}));
        QVERIFY(fleet.waitForUpload());
        const auto sessions = sshd.sessions();
        QVERIFY(!sessions.empty());
        for (const qint64 session : sessions)
            ::kill(pid_t(session), SIGKILL);
        fleet.letUploadsGo();
        QVERIFY(running->waitForFinished(60000));
        const QByteArray text = running->readAllStandardOutput() + running->readAllStandardError();
        QVERIFY2(running->exitCode() == 0, text.constData());
        QVERIFY2(text.contains("connected again: "), text.constData());
        QCOMPARE(fleet.live(), u"2.0.0/2.0.0"_s);
        QCOMPARE(fleet.releases(u"one"_s).size(), 2);
        QVERIFY(!fleet.locked(u"one"_s));
        QCOMPARE(fleet.staged(u"one"_s), QStringList());
    }

    void metricsThatStopAreNotEnoughData()
    {
        std::atomic<bool> stopped = false;
        std::atomic<int> served = 0;
        HttpServer metrics([&](const HttpServer::Request &) {
            return stopped ? HttpServer::answer(503, "gone")
                           : HttpServer::answer(200, metricsText(served += 10));
        });
        Fleet fleet({u"one"_s});
        fleet.environment[u"metrics"_s] = QJsonObject{
            {u"source"_s, QJsonObject{{u"kind"_s, u"scrape"_s}, {u"url"_s, metrics.url(u"/metrics"_s)}}},
            {u"interval"_s, u"100ms"_s},
            {u"before"_s, u"1s"_s},
            {u"watch"_s, u"2s"_s},
            {u"series"_s, QJsonArray{QJsonObject{{u"id"_s, u"throughput"_s},
                                                 {u"title"_s, u"Requests"_s},
                                                 {u"unit"_s, u"per_second"_s},
                                                 {u"query"_s, u"sum(rate(http_requests_total[1s]))"_s},
                                                 {u"bad"_s, u"down"_s},
                                                 {u"rollback_ratio"_s, 0.1}}}}};
        fleet.write();
        fleet.answerHealthWith([&stopped](const QByteArray &version) {
            if (version == "2.0.0")
                stopped = true;
            return HttpServer::answer(200, "ok");
        });
        const CliResult good = fleet.deploy(u"1.0.0"_s, {u"--no-watch"_s});
        QVERIFY2(good.exitCode == 0, words(good).constData());
        const CliResult result = fleet.deploy(u"2.0.0"_s);
        QVERIFY2(result.exitCode == 8, words(result).constData());
        QCOMPARE(fleet.live(), u"2.0.0/2.0.0"_s);
    }

    void aHostThatIsNotAsItMustBeIsRefusedUnchanged_data()
    {
        QTest::addColumn<QString>("fault");
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("linked file missing") << u"linked file"_s << QByteArray(".env");
        QTest::newRow("current is a folder") << u"folder"_s << QByteArray("current");
        QTest::newRow("another environment's path") << u"environment"_s << QByteArray("other_app/staging");
        QTest::newRow("somebody's Capistrano-foreign lock") << u"foreign lock"_s << QByteArray("lock");
    }

    void aHostThatIsNotAsItMustBeIsRefusedUnchanged()
    {
        QFETCH(QString, fault);
        QFETCH(QByteArray, says);
        Fleet fleet({u"one"_s, u"two"_s});
        const QString path = fleet.hostPath(u"two"_s);
        int wanted = 1;
        if (fault == u"linked file"_s) {
            set(fleet, u"target"_s, u"linked_files"_s, QJsonArray{u".env"_s});
            writeFile(fleet.hostPath(u"one"_s) + u"/shared/.env"_s, "A=1\n");
        } else if (fault == u"folder"_s) {
            writeFile(path + u"/current/index.html"_s, "by hand\n");
            wanted = 2;
        } else if (fault == u"environment"_s) {
            writeFile(path + u"/.belay/env"_s, "other_app/staging\n");
            wanted = 2;
        } else {
            QDir().mkpath(path + u"/.belay"_s);
            QVERIFY(
                QFile::link(u"v1:20260101000000-beef:ann@laptop:20260101000000"_s, path + u"/.belay/lock"_s));
            wanted = 10;
        }
        const QStringList before = inventory(path);
        const CliResult result = fleet.deploy(u"1.0.0"_s);
        QVERIFY2(result.exitCode == wanted, words(result).constData());
        QVERIFY2(result.err.contains(says) && result.err.contains("two"), words(result).constData());
        QCOMPARE(fleet.releases(u"one"_s), QStringList());
        QCOMPARE(fleet.releases(u"two"_s), QStringList());
        QCOMPARE(fleet.current(u"one"_s), u"-"_s);
        QVERIFY(!fleet.locked(u"one"_s));
        if (fault != u"linked file"_s)
            QCOMPARE(inventory(path), before);
    }

    void theSameVersionTwiceIsTwoReleases()
    {
        Fleet fleet({u"one"_s});
        QCOMPARE(fleet.deploy(u"1.0.0"_s).exitCode, 0);
        const CliResult result = fleet.deploy(u"1.0.0"_s);
        QVERIFY2(result.exitCode == 0, words(result).constData());
        QVERIFY2(result.err.contains("already live"), words(result).constData());
        const QStringList releases = fleet.releases(u"one"_s);
        QCOMPARE(releases.size(), 2);
        QCOMPARE(QFile::symLinkTarget(fleet.hostPath(u"one"_s) + u"/current"_s),
                 fleet.hostPath(u"one"_s) + u"/releases/"_s + releases.last());
    }

    void aDryRunTouchesNothing()
    {
        Fleet fleet;
        const CliResult first = fleet.deploy(u"1.0.0"_s, {u"--dry-run"_s});
        QVERIFY2(first.exitCode == 0, words(first).constData());
        QVERIFY(!QFileInfo::exists(fleet.cli.home() + u"/hosts"_s));
        QCOMPARE(fleet.deploy(u"1.0.0"_s).exitCode, 0);
        QCOMPARE(fleet.deploy(u"1.1.0"_s).exitCode, 0);
        const QStringList before = inventory(fleet.cli.home() + u"/hosts"_s);
        QVERIFY(before.size() > 30);
        const CliResult deploy = fleet.deploy(u"2.0.0"_s, {u"--dry-run"_s});
        QVERIFY2(deploy.exitCode == 0 && words(deploy).contains("switch"), words(deploy).constData());
        const CliResult back = fleet.belay({u"rollback"_s, u"--dry-run"_s});
        QVERIFY2(back.exitCode == 0 && words(back).contains("switch"), words(back).constData());
        QCOMPARE(inventory(fleet.cli.home() + u"/hosts"_s), before);
        QCOMPARE(fleet.belay({u"history"_s, u"--json"_s}).json()[u"runs"_s].toArray().size(), 2);
    }

    void everyJsonLineHasItsStableKeys()
    {
        Fleet fleet({u"one"_s, u"two"_s});
        const CliResult result = fleet.deploy(u"1.0.0"_s, {u"--json"_s});
        QVERIFY2(result.exitCode == 0, words(result).constData());
        const QList<QJsonObject> events = result.jsonLines();
        QVERIFY(events.size() > 20);
        QString run = events.first()[u"run"_s].toString();
        int seq = 0;
        for (const QJsonObject &event : events) {
            QCOMPARE(event[u"seq"_s].toInt(), ++seq);
            QVERIFY(event[u"time"_s].toString().endsWith(u'Z'));
            QVERIFY(!event[u"event"_s].toString().isEmpty());
            QCOMPARE(event[u"run"_s].toString(), run);
            QCOMPARE(event[u"schemaVersion"_s].toInt(), 1);
        }
        QCOMPARE(events.first()[u"event"_s].toString(), u"run-started"_s);
        QCOMPARE(events.last()[u"event"_s].toString(), u"run-finished"_s);
        QCOMPARE(events.last()[u"outcome"_s].toString(), u"succeeded"_s);
        QCOMPARE(finished(events, u"switch@two"_s)[u"state"_s].toString(), u"passed"_s);
    }
};

QTEST_GUILESS_MAIN(TestFaults)
#include "tst_faults.moc"
