// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/key_file.h"
#include "app/net/server_offer.h"
#include "app/net/ssh_config_resolve.h"
#include "app/net/ssh_wire.h"

#include <QTest>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

QByteArray openSshKey(const QByteArray &cipher, const QByteArray &publicKey)
{
    const QByteArray body = QByteArray("openssh-key-v1\0", 15) + wireString(cipher) + wireString("none") +
                            wireString("") + wireNumber(1) + wireString(publicKey);
    return "-----BEGIN OPENSSH PRIVATE KEY-----\n" + body.toBase64() +
           "\n-----END OPENSSH PRIVATE KEY-----\n";
}

/// A packet as a server sends it right after its greeting.
QByteArray kexInit(const QByteArrayList &lists)
{
    QByteArray payload = QByteArray(1, 20) + QByteArray(16, 'c');
    for (const QByteArray &list : lists)
        payload += wireString(list);
    const QByteArray packet = QByteArray(1, 4) + payload + QByteArray(4, '\0');
    return wireString(packet);
}

const QByteArray ed25519 = wireString("ssh-ed25519") + wireString(QByteArray(32, 'k'));

} // namespace

/// What is read from key files, greetings and the SSH configuration.
class TestSshParsers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aKeyFileSaysWhatItIs_data();
    void aKeyFileSaysWhatItIs();
    void onlyKeysThatWorkAreUsable_data();
    void onlyKeysThatWorkAreUsable();
    void theGreetingEndsAtItsLine_data();
    void theGreetingEndsAtItsLine();
    void theServersOfferIsReadFromItsFirstPacket();
    void aCutOrStrangePacketIsNoOffer();
    void nothingInCommonIsExplained_data();
    void nothingInCommonIsExplained();
    void knownHostKeyTypesAreAskedForFirst();
    void theSshConfigurationIsRead();
    void sshsOwnDefaultsAreNotTakenForConfigured();
    void theWireReaderStopsAtTheEnd();
    void peersTextIsMadeHarmless();
};

void TestSshParsers::aKeyFileSaysWhatItIs_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const QByteArray &content, const char *expected) {
        QTest::newRow(name) << content << QString::fromLatin1(expected);
    };
    row("OpenSSH", openSshKey("none", ed25519), "ssh-ed25519 open public");
    row("OpenSSH, encrypted", openSshKey("aes256-ctr", ed25519), "ssh-ed25519 encrypted public");
    row("OpenSSH, damaged", openSshKey("none", {}), "The private key k is damaged.");
    row("OpenSSH, cut", openSshKey("none", ed25519).left(60), "The private key k is damaged.");
    row("RSA PEM", "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n", "ssh-rsa open");
    row("RSA PEM, encrypted",
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: x\n\nAAAA\n",
        "ssh-rsa encrypted");
    row("EC PEM", "-----BEGIN EC PRIVATE KEY-----\nAAAA\n", "ecdsa-sha2-nistp256 open");
    row("PKCS8, encrypted", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n", " encrypted");
    row("PKCS8 ED25519",
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n",
        "ssh-ed25519 open");
    row("PuTTY", "PuTTY-User-Key-File-3: ssh-ed25519\n", "k is a PuTTY key.");
    row("public key", "ssh-ed25519 AAAA me@here\n", "k is a public key.");
    row("anything else", "hello", "k is not a private key.");
    row("empty", "", "k is not a private key.");
}

void TestSshParsers::aKeyFileSaysWhatItIs()
{
    QFETCH(QByteArray, content);
    const auto header = readKeyHeader(content, u"k"_s);
    QString said;
    if (header)
        said = QString::fromLatin1(header->type) + (header->encrypted ? u" encrypted"_s : u" open"_s) +
               (header->publicKey == ed25519 ? u" public"_s : QString());
    else
        said = header.error().summary;
    QTEST(said, "expected");
}

void TestSshParsers::onlyKeysThatWorkAreUsable_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QString>("expected");
    QTest::newRow("ed25519") << QByteArray("ssh-ed25519") << QString();
    QTest::newRow("ecdsa") << QByteArray("ecdsa-sha2-nistp384") << QString();
    QTest::newRow("hidden by encryption") << QByteArray() << QString();
    QTest::newRow("rsa") << QByteArray("ssh-rsa") << u"k is an RSA key, which cannot be used here."_s;
    QTest::newRow("security key") << QByteArray("sk-ssh-ed25519@openssh.com")
                                  << u"k is a key of a kind that cannot be used here (security key)."_s;
    QTest::newRow("dsa") << QByteArray("ssh-dss")
                         << u"k is a key of a kind that cannot be used here (DSA)."_s;
}

void TestSshParsers::onlyKeysThatWorkAreUsable()
{
    QFETCH(QByteArray, type);
    const auto usable = usableKeyType(type, u"k"_s);
    const QString said = usable ? QString() : usable.error().summary;
    QTEST(said, "expected");
}

void TestSshParsers::theGreetingEndsAtItsLine_data()
{
    QTest::addColumn<QByteArray>("received");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("plain") << QByteArray("SSH-2.0-x\r\nrest") << QByteArray("SSH-2.0-x\r\n");
    QTest::newRow("lines before") << QByteArray("hi\r\nSSH-2.0-x\r\n") << QByteArray("hi\r\nSSH-2.0-x\r\n");
    QTest::newRow("not whole") << QByteArray("SSH-2.0-x") << QByteArray();
    QTest::newRow("in the middle of a line") << QByteArray("no SSH-2.0-x\n") << QByteArray();
    QTest::newRow("web server") << QByteArray("HTTP/1.1 400 Bad\r\n\r\n") << QByteArray();
    QTest::newRow("nothing") << QByteArray() << QByteArray();
}

void TestSshParsers::theGreetingEndsAtItsLine()
{
    QFETCH(QByteArray, received);
    QTEST(sshGreeting(received).value_or(QByteArray()), "expected");
}

void TestSshParsers::theServersOfferIsReadFromItsFirstPacket()
{
    const auto offer =
        serverOffer("SSH-2.0-x\r\n" + kexInit({"k1,k2", "h1", "c1,c2", "c3", "m1", "m2", "", "", "", ""}));
    QVERIFY(offer.has_value());
    QVERIFY((*offer == ServerOffer{{"k1", "k2"}, {"h1"}, {"c1", "c2"}, {"m1"}}));
}

void TestSshParsers::aCutOrStrangePacketIsNoOffer()
{
    const QByteArray whole = "SSH-2.0-x\r\n" + kexInit({"k", "h", "c", "c", "m", "m"});
    for (qsizetype size = 0; size < whole.size(); ++size)
        QVERIFY(!serverOffer(whole.left(size)));
    QVERIFY(serverOffer(whole));
    QVERIFY(!serverOffer("SSH-2.0-x\r\n" + QByteArray(64, '\xff')));
}

void TestSshParsers::nothingInCommonIsExplained_data()
{
    QTest::addColumn<QByteArrayList>("lists"); // key exchange, host keys, ciphers, macs
    QTest::addColumn<QString>("expected");
    const QByteArray kex = "curve25519-sha256";
    const QByteArray key = "ssh-ed25519";
    const QByteArray cipher = "aes256-ctr";
    const QByteArray mac = "hmac-sha2-256";
    QTest::newRow("all fine") << QByteArrayList{kex, key, cipher, mac} << QString();
    QTest::newRow("host keys")
        << QByteArrayList{kex, "rsa-sha2-512", cipher, mac}
        << u"It has host keys only of kinds that cannot be checked here (rsa-sha2-512)."_s;
    QTest::newRow("key exchange") << QByteArrayList{"diffie-hellman-group1-sha1", key, cipher, mac}
                                  << u"It offers key exchange only by diffie-hellman-group1-sha1."_s;
    QTest::newRow("ciphers") << QByteArrayList{kex, key, "aes128-cbc", mac}
                             << u"It offers ciphers only of these kinds: aes128-cbc."_s;
    QTest::newRow("macs") << QByteArrayList{kex, key, cipher, "hmac-md5\x1b[31m"}
                          << u"It offers message authentication only by hmac-md5?[31m."_s;
}

void TestSshParsers::nothingInCommonIsExplained()
{
    QFETCH(QByteArrayList, lists);
    QTEST(whyNothingInCommon({{lists.at(0)}, {lists.at(1)}, {lists.at(2)}, {lists.at(3)}}), "expected");
}

void TestSshParsers::knownHostKeyTypesAreAskedForFirst()
{
    QCOMPARE(hostKeyOrder({}).first(), QByteArray("ssh-ed25519"));
    QCOMPARE(
        hostKeyOrder({"ecdsa-sha2-nistp256", "ssh-rsa"}),
        (QByteArrayList{"ecdsa-sha2-nistp256", "ssh-ed25519", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"}));
}

void TestSshParsers::theSshConfigurationIsRead()
{
    const SshConfig config =
        parseSshConfig("user deploy\nhostname 10.0.0.5\nport 2222\nidentityfile ~/.ssh/team key\n"
                       "identitiesonly yes\nhostkeyalias web\nproxyjump none\nproxycommand none\n",
                       u"/home/me"_s);
    SshConfig expected;
    expected.hostName = u"10.0.0.5"_s;
    expected.user = u"deploy"_s;
    expected.port = 2222;
    expected.identityFiles = QStringList{u"/home/me/.ssh/team key"_s};
    expected.identitiesOnly = true;
    expected.hostKeyAlias = u"web"_s;
    QVERIFY(config == expected);
    const SshConfig way = parseSshConfig("proxyjump a,b\nproxycommand nc %h %p\ncertificatefile ~/c.pub\n"
                                         "identityagent ~/agent\npkcs11provider /lib/token.so\n"
                                         "gssapiauthentication yes\nuserknownhostsfile ~/one /two\n",
                                         u"/home/me"_s);
    QCOMPARE(way.proxyJump, u"a,b"_s);
    QCOMPARE(way.proxyCommand, u"nc %h %p"_s);
    QCOMPARE(way.certificateFiles, QStringList{u"/home/me/c.pub"_s});
    QCOMPARE(way.identityAgent, u"/home/me/agent"_s);
    QCOMPARE(way.pkcs11Provider, u"/lib/token.so"_s);
    QVERIFY(way.gssapi);
    QCOMPARE(way.userKnownHosts, (QStringList{u"/home/me/one"_s, u"/two"_s}));
    QVERIFY(parseSshConfig("userknownhostsfile /r/.ssh/known_hosts /r/.ssh/known_hosts2\n"
                           "pkcs11provider none\n",
                           {}) == SshConfig{});
    QVERIFY(parseSshConfig({}, {}) == SshConfig{});
}

void TestSshParsers::sshsOwnDefaultsAreNotTakenForConfigured()
{
    const SshConfig config =
        parseSshConfig("identityfile ~/.ssh/id_rsa\nidentityfile ~/.ssh/id_ed25519\n", u"/home/me"_s);
    QCOMPARE(config.identityFiles, QStringList());
}

void TestSshParsers::theWireReaderStopsAtTheEnd()
{
    WireReader reader(wireString("abc") + wireNumber(0xffffffff) + "x");
    QCOMPARE(reader.string(), QByteArray("abc"));
    QVERIFY(reader.ok());
    QCOMPARE(reader.string(), QByteArray());
    QVERIFY(!reader.ok());
    QCOMPARE(reader.byte(), quint8(0));
}

void TestSshParsers::peersTextIsMadeHarmless()
{
    QCOMPARE(printable("\x1b]0;owned\x07 <img src=x>"), u"?]0;owned? <img src=x>"_s);
    QCOMPARE(printable(QByteArray(100, 'x'), 5), u"xxxxx…"_s);
}

QTEST_GUILESS_MAIN(TestSshParsers)
#include "tst_ssh_parsers.moc"
