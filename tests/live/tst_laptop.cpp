// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fleet.h"
#include "tests/support/private_sshd.h"
#include "tests/support/tcp_proxy.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QScopeGuard>
#include <QTest>

#include <csignal>

using namespace belay;
using namespace belay::test;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Two hosts, each behind a network of its own that can go bad, and a deployment that can be held in the
/// middle of a command.
class Desk
{
public:
    explicit Desk(const QString &transport)
    {
        if (!m_sshd.start())
            return;
        fleet.overSsh(m_sshd);
        QByteArray known;
        QJsonObject target = fleet.environment[u"target"_s].toObject();
        QJsonArray hosts = target[u"hosts"_s].toArray();
        for (int i = 0; i < hosts.size(); ++i) {
            networks.push_back(std::make_unique<TcpProxy>(quint16(m_sshd.port())));
            const int port = networks.back()->port();
            QJsonObject host = hosts[i].toObject();
            host[u"port"_s] = port;
            hosts[i] = host;
            known += "[127.0.0.1]:" + QByteArray::number(port) + ' ' + m_sshd.hostPublicKey() + '\n';
        }
        writeFile(fleet.cli.home() + u"/known_hosts"_s, known);
        target[u"hosts"_s] = hosts;
        target[u"known_hosts"_s] = QString(fleet.cli.home() + u"/known_hosts"_s);
        target[u"transport"_s] = transport;
        fleet.environment[u"target"_s] = target;
        // Not to be run twice; each run leaves a line.
        fleet.environment[u"commands"_s] = QJsonObject{
            {u"migrate"_s,
             u"echo {version} >> ../../migrated; while [ ! -e %1 ]; do sleep 0.05; done"_s.arg(gate())},
            {u"restart"_s,
             u"echo {version} >> ../../restarted; cat {current_path}/REVISION > ../../served"_s}};
        fleet.write();
    }
    QString whyNot() const { return m_sshd.whyNot(); }
    std::vector<qint64> serverProcesses() const { return m_sshd.sessions(); }

    void hold() const { QFile::remove(gate()); }
    void letGo() const { writeFile(gate(), ""); }
    CliResult deployFirst() const
    {
        letGo();
        return fleet.deploy(u"1.0.0"_s);
    }
    void begin(const QString &version, qint64 ballast = 0)
    {
        fleet.build(version, ballast);
        process = fleet.start(fleet.deployArguments(version, {u"--json"_s}));
    }
    /// Until the migration's command runs on the first host.
    bool reachMigration()
    {
        return !readUntil(*process, eventIs(u"step-started"_s, u"migrate@one"_s), seen).isEmpty() &&
               QTest::qWaitFor([this] { return migrated().endsWith("2.0.0\n"); }, 30000);
    }
    bool hear(const QString &step, const QString &words)
    {
        return !readUntil(
                    *process,
                    [&](const QJsonObject &event) {
                        return (step.isEmpty() || event[u"step"_s] == step) &&
                               event[u"text"_s].toString().contains(words);
                    },
                    seen)
                    .isEmpty();
    }
    bool ends()
    {
        const bool ended = process->waitForFinished(120000);
        out = process->readAllStandardOutput() + process->readAllStandardError();
        for (const QJsonObject &event : seen)
            out += QJsonDocument(event).toJson(QJsonDocument::Compact) + '\n';
        return ended;
    }
    QByteArray migrated() const { return readFile(fleet.hostPath(u"one"_s) + u"/migrated"_s); }
    QByteArray restarted(const QString &host) const
    {
        return readFile(fleet.hostPath(host) + u"/restarted"_s);
    }
    void each(const std::function<void(TcpProxy &)> &act) const
    {
        for (const auto &network : networks)
            act(*network);
    }
    /// 2.0.0 everywhere, every command run exactly once, nothing left behind.
    QString notWell() const
    {
        const QString live = fleet.live();
        if (process->exitCode() != 0 || live != u"2.0.0/2.0.0 2.0.0/2.0.0"_s)
            return live + u'\n' + QString::fromUtf8(out);
        if (migrated() != "1.0.0\n2.0.0\n")
            return u"migrated: "_s + QString::fromUtf8(migrated());
        for (const QString &host : fleet.hosts()) {
            if (restarted(host) != "1.0.0\n2.0.0\n")
                return host + u" restarted: "_s + QString::fromUtf8(restarted(host));
            if (fleet.locked(host) || !fleet.staged(host).isEmpty())
                return host + u" is locked, or something is staged"_s;
        }
        return {};
    }

    Fleet fleet{{u"one"_s, u"two"_s}};
    std::vector<std::unique_ptr<TcpProxy>> networks;
    std::unique_ptr<QProcess> process;
    QList<QJsonObject> seen;
    QByteArray out;

private:
    QString gate() const { return fleet.cli.home() + u"/migration-may-end"_s; }

    PrivateSshd m_sshd;
};

void eachTransport()
{
    QTest::addColumn<QString>("transport");
    QTest::newRow("libssh2") << u"libssh2"_s;
    QTest::newRow("ssh") << u"ssh"_s;
}

} // namespace

/// A release managed from a laptop: the network goes away, falls silent, comes back; the lid is closed. What
/// runs on a host goes on there, is found again, and is never begun a second time.
class TestLaptop : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (!PrivateSshd::unavailable().isEmpty())
            QSKIP(qPrintable(PrivateSshd::unavailable()));
    }

    void aCutDuringACommandIsFoundAgain_data() { eachTransport(); }
    void aCutDuringACommandIsFoundAgain()
    {
        QFETCH(QString, transport);
        Desk desk(transport);
        QCOMPARE(desk.whyNot(), QString());
        const CliResult good = desk.deployFirst();
        QVERIFY2(good.exitCode == 0, QByteArray(good.out + good.err).constData());
        desk.hold();
        desk.begin(u"2.0.0"_s);
        QVERIFY(desk.reachMigration());
        desk.each([](TcpProxy &network) { network.cut(); });
        QVERIFY(desk.hear(u"migrate@one"_s, u"asking the host what happened"_s));
        desk.letGo();
        QVERIFY(desk.ends());
        QCOMPARE(desk.notWell(), QString());
    }

    void aCutFollowedByAnOutageIsWaitedOut_data() { eachTransport(); }
    void aCutFollowedByAnOutageIsWaitedOut()
    {
        QFETCH(QString, transport);
        Desk desk(transport);
        QCOMPARE(desk.whyNot(), QString());
        QCOMPARE(desk.deployFirst().exitCode, 0);
        desk.hold();
        desk.begin(u"2.0.0"_s);
        QVERIFY(desk.reachMigration());
        desk.each([](TcpProxy &network) {
            network.refuse(true);
            network.cut();
        });
        const int before = desk.networks[0]->accepted();
        desk.letGo(); // it ends while nobody can hear of it
        // Called again, in vain, more than once.
        QTRY_VERIFY_WITH_TIMEOUT(desk.networks[0]->accepted() >= before + 3, 30000);
        desk.each([](TcpProxy &network) { network.refuse(false); });
        QVERIFY(desk.ends());
        QCOMPARE(desk.notWell(), QString());
    }

    void aSilentNetworkIsNoticedAndReplaced_data() { eachTransport(); }
    void aSilentNetworkIsNoticedAndReplaced()
    {
        QFETCH(QString, transport);
        Desk desk(transport);
        QCOMPARE(desk.whyNot(), QString());
        QCOMPARE(desk.deployFirst().exitCode, 0);
        desk.hold();
        desk.begin(u"2.0.0"_s);
        QVERIFY(desk.reachMigration());
        // The command could run for half an hour; that nobody is there any more is noticed long before.
        QElapsedTimer silence;
        silence.start();
        desk.networks[0]->blackHole(TcpProxy::ToClient);
        desk.networks[0]->blackHole(TcpProxy::ToServer);
        QVERIFY(desk.hear(u"migrate@one"_s, u"asking the host what happened"_s));
        QVERIFY2(silence.elapsed() < 40000, QByteArray::number(silence.elapsed()).constData());
        desk.networks[0]->heal();
        desk.letGo();
        QVERIFY(desk.ends());
        QCOMPARE(desk.notWell(), QString());
    }

    void aFrozenServerProcessIsReplaced_data() { eachTransport(); }
    void aFrozenServerProcessIsReplaced()
    {
        QFETCH(QString, transport);
        Desk desk(transport);
        QCOMPARE(desk.whyNot(), QString());
        QCOMPARE(desk.deployFirst().exitCode, 0);
        desk.hold();
        desk.begin(u"2.0.0"_s);
        QVERIFY(desk.reachMigration());
        const std::vector<qint64> frozen = desk.serverProcesses();
        const auto thaw = qScopeGuard([&frozen] {
            for (const qint64 process : frozen)
                ::kill(pid_t(process), SIGCONT);
        });
        QVERIFY(!frozen.empty());
        for (const qint64 process : frozen)
            ::kill(pid_t(process), SIGSTOP);
        QVERIFY(desk.hear(u"migrate@one"_s, u"asking the host what happened"_s));
        desk.letGo();
        QVERIFY(desk.ends());
        QCOMPARE(desk.notWell(), QString());
    }

    void aSwitchWhoseAnswerIsLostIsNotRepeated_data() { eachTransport(); }
    void aSwitchWhoseAnswerIsLostIsNotRepeated()
    {
        QFETCH(QString, transport);
        Desk desk(transport);
        QCOMPARE(desk.whyNot(), QString());
        QCOMPARE(desk.deployFirst().exitCode, 0);
        desk.hold();
        desk.begin(u"2.0.0"_s);
        QVERIFY(desk.reachMigration());
        desk.networks[0]->delay(1000ms);
        desk.letGo();
        // The link has moved, and the answer is still on its way.
        QTRY_COMPARE_WITH_TIMEOUT(desk.fleet.current(u"one"_s), u"2.0.0"_s, 30000);
        desk.networks[0]->cut();
        desk.networks[0]->delay(0ms);
        QVERIFY(desk.ends());
        QCOMPARE(desk.notWell(), QString());
        QVERIFY2(desk.out.contains("confirmed by asking the host"), desk.out.constData());
    }

    void aSwitchThatNeverArrivedIsSentAgain_data() { eachTransport(); }
    void aSwitchThatNeverArrivedIsSentAgain()
    {
        QFETCH(QString, transport);
        Desk desk(transport);
        QCOMPARE(desk.whyNot(), QString());
        QCOMPARE(desk.deployFirst().exitCode, 0);
        desk.hold();
        desk.begin(u"2.0.0"_s);
        QVERIFY(desk.reachMigration());
        desk.networks[0]->delay(1500ms);
        desk.letGo();
        QVERIFY(!readUntil(*desk.process, eventIs(u"step-started"_s, u"switch@one"_s), desk.seen).isEmpty());
        desk.networks[0]->cut();
        desk.networks[0]->delay(0ms);
        QVERIFY(desk.ends());
        QCOMPARE(desk.notWell(), QString());
    }

    void anUploadGoesOnAfterCuts_data() { eachTransport(); }
    void anUploadGoesOnAfterCuts()
    {
        QFETCH(QString, transport);
        Desk desk(transport);
        QCOMPARE(desk.whyNot(), QString());
        QCOMPARE(desk.deployFirst().exitCode, 0);
        desk.each([](TcpProxy &network) { network.truncateAfter(TcpProxy::ToServer, 3'000'000); });
        desk.begin(u"2.0.0"_s, 12'000'000);
        QVERIFY(desk.hear({}, u"connection lost at"_s)); // whichever comes first
        desk.each([](TcpProxy &network) { network.heal(); });
        QVERIFY(desk.ends());
        QVERIFY2(desk.out.contains("connected again"), desk.out.constData());
        QCOMPARE(desk.notWell(), QString());
        QCOMPARE(readFile(desk.fleet.hostPath(u"one"_s) + u"/current/ballast"_s),
                 readFile(desk.fleet.projectFolder() + u"/dist/ballast"_s));
    }

    /// Belay stands still, the hosts' ends of its connections are gone when it wakes.
    void aClosedLidIsSurvived_data() { eachTransport(); }
    void aClosedLidIsSurvived()
    {
        QFETCH(QString, transport);
        Desk desk(transport);
        QCOMPARE(desk.whyNot(), QString());
        QCOMPARE(desk.deployFirst().exitCode, 0);
        desk.hold();
        desk.begin(u"2.0.0"_s);
        QVERIFY(desk.reachMigration());
        const auto belay = pid_t(desk.process->processId());
        ::kill(belay, SIGSTOP);
        desk.each([](TcpProxy &network) { network.cut(); });
        desk.letGo();
        QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(resultOfMigration(desk)), 30000); // nobody watches it end
        ::kill(belay, SIGCONT);
        QVERIFY(desk.ends());
        QCOMPARE(desk.notWell(), QString());
    }

    /// A countdown nobody could see rolls nothing back: the hosts may be somebody else's work by now.
    void aCountdownSleptThroughDoesNothing()
    {
        Fleet fleet({u"one"_s});
        HttpServer metrics([&fleet](const HttpServer::Request &) {
            const bool bad = fleet.served(u"one"_s) == u"2.0.0"_s;
            return HttpServer::answer(200, bad ? "# TYPE failing gauge\nfailing 50\n"
                                               : "# TYPE failing gauge\nfailing 0\n");
        });
        fleet.environment[u"rollback"_s] =
            QJsonObject{{u"automatic"_s, u"countdown"_s}, {u"countdown"_s, u"3s"_s}};
        fleet.environment[u"metrics"_s] = QJsonObject{
            {u"source"_s, QJsonObject{{u"kind"_s, u"scrape"_s}, {u"url"_s, metrics.url(u"/metrics"_s)}}},
            {u"interval"_s, u"100ms"_s},
            {u"before"_s, u"300ms"_s},
            {u"watch"_s, u"2s"_s},
            {u"series"_s, QJsonArray{QJsonObject{{u"id"_s, u"failing"_s},
                                                 {u"title"_s, u"Failing requests"_s},
                                                 {u"query"_s, u"failing"_s},
                                                 {u"bad"_s, u"up"_s},
                                                 {u"rollback"_s, 5}}}}};
        fleet.write();
        QCOMPARE(fleet.deploy(u"1.0.0"_s).exitCode, 0);
        fleet.build(u"2.0.0"_s);
        const auto belay = fleet.start(fleet.deployArguments(u"2.0.0"_s, {u"--json"_s}));
        QList<QJsonObject> seen;
        QVERIFY(!readUntil(*belay, eventIs(u"countdown-started"_s), seen).isEmpty());
        ::kill(pid_t(belay->processId()), SIGSTOP);
        QTest::qWait(14000); // what is tested is that much time passes
        ::kill(pid_t(belay->processId()), SIGCONT);
        QVERIFY(belay->waitForFinished(60000));
        const QByteArray out = belay->readAllStandardOutput() + belay->readAllStandardError();
        QVERIFY2(belay->exitCode() == 7, out.constData());
        QVERIFY2(out.contains("The automatic rollback was not begun: this computer stood still"),
                 out.constData());
        QCOMPARE(fleet.live(), u"2.0.0/2.0.0"_s);
    }

private:
    /// Of the newest run on the first host.
    static QString resultOfMigration(const Desk &desk)
    {
        const QDir runs(desk.fleet.hostPath(u"one"_s) + u"/.belay/ops"_s);
        const QStringList names = runs.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
        return names.isEmpty() ? QString() : runs.filePath(names.last() + u"/step.migrate.rc"_s);
    }
};

QTEST_GUILESS_MAIN(TestLaptop)
#include "tst_laptop.moc"
