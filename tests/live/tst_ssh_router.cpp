// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/known_hosts.h"
#include "app/net/ssh_router.h"
#include "tests/support/fleet.h"
#include "tests/support/patience.h"
#include "tests/support/ssh_agent_process.h"
#include "tests/support/ssh_certificates.h"
#include "tests/support/ssh_fixture.h"

#include <QStandardPaths>
#include <QTest>

#include <csignal>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

bool write(const QString &file, const QByteArray &text)
{
    QFile out(file);
    return out.open(QIODevice::WriteOnly) && out.write(text) == text.size();
}

QByteArray read(const QString &file)
{
    QFile in(file);
    return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
}

QString problem(const Result<ScriptResult> &result)
{
    return result ? result->note : QString(result.error().summary + u'\n' + result.error().detail);
}

} // namespace

/// Hosts that libssh2 cannot reach are reached with the system's ssh, with the same care for host keys.
class TestSshRouter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void anOrdinaryHostIsReachedWithLibssh2();
    void thePinDecides_data();
    void thePinDecides();
    void aServerWithNothingInCommonIsReachedWithSsh_data();
    void aServerWithNothingInCommonIsReachedWithSsh();
    void anRsaUserKeyIsUsedThroughSsh();
    void anEncryptedRsaKeyIsUnlockedByThePersonOnceForAllHosts();
    void aWrongPassphraseIsAskedForAgainAndThenAnError();
    void withNobodyThereAnEncryptedKeyIsAnError();
    void anAgentsRsaKeyIsUsedThroughSsh();
    void aUserCertificateLogsIn();
    void aHostCertificateIsAccepted();
    void aHostIsReachedThroughTwoJumpHosts();
    void theKeyOfEveryJumpHostIsChecked_data();
    void theKeyOfEveryJumpHostIsChecked();
    void aProxyCommandIsUsed();
    void anUnknownHostKeyIsAskedAboutAndKept();
    void anUnknownHostKeyIsRefusedWithoutAPerson();
    void aChangedHostKeyIsRefusedWhateverThePersonSays();
    void aRevokedHostKeyIsRefused();
    void aMissingSshIsNamedWithWhatToInstall();
    void theConnectionsEndWithTheShell();
    void onTheCommandLineAnUnknownHostKeyEndsWithNine();
    void aReleaseGoesToAllHostsOverSshAndBack();

private:
    HostRef pinned(HostRef host, SshTransport transport = SshTransport::Ssh) const
    {
        host.sshTransport = transport;
        return host;
    }
    SshRouter &router()
    {
        if (!m_router)
            m_router = std::make_unique<SshRouter>(m_person, m_options);
        return *m_router;
    }
    Result<ScriptResult> run(const HostRef &host)
    {
        return router().run(host, script("echo in; exit 3"), {});
    }
    /// Checks that the script ran; the note says how the host was reached.
    void reached(const HostRef &host, const QString &note)
    {
        const auto result = run(host);
        QVERIFY2(result && result->proven, qPrintable(problem(result)));
        QCOMPARE(result->exitCode, 3);
        QCOMPARE(result->out, QByteArray("in\n"));
        QCOMPARE(router().transportNote(host), note);
    }
    QString file(const QString &name) const { return m_home->filePath(name); }
    QByteArray hostBlock(const QByteArray &name, const PrivateSshd &sshd) const
    {
        return "Host " + name + "\n HostName 127.0.0.1\n Port " + QByteArray::number(sshd.port()) +
               "\n User " + sshd.user().toUtf8() + "\n IdentityFile " + sshd.userKey().toUtf8() +
               "\n UserKnownHostsFile " + sshd.knownHosts().toUtf8() + '\n';
    }
    HostRef web() const
    {
        HostRef host;
        host.spec.name = u"web"_s;
        return host;
    }
    void useConfig(const QByteArray &text)
    {
        QVERIFY(write(file(u"config"_s), text));
        m_options.sshConfigFile = file(u"config"_s);
    }

    PrivateSshd m_sshd;
    std::unique_ptr<QTemporaryDir> m_home;
    FakePerson m_person;
    SshOptions m_options;
    std::unique_ptr<SshRouter> m_router;
};

void TestSshRouter::initTestCase()
{
    std::signal(SIGPIPE, SIG_IGN); // as our programs do; Qt Test has put a handler there
    if (!PrivateSshd::unavailable().isEmpty())
        QSKIP(qPrintable(PrivateSshd::unavailable()));
    QVERIFY2(m_sshd.start(), qPrintable(m_sshd.whyNot()));
}

void TestSshRouter::init()
{
    m_router.reset();
    m_home = std::make_unique<QTemporaryDir>();
    m_options = isolatedOptions(m_home->path());
    m_person.forgetAll();
}

void TestSshRouter::anOrdinaryHostIsReachedWithLibssh2()
{
    reached(m_sshd.host(), QString());
}

void TestSshRouter::thePinDecides_data()
{
    QTest::addColumn<int>("pin");
    QTest::addColumn<QString>("note");
    QTest::newRow("ssh") << int(SshTransport::Ssh)
                         << u"web-1 is reached with the system's ssh, because the project file says so."_s;
    QTest::newRow("libssh2") << int(SshTransport::Libssh2)
                             << u"web-1 is reached with libssh2, because the project file says so."_s;
}

void TestSshRouter::thePinDecides()
{
    QFETCH(int, pin);
    QFETCH(QString, note);
    reached(pinned(m_sshd.host(), SshTransport(pin)), note);
}

void TestSshRouter::aServerWithNothingInCommonIsReachedWithSsh_data()
{
    QTest::addColumn<QByteArray>("config");
    QTest::addColumn<QString>("hostKey");
    QTest::addColumn<QString>("why");
    const QString nothing = u"libssh2 and its SSH server have no algorithm in common"_s;
    QTest::newRow("AEAD only") << QByteArray("Ciphers aes256-gcm@openssh.com\n") << u"ed25519"_s << nothing;
    QTest::newRow("encrypt-then-MAC only")
        << QByteArray("Ciphers aes256-ctr\nMACs hmac-sha2-256-etm@openssh.com\n") << u"ed25519"_s << nothing;
    QTest::newRow("sntrup only") << QByteArray("KexAlgorithms sntrup761x25519-sha512@openssh.com\n")
                                 << u"ed25519"_s << nothing;
    QTest::newRow("known by an RSA key only")
        << QByteArray() << u"rsa"_s << u"its host key is known as RSA only"_s;
}

void TestSshRouter::aServerWithNothingInCommonIsReachedWithSsh()
{
    QFETCH(QByteArray, config);
    QFETCH(QString, hostKey);
    QFETCH(QString, why);
    PrivateSshd sshd(PrivateSshd::Options{{u"127.0.0.1"_s}, config, {hostKey}});
    QVERIFY2(sshd.start(), qPrintable(sshd.whyNot()));
    reached(sshd.host(), u"web-1 is reached with the system's ssh, because %1."_s.arg(why));
    // Pinned, the reason is an error instead.
    init();
    QVERIFY(!run(pinned(sshd.host(), SshTransport::Libssh2)));
}

void TestSshRouter::anRsaUserKeyIsUsedThroughSsh()
{
    QVERIFY(PrivateSshd::makeKey(file(u"rsa"_s), u"rsa"_s));
    QVERIFY(m_sshd.authorize(file(u"rsa.pub"_s)));
    HostRef host = m_sshd.host();
    host.identityFile = file(u"rsa"_s);
    reached(host, u"web-1 is reached with the system's ssh, because %1 is a key of type RSA."_s.arg(
                      host.identityFile));
}

void TestSshRouter::anEncryptedRsaKeyIsUnlockedByThePersonOnceForAllHosts()
{
    PrivateSshd other;
    QVERIFY2(other.start(), qPrintable(other.whyNot()));
    const QString key = file(u"locked"_s);
    QVERIFY(PrivateSshd::makeKey(key, u"rsa"_s, u"correct horse"_s));
    QVERIFY(m_sshd.authorize(key + u".pub"_s) && other.authorize(key + u".pub"_s));
    m_person.secret = u"correct horse"_s;
    for (HostRef host : {m_sshd.host(), other.host(u"web-2"_s)}) {
        host.identityFile = key;
        const auto result = run(host);
        QVERIFY2(result && result->proven, qPrintable(problem(result)));
    }
    QCOMPARE(m_person.prompts(), QStringList{u"Passphrase for the key %1"_s.arg(key)});
}

void TestSshRouter::aWrongPassphraseIsAskedForAgainAndThenAnError()
{
    const QString key = file(u"locked"_s);
    QVERIFY(PrivateSshd::makeKey(key, u"rsa"_s, u"correct horse"_s));
    QVERIFY(m_sshd.authorize(key + u".pub"_s));
    m_person.secret = u"wrong"_s;
    HostRef host = m_sshd.host();
    host.identityFile = key;
    QCOMPARE(kindOf(run(host)), u"auth"_s);
    QCOMPARE(m_person.prompts().size(), 3);
    QCOMPARE(m_person.prompts().last(), u"Wrong passphrase. Passphrase for the key %1"_s.arg(key));
}

void TestSshRouter::withNobodyThereAnEncryptedKeyIsAnError()
{
    const QString key = file(u"locked"_s);
    QVERIFY(PrivateSshd::makeKey(key, u"rsa"_s, u"correct horse"_s));
    QVERIFY(m_sshd.authorize(key + u".pub"_s));
    HostRef host = m_sshd.host();
    host.identityFile = key;
    const auto result = run(host);
    QCOMPARE(kindOf(result), u"auth"_s);
    QVERIFY2(result.error().detail.contains(u"Nobody is there to answer."_s), qPrintable(problem(result)));
    QVERIFY2(result.error().hint.contains(u"ssh-add"_s), qPrintable(result.error().hint));
}

void TestSshRouter::anAgentsRsaKeyIsUsedThroughSsh()
{
    const SshAgentProcess agent(m_home->path());
    QTRY_VERIFY_WITH_TIMEOUT(agent.isUp(), test::patienceMs);
    QVERIFY(PrivateSshd::makeKey(file(u"rsa"_s), u"rsa"_s));
    QVERIFY(m_sshd.authorize(file(u"rsa.pub"_s)) && agent.add(file(u"rsa"_s)));
    m_options.agentSocket = agent.socket();
    HostRef host = m_sshd.host();
    host.identityFile.clear();
    reached(host, u"web-1 is reached with the system's ssh, because there is a key that only ssh can use."_s);
}

void TestSshRouter::aUserCertificateLogsIn()
{
    const QString authority = file(u"authority"_s);
    QVERIFY(PrivateSshd::makeKey(authority) && PrivateSshd::makeKey(file(u"mine"_s)));
    QVERIFY(signKey(authority, file(u"mine.pub"_s), m_sshd.user(), false));
    PrivateSshd sshd(PrivateSshd::Options{
        {u"127.0.0.1"_s}, "TrustedUserCAKeys " + authority.toUtf8() + ".pub\n", {u"ed25519"_s}});
    QVERIFY2(sshd.start(), qPrintable(sshd.whyNot()));
    HostRef host = sshd.host();
    host.identityFile = file(u"mine"_s);
    reached(host, u"web-1 is reached with the system's ssh, because the key %1 has a certificate."_s.arg(
                      host.identityFile));
}

void TestSshRouter::aHostCertificateIsAccepted()
{
    const QString authority = file(u"authority"_s);
    QVERIFY(PrivateSshd::makeKey(authority));
    PrivateSshd sshd(PrivateSshd::Options{
        {u"127.0.0.1"_s}, "HostCertificate " + file(u"host-cert.pub"_s).toUtf8() + '\n', {u"ed25519"_s}});
    QVERIFY2(sshd.start(), qPrintable(sshd.whyNot()));
    QVERIFY(signKey(authority, sshd.folder() + u"/host_ed25519.pub"_s, u"127.0.0.1"_s, true));
    QVERIFY(QFile::copy(sshd.folder() + u"/host_ed25519-cert.pub"_s, file(u"host-cert.pub"_s)));
    QVERIFY2(sshd.restart(), qPrintable(sshd.whyNot()));
    HostRef host = sshd.host();
    host.knownHosts = file(u"hosts"_s);
    QVERIFY(write(host.knownHosts, "@cert-authority [127.0.0.1]:" + QByteArray::number(sshd.port()) + ' ' +
                                       read(authority + u".pub"_s)));
    reached(host, u"web-1 is reached with the system's ssh, because its host key is vouched for by a "
                  u"certificate authority."_s);
    QCOMPARE(m_person.hostKeys().size(), size_t(0));
}

void TestSshRouter::aHostIsReachedThroughTwoJumpHosts()
{
    PrivateSshd first;
    PrivateSshd second;
    QVERIFY(first.start() && second.start());
    useConfig(hostBlock("web", m_sshd) + " ProxyJump hop1,hop2\n" + hostBlock("hop1", first) +
              hostBlock("hop2", second));
    reached(
        web(),
        u"web is reached with the system's ssh, because it is reached through the jump host hop1,hop2."_s);
    QVERIFY2(first.log().contains("Accepted publickey"), first.log().constData());
    QVERIFY2(second.log().contains("Accepted publickey"), second.log().constData());
    QCOMPARE(m_person.hostKeys().size(), size_t(0));
}

void TestSshRouter::theKeyOfEveryJumpHostIsChecked_data()
{
    QTest::addColumn<int>("hop");
    QTest::newRow("first") << 0;
    QTest::newRow("second") << 1;
    QTest::newRow("the host itself") << 2;
}

void TestSshRouter::theKeyOfEveryJumpHostIsChecked()
{
    QFETCH(int, hop);
    PrivateSshd chain[3];
    for (PrivateSshd &each : chain)
        QVERIFY2(each.start(), qPrintable(each.whyNot()));
    useConfig(hostBlock("web", chain[2]) + " ProxyJump hop1,hop2\n" + hostBlock("hop1", chain[0]) +
              hostBlock("hop2", chain[1]));
    QVERIFY(chain[hop].replaceHostKeys() && chain[hop].restart());
    m_person.trusts = true; // a yes must not help
    const auto result = run(web());
    QCOMPARE(kindOf(result), u"host-key"_s);
    QVERIFY2(result.error().summary.contains(u"has changed"_s), qPrintable(problem(result)));
}

void TestSshRouter::aProxyCommandIsUsed()
{
    if (QStandardPaths::findExecutable(u"python3"_s).isEmpty())
        QSKIP("needs python3 to stand in the middle");
    QVERIFY(write(file(u"between.py"_s), "import socket,sys,threading,os\n"
                                         "s=socket.create_connection((sys.argv[1],int(sys.argv[2])))\n"
                                         "def up():\n"
                                         "  while True:\n"
                                         "    d=os.read(0,65536)\n"
                                         "    if not d: break\n"
                                         "    s.sendall(d)\n"
                                         "  s.shutdown(socket.SHUT_WR)\n"
                                         "threading.Thread(target=up,daemon=True).start()\n"
                                         "while True:\n"
                                         "  d=s.recv(65536)\n"
                                         "  if not d: break\n"
                                         "  os.write(1,d)\n"));
    useConfig(hostBlock("web", m_sshd) + " ProxyCommand python3 " + file(u"between.py"_s).toUtf8() +
              " %h %p\n");
    reached(web(), u"web is reached with the system's ssh, because it is reached with a ProxyCommand."_s);
}

void TestSshRouter::anUnknownHostKeyIsAskedAboutAndKept()
{
    HostRef host = pinned(m_sshd.host());
    host.knownHosts.clear();
    m_person.trusts = true;
    for (int time = 0; time < 2; ++time) {
        m_router.reset();
        const auto result = run(host);
        QVERIFY2(result && result->proven, qPrintable(problem(result)));
    }
    QCOMPARE(m_person.hostKeys().size(), size_t(1));
    const HostKeyQuestion asked = m_person.hostKeys().front();
    QCOMPARE(asked.host, u"web-1"_s);
    QCOMPARE(asked.address, u"127.0.0.1"_s);
    QCOMPARE(asked.port, m_sshd.port());
    QCOMPARE(asked.keyType, u"ED25519"_s);
    QCOMPARE(asked.fingerprint, fingerprint(QByteArray::fromBase64(m_sshd.hostPublicKey().split(' ').at(1))));
    QVERIFY(read(m_options.ownKnownHosts).contains(m_sshd.hostPublicKey().split(' ').at(1)));
    // What one transport has learned, the other knows.
    m_router.reset();
    QVERIFY(run(pinned(host, SshTransport::Libssh2)));
    QCOMPARE(m_person.hostKeys().size(), size_t(1));
}

void TestSshRouter::anUnknownHostKeyIsRefusedWithoutAPerson()
{
    HostRef host = pinned(m_sshd.host());
    host.knownHosts.clear();
    const auto result = run(host);
    QCOMPARE(kindOf(result), u"host-key"_s);
    QCOMPARE(result.error().summary,
             u"The host key of web-1 (127.0.0.1:%1) is not known."_s.arg(m_sshd.port()));
    QVERIFY2(result.error().detail.contains(
                 fingerprint(QByteArray::fromBase64(m_sshd.hostPublicKey().split(' ').at(1)))),
             qPrintable(result.error().detail));
    QVERIFY(read(m_options.ownKnownHosts).isEmpty());
}

void TestSshRouter::aChangedHostKeyIsRefusedWhateverThePersonSays()
{
    PrivateSshd sshd;
    QVERIFY2(sshd.start(), qPrintable(sshd.whyNot()));
    QVERIFY(sshd.replaceHostKeys() && sshd.restart());
    m_person.trusts = true;
    const auto result = run(pinned(sshd.host()));
    QCOMPARE(kindOf(result), u"host-key"_s);
    QVERIFY2(result.error().summary.contains(u"has changed"_s), qPrintable(problem(result)));
    QVERIFY2(result.error().detail.contains(sshd.knownHosts()), qPrintable(result.error().detail));
    QVERIFY(!sshd.log().contains("Accepted"));
}

void TestSshRouter::aRevokedHostKeyIsRefused()
{
    HostRef host = pinned(m_sshd.host());
    host.knownHosts = file(u"hosts"_s);
    QVERIFY(
        write(host.knownHosts, "@revoked * " + m_sshd.hostPublicKey() + '\n' + read(m_sshd.knownHosts())));
    m_person.trusts = true;
    const auto result = run(host);
    QCOMPARE(kindOf(result), u"host-key"_s);
    QVERIFY2(result.error().summary.contains(u"revoked"_s), qPrintable(problem(result)));
}

void TestSshRouter::aMissingSshIsNamedWithWhatToInstall()
{
    m_options.sshProgram = file(u"no-such-program"_s);
    QVERIFY(PrivateSshd::makeKey(file(u"rsa"_s), u"rsa"_s));
    HostRef host = m_sshd.host();
    host.identityFile = file(u"rsa"_s);
    const auto result = run(host);
    QCOMPARE(kindOf(result), u"not-found"_s);
    QVERIFY2(result.error().summary.contains(u"is a key of type RSA"_s), qPrintable(problem(result)));
    QVERIFY(result.error().hint.contains(u"apt install openssh-client"_s));
}

void TestSshRouter::theConnectionsEndWithTheShell()
{
    PrivateSshd sshd;
    QVERIFY2(sshd.start(), qPrintable(sshd.whyNot()));
    QVERIFY(run(pinned(sshd.host())));
    QVERIFY(!sshd.sessions().empty());
    m_router.reset();
    QTRY_VERIFY_WITH_TIMEOUT(sshd.sessions().empty(), test::patienceMs);
}

void TestSshRouter::onTheCommandLineAnUnknownHostKeyEndsWithNine()
{
    test::Fleet fleet({u"one"_s});
    fleet.overSsh(m_sshd);
    QJsonObject target = fleet.environment[u"target"_s].toObject();
    target.remove(u"known_hosts"_s);
    target[u"transport"_s] = u"ssh"_s;
    fleet.environment[u"target"_s] = target;
    fleet.write();
    QCOMPARE(fleet.belay({u"trust"_s, u"."_s, u"--yes"_s}).exitCode, 0);
    const auto status = fleet.belay({u"status"_s, u"-e"_s, u"production"_s});
    QVERIFY2(status.out.contains("is not known"), status.out.constData());
    QCOMPARE(status.exitCode, 9);
}

void TestSshRouter::aReleaseGoesToAllHostsOverSshAndBack()
{
    test::Fleet fleet;
    fleet.overSsh(m_sshd);
    QJsonObject target = fleet.environment[u"target"_s].toObject();
    target[u"transport"_s] = u"ssh"_s;
    fleet.environment[u"target"_s] = target;
    fleet.write();
    for (const QString &version : {u"1.0.0"_s, u"1.1.0"_s}) {
        fleet.build(version, 300000);
        const auto deployed = fleet.deploy(version);
        QVERIFY2(deployed.exitCode == 0, QByteArray(deployed.out + deployed.err).constData());
    }
    QCOMPARE(fleet.live(), u"1.1.0/1.1.0 1.1.0/1.1.0 1.1.0/1.1.0"_s);
    const auto status = fleet.belay({u"status"_s, u"-e"_s, u"production"_s});
    QCOMPARE(status.exitCode, 0);
    QVERIFY2(status.err.contains("one is reached with the system's ssh, because the project file says so."),
             status.err.constData());
    const auto back =
        fleet.belay({u"rollback"_s, u"-e"_s, u"production"_s, u"--reason"_s, u"test"_s, u"-y"_s});
    QVERIFY2(back.exitCode == 0, QByteArray(back.out + back.err).constData());
    QCOMPARE(fleet.live(), u"1.0.0/1.0.0 1.0.0/1.0.0 1.0.0/1.0.0"_s);
    QTRY_VERIFY_WITH_TIMEOUT(m_sshd.sessions().empty(),
                             test::patienceMs); // nothing stays behind when the program ends
}

QTEST_GUILESS_MAIN(TestSshRouter)
#include "tst_ssh_router.moc"
