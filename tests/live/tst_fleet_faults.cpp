// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fleet.h"
#include "tests/support/private_sshd.h"
#include "tests/support/tcp_proxy.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QJsonArray>
#include <QScopeGuard>
#include <QTest>

#include <unistd.h>

using namespace belay;
using namespace belay::test;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

QByteArray words(const CliResult &result)
{
    return result.out + result.err;
}

void set(Fleet &fleet, const QString &section, const QString &key, const QJsonValue &value)
{
    QJsonObject object = fleet.environment[section].toObject();
    object[key] = value;
    fleet.environment[section] = object;
    fleet.write();
}

/// Every host of the fleet over SSH through one bad network.
void overNetwork(Fleet &fleet, const PrivateSshd &sshd, const TcpProxy &network, const QString &transport)
{
    fleet.overSsh(sshd);
    QJsonObject target = fleet.environment[u"target"_s].toObject();
    QJsonArray hosts = target[u"hosts"_s].toArray();
    for (auto each = hosts.begin(); each != hosts.end(); ++each) {
        QJsonObject host = each->toObject();
        host[u"port"_s] = network.port();
        *each = host;
    }
    writeFile(fleet.cli.home() + u"/known_hosts"_s,
              "[127.0.0.1]:" + QByteArray::number(network.port()) + ' ' + sshd.hostPublicKey() + '\n');
    target[u"hosts"_s] = hosts;
    target[u"known_hosts"_s] = QString(fleet.cli.home() + u"/known_hosts"_s);
    target[u"transport"_s] = transport;
    fleet.environment[u"target"_s] = target;
    fleet.write();
}

/// A connection; the scripts in the plan hold such words, too, but not these.
bool lostIts(const QByteArray &out)
{
    return out.contains("no proof (") || out.contains("calling again") || out.contains("connecting again");
}

void eachTransport()
{
    QTest::addColumn<QString>("transport");
    QTest::newRow("libssh2") << u"libssh2"_s;
    QTest::newRow("ssh") << u"ssh"_s;
}

bool did(const QString &program, const QStringList &arguments)
{
    return QProcess::execute(program, arguments) == 0;
}

/// A file system of its own at a place; gone with the object. Needs root.
class Mounted
{
public:
    Mounted(const QString &place, const QString &options)
        : m_place(place)
    {
        QDir().mkpath(place);
        m_is = ::geteuid() == 0 &&
               did(u"mount"_s, {u"-t"_s, u"tmpfs"_s, u"-o"_s, options, u"belay-test"_s, place});
    }
    ~Mounted()
    {
        if (m_is)
            did(u"umount"_s, {u"-l"_s, m_place});
    }
    Mounted(const Mounted &) = delete;
    Mounted &operator=(const Mounted &) = delete;
    explicit operator bool() const { return m_is; }
    bool remount(const QString &options) const
    {
        return did(u"mount"_s, {u"-o"_s, u"remount,"_s + options, m_place});
    }

private:
    QString m_place;
    bool m_is = false;
};

void fill(const QString &folder)
{
    for (int i = 0; i < 20000; ++i) {
        QFile file(folder + u"/filler-%1"_s.arg(i));
        if (!file.open(QIODevice::WriteOnly | QIODevice::Unbuffered))
            return;
        while (file.write(QByteArray(4096, 'x')) == 4096) {
        }
    }
}

} // namespace

/// Whole deployments and rollbacks by the real program while something is wrong: the network, the disk, the
/// layout, other people.
class TestFleetFaults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSlowNetworkIsOnlySlow_data() { eachTransport(); }
    void aSlowNetworkIsOnlySlow()
    {
        QFETCH(QString, transport);
        PrivateSshd sshd;
        if (!sshd.start())
            QSKIP(qPrintable(sshd.whyNot()));
        TcpProxy network(quint16(sshd.port()));
        Fleet fleet({u"one"_s});
        overNetwork(fleet, sshd, network, transport);
        network.delay(100ms);
        const CliResult result = fleet.deploy(u"1.0.0"_s, {u"--json"_s});
        QVERIFY2(result.exitCode == 0, words(result).constData());
        QVERIFY2(!lostIts(result.out), words(result).constData());
        QCOMPARE(fleet.live(), u"1.0.0/1.0.0"_s);
        // Firewalls count connections.
        QVERIFY2(network.accepted() <= 3, QByteArray::number(network.accepted()).constData());
    }

    void aShortOutageDuringAnUploadIsNotNoticed_data() { eachTransport(); }
    void aShortOutageDuringAnUploadIsNotNoticed()
    {
        QFETCH(QString, transport);
        PrivateSshd sshd;
        if (!sshd.start())
            QSKIP(qPrintable(sshd.whyNot()));
        TcpProxy network(quint16(sshd.port()));
        Fleet fleet({u"one"_s});
        overNetwork(fleet, sshd, network, transport);
        fleet.build(u"1.0.0"_s, 30'000'000);
        const qint64 before = network.forwarded(TcpProxy::ToServer);
        const auto running = fleet.start(fleet.deployArguments(u"1.0.0"_s, {u"--json"_s}));
        QTRY_VERIFY_WITH_TIMEOUT(network.forwarded(TcpProxy::ToServer) > before + 3'000'000, 60000);
        network.freeze(TcpProxy::ToServer);
        network.freeze(TcpProxy::ToClient);
        QTest::qWait(5000); // five seconds are the fault
        network.heal();
        QVERIFY(running->waitForFinished(120000));
        const QByteArray out = running->readAllStandardOutput() + running->readAllStandardError();
        QVERIFY2(running->exitCode() == 0 && !lostIts(out), out.constData());
        QCOMPARE(readFile(fleet.hostPath(u"one"_s) + u"/current/ballast"_s),
                 readFile(fleet.projectFolder() + u"/dist/ballast"_s));
    }

    void anOutageThatStaysEndsTheDeploymentAndChangesNothing_data() { eachTransport(); }
    void anOutageThatStaysEndsTheDeploymentAndChangesNothing()
    {
        QFETCH(QString, transport);
        PrivateSshd sshd;
        if (!sshd.start())
            QSKIP(qPrintable(sshd.whyNot()));
        TcpProxy network(quint16(sshd.port()));
        Fleet fleet({u"one"_s});
        overNetwork(fleet, sshd, network, transport);
        QCOMPARE(fleet.deploy(u"1.0.0"_s).exitCode, 0);
        fleet.build(u"2.0.0"_s, 30'000'000);
        const qint64 before = network.forwarded(TcpProxy::ToServer);
        const auto running = fleet.start(fleet.deployArguments(u"2.0.0"_s, {u"--json"_s}));
        QTRY_VERIFY_WITH_TIMEOUT(network.forwarded(TcpProxy::ToServer) > before + 3'000'000, 60000);
        network.refuse(true);
        network.cut();
        QVERIFY(running->waitForFinished(150000));
        const QByteArray out = running->readAllStandardOutput() + running->readAllStandardError();
        QVERIFY2(running->exitCode() == 1, out.constData());
        QVERIFY2(out.contains("connection lost at"), out.constData());
        network.refuse(false);
        QCOMPARE(fleet.live(), u"1.0.0/1.0.0"_s);
        QCOMPARE(fleet.releases(u"one"_s).size(), 1);
        // The network is back: what was left is told, freed, and the next deployment clears it up.
        const CliResult freed = fleet.belay({u"unlock"_s, u"-y"_s, u"--reason"_s, u"the network is back"_s});
        QVERIFY2(freed.exitCode == 0, words(freed).constData());
        const CliResult again = fleet.deploy(u"2.0.0"_s);
        QVERIFY2(again.exitCode == 0, words(again).constData());
        QCOMPARE(fleet.live(), u"2.0.0/2.0.0"_s);
        QCOMPARE(fleet.staged(u"one"_s), QStringList());
    }

    void aDamagedByteOnTheWayIsNeverBelieved_data() { eachTransport(); }
    void aDamagedByteOnTheWayIsNeverBelieved()
    {
        QFETCH(QString, transport);
        PrivateSshd sshd;
        if (!sshd.start())
            QSKIP(qPrintable(sshd.whyNot()));
        TcpProxy network(quint16(sshd.port()));
        Fleet fleet({u"one"_s});
        overNetwork(fleet, sshd, network, transport);
        fleet.build(u"1.0.0"_s, 8'000'000);
        // In the key exchange: nothing to be had, and said so.
        network.flipBit(TcpProxy::ToClient, 700);
        const CliResult status = fleet.belay({u"status"_s, u"--trust"_s});
        QVERIFY2(status.exitCode != 0 && !status.crashed, words(status).constData());
        // In the middle of an upload: over a new connection.
        network.heal();
        network.flipBit(TcpProxy::ToServer, 2'000'000);
        const CliResult result = fleet.deploy(u"1.0.0"_s, {u"--json"_s});
        QVERIFY2(result.exitCode == 0, words(result).constData());
        QVERIFY2(result.out.contains("connected again"), words(result).constData());
        QCOMPARE(readFile(fleet.hostPath(u"one"_s) + u"/current/ballast"_s),
                 readFile(fleet.projectFolder() + u"/dist/ballast"_s));
    }

    void oneSessionAtATimeIsEnoughForARelease_data() { eachTransport(); }
    void oneSessionAtATimeIsEnoughForARelease()
    {
        QFETCH(QString, transport);
        PrivateSshd sshd(
            PrivateSshd::Options{{u"127.0.0.1"_s}, "MaxSessions 1\nRekeyLimit 1M\n", {u"ed25519"_s}});
        if (!sshd.start())
            QSKIP(qPrintable(sshd.whyNot()));
        Fleet fleet({u"one"_s});
        fleet.overSsh(sshd);
        set(fleet, u"target"_s, u"transport"_s, transport);
        fleet.build(u"1.0.0"_s, 12'000'000); // with a dozen new keys on the way
        const CliResult first = fleet.deploy(u"1.0.0"_s);
        QVERIFY2(first.exitCode == 0, words(first).constData());
        QCOMPARE(fleet.deploy(u"2.0.0"_s).exitCode, 0);
        const CliResult back = fleet.belay({u"rollback"_s, u"-y"_s, u"--reason"_s, u"a test"_s});
        QVERIFY2(back.exitCode == 0, words(back).constData());
        QCOMPARE(fleet.live(), u"1.0.0/1.0.0"_s);
    }

    void aHostWithAnotherKeyAfterACutGetsNothing()
    {
        PrivateSshd sshd;
        if (!sshd.start())
            QSKIP(qPrintable(sshd.whyNot()));
        Fleet fleet({u"one"_s});
        const QString gate = fleet.cli.home() + u"/gate"_s;
        fleet.overSsh(sshd);
        set(fleet, u"commands"_s, u"migrate"_s,
            u"touch ../../begun; while [ ! -e %1 ]; do sleep 0.05; done"_s.arg(gate));
        writeFile(gate, "");
        QCOMPARE(fleet.deploy(u"1.0.0"_s).exitCode, 0);
        QFile::remove(gate);
        QFile::remove(fleet.hostPath(u"one"_s) + u"/begun"_s);
        fleet.build(u"2.0.0"_s);
        const auto running = fleet.start(fleet.deployArguments(u"2.0.0"_s));
        QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(fleet.hostPath(u"one"_s) + u"/begun"_s), 60000);
        const QByteArray known = readFile(sshd.knownHosts());
        QVERIFY(sshd.replaceHostKeys());
        writeFile(sshd.knownHosts(), known); // what the person's computer knows is the old one
        QVERIFY(sshd.restart());
        writeFile(gate, "");
        QVERIFY(running->waitForFinished(60000));
        const QByteArray out = running->readAllStandardOutput() + running->readAllStandardError();
        QVERIFY2(running->exitCode() != 0 && out.contains("key"), out.constData());
        QCOMPARE(fleet.current(u"one"_s), u"1.0.0"_s);
    }

    void aRollbackWorksOnAFullHost()
    {
        Fleet fleet({u"one"_s, u"two"_s});
        const Mounted disk(fleet.hostPath(u"two"_s), u"size=40m,nr_inodes=1000"_s);
        if (!disk)
            QSKIP("mounting a small file system needs root");
        const CliResult good = fleet.deploy(u"1.0.0"_s);
        QVERIFY2(good.exitCode == 0, words(good).constData());
        fleet.build(u"2.0.0"_s);
        QCOMPARE(fleet.deploy(u"2.0.0"_s).exitCode, 0);
        // The service's own file keeps its block: this is about Belay, not about the restart command.
        set(fleet, u"commands"_s, u"restart"_s,
            u"cat {current_path}/REVISION 1<>../../served >../../served || cat {current_path}/REVISION > %1/{host}"_s
                .arg(fleet.cli.home()));
        fill(fleet.hostPath(u"two"_s));
        const CliResult trusted = fleet.belay({u"trust"_s, u"."_s});
        QVERIFY2(trusted.exitCode == 0, words(trusted).constData());
        const CliResult back = fleet.belay({u"rollback"_s, u"-y"_s, u"--reason"_s, u"a test"_s});
        QCOMPARE(fleet.current(u"one"_s), u"1.0.0"_s);
        QVERIFY2(fleet.current(u"two"_s) == u"1.0.0"_s, words(back).constData());
    }

    void noInodesAreNoticedBeforeAnythingChanges()
    {
        Fleet fleet({u"one"_s, u"two"_s});
        const Mounted disk(fleet.hostPath(u"two"_s), u"size=40m,nr_inodes=150"_s);
        if (!disk)
            QSKIP("mounting a small file system needs root");
        const CliResult good = fleet.deploy(u"1.0.0"_s);
        QVERIFY2(good.exitCode == 0, words(good).constData());
        fleet.build(u"2.0.0"_s);
        for (int i = 0; i < 120; ++i)
            writeFile(fleet.projectFolder() + u"/dist/part-%1"_s.arg(i), "x");
        const CliResult result = fleet.deploy(u"2.0.0"_s);
        QVERIFY2(result.exitCode == 1, words(result).constData());
        QVERIFY2(result.err.contains("two") && result.err.contains("inodes"), words(result).constData());
        QCOMPARE(fleet.live(), u"1.0.0/1.0.0 1.0.0/1.0.0"_s);
        for (const QString &host : fleet.hosts())
            QVERIFY(fleet.releases(host).size() == 1 && fleet.staged(host).isEmpty() && !fleet.locked(host));
    }

    void aReadOnlyFileSystemIsNamedAndNobodyIsSwitched()
    {
        Fleet fleet({u"one"_s, u"two"_s});
        const Mounted disk(fleet.hostPath(u"two"_s), u"size=40m"_s);
        if (!disk)
            QSKIP("mounting a small file system needs root");
        QCOMPARE(fleet.deploy(u"1.0.0"_s).exitCode, 0);
        QVERIFY(disk.remount(u"ro"_s));
        fleet.build(u"2.0.0"_s);
        const CliResult result = fleet.deploy(u"2.0.0"_s);
        QVERIFY2(result.exitCode == 1, words(result).constData());
        QVERIFY2(result.err.contains("two") && result.err.toLower().contains("read-only"),
                 words(result).constData());
        QVERIFY(disk.remount(u"rw"_s));
        QCOMPARE(fleet.live(), u"1.0.0/1.0.0 1.0.0/1.0.0"_s);
        QVERIFY(!fleet.locked(u"one"_s) && !fleet.locked(u"two"_s));
        QCOMPARE(fleet.releases(u"one"_s).size(), 1);
    }

    void releasesOnAnotherFileSystemAreRefused()
    {
        Fleet fleet({u"one"_s});
        const Mounted disk(fleet.hostPath(u"one"_s) + u"/releases"_s, u"size=40m"_s);
        if (!disk)
            QSKIP("mounting a small file system needs root");
        const CliResult result = fleet.deploy(u"1.0.0"_s);
        QVERIFY2(result.exitCode == 1 && result.err.contains("different file systems"),
                 words(result).constData());
        QCOMPARE(fleet.current(u"one"_s), u"-"_s);
    }

    void releasesThatCannotBeWrittenStopTheWholeFleet()
    {
        Fleet fleet({u"one"_s, u"two"_s});
        QCOMPARE(fleet.deploy(u"1.0.0"_s).exitCode, 0);
        const QString releases = fleet.hostPath(u"two"_s) + u"/releases"_s;
        if (::geteuid() == 0) { // whom plain rights do not stop
            if (!did(u"chattr"_s, {u"+i"_s, releases}))
                QSKIP("this file system has no immutable folders, and root may write everywhere");
        } else {
            QFile::setPermissions(releases, QFile::ReadOwner | QFile::ExeOwner);
        }
        const auto undo = qScopeGuard([&releases] {
            ::geteuid() == 0 ? void(did(u"chattr"_s, {u"-i"_s, releases}))
                             : void(QFile::setPermissions(releases, QFile::ReadOwner | QFile::WriteOwner |
                                                                        QFile::ExeOwner));
        });
        fleet.build(u"2.0.0"_s);
        const CliResult result = fleet.deploy(u"2.0.0"_s);
        QVERIFY2(result.exitCode == 1 && result.err.contains("two"), words(result).constData());
        QCOMPARE(fleet.live(), u"1.0.0/1.0.0 1.0.0/1.0.0"_s);
        for (const QString &host : fleet.hosts())
            QVERIFY2(fleet.releases(host).size() == 1 && !fleet.locked(host), qPrintable(host));
    }

    void aBrokenCurrentIsShownAndDeployedOver_data()
    {
        QTest::addColumn<QString>("target");
        QTest::newRow("dangling") << u"releases/20200101000000"_s;
        QTest::newRow("a loop") << u"current"_s;
        QTest::newRow("a loop of two") << u"other"_s;
    }
    void aBrokenCurrentIsShownAndDeployedOver()
    {
        QFETCH(QString, target);
        Fleet fleet({u"one"_s});
        QCOMPARE(fleet.deploy(u"1.0.0"_s).exitCode, 0);
        const QString path = fleet.hostPath(u"one"_s);
        QVERIFY(QFile::remove(path + u"/current"_s));
        QVERIFY(did(u"ln"_s, {u"-s"_s, path + u'/' + target, path + u"/current"_s}));
        if (target == u"other"_s)
            QVERIFY(did(u"ln"_s, {u"-s"_s, path + u"/current"_s, path + u"/other"_s}));
        QElapsedTimer timer;
        timer.start();
        const CliResult status = fleet.belay({u"status"_s, u"--json"_s});
        const QJsonObject host = status.json()[u"hosts"_s].toArray()[0].toObject();
        QVERIFY2(host[u"currentDangling"_s].toBool() && host[u"currentVersion"_s].toString().isEmpty(),
                 words(status).constData());
        const CliResult result = fleet.deploy(u"2.0.0"_s);
        QVERIFY2(result.exitCode == 0, words(result).constData());
        QCOMPARE(fleet.live(), u"2.0.0/2.0.0"_s);
        QVERIFY(timer.elapsed() < 30000);
    }

    void currentChangedByHandDuringADeploymentIsLeftAlone()
    {
        Fleet fleet({u"one"_s});
        const QString gate = fleet.cli.home() + u"/gate"_s;
        const QString path = fleet.hostPath(u"one"_s);
        QCOMPARE(fleet.deploy(u"1.0.0"_s).exitCode, 0);
        const QString byHand = path + u"/releases/by-hand"_s;
        writeFile(byHand + u"/REVISION"_s, "by hand\n");
        set(fleet, u"commands"_s, u"migrate"_s,
            u"touch ../../begun; while [ ! -e %1 ]; do sleep 0.05; done"_s.arg(gate));
        const auto running = fleet.start(fleet.deployArguments(u"2.0.0"_s));
        QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(path + u"/begun"_s), 60000);
        QVERIFY(did(u"ln"_s, {u"-sfn"_s, byHand, path + u"/current"_s}));
        writeFile(gate, "");
        QVERIFY(running->waitForFinished(60000));
        const QByteArray out = running->readAllStandardOutput() + running->readAllStandardError();
        QVERIFY2(running->exitCode() != 0, out.constData());
        QVERIFY2(out.contains("current") && out.contains("by-hand"), out.constData());
        QCOMPARE(fleet.current(u"one"_s), u"by hand"_s);
        QVERIFY(!fleet.locked(u"one"_s));
    }

    /// What a killed `cap` leaves: a link inside releases/. And folders nobody knows.
    void foreignNamesInReleasesAreNeverTakenForReleases()
    {
        Fleet fleet({u"one"_s});
        QCOMPARE(fleet.deploy(u"1.0.0"_s).exitCode, 0);
        const QString releases = fleet.hostPath(u"one"_s) + u"/releases/"_s;
        const QString first = fleet.releases(u"one"_s)[0];
        QVERIFY(QFile::link(releases + first, releases + u"current"_s));
        writeFile(releases + u"backup of monday/REVISION"_s, "0.5.0\n");
        writeFile(releases + u"20991231235959x/REVISION"_s, "9.9.9\n");
        for (const QString &version : {u"1.1.0"_s, u"1.2.0"_s, u"1.3.0"_s, u"1.4.0"_s}) {
            const CliResult result = fleet.deploy(version);
            QVERIFY2(result.exitCode == 0, words(result).constData());
        }
        const CliResult back = fleet.belay({u"rollback"_s, u"-y"_s, u"--reason"_s, u"a test"_s});
        QVERIFY2(back.exitCode == 0, words(back).constData());
        QCOMPARE(fleet.live(), u"1.3.0/1.3.0"_s);
        const QStringList left = fleet.releases(u"one"_s);
        QVERIFY(left.contains(u"backup of monday"_s) && left.contains(u"20991231235959x"_s) &&
                left.contains(u"current"_s));
    }

    void nastyFileNamesArriveAsTheyAre()
    {
        PrivateSshd sshd;
        if (!sshd.start())
            QSKIP(qPrintable(sshd.whyNot()));
        Fleet fleet({u"one"_s});
        fleet.overSsh(sshd);
        const QStringList names{u"a b/c  d"_s,        u"$(id)"_s,       u"`id`;touch x"_s,
                                u"it's \"quoted\""_s, u"-rf"_s,         u"--checkpoint=1"_s,
                                u"*?[x]"_s,           u"back\\slash"_s, u"u\u0308 and \u00fc"_s,
                                u"\u65e5\u672c"_s,    u" leading"_s,    u"trailing "_s};
        for (const QString &name : names)
            writeFile(fleet.projectFolder() + u"/dist/"_s + name, name.toUtf8());
        const CliResult result = fleet.deploy(u"1.0.0"_s);
        QVERIFY2(result.exitCode == 0, words(result).constData());
        for (const QString &name : names)
            QCOMPARE(readFile(fleet.hostPath(u"one"_s) + u"/current/"_s + name), name.toUtf8());
    }

    void ofTwoAtTheSameMomentOneWins()
    {
        Fleet fleet({u"one"_s, u"two"_s, u"three"_s});
        set(fleet, u"target"_s, u"keep_releases"_s, 10);
        // Whoever wins waits here until the others have ended: nobody can come after it.
        const QString gate = fleet.cli.home() + u"/gate"_s;
        set(fleet, u"commands"_s, u"restart"_s,
            u"while [ {version} = 2.0.0 ] && [ ! -e %1 ]; do sleep 0.05; done; cat {current_path}/REVISION > ../../served"_s
                .arg(gate));
        QCOMPARE(fleet.deploy(u"1.0.0"_s).exitCode, 0);
        fleet.build(u"2.0.0"_s);
        std::vector<std::unique_ptr<QProcess>> contenders;
        for (int i = 0; i < 4; ++i)
            contenders.push_back(fleet.start(fleet.deployArguments(u"2.0.0"_s, {u"--json"_s})));
        const auto running = [&contenders] {
            return std::count_if(contenders.begin(), contenders.end(),
                                 [](const auto &each) { return each->state() != QProcess::NotRunning; });
        };
        QTRY_VERIFY_WITH_TIMEOUT(running() <= 1, 120000);
        writeFile(gate, "");
        int won = 0;
        QByteArray said;
        for (const auto &each : contenders) {
            QVERIFY(each->state() == QProcess::NotRunning || each->waitForFinished(120000));
            said += each->readAllStandardOutput() + each->readAllStandardError() + "\n--\n";
            if (each->exitCode() == 0)
                ++won;
            else
                QVERIFY2(each->exitCode() == 10 || each->exitCode() == 1, said.constData());
        }
        QVERIFY2(won == 1, said.constData());
        QCOMPARE(fleet.live(), u"2.0.0/2.0.0 2.0.0/2.0.0 2.0.0/2.0.0"_s);
        for (const QString &host : fleet.hosts())
            QVERIFY2(fleet.releases(host).size() == 2 && !fleet.locked(host) && fleet.staged(host).isEmpty(),
                     qPrintable(QString(host + u' ' + fleet.releases(host).join(u' ') + u' ' +
                                        fleet.staged(host).join(u' ') + u" won "_s + QString::number(won))));
    }

    /// The computer that began it is gone, with its history.
    void anotherComputerSeesWhatWasLeftAndTakesItBack()
    {
        Fleet fleet({u"one"_s, u"two"_s});
        const QString gate = fleet.cli.home() + u"/gate"_s;
        set(fleet, u"commands"_s, u"restart"_s,
            u"if [ {version} = 2.0.0 ] && [ {host} = two ]; then touch ../../begun; while [ ! -e %1 ]; do "
            "sleep 0.05; done; fi; cat {current_path}/REVISION > ../../served"_s.arg(gate));
        QCOMPARE(fleet.deploy(u"1.0.0"_s).exitCode, 0);
        fleet.build(u"2.0.0"_s);
        const auto doomed = fleet.start(fleet.deployArguments(u"2.0.0"_s));
        QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(fleet.hostPath(u"two"_s) + u"/begun"_s), 60000);
        doomed->kill();
        QVERIFY(doomed->waitForFinished());
        writeFile(gate, "");

        fleet.cli.setEnvironment(u"BELAY_DATA_DIR"_s, fleet.cli.home() + u"/data of bob"_s);
        QCOMPARE(fleet.belay({u"trust"_s, u"."_s}).exitCode, 0);
        const CliResult status = fleet.belay({u"status"_s, u"--json"_s});
        for (const QJsonValue &value : status.json()[u"hosts"_s].toArray()) {
            const QJsonObject host = value.toObject();
            QCOMPARE(host[u"currentVersion"_s].toString(), fleet.current(host[u"host"_s].toString()));
            QVERIFY2(!host[u"lock"_s].toString().isEmpty(), words(status).constData());
        }
        const CliResult refused = fleet.deploy(u"3.0.0"_s);
        QVERIFY2(refused.exitCode == 10, words(refused).constData());
        const CliResult freed = fleet.belay({u"unlock"_s, u"-y"_s, u"--reason"_s, u"Ann's laptop is gone"_s});
        QVERIFY2(freed.exitCode == 0, words(freed).constData());
        const CliResult back =
            fleet.belay({u"rollback"_s, u"-y"_s, u"--to"_s, u"1.0.0"_s, u"--reason"_s, u"a test"_s});
        QVERIFY2(back.exitCode == 0, words(back).constData());
        QCOMPARE(fleet.live(), u"1.0.0/1.0.0 1.0.0/1.0.0"_s);
        QVERIFY(!fleet.locked(u"one"_s) && !fleet.locked(u"two"_s));
        const QByteArray log = readFile(fleet.hostPath(u"one"_s) + u"/.belay/log"_s);
        QVERIFY2(log.contains("Ann's laptop is gone"), log.constData());
    }

    void anAgentThatIsGoneIsNoHindranceWhenAKeyIsNamed()
    {
        PrivateSshd sshd;
        if (!sshd.start())
            QSKIP(qPrintable(sshd.whyNot()));
        Fleet fleet({u"one"_s});
        fleet.overSsh(sshd);
        fleet.cli.setEnvironment(u"SSH_AUTH_SOCK"_s, fleet.cli.home() + u"/no-agent-here"_s);
        const CliResult result = fleet.deploy(u"1.0.0"_s);
        QVERIFY2(result.exitCode == 0, words(result).constData());
    }
};

QTEST_GUILESS_MAIN(TestFleetFaults)
#include "tst_fleet_faults.moc"
