// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/logs/log_findings.h"
#include "app/logs/process_look.h"

#include <QTest>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qint64 second = 1000;
constexpr qint64 deployed = 1'795'282'000'000; // 2026-11-21T17:26:40Z

FollowedRound::Host lines(const QString &host, const QByteArrayList &texts)
{
    FollowedRound::Host out;
    out.name = host;
    for (const QByteArray &text : texts)
        out.read.lines.push_back({text, parseLogLine(text, LogFormat::Auto)});
    return out;
}

FollowedRound::Host process(const QString &host, qint64 startedMs, int restarts, qint64 nowMs)
{
    FollowedRound::Host out;
    out.name = host;
    out.read.process = ProcessLook{nowMs, startedMs, restarts};
    return out;
}

FollowedRound round(std::vector<FollowedRound::Host> hosts)
{
    FollowedRound out;
    out.hosts = std::move(hosts);
    return out;
}

QStringList told(const std::vector<RunEvent> &events)
{
    QStringList out;
    for (const RunEvent &event : events) {
        if (event.kind == EventKind::LogFound)
            out << u"%1 %2 ×%3: %4"_s.arg(event.data, event.host, QString::number(event.total), event.text);
        else
            out << u"remark: %1"_s.arg(event.text);
    }
    return out;
}

} // namespace

class TestLogFindings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onlyErrorsThatWereNotThereBeforeAreToldAndOnce()
    {
        LogFindingTeller teller(true, deployed);
        // The clock of this host is an hour ahead: what was read before the release is old all the same.
        QCOMPARE(told(teller
                          .take(round({lines(u"web-1"_s, {"2026-11-21T18:26:00Z [error] order 7 failed"})}),
                                deployed)
                          .events),
                 QStringList());
        teller.released();
        QCOMPARE(told(teller
                          .take(round({lines(u"web-1"_s, {"2026-11-21T18:27:00Z [error] order 9 failed",
                                                          "[error] no such column: total"})}),
                                deployed + second)
                          .events),
                 QStringList{u"new-error web-1 ×1: no such column: total"_s});
        QCOMPARE(
            told(teller.take(round({lines(u"web-1"_s, {"[error] no such column: total"})}), deployed + second)
                     .events),
            QStringList());
        QCOMPARE(told(teller.rest()), QStringList{u"new-error web-1 ×2: no such column: total"_s});
        QCOMPARE(told(teller.rest()), QStringList());
    }

    void aCountIsToldAgainWhenItIsTenTimesAsHigh()
    {
        LogFindingTeller teller(false, deployed);
        teller.take(round({lines(u"web-1"_s, {})}), deployed);
        teller.released();
        const FollowedRound one = round({lines(u"web-1"_s, {"[error] boom 1"})});
        QStringList all;
        for (int i = 0; i < 150; ++i)
            all << told(teller.take(one, deployed + second).events);
        QCOMPARE(all, (QStringList{u"new-error web-1 ×1: boom 1"_s, u"new-error web-1 ×10: boom 1"_s,
                                   u"new-error web-1 ×100: boom 1"_s}));
    }

    void ofAHostThatWasNotReadBeforeTheTimesOfItsLinesDecide()
    {
        LogFindingTeller teller(false, deployed);
        teller.released();
        const auto first = teller.take(
            round({lines(u"web-1"_s,
                         {"2026-11-21T17:26:39Z [error] old", "[error] without a time",
                          "2026-11-21T17:26:41Z [error] old", "2026-11-21T17:26:41Z [error] fresh"})}),
            deployed + 5 * second);
        QCOMPARE(told(first.events), QStringList{u"new-error web-1 ×1: fresh"_s});
    }

    void aReleaseThatFailsInAThousandWaysDoesNotFillTheHistory()
    {
        LogFindingTeller teller(false, deployed);
        teller.take(round({lines(u"web-1"_s, {})}), deployed);
        teller.released();
        QByteArrayList errors;
        for (int i = 0; i < 1000; ++i)
            errors << QByteArray("[error] failure of kind ") + char('a' + i % 26) + char('a' + i / 26 % 26) +
                          char('a' + i / 676);
        const QStringList all = told(teller.take(round({lines(u"web-1"_s, errors)}), deployed).events);
        QCOMPARE(all.size(), qsizetype(LogFindingTeller::mostKinds) + 1);
        QCOMPARE(all.last(),
                 u"remark: Further kinds of errors are new in the logs; 50 of them are named here."_s);
    }

    void debugLinesAreToldInProtectedEnvironmentsOnly_data()
    {
        QTest::addColumn<bool>("isProtected");
        QTest::addColumn<QStringList>("expected");
        QTest::newRow("production")
            << true
            << QStringList{
                   u"debug-lines web-2 ×2: The log holds debug lines. They may name people and secrets; raise the level."_s};
        QTest::newRow("staging") << false << QStringList();
    }

    void debugLinesAreToldInProtectedEnvironmentsOnly()
    {
        QFETCH(bool, isProtected);
        LogFindingTeller teller(isProtected, deployed);
        teller.take(round({lines(u"web-1"_s, {"[debug] of the release before"}), lines(u"web-2"_s, {})}),
                    deployed);
        teller.released();
        QTEST(told(teller
                       .take(round({lines(u"web-1"_s, {"[info] fine"}),
                                    lines(u"web-2"_s, {"[debug] token=abc", "[debug] user=jo"})}),
                             deployed + second)
                       .events),
              "expected");
        QCOMPARE(told(teller.take(round({lines(u"web-1"_s, {"[debug] x"})}), deployed + second).events),
                 QStringList());
    }

    void aRestartIsToldAndThreeWithinMinutesAreACrashLoop()
    {
        LogFindingTeller teller(false, deployed);
        teller.take(round({process(u"web-1"_s, 1000, 0, deployed)}), deployed);
        teller.released();
        const auto look = [&teller](int restarts, qint64 afterS) {
            const qint64 now = deployed + afterS * second;
            return teller.take(round({process(u"web-1"_s, now - second, restarts, now)}), now);
        };
        // The release's own restart lies before the first look of the watch.
        QCOMPARE(told(look(1, 10).events), QStringList());
        QCOMPARE(told(look(2, 20).events),
                 QStringList{u"restart web-1 ×1: web-1: the service was restarted once."_s});
        const Findings twice = look(3, 30);
        QCOMPARE(told(twice.events),
                 QStringList{u"restart web-1 ×2: web-1: the service was restarted 2 times."_s});
        QVERIFY(twice.crashing.isEmpty());
        const Findings loop = look(4, 40);
        QCOMPARE(told(loop.events),
                 QStringList{
                     u"crash-loop web-1 ×3: web-1: the service keeps crashing, it was restarted 3 times."_s});
        QCOMPARE(loop.crashing, QStringList{u"web-1"_s});
        QCOMPARE(loop.restarts, 3);
        // Whoever has been calm for as long as a loop is judged over keeps crashing no more.
        QVERIFY(look(4, 700).crashing.isEmpty());
    }

    void aHostWhoseLogCannotBeReadIsARemarkOnce()
    {
        LogFindingTeller teller(false, deployed);
        FollowedRound::Host silent;
        silent.name = u"web-3"_s;
        silent.problem = Error{ErrorKind::Network, u"web-3 does not answer."_s, {}, {}};
        FollowedRound::Host missing = lines(u"web-1"_s, {});
        missing.read.notes = {u"web-1 has no /var/log/a.log yet."_s};
        QCOMPARE(told(teller.take(round({missing, silent}), deployed).events),
                 (QStringList{u"remark: web-1 has no /var/log/a.log yet."_s,
                              u"remark: web-3: its log is not read: web-3 does not answer."_s}));
        QCOMPARE(told(teller.take(round({silent}), deployed).events), QStringList());
    }

    void processesAreUnderstoodInEveryWayTheyAreRun_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qint64>("startedMs");
        QTest::addColumn<int>("restarts");
        QTest::newRow("a unit") << QByteArray("LoadState=loaded\nActiveState=active\nNRestarts=2\n"
                                              "ExecMainStartTimestampMonotonic=5000000\nUptime=65.00\n")
                                << deployed - 60 * second << 2;
        QTest::newRow("a unit that is down")
            << QByteArray("LoadState=loaded\nActiveState=failed\nNRestarts=5\n"
                          "ExecMainStartTimestampMonotonic=5000000\nUptime=65.00\n")
            << qint64(0) << 5;
        QTest::newRow("docker") << QByteArray("Restarts=3\nRunning=true\nStartedAt=2026-11-21T17:26:30.5Z\n")
                                << deployed - 9500 << 3;
        QTest::newRow("podman")
            << QByteArray("Restarts=0\nRunning=true\nStartedAt=2026-11-21 18:26:30.5 +0100 CET\n")
            << deployed - 9500 << 0;
        QTest::newRow("a container that is down")
            << QByteArray("Restarts=0\nRunning=false\nStartedAt=2026-11-21T17:26:30Z\n") << qint64(0) << 0;
        QTest::newRow("a process by its number")
            << QByteArray("Uptime=65.00 100.00\nTicks=100\nAsked=pid\nStart=500\n") << deployed - 60 * second
            << -1;
        QTest::newRow("a process that is gone")
            << QByteArray("Uptime=65.00 100.00\nTicks=100\nAsked=pid\n") << qint64(0) << -1;
        QTest::newRow("the oldest of those on a port")
            << QByteArray(
                   "Uptime=65.00 100.00\nTicks=100\nAsked=port\nStart=700 12\nStart=500 7\nStart=900 13\n")
            << deployed - 60 * second << -1;
    }

    void processesAreUnderstoodInEveryWayTheyAreRun()
    {
        QFETCH(QByteArray, text);
        const auto look = processOf(text, deployed);
        QVERIFY(look);
        QTEST(look->startedMs, "startedMs");
        QTEST(look->restarts, "restarts");
        QCOMPARE(look->timeMs, deployed);
    }

    void whatTheHostDoesNotKnowIsNoProcess()
    {
        QVERIFY(!processOf("", deployed));
        QVERIFY(!processOf("LoadState=not-found\nActiveState=inactive\nUptime=65.00\n", deployed));
        QVERIFY(!processOf("Uptime=65.00\nTicks=100\n", deployed)); // who listens is shown to others only
        QVERIFY(!processOf("Uptime=\nTicks=100\nAsked=pid\n", deployed)); // no /proc there
    }

    void aCrashLoopIsAVerdict_data()
    {
        QTest::addColumn<QStringList>("crashing");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("none") << QStringList() << u"Healthy — fine"_s;
        QTest::newRow("one of three")
            << QStringList{u"web-2"_s}
            << u"Hold — the service keeps crashing on some hosts: web-2, restarted 3 times within minutes."_s;
        QTest::newRow("all")
            << QStringList{u"web-1"_s, u"web-2"_s, u"web-3"_s}
            << u"Roll back — the service keeps crashing on every host: web-1, web-2, web-3, restarted 3 times within minutes."_s;
    }

    void aCrashLoopIsAVerdict()
    {
        QFETCH(QStringList, crashing);
        Verdict healthy;
        healthy.kind = VerdictKind::Healthy;
        healthy.sentence = u"Healthy — fine"_s;
        QTEST(withCrashLoops(healthy, crashing, 3, 3).sentence, "sentence");
        Verdict worse;
        worse.kind = VerdictKind::RollBack;
        worse.sentence = u"Roll back — p99"_s;
        QCOMPARE(withCrashLoops(worse, crashing, 3, 3).sentence, worse.sentence);
    }
};

QTEST_GUILESS_MAIN(TestLogFindings)
#include "tst_log_findings.moc"
