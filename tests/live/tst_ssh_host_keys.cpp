// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/patience.h"
#include "tests/support/ssh_fixture.h"

#include <QProcess>
#include <QTest>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

void writeFile(const QString &name, const QByteArray &content)
{
    QDir().mkpath(QFileInfo(name).path());
    QFile file(name);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content), qint64(content.size()));
}

QByteArray readFile(const QString &name)
{
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// What `ssh-keygen -lf` says about a public key file.
QString fingerprintBySshKeygen(const QString &publicKeyFile)
{
    QProcess process;
    process.start(u"ssh-keygen"_s, {u"-lf"_s, publicKeyFile});
    process.waitForFinished();
    return QString::fromLatin1(process.readAllStandardOutput()).section(u' ', 1, 1);
}

} // namespace

/// Every answer to "is this the host we know?", against a real sshd.
class TestSshHostKeys : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void anUnknownHostIsRefusedWhenNobodyTrustsIt();
    void aTrustedHostIsSavedAndNotAskedAboutAgain();
    void savingKeepsEveryLineThatWasThere();
    void aChangedKeyIsRefusedBeforeAnyLogIn();
    void aRevokedKeyIsRefusedEvenBesideAPlainLine();
    void aHostBehindAnAuthorityIsRefusedWithTheReason();
    void theKnownKeyTypeIsAskedForFirst_data();
    void theKnownKeyTypeIsAskedForFirst();
    void aHostWithOnlyAnRsaKeyIsRefusedWithTheReason();
    void anUnreadableKnownHostsFileIsAnError();
    void onlyStrongAlgorithmsAreNegotiated();

private:
    HostRef stranger(const PrivateSshd &sshd) const
    {
        HostRef host = sshd.host();
        host.knownHosts.clear();
        return host;
    }
    QByteArray nameAndPort(const PrivateSshd &sshd) const
    {
        return "[127.0.0.1]:" + QByteArray::number(sshd.port());
    }
    QString userFile() const { return m_home->filePath(u".ssh/known_hosts"_s); }
    QString ownFile() const { return m_home->filePath(u"belay/known_hosts"_s); }
    Result<ScriptResult> run(const HostRef &host)
    {
        return makeShell(*m_person, isolatedOptions(m_home->path()))->run(host, script("echo in"), {});
    }

    PrivateSshd m_sshd;
    std::unique_ptr<QTemporaryDir> m_home;
    std::unique_ptr<FakePerson> m_person;
};

void TestSshHostKeys::initTestCase()
{
    if (!PrivateSshd::unavailable().isEmpty())
        QSKIP(qPrintable(PrivateSshd::unavailable()));
    QVERIFY2(m_sshd.start(), qPrintable(m_sshd.whyNot()));
}

void TestSshHostKeys::init()
{
    m_home = std::make_unique<QTemporaryDir>();
    m_person = std::make_unique<FakePerson>();
}

void TestSshHostKeys::anUnknownHostIsRefusedWhenNobodyTrustsIt()
{
    const auto result = run(stranger(m_sshd));
    QCOMPARE(kindOf(result), u"host-key"_s);
    const QString expected = fingerprintBySshKeygen(m_sshd.folder() + u"/host_ed25519.pub"_s);
    QVERIFY2(result.error().detail.contains(u"shows ED25519 %1."_s.arg(expected)),
             qPrintable(result.error().detail));
    if (!testsSystemSsh())
        QVERIFY(result.error().hint.contains(u"ssh-keyscan -p %1 127.0.0.1"_s.arg(m_sshd.port())));
    QCOMPARE(m_person->hostKeys().size(), size_t(1));
    QCOMPARE(m_person->hostKeys().front().fingerprint, expected);
    QCOMPARE(m_person->hostKeys().front().host, u"web-1"_s);
    QCOMPARE(m_person->hostKeys().front().port, m_sshd.port());
    QVERIFY(!QFile::exists(ownFile()));
}

void TestSshHostKeys::aTrustedHostIsSavedAndNotAskedAboutAgain()
{
    m_person->trusts = true;
    QCOMPARE(kindOf(run(stranger(m_sshd))), u"none"_s);
    const QByteArray key = m_sshd.hostPublicKey().split(' ').at(1);
    QCOMPARE(readFile(ownFile()), QByteArray(nameAndPort(m_sshd) + " ssh-ed25519 " + key + '\n'));
    if (!testsSystemSsh()) // ssh leaves it to the folder, which is for the user alone
        QCOMPARE(QFile::permissions(ownFile()) & ~(QFile::ReadUser | QFile::WriteUser),
                 QFile::Permissions(QFile::ReadOwner | QFile::WriteOwner));
    QCOMPARE(kindOf(run(stranger(m_sshd))), u"none"_s);
    QCOMPARE(m_person->hostKeys().size(), size_t(1));
}

void TestSshHostKeys::savingKeepsEveryLineThatWasThere()
{
    const QByteArray before = "# mine\nnonsense line\nother ssh-ed25519 AAAA"; // and no line end
    writeFile(ownFile(), before);
    m_person->trusts = true;
    QCOMPARE(kindOf(run(stranger(m_sshd))), u"none"_s);
    QVERIFY(
        readFile(ownFile()).startsWith(QByteArray(before + '\n' + nameAndPort(m_sshd) + " ssh-ed25519 ")));
    QCOMPARE(kindOf(run(stranger(m_sshd))), u"none"_s);
    QCOMPARE(m_person->hostKeys().size(), size_t(1));
}

void TestSshHostKeys::aChangedKeyIsRefusedBeforeAnyLogIn()
{
    PrivateSshd sshd(PrivateSshd::Options{{u"127.0.0.1"_s}, "LogLevel DEBUG1\n", {u"ed25519"_s}});
    QVERIFY2(sshd.start(), qPrintable(sshd.whyNot()));
    const QString before = fingerprintBySshKeygen(sshd.folder() + u"/host_ed25519.pub"_s);
    QVERIFY(sshd.replaceHostKeys() && sshd.restart());
    const QString after = fingerprintBySshKeygen(sshd.folder() + u"/host_ed25519.pub"_s);
    m_person->trusts = true; // a yes must not help

    const auto result = run(sshd.host());
    QCOMPARE(kindOf(result), u"host-key"_s);
    if (testsSystemSsh()) {
        QVERIFY2(result.error().detail.contains(after), qPrintable(result.error().detail));
        QVERIFY2(result.error().detail.contains(sshd.knownHosts() + u":1"_s),
                 qPrintable(result.error().detail));
    } else {
        QCOMPARE(result.error().detail, u"The host shows ED25519 %1, but %2, line 1 says ED25519 %3."_s.arg(
                                            after, sshd.knownHosts(), before));
        QVERIFY(result.error().hint.contains(
            u"ssh-keygen -R '[127.0.0.1]:%1' -f '%2'"_s.arg(sshd.port()).arg(sshd.knownHosts())));
    }
    QVERIFY(m_person->hostKeys().empty());
    QTRY_VERIFY_WITH_TIMEOUT(sshd.sessions().empty(), test::patienceMs);
    QVERIFY(sshd.log().contains("SSH2_MSG_NEWKEYS received") || sshd.log().contains("KEX"));
    QVERIFY2(!sshd.log().contains("userauth-request"), sshd.log().constData());
}

void TestSshHostKeys::aRevokedKeyIsRefusedEvenBesideAPlainLine()
{
    const QByteArray key = m_sshd.hostPublicKey().split(' ').mid(0, 2).join(' ');
    writeFile(userFile(), nameAndPort(m_sshd) + ' ' + key + "\n@revoked * " + key + '\n');
    m_person->trusts = true;
    const auto result = run(m_sshd.host());
    QCOMPARE(kindOf(result), u"host-key"_s);
    QVERIFY2(result.error().summary.contains(u"is revoked"_s), qPrintable(result.error().summary));
    if (!testsSystemSsh())
        QVERIFY2(result.error().detail.contains(u"%1, line 2"_s.arg(userFile())),
                 qPrintable(result.error().detail));
    QVERIFY(m_person->hostKeys().empty());
}

void TestSshHostKeys::aHostBehindAnAuthorityIsRefusedWithTheReason()
{
    NOT_OVER_SYSTEM_SSH("ssh checks host certificates");
    QVERIFY(PrivateSshd::makeKey(m_home->filePath(u"ca"_s)));
    writeFile(userFile(), "@cert-authority [127.0.0.1]:* " + readFile(m_home->filePath(u"ca.pub"_s)));
    m_person->trusts = true;
    const auto result = run(stranger(m_sshd));
    QCOMPARE(kindOf(result), u"host-key"_s);
    QVERIFY2(result.error().summary.contains(u"certificate authority"_s), qPrintable(result.error().summary));
    QVERIFY(m_person->hostKeys().empty());
}

void TestSshHostKeys::theKnownKeyTypeIsAskedForFirst_data()
{
    QTest::addColumn<QString>("type");
    QTest::newRow("ed25519") << u"ed25519"_s;
    QTest::newRow("ecdsa") << u"ecdsa"_s;
}

void TestSshHostKeys::theKnownKeyTypeIsAskedForFirst()
{
    QFETCH(QString, type);
    PrivateSshd sshd(PrivateSshd::Options{{u"127.0.0.1"_s}, {}, {u"ed25519"_s, u"ecdsa"_s}});
    QVERIFY2(sshd.start(), qPrintable(sshd.whyNot()));
    writeFile(userFile(), nameAndPort(sshd) + ' ' + sshd.hostPublicKey(type) + '\n');
    QCOMPARE(kindOf(run(stranger(sshd))), u"none"_s);
    QVERIFY(m_person->hostKeys().empty());
}

void TestSshHostKeys::aHostWithOnlyAnRsaKeyIsRefusedWithTheReason()
{
    NOT_OVER_SYSTEM_SSH("ssh can check RSA keys");
    PrivateSshd sshd(PrivateSshd::Options{{u"127.0.0.1"_s}, {}, {u"rsa"_s}});
    QVERIFY2(sshd.start(), qPrintable(sshd.whyNot()));
    const auto result = run(sshd.host());
    QCOMPARE(kindOf(result), u"host-key"_s);
    QVERIFY2(result.error().summary.contains(u"rsa-sha2-512"_s), qPrintable(result.error().summary));
    QVERIFY2(result.error().hint.contains(u"ed25519"_s), qPrintable(result.error().hint));
}

void TestSshHostKeys::anUnreadableKnownHostsFileIsAnError()
{
    QDir().mkpath(userFile()); // a folder where the file should be
    const auto result = run(m_sshd.host());
    QCOMPARE(kindOf(result), u"host-key"_s);
    QVERIFY(result.error().summary.contains(userFile()));
}

void TestSshHostKeys::onlyStrongAlgorithmsAreNegotiated()
{
    NOT_OVER_SYSTEM_SSH("which algorithms are strong enough is ssh's own configuration");
    // A server that prefers the weak ones, and also has good ones: the client's order decides.
    const QByteArray weak = "Ciphers aes128-cbc,3des-cbc,aes256-ctr\nMACs hmac-md5,hmac-sha1,hmac-sha2-256\n"
                            "KexAlgorithms diffie-hellman-group14-sha1,ecdh-sha2-nistp256\nLogLevel DEBUG1\n";
    PrivateSshd sshd(PrivateSshd::Options{{u"127.0.0.1"_s}, weak, {u"ed25519"_s}});
    QVERIFY2(sshd.start(), qPrintable(sshd.whyNot()));
    QCOMPARE(kindOf(run(sshd.host())), u"none"_s);
    QVERIFY2(sshd.log().contains("kex: algorithm: ecdh-sha2-nistp256"), sshd.log().constData());
    QVERIFY(sshd.log().contains("cipher: aes256-ctr MAC: hmac-sha2-256"));

    const QByteArray onlyWeak = "Ciphers aes128-cbc,3des-cbc\n";
    PrivateSshd old(PrivateSshd::Options{{u"127.0.0.1"_s}, onlyWeak, {u"ed25519"_s}});
    QVERIFY2(old.start(), qPrintable(old.whyNot()));
    const auto refused = run(old.host());
    QCOMPARE(kindOf(refused), u"network"_s);
    QVERIFY2(refused.error().summary.contains(u"aes128-cbc, 3des-cbc"_s),
             qPrintable(refused.error().summary));
}

QTEST_GUILESS_MAIN(TestSshHostKeys)
#include "tst_ssh_host_keys.moc"
