// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/patience.h"
#include "tests/support/ssh_agent_process.h"
#include "tests/support/ssh_fixture.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QTest>

#include <csignal>
#include <thread>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

/// Every way to prove who we are, against a real sshd.
class TestSshLogin : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void aKeyTheHostDoesNotKnowIsAnAuthError();
    void defaultKeysAreTriedWhenNoneIsNamed_data();
    void defaultKeysAreTriedWhenNoneIsNamed();
    void anEncryptedKeyAsksForItsPassphraseOnceForAllHosts_data();
    void anEncryptedKeyAsksForItsPassphraseOnceForAllHosts();
    void aWrongPassphraseIsToldApart_data();
    void aWrongPassphraseIsToldApart();
    void anEncryptedKeyWithNobodyToAskIsAnAuthError();
    void anRsaKeyIsRefusedBeforeConnecting();
    void aMissingKeyIsRefusedBeforeConnecting();
    void aKeyThatOthersCanReadIsRefused();
    void aKeyOfTheAgentLogsIn_data();
    void aKeyOfTheAgentLogsIn();
    void atMostThreeKeysAreOffered();
    void aHangingAgentIsLeftAsideAfterThreeSeconds();
    void aPasswordIsAskedForWhenTheHostWantsOne_data();
    void aPasswordIsAskedForWhenTheHostWantsOne();
    void theSshConfigurationFillsWhatTheProjectLeavesOut();
    void aJumpHostInTheSshConfigurationIsSaidClearly();

private:
    HostRef hostWithKey(const QString &key) const
    {
        HostRef host = m_sshd.host();
        host.identityFile = key;
        return host;
    }
    QString file(const QString &name) const { return m_home->filePath(name); }
    SshOptions options() const { return isolatedOptions(m_home->path()); }
    Result<ScriptResult> run(const HostRef &host, const SshOptions &with)
    {
        return makeShell(m_person, with)->run(host, script("echo in"), {});
    }

    PrivateSshd m_sshd{PrivateSshd::Options{
        {u"127.0.2.1"_s, u"127.0.2.2"_s, u"127.0.2.3"_s}, "LogLevel DEBUG1\n", {u"ed25519"_s}}};
    std::unique_ptr<QTemporaryDir> m_home;
    FakePerson m_person;
};

void TestSshLogin::initTestCase()
{
    if (!PrivateSshd::unavailable().isEmpty())
        QSKIP(qPrintable(PrivateSshd::unavailable()));
    QVERIFY2(m_sshd.start(), qPrintable(m_sshd.whyNot()));
}

void TestSshLogin::init()
{
    m_home = std::make_unique<QTemporaryDir>();
    QVERIFY(QDir().mkpath(file(u".ssh"_s)));
    m_person.secret.clear();
}

void TestSshLogin::aKeyTheHostDoesNotKnowIsAnAuthError()
{
    QVERIFY(PrivateSshd::makeKey(file(u"stranger"_s)));
    const auto result = run(hostWithKey(file(u"stranger"_s)), options());
    QCOMPARE(kindOf(result), u"auth"_s);
    if (!testsSystemSsh())
        QVERIFY2(result.error().detail.contains(u"The key %1 was refused."_s.arg(file(u"stranger"_s))),
                 qPrintable(result.error().detail));
    QVERIFY2(result.error().hint.contains(u"authorized_keys"_s), qPrintable(result.error().hint));
}

void TestSshLogin::defaultKeysAreTriedWhenNoneIsNamed_data()
{
    QTest::addColumn<QString>("type");
    QTest::newRow("ed25519") << u"ed25519"_s;
    QTest::newRow("ecdsa") << u"ecdsa"_s;
}

void TestSshLogin::defaultKeysAreTriedWhenNoneIsNamed()
{
    NOT_OVER_SYSTEM_SSH("ssh looks in the home of the account, whatever HOME says");
    QFETCH(QString, type);
    const QString key = file(u".ssh/id_"_s + type);
    QVERIFY(PrivateSshd::makeKey(key, type) && m_sshd.authorize(key + u".pub"_s));
    QCOMPARE(kindOf(run(hostWithKey({}), options())), u"none"_s);
}

void TestSshLogin::anEncryptedKeyAsksForItsPassphraseOnceForAllHosts_data()
{
    QTest::addColumn<QString>("type");
    QTest::newRow("ed25519") << u"ed25519"_s;
    QTest::newRow("ecdsa") << u"ecdsa"_s;
}

void TestSshLogin::anEncryptedKeyAsksForItsPassphraseOnceForAllHosts()
{
    QFETCH(QString, type);
    QVERIFY(PrivateSshd::makeKey(file(u"locked"_s), type, u"correct horse"_s));
    QVERIFY(m_sshd.authorize(file(u"locked.pub"_s)));
    FakePerson person;
    person.secret = u"correct horse"_s;
    const auto shell = makeShell(person, options());
    std::vector<std::thread> threads;
    std::vector<Result<ScriptResult>> results(3);
    for (size_t i = 0; i < results.size(); ++i)
        threads.emplace_back([&, i] {
            HostRef host = m_sshd.host(u"web-%1"_s.arg(i), u"127.0.2.%1"_s.arg(i + 1));
            host.identityFile = file(u"locked"_s);
            results[i] = shell->run(host, script("true"), {});
        });
    for (std::thread &thread : threads)
        thread.join();
    for (const auto &result : results)
        QVERIFY2(result && result->proven, qPrintable(result ? QString() : result.error().detail));
    QCOMPARE(person.prompts(), QStringList{u"Passphrase for the key %1"_s.arg(file(u"locked"_s))});
}

void TestSshLogin::aWrongPassphraseIsToldApart_data()
{
    QTest::addColumn<QString>("type");
    QTest::newRow("ed25519") << u"ed25519"_s;
    QTest::newRow("ecdsa") << u"ecdsa"_s;
}

void TestSshLogin::aWrongPassphraseIsToldApart()
{
    QFETCH(QString, type);
    QVERIFY(PrivateSshd::makeKey(file(u"locked"_s), type, u"correct horse"_s));
    QVERIFY(m_sshd.authorize(file(u"locked.pub"_s)));
    FakePerson person;
    person.secret = u"battery staple"_s;
    const auto result = makeShell(person, options())->run(hostWithKey(file(u"locked"_s)), script("true"), {});
    QCOMPARE(kindOf(result), u"auth"_s);
    QCOMPARE(result.error().summary, u"The passphrase for the key %1 is wrong."_s.arg(file(u"locked"_s)));
    QCOMPARE(person.prompts().size(), 3);
    QVERIFY(person.prompts().last().startsWith(u"Wrong passphrase."_s));
}

void TestSshLogin::anEncryptedKeyWithNobodyToAskIsAnAuthError()
{
    QVERIFY(PrivateSshd::makeKey(file(u"locked"_s), u"ed25519"_s, u"correct horse"_s));
    QVERIFY(m_sshd.authorize(file(u"locked.pub"_s))); // ssh asks only for a key that the host takes
    const auto result = run(hostWithKey(file(u"locked"_s)), options());
    QCOMPARE(kindOf(result), u"auth"_s);
    QVERIFY2(result.error().detail.contains(u"Nobody is there to answer."_s),
             qPrintable(result.error().detail));
}

void TestSshLogin::anRsaKeyIsRefusedBeforeConnecting()
{
    NOT_OVER_SYSTEM_SSH("ssh can use RSA keys");
    QVERIFY(PrivateSshd::makeKey(file(u"old"_s), u"rsa"_s));
    HostRef host = hostWithKey(file(u"old"_s));
    host.spec.port = 1; // nothing listens there; the key is looked at first
    const auto result = run(host, options());
    QCOMPARE(kindOf(result), u"auth"_s);
    QCOMPARE(result.error().summary, u"%1 is an RSA key, which cannot be used here."_s.arg(file(u"old"_s)));
    QVERIFY(result.error().hint.contains(u"ssh-keygen -t ed25519"_s));
}

void TestSshLogin::aMissingKeyIsRefusedBeforeConnecting()
{
    HostRef host = hostWithKey(u"~/.ssh/nowhere"_s);
    host.spec.port = 1;
    const auto result = run(host, options());
    QCOMPARE(kindOf(result), u"auth"_s);
    QCOMPARE(result.error().summary, u"The private key %1 does not exist."_s.arg(file(u".ssh/nowhere"_s)));
}

void TestSshLogin::aKeyThatOthersCanReadIsRefused()
{
    QVERIFY(PrivateSshd::makeKey(file(u"open"_s)));
    QVERIFY(QFile::setPermissions(file(u"open"_s), QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther));
    const auto result = run(hostWithKey(file(u"open"_s)), options());
    QCOMPARE(kindOf(result), u"auth"_s);
    QCOMPARE(result.error().hint, u"Protect it with \"chmod 600 %1\"."_s.arg(file(u"open"_s)));
}

void TestSshLogin::aKeyOfTheAgentLogsIn_data()
{
    QTest::addColumn<QString>("type");
    QTest::newRow("ed25519") << u"ed25519"_s;
    QTest::newRow("ecdsa") << u"ecdsa"_s;
}

void TestSshLogin::aKeyOfTheAgentLogsIn()
{
    QFETCH(QString, type);
    SshAgentProcess agent(m_home->path());
    QTRY_VERIFY_WITH_TIMEOUT(agent.isUp(), test::patienceMs);
    QVERIFY(PrivateSshd::makeKey(file(u"held"_s), type) && m_sshd.authorize(file(u"held.pub"_s)));
    QVERIFY(PrivateSshd::makeKey(file(u"rsa"_s), u"rsa"_s));
    QVERIFY(agent.add(file(u"rsa"_s)) && agent.add(file(u"held"_s)));
    SshOptions with = options();
    with.agentSocket = agent.socket();
    const auto result = run(hostWithKey({}), with);
    QVERIFY2(result, qPrintable(result ? QString() : result.error().detail));
    QVERIFY(result->proven);
}

void TestSshLogin::atMostThreeKeysAreOffered()
{
    NOT_OVER_SYSTEM_SSH("how many keys it offers is ssh's own configuration");
    SshAgentProcess agent(m_home->path());
    QTRY_VERIFY_WITH_TIMEOUT(agent.isUp(), test::patienceMs);
    for (const QString &name : {u"a"_s, u"b"_s, u"c"_s, u"d"_s, u"e"_s})
        QVERIFY(PrivateSshd::makeKey(file(name)) && agent.add(file(name)));
    SshOptions with = options();
    with.agentSocket = agent.socket();
    const qsizetype before = m_sshd.log().count("Failed publickey");
    const auto result = run(hostWithKey(file(u"a"_s)), with);
    QCOMPARE(kindOf(result), u"auth"_s);
    QCOMPARE(result.error().detail.count(u" was refused."_s), 3);
    QCOMPARE(m_sshd.log().count("Failed publickey") - before, 3);
}

void TestSshLogin::aHangingAgentIsLeftAsideAfterThreeSeconds()
{
    SshAgentProcess agent(m_home->path());
    QTRY_VERIFY_WITH_TIMEOUT(agent.isUp(), test::patienceMs);
    agent.hang();
    SshOptions with = options();
    with.agentSocket = agent.socket();
    QElapsedTimer timer;
    timer.start();
    const auto result = run(m_sshd.host(), with);
    QVERIFY2(result, qPrintable(result ? QString() : result.error().detail));
    QVERIFY2(timer.elapsed() < 5000, QByteArray::number(timer.elapsed()).constData());
}

void TestSshLogin::aPasswordIsAskedForWhenTheHostWantsOne_data()
{
    QTest::addColumn<QByteArray>("config");
    QTest::newRow("password only") << QByteArray("PasswordAuthentication yes\nPubkeyAuthentication no\n");
    QTest::newRow("after the key, as second factor")
        << QByteArray("PasswordAuthentication yes\nAuthenticationMethods publickey,password\n");
}

void TestSshLogin::aPasswordIsAskedForWhenTheHostWantsOne()
{
    QFETCH(QByteArray, config);
    PrivateSshd sshd(
        PrivateSshd::Options{{u"127.0.0.1"_s}, config + "PermitRootLogin yes\n", {u"ed25519"_s}});
    QVERIFY2(sshd.start(), qPrintable(sshd.whyNot()));
    FakePerson person;
    person.secret = u"certainly not the password"_s;
    const auto result = makeShell(person, options())->run(sshd.host(), script("true"), {});
    QCOMPARE(kindOf(result), u"auth"_s);
    if (testsSystemSsh())
        QCOMPARE(person.prompts().value(0), u"%1@127.0.0.1's password:"_s.arg(sshd.user()));
    else
        QCOMPARE(person.prompts(), QStringList{u"Password of %1"_s.arg(sshd.user())});
    QVERIFY2(sshd.log().contains("Failed password for"), sshd.log().constData());
}

void TestSshLogin::theSshConfigurationFillsWhatTheProjectLeavesOut()
{
    QFile config(file(u"config"_s));
    QVERIFY(config.open(QIODevice::WriteOnly));
    config.write("Host web\n HostName 127.0.2.2\n Port " + QByteArray::number(m_sshd.port()) + "\n User " +
                 m_sshd.user().toUtf8() + "\n IdentityFile " + m_sshd.userKey().toUtf8() + "\n");
    config.close();
    SshOptions with = options();
    with.sshConfigFile = config.fileName();
    HostRef host;
    host.spec.name = u"web"_s;
    host.knownHosts = m_sshd.knownHosts();
    const auto result = run(host, with);
    QVERIFY2(result, qPrintable(result ? QString() : result.error().summary));
    QVERIFY(result->proven);
}

void TestSshLogin::aJumpHostInTheSshConfigurationIsSaidClearly()
{
    NOT_OVER_SYSTEM_SSH("ssh goes through jump hosts");
    QFile config(file(u"config"_s));
    QVERIFY(config.open(QIODevice::WriteOnly));
    config.write("Host web\n ProxyJump bastion\n");
    config.close();
    SshOptions with = options();
    with.sshConfigFile = config.fileName();
    HostRef host;
    host.spec.name = u"web"_s;
    const auto result = run(host, with);
    QCOMPARE(kindOf(result), u"invalid"_s);
    QCOMPARE(result.error().summary,
             u"web is not reached directly but through \"bastion\", which libssh2 cannot do."_s);
}

QTEST_GUILESS_MAIN(TestSshLogin)
#include "tst_ssh_login.moc"
