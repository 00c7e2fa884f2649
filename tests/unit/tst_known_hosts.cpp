// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/known_hosts.h"

#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

// Three real public keys; a, b: ED25519, c: ECDSA.
const QByteArray a = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl";
const QByteArray b = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJDDkHFLXsUhQT8CbPCl4CMTjvRZqu1iE8qSSSjnBXqF";
const QByteArray c =
    "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBEmKSENjQEezOmxkZMy7opKgwFB9nk"
    "t5YRrYMjNuG5N87uRgg6CLrbo5wAdT/y6v0mKV0U2w0WZ2YB/++Tpockg=";
const QByteArray rsa = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAAQE=";

QByteArray blob(const QByteArray &line)
{
    return QByteArray::fromBase64(line.split(' ').at(1));
}

/// "known 2", "changed 1", "unknown": the verdict and its line.
QString verdict(const QByteArray &file, const QString &host, int port, const QByteArray &key)
{
    KnownHosts hosts;
    hosts.add(file, u"f"_s);
    const HostKeyVerdict answer = hosts.check(host, port, blob(key));
    static const QStringList words{u"known"_s, u"unknown"_s, u"changed"_s, u"revoked"_s, u"authority"_s};
    const QString word = words.at(int(answer.kind));
    return answer.line == 0 ? word : u"%1 %2"_s.arg(word, QString::number(answer.line));
}

} // namespace

/// Who is known, as OpenSSH would say.
class TestKnownHosts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aLineDecidesAboutAHost_data();
    void aLineDecidesAboutAHost();
    void hashedNamesMatchAsSshKeygenSays();
    void theTypesOfAHostAreTheOnesItsLinesHold();
    void unreadableLinesAreCountedAndSkipped();
    void anyRubbishIsReadWithoutHarm();
    void whatIsAppendedIsKnownAfterwards();
    void theFingerprintIsTheOneSshKeygenPrints();
};

void TestKnownHosts::aLineDecidesAboutAHost_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QString>("host");
    QTest::addColumn<int>("port");
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const QByteArray &file, const char *host, int port,
                        const QByteArray &key, const char *expected) {
        QTest::newRow(name) << file << QString::fromLatin1(host) << port << key
                            << QString::fromLatin1(expected);
    };
    row("empty file", "", "web", 22, a, "unknown");
    row("plain", "web " + a, "web", 22, a, "known 1");
    row("with a comment", "web " + a + " root@web", "web", 22, a, "known 1");
    row("tabs and carriage return", "web\t" + QByteArray(a).replace(' ', '\t') + "\r\n", "web", 22, a,
        "known 1");
    row("upper case in the question", "web " + a, "WEB", 22, a, "known 1");
    row("upper case in the file", "Web.Example " + a, "web.example", 22, a, "known 1");
    row("another host", "web " + a, "db", 22, a, "unknown");
    row("a longer name", "web " + a, "web2", 22, a, "unknown");
    row("comma list", "db,web,10.0.0.5 " + a, "10.0.0.5", 22, a, "known 1");
    row("star", "*.example " + a, "web.example", 22, a, "known 1");
    row("star matches nothing too", "web* " + a, "web", 22, a, "known 1");
    row("star is not a dot", "*.example " + a, "example", 22, a, "unknown");
    row("question mark", "web? " + a, "web1", 22, a, "known 1");
    row("question mark needs a character", "web? " + a, "web", 22, a, "unknown");
    row("two stars", "*e*x " + a, "web.examplex", 22, a, "known 1");
    row("negation wins", "*.example,!bad.example " + a, "bad.example", 22, a, "unknown");
    row("negation first wins", "!bad.example,*.example " + a, "bad.example", 22, a, "unknown");
    row("negation leaves the others", "*.example,!bad.example " + a, "web.example", 22, a, "known 1");
    row("negation alone matches nobody", "!bad.example " + a, "web.example", 22, a, "unknown");
    row("changed", "web " + a, "web", 22, b, "changed 1");
    row("second line has it", "web " + a + "\nweb " + b, "web", 22, b, "known 2");
    row("known under another type we could ask for", "web " + a, "web", 22, c, "changed 1");
    row("an RSA line says nothing about ED25519", "web " + rsa, "web", 22, a, "unknown");
    row("other port", "[web]:2222 " + a, "web", 2222, a, "known 1");
    row("other port, changed", "[web]:2222 " + a, "web", 2222, b, "changed 1");
    row("a port line says nothing about 22", "[web]:2222 " + a, "web", 22, a, "unknown");
    row("a bare line vouches for a port", "web " + a, "web", 2222, a, "known 1");
    row("a bare line contradicts no port", "web " + a, "web", 2222, b, "unknown");
    row("a port line beats a bare line", "web " + b + "\n[web]:2222 " + a, "web", 2222, b, "changed 2");
    row("pattern with port", "[*.example]:2222 " + a, "web.example", 2222, a, "known 1");
    row("IPv6", "fe80::1 " + a, "fe80::1", 22, a, "known 1");
    row("revoked", "@revoked web " + a, "web", 22, a, "revoked 1");
    row("revoked beats plain before", "web " + a + "\n@revoked * " + a, "web", 22, a, "revoked 2");
    row("revoked beats plain after", "@revoked * " + a + "\nweb " + a, "web", 22, a, "revoked 1");
    row("revoked on the bare name", "[web]:2222 " + a + "\n@revoked web " + a, "web", 2222, a, "revoked 2");
    row("another key revoked", "web " + a + "\n@revoked * " + b, "web", 22, a, "known 1");
    row("revoked for others", "web " + a + "\n@revoked db " + a, "web", 22, a, "known 1");
    row("authority", "@cert-authority *.example " + a, "web.example", 22, b, "authority 1");
    row("the authority's own key is no host key", "@cert-authority * " + a, "web", 22, a, "authority 1");
    row("authority and plain", "@cert-authority * " + a + "\nweb " + b, "web", 22, b, "known 2");
    row("authority and changed", "@cert-authority * " + a + "\nweb " + b, "web", 22, c, "changed 2");
    row("authority for others", "@cert-authority *.example " + a, "web", 22, b, "unknown");
    row("comment", "# web " + a, "web", 22, a, "unknown");
    row("unknown marker", "@maybe web " + a, "web", 22, a, "unknown");
    row("no key", "web ssh-ed25519", "web", 22, a, "unknown");
    row("broken base64", "web ssh-ed25519 AAAA*", "web", 22, a, "unknown");
    row("type and key disagree", "web ssh-rsa " + a.split(' ').at(1), "web", 22, a, "unknown");
    row("lines count with comments", "# one\n\nweb " + a, "web", 22, a, "known 3");
}

void TestKnownHosts::aLineDecidesAboutAHost()
{
    QFETCH(QByteArray, file);
    QFETCH(QString, host);
    QFETCH(int, port);
    QFETCH(QByteArray, key);
    QTEST(verdict(file, host, port, key), "expected");
}

void TestKnownHosts::hashedNamesMatchAsSshKeygenSays()
{
    if (QStandardPaths::findExecutable(u"ssh-keygen"_s).isEmpty())
        QSKIP("ssh-keygen is not installed");
    QTemporaryDir folder;
    QFile file(folder.filePath(u"known_hosts"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("web.example " + a + "\n[web.example]:2222 " + b + "\n10.0.0.5 " + c + "\n");
    file.close();
    QProcess hash;
    hash.start(u"ssh-keygen"_s, {u"-q"_s, u"-H"_s, u"-f"_s, file.fileName()});
    QVERIFY(hash.waitForFinished() && hash.exitCode() == 0);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray hashed = file.readAll();
    QVERIFY2(hashed.count("|1|") == 3, hashed.constData());

    const std::tuple<QString, int, QByteArray> questions[] = {{u"web.example"_s, 22, a},
                                                              {u"web.example"_s, 2222, b},
                                                              {u"10.0.0.5"_s, 22, c},
                                                              {u"db.example"_s, 22, a}};
    for (const auto &[host, port, key] : questions) {
        QProcess oracle;
        const QString name = QString::fromLatin1(knownHostsName(host, port));
        oracle.start(u"ssh-keygen"_s, {u"-F"_s, name, u"-f"_s, file.fileName()});
        QVERIFY(oracle.waitForFinished());
        const bool found = oracle.readAllStandardOutput().contains(key.split(' ').at(1));
        QCOMPARE(verdict(hashed, host, port, key).startsWith(u"known"_s), found);
    }
    QCOMPARE(verdict(hashed, u"web.example"_s, 22, b), u"changed 1"_s);
}

void TestKnownHosts::theTypesOfAHostAreTheOnesItsLinesHold()
{
    KnownHosts hosts;
    hosts.add("web " + a + "\nweb " + b + "\nweb,db " + c + "\n@revoked web " + rsa + "\n[db]:2222 " + a,
              u"f"_s);
    QCOMPARE(hosts.keyTypes(u"web"_s, 22), (QByteArrayList{"ssh-ed25519", "ecdsa-sha2-nistp256"}));
    QCOMPARE(hosts.keyTypes(u"web"_s, 2222), (QByteArrayList{"ssh-ed25519", "ecdsa-sha2-nistp256"}));
    QCOMPARE(hosts.keyTypes(u"db"_s, 2222), (QByteArrayList{"ssh-ed25519"}));
    QCOMPARE(hosts.keyTypes(u"cache"_s, 22), QByteArrayList());
}

void TestKnownHosts::unreadableLinesAreCountedAndSkipped()
{
    KnownHosts hosts;
    hosts.add("# fine\n\nrubbish\nweb ssh-ed25519 !!!\n@what web " + a + "\nweb " + a, u"f"_s);
    QCOMPARE(hosts.skipped(), 3);
    QVERIFY(hosts.check(u"web"_s, 22, blob(a)).kind == HostKeyVerdict::Kind::Known);
}

void TestKnownHosts::anyRubbishIsReadWithoutHarm()
{
    // Deterministic noise made of the characters that mean something, plus arbitrary bytes.
    const QByteArray alphabet("@|!*?,[]: \t\n\r#1=AZ\0\xff", 20);
    quint32 state = 12345;
    const auto next = [&state] { return state = state * 1664525U + 1013904223U, state >> 8; };
    for (int round = 0; round < 300; ++round) {
        QByteArray text = "web " + a + '\n';
        for (int i = 0; i < 400; ++i)
            text += alphabet.at(qsizetype(next() % quint32(alphabet.size())));
        KnownHosts hosts;
        hosts.add(text, u"f"_s);
        QVERIFY(hosts.check(u"web"_s, 22, blob(a)).kind == HostKeyVerdict::Kind::Known);
        QVERIFY(hosts.check(u"db"_s, 22, blob(b)).kind == HostKeyVerdict::Kind::Unknown);
    }
}

void TestKnownHosts::whatIsAppendedIsKnownAfterwards()
{
    QCOMPARE(knownHostsLine(u"Web.Example"_s, 22, blob(a)), QByteArray("web.example " + a + '\n'));
    QCOMPARE(knownHostsLine(u"web"_s, 2222, blob(a)), QByteArray("[web]:2222 " + a + '\n'));
    QCOMPARE(verdict(knownHostsLine(u"web"_s, 2222, blob(a)), u"web"_s, 2222, a), u"known 1"_s);
}

void TestKnownHosts::theFingerprintIsTheOneSshKeygenPrints()
{
    QCOMPARE(keyType(blob(a)), QByteArray("ssh-ed25519"));
    QCOMPARE(keyTypeName("ssh-ed25519"), u"ED25519"_s);
    QCOMPARE(keyTypeName("ecdsa-sha2-nistp256"), u"ECDSA"_s);
    // ssh-keygen -lf for the first key above, which is the published host key of github.com.
    QCOMPARE(
        fingerprint(blob("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl")),
        u"SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU"_s);
}

QTEST_GUILESS_MAIN(TestKnownHosts)
#include "tst_known_hosts.moc"
