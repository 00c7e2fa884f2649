// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/ssh_router.h"
#include "tests/support/belay_cli.h"
#include "tests/support/fleet.h"
#include "tests/support/kerberos_realm.h"
#include "tests/support/ssh_fixture.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTest>

#include <csignal>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

const QStringList softTokens{u"/usr/lib/softhsm/libsofthsm2.so"_s, u"/usr/lib64/pkcs11/libsofthsm2.so"_s};
const QStringList softSecurityKeys{u"/usr/lib/openssh/regress/misc/sk-dummy/sk-dummy.so"_s};
const QString pin = u"271828"_s;

QString firstThere(const QStringList &files)
{
    for (const QString &file : files)
        if (QFile::exists(file))
            return file;
    return {};
}

bool runs(const QString &program, const QStringList &arguments, QByteArray *out = nullptr)
{
    QProcess process;
    process.start(program, arguments);
    const bool good = process.waitForFinished() && process.exitCode() == 0;
    if (out)
        *out = process.readAllStandardOutput();
    return good;
}

QString problem(const Result<ScriptResult> &result)
{
    return result ? result->note : QString(result.error().summary + u'\n' + result.error().detail);
}

} // namespace

/// Keys that are not in a file, and tickets: with the real programs, and devices made of software. Belay says
/// which transport it took and why.
class TestSshTokens : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void aKeyOnAPkcs11TokenLogsInWithItsPin();
    void aWrongPinIsAnAuthError();
    void aSecurityKeyLogsIn_data();
    void aSecurityKeyLogsIn();
    void aKerberosTicketLogsIn();
    void withoutATicketTheHostSaysNo();
    void aReleaseGoesToAHostWithATicketAndBack();

private:
    void useConfig(const QByteArray &text)
    {
        test::writeFile(file(u"config"_s), text);
        m_options.sshConfigFile = file(u"config"_s);
    }
    QByteArray hostBlock(const PrivateSshd &sshd) const
    {
        return "Host web\n HostName 127.0.0.1\n Port " + QByteArray::number(sshd.port()) + "\n User " +
               sshd.user().toUtf8() + "\n UserKnownHostsFile " + sshd.knownHosts().toUtf8() + '\n';
    }
    HostRef web() const
    {
        HostRef host;
        host.spec.name = u"web"_s;
        return host;
    }
    QString file(const QString &name) const { return m_home->filePath(name); }
    void makeToken(QString *provider);
    void startRealm();

    PrivateSshd m_sshd;
    std::unique_ptr<PrivateSshd> m_kerberosSshd;
    std::unique_ptr<test::KerberosRealm> m_realm;
    std::unique_ptr<QTemporaryDir> m_home;
    FakePerson m_person;
    SshOptions m_options;
};

void TestSshTokens::initTestCase()
{
    std::signal(SIGPIPE, SIG_IGN); // as our programs do; Qt Test has put a handler there
    if (!PrivateSshd::unavailable().isEmpty())
        QSKIP(qPrintable(PrivateSshd::unavailable()));
    QVERIFY2(m_sshd.start(), qPrintable(m_sshd.whyNot()));
}

void TestSshTokens::init()
{
    m_home = std::make_unique<QTemporaryDir>();
    m_options = isolatedOptions(m_home->path());
    m_person.forgetAll();
}

/// A token of softhsm2 with one RSA key, which may log in.
void TestSshTokens::makeToken(QString *provider)
{
    *provider = firstThere(softTokens);
    if (provider->isEmpty() || QStandardPaths::findExecutable(u"pkcs11-tool"_s).isEmpty())
        QSKIP("softhsm2 or pkcs11-tool is not installed (apt install softhsm2 opensc)");
    QVERIFY(QDir().mkpath(file(u"tokens"_s)));
    test::writeFile(file(u"softhsm2.conf"_s), "directories.tokendir = " + file(u"tokens"_s).toUtf8() +
                                                  "\nobjectstore.backend = file\n");
    qputenv("SOFTHSM2_CONF", file(u"softhsm2.conf"_s).toUtf8());
    QVERIFY(runs(u"softhsm2-util"_s, {u"--init-token"_s, u"--free"_s, u"--label"_s, u"belay"_s, u"--pin"_s,
                                      pin, u"--so-pin"_s, u"31415926"_s}));
    QVERIFY(runs(u"pkcs11-tool"_s,
                 {u"--module"_s, *provider, u"--login"_s, u"--pin"_s, pin, u"--keypairgen"_s, u"--key-type"_s,
                  u"rsa:2048"_s, u"--id"_s, u"01"_s, u"--label"_s, u"belay"_s}));
    QByteArray key;
    QVERIFY(runs(u"ssh-keygen"_s, {u"-D"_s, *provider}, &key));
    QVERIFY2(key.startsWith("ssh-rsa "), key.constData());
    test::writeFile(file(u"token.pub"_s), key);
    QVERIFY(m_sshd.authorize(file(u"token.pub"_s)));
    useConfig(hostBlock(m_sshd) + " PKCS11Provider " + provider->toUtf8() + '\n');
}

void TestSshTokens::aKeyOnAPkcs11TokenLogsInWithItsPin()
{
    QString provider;
    makeToken(&provider);
    if (QTest::currentTestFailed() || provider.isEmpty())
        return;
    m_person.secret = pin;
    SshRouter router(m_person, m_options);
    const auto result = router.run(web(), script("echo in"), {});
    QVERIFY2(result && result->proven, qPrintable(problem(result)));
    QCOMPARE(result->out, QByteArray("in\n"));
    QCOMPARE(router.transportNote(web()),
             u"web is reached with the system's ssh, because its key is on a PKCS#11 token."_s);
    QCOMPARE(m_person.prompts(), QStringList{u"Enter PIN for 'belay':"_s});
}

void TestSshTokens::aWrongPinIsAnAuthError()
{
    QString provider;
    makeToken(&provider);
    if (QTest::currentTestFailed() || provider.isEmpty())
        return;
    m_person.secret = u"000000"_s;
    SshRouter router(m_person, m_options);
    QCOMPARE(kindOf(router.run(web(), script("echo in"), {})), u"auth"_s);
    QVERIFY(!m_person.prompts().isEmpty());
}

void TestSshTokens::aSecurityKeyLogsIn_data()
{
    QTest::addColumn<QString>("type");
    QTest::newRow("ed25519-sk") << u"ed25519-sk"_s;
    QTest::newRow("ecdsa-sk") << u"ecdsa-sk"_s;
}

void TestSshTokens::aSecurityKeyLogsIn()
{
    QFETCH(QString, type);
    const QString provider = firstThere(softSecurityKeys);
    if (provider.isEmpty())
        QSKIP("there is no security key made of software here (apt install openssh-tests)");
    const QString key = file(u"id_sk"_s);
    QVERIFY(runs(u"ssh-keygen"_s, {u"-q"_s, u"-t"_s, type, u"-w"_s, provider, u"-N"_s, u""_s, u"-f"_s, key}));
    QVERIFY(m_sshd.authorize(key + u".pub"_s));
    useConfig(hostBlock(m_sshd) + " SecurityKeyProvider " + provider.toUtf8() + "\n IdentityFile " +
              key.toUtf8() + '\n');
    SshRouter router(m_person, m_options);
    const auto result = router.run(web(), script("echo in"), {});
    QVERIFY2(result && result->proven, qPrintable(problem(result)));
    QCOMPARE(result->out, QByteArray("in\n"));
    QCOMPARE(router.transportNote(web()),
             u"web is reached with the system's ssh, because %1 is a security key."_s.arg(key));
    QVERIFY2(m_sshd.log().contains(QByteArray("Accepted publickey for " + m_sshd.user().toUtf8())),
             m_sshd.log().constData());
}

void TestSshTokens::startRealm()
{
    if (!test::KerberosRealm::unavailable().isEmpty())
        QSKIP(qPrintable(test::KerberosRealm::unavailable()));
    if (m_kerberosSshd) {
        m_realm->dropTickets();
        return;
    }
    m_realm = std::make_unique<test::KerberosRealm>();
    QVERIFY2(m_realm->start(m_sshd.user(), u"localhost"_s), qPrintable(m_realm->whyNot()));
    m_kerberosSshd = std::make_unique<PrivateSshd>(PrivateSshd::Options{
        {u"127.0.0.1"_s},
        "GSSAPIAuthentication yes\nGSSAPIStrictAcceptorCheck no\nPubkeyAuthentication no\n",
        {u"ed25519"_s}});
    QVERIFY2(m_kerberosSshd->start(), qPrintable(m_kerberosSshd->whyNot()));
}

void TestSshTokens::aKerberosTicketLogsIn()
{
    startRealm();
    if (QTest::currentTestFailed() || !m_kerberosSshd)
        return;
    QVERIFY2(m_realm->getTicket(m_sshd.user()), qPrintable(m_realm->whyNot()));
    useConfig("Host web\n HostName localhost\n HostKeyAlias [127.0.0.1]:" +
              QByteArray::number(m_kerberosSshd->port()) + "\n GSSAPIAuthentication yes\n" +
              hostBlock(*m_kerberosSshd));
    SshRouter router(m_person, m_options);
    const auto result = router.run(web(), script("echo in"), {});
    QVERIFY2(result && result->proven, qPrintable(problem(result)));
    QCOMPARE(result->out, QByteArray("in\n"));
    QCOMPARE(router.transportNote(web()),
             u"web is reached with the system's ssh, because a Kerberos ticket logs in there."_s);
    QVERIFY2(m_kerberosSshd->log().contains("Accepted gssapi-with-mic"), m_kerberosSshd->log().constData());
    QCOMPARE(m_person.prompts(), QStringList());
}

void TestSshTokens::withoutATicketTheHostSaysNo()
{
    startRealm();
    if (QTest::currentTestFailed() || !m_kerberosSshd)
        return;
    useConfig("Host web\n HostName localhost\n HostKeyAlias [127.0.0.1]:" +
              QByteArray::number(m_kerberosSshd->port()) + "\n GSSAPIAuthentication yes\n" +
              hostBlock(*m_kerberosSshd));
    SshRouter router(m_person, m_options);
    QCOMPARE(kindOf(router.run(web(), script("echo in"), {})), u"auth"_s);
}

void TestSshTokens::aReleaseGoesToAHostWithATicketAndBack()
{
    startRealm();
    if (QTest::currentTestFailed() || !m_kerberosSshd)
        return;
    QVERIFY2(m_realm->getTicket(m_sshd.user()), qPrintable(m_realm->whyNot()));
    QByteArray config;
    QVERIFY(runs(u"ssh"_s, {u"-G"_s, u"localhost"_s}, &config));
    if (!config.contains("gssapiauthentication yes"))
        QSKIP("ssh does not try Kerberos by itself here");
    test::Fleet fleet({u"solo"_s});
    fleet.overSsh(*m_kerberosSshd);
    test::writeFile(file(u"known_hosts"_s), "[localhost]:" + QByteArray::number(m_kerberosSshd->port()) +
                                                ' ' + m_kerberosSshd->hostPublicKey() + '\n');
    QJsonObject target = fleet.environment[u"target"_s].toObject();
    target.remove(u"identity"_s);
    target[u"known_hosts"_s] = file(u"known_hosts"_s);
    QJsonObject solo = target[u"hosts"_s].toArray().first().toObject();
    solo[u"address"_s] = u"localhost"_s;
    target[u"hosts"_s] = QJsonArray{solo};
    fleet.environment[u"target"_s] = target;
    fleet.write();
    for (const QString &version : {u"1.0.0"_s, u"1.1.0"_s}) {
        fleet.build(version);
        const auto deployed = fleet.deploy(version);
        QVERIFY2(deployed.exitCode == 0, QByteArray(deployed.out + deployed.err).constData());
    }
    const auto back =
        fleet.belay({u"rollback"_s, u"-e"_s, u"production"_s, u"--reason"_s, u"test"_s, u"-y"_s});
    QVERIFY2(back.exitCode == 0, QByteArray(back.out + back.err).constData());
    QCOMPARE(fleet.live(), u"1.0.0/1.0.0"_s);
}

QTEST_GUILESS_MAIN(TestSshTokens)
#include "tst_ssh_tokens.moc"
