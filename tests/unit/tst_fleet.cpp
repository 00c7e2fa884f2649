// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/targets/observe.h"
#include "models/domain/fleet.h"
#include "models/domain/json.h"

#include <QTest>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

/// "1 2b 3f" are releases 1, 2 (bad) and 3 (foreign), each with version v1, v2, v3.
HostObservation host(const QString &releases, const QString &current, const QString &activations,
                     const QString &rollbackLink = {})
{
    const auto id = [](const QString &digit) {
        return digit.isEmpty() ? QString() : QString(u"2026112114000"_s + digit);
    };
    HostObservation out;
    out.host = u"app1"_s;
    for (const QString &word : releases.split(u' ', Qt::SkipEmptyParts)) {
        out.releases.push_back(
            {id(word.left(1)), QString(u'v' + word.left(1)), true, word.endsWith(u'b'), word.endsWith(u'f')});
    }
    out.currentId = id(current);
    for (const QString &digit : activations.split(u' ', Qt::SkipEmptyParts))
        out.activations.append(id(digit));
    out.rollbackLink = id(rollbackLink);
    return out;
}

} // namespace

class FleetTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theWayBackFollowsWhatWasLive_data();
    void theWayBackFollowsWhatWasLive();
    void aFleetIsMixedWhenItsHostsRunDifferentVersions();
    void anObservationIsReadFromTheHostsRecords();
    void freeSpaceIsReadFromEveryDf_data();
    void freeSpaceIsReadFromEveryDf();
    void anAnswerThatEndsInTheMiddleProvesNothing();
    void aHostThatDidNotAnswerHasAnErrorAndNothingElse();
    void driftNamesTheHostsThatDiffer();
};

void FleetTest::theWayBackFollowsWhatWasLive_data()
{
    QTest::addColumn<QString>("releases");
    QTest::addColumn<QString>("current");
    QTest::addColumn<QString>("activations");
    QTest::addColumn<QString>("link");
    QTest::addColumn<QString>("expected");
    QTest::newRow("the one before") << u"1 2 3"_s << u"3"_s << u"1 2 3"_s << u""_s << u"2"_s;
    QTest::newRow("not by name: 1 was live before 3")
        << u"1 2 3"_s << u"3"_s << u"2 1 3"_s << u""_s << u"1"_s;
    QTest::newRow("never a bad one") << u"1 2b 3"_s << u"3"_s << u"1 2 3"_s << u""_s << u"1"_s;
    QTest::newRow("after a rollback further back")
        << u"1 2 3b"_s << u"2"_s << u"1 2 3 2"_s << u""_s << u"1"_s;
    QTest::newRow("never one that was pruned") << u"1 3"_s << u"3"_s << u"1 2 3"_s << u""_s << u"1"_s;
    QTest::newRow("never the current one") << u"1"_s << u"1"_s << u"1"_s << u"1"_s << u""_s;
    QTest::newRow("all earlier ones bad") << u"1b 2b 3"_s << u"3"_s << u"1 2 3"_s << u"2"_s << u""_s;
    QTest::newRow("capistrano moved on to one we do not know")
        << u"1 2 3"_s << u"3"_s << u"1 2"_s << u""_s << u"2"_s;
    QTest::newRow("capistrano went back by itself") << u"1 2 3"_s << u"2"_s << u"1 2 3"_s << u""_s << u"1"_s;
    QTest::newRow("no log: the staged link") << u"1 2 3"_s << u"3"_s << u""_s << u"1"_s << u"1"_s;
    QTest::newRow("no log, no link: the newest name below")
        << u"1 2 3 4"_s << u"3"_s << u""_s << u""_s << u"2"_s;
    QTest::newRow("foreign names are no target") << u"1f 3"_s << u"3"_s << u""_s << u""_s << u""_s;
    QTest::newRow("nothing there") << u""_s << u""_s << u""_s << u""_s << u""_s;
}

void FleetTest::theWayBackFollowsWhatWasLive()
{
    QFETCH(QString, releases);
    QFETCH(QString, current);
    QFETCH(QString, activations);
    QFETCH(QString, link);
    QFETCH(QString, expected);
    QCOMPARE(previousGoodRelease(host(releases, current, activations, link)).right(1), expected);
}

void FleetTest::aFleetIsMixedWhenItsHostsRunDifferentVersions()
{
    FleetSnapshot fleet;
    fleet.hosts = {host(u"1 2"_s, u"2"_s, {}), host(u"1 2"_s, u"2"_s, {})};
    QVERIFY(!fleet.mixed());
    QCOMPARE(fleet.versionsLive(), QStringList{u"v2"_s});
    fleet.hosts[1].currentId = fleet.hosts[1].releases[0].id;
    QVERIFY(fleet.mixed());
    QCOMPARE(fleet.versionsLive(), (QStringList{u"v2"_s, u"v1"_s}));
    fleet.hosts[1].currentId.clear();
    QVERIFY(fleet.mixed());
    QVERIFY(fleet.complete());
    fleet.hosts[1].error = Error{ErrorKind::Network, u"refused"_s, {}, {}};
    QVERIFY(!fleet.mixed());
    QVERIFY(!fleet.complete());
    QCOMPARE(fleet.host(u"nobody"_s), nullptr);
}

void FleetTest::driftNamesTheHostsThatDiffer()
{
    FleetSnapshot fleet;
    fleet.hosts = {host(u"1 2"_s, u"2"_s, {}), host(u"1 2"_s, u"2"_s, {}), host(u"1 2"_s, u"2"_s, {})};
    for (std::size_t i = 0; i < 3; ++i)
        fleet.hosts[i].host = u"app%1"_s.arg(i + 1);
    QCOMPARE(driftOf(fleet, u"v2"_s), QString());
    QCOMPARE(driftOf(fleet, {}), QString());
    QCOMPARE(driftOf(fleet, u"v1"_s),
             u"The history says v1 is live; the hosts say otherwise: v2 on app1, app2, app3."_s);
    fleet.hosts[1].currentId = fleet.hosts[1].releases[0].id;
    fleet.hosts[2].currentId.clear();
    QCOMPARE(driftOf(fleet, u"v2"_s),
             u"The history says v2 is live; the hosts say otherwise: v1 on app2; nothing on app3."_s);
    QCOMPARE(driftOf(fleet, {}), u"The hosts differ: v2 on app1; v1 on app2; nothing on app3."_s);
    fleet.hosts[1].error = fleet.hosts[2].error = Error{ErrorKind::Network, u"no route"_s, {}, {}};
    QCOMPARE(driftOf(fleet, u"v2"_s), QString()); // silence is no drift
}

void FleetTest::anObservationIsReadFromTheHostsRecords()
{
    const auto seen = parseObservation(
        "time\t1795270000123\n"
        "system\tLinux 6.1.0\n"
        "missing-tool\tmv -T\n"
        "disk\t/dev/my disk 1 9999 7951 2048 80% /srv/my app\n"
        "inodes\t/dev/my disk 1 0 0 0 - /srv/my app\n"
        "exists\t1\n"
        "env\tmy_app/production\n"
        "current\t/srv/my_app/releases/20261121150000\n"
        "current-id\t20261121150000\n"
        "release\t20261121140000\t1\t1.0.0\n"
        "release\t20261121150000\t0\t1.1.0 \x1b[31mred\n"
        "foreign\tby-hand\n"
        "{\"time\":\"t\",\"event\":\"activated\",\"release\":\"20261121140000\"}\n"
        "{\"time\":\"t\",\"event\":\"activated\",\"release\":\"20261121140000\"}\n"
        "{\"time\":\"t\",\"event\":\"activated\",\"release\":\"20261121150000\"}\n"
        "{\"time\":\"t\",\"event\":\"marked-bad\",\"release\":\"20261121150000\"}\n"
        "{\"time\":\"t\",\"event\":\"marked-bad\",\"release\":\"20261121140000\"}\n"
        "{\"time\":\"t\",\"event\":\"marked-good\",\"release\":\"20261121140000\"}\n"
        "{half a li\n"
        "rollback-link\t20261121140000\n"
        "lock\tv1:run-1:ann@laptop:20261121160000\n"
        "lock-plan\t{\"run\":\"run-1\",\"version\":\"1.5.0\",\"reason\":\"hotfix\",\"x\":3}\n"
        "hold\tann: rolled back\n"
        "op\trun-1\tmigrate\t\talive\n"
        "op\trun-0\trestart\t3\tended\n"
        "foreign-lock\tMina (/srv/my_app/deploy.lock)\n"
        "missing-file\t.env\n"
        "end\n"
        "lock\tcomes after the end\n");
    QVERIFY(seen.has_value());
    QCOMPARE(seen->hostTimeMs, 1795270000123);
    QCOMPARE(seen->diskFreeBytes, 2048 * 1024);
    QCOMPARE(seen->inodesFree, -1);
    QCOMPARE(seen->missingTools, QStringList{u"mv -T"_s});
    QCOMPARE(seen->environmentTag, u"my_app/production"_s);
    QCOMPARE(seen->releases.size(), std::size_t(3));
    QCOMPARE(seen->currentVersion(), u"1.1.0 red"_s);
    QVERIFY(seen->releases[1].bad && !seen->releases[1].hasManifest);
    QVERIFY(!seen->releases[0].bad && seen->releases[0].hasManifest);
    QVERIFY(seen->releases[2].foreign);
    QCOMPARE(seen->activations, (QStringList{u"20261121140000"_s, u"20261121150000"_s}));
    QCOMPARE(seen->lock, u"v1:run-1:ann@laptop:20261121160000"_s);
    QCOMPARE(seen->lockVersion, u"1.5.0"_s);
    QCOMPARE(seen->lockReason, u"hotfix"_s);
    HostObservation later = *seen;
    later.hostTimeMs = 1795276983000; // 2026-11-21 16:03:03 UTC
    QCOMPARE(lockHolder(later), u"ann@laptop (run run-1, for 3 min 3 s, to 1.5.0: hotfix)"_s);
    later.lock = u"something else"_s;
    QCOMPARE(lockHolder(later), u"something else"_s);
    QCOMPARE(seen->hold, u"ann: rolled back"_s);
    QCOMPARE(seen->operations, (std::vector<OperationOnHost>{{u"run-1"_s, u"migrate"_s, {}, true},
                                                             {u"run-0"_s, u"restart"_s, 3, false}}));
    QCOMPARE(seen->foreignLock, u"Mina (/srv/my_app/deploy.lock)"_s);
    QCOMPARE(seen->missingLinkedFiles, QStringList{u".env"_s});
    QCOMPARE(previousGoodRelease(*seen), u"20261121140000"_s);
}

void FleetTest::freeSpaceIsReadFromEveryDf_data()
{
    QTest::addColumn<QByteArray>("records");
    QTest::addColumn<qint64>("bytes");
    QTest::addColumn<qint64>("inodes");
    QTest::newRow("GNU, both at once")
        << QByteArray("free\t 51408716 16189321 16777216\n") << qint64(51408716) * 1024 << qint64(16189321);
    QTest::newRow("a file system that does not count inodes")
        << QByteArray("free\t 2048        0        0\n") << qint64(2048 * 1024) << qint64(-1);
    QTest::newRow("full") << QByteArray("free\t 0 0 65536\n") << qint64(0) << qint64(0);
    QTest::newRow("POSIX") << QByteArray("disk\t/dev/vda 264 48 51 49% /\ninodes\t/dev/vda 167 5 162 4% /\n")
                           << qint64(51 * 1024) << qint64(162);
    QTest::newRow("no answer") << QByteArray("disk\t\ninodes\t\n") << qint64(-1) << qint64(-1);
}

void FleetTest::freeSpaceIsReadFromEveryDf()
{
    QFETCH(QByteArray, records);
    const auto seen = parseObservation(records + "end\n");
    QVERIFY(seen.has_value());
    QTEST(seen->diskFreeBytes, "bytes");
    QTEST(seen->inodesFree, "inodes");
}

void FleetTest::anAnswerThatEndsInTheMiddleProvesNothing()
{
    const auto seen = parseObservation("time\t1795270000123\nexists\t1\nloc");
    QVERIFY(!seen.has_value());
    QCOMPARE(toString(seen.error().kind), u"unproven"_s);
    QCOMPARE(seen.error().summary, u"The host's answer ends in the middle."_s);
}

void FleetTest::aHostThatDidNotAnswerHasAnErrorAndNothingElse()
{
    HostObservation silent;
    silent.host = u"app1"_s;
    silent.path = u"/srv/my_app"_s;
    silent.error = Error{ErrorKind::Network, u"connection refused"_s, {}, u"start sshd"_s};
    const nlohmann::json json = toJson(silent);
    QCOMPARE(json.at("error").at("kind").get<QString>(), u"network"_s);
    QCOMPARE(json.at("error").at("hint").get<QString>(), u"start sshd"_s);
    QVERIFY(!json.contains("current"));
    QCOMPARE(toJson(host(u"1 2"_s, u"2"_s, u"1 2"_s)).at("previousGood").get<QString>(), u"20261121140001"_s);
}

QTEST_GUILESS_MAIN(FleetTest)
#include "tst_fleet.moc"
