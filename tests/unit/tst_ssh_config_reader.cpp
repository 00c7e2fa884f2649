// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/local_user.h"
#include "app/net/ssh_config_reader.h"

#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

/// One line per setting, with ssh's own defaults filled in, so that two answers can be compared and read.
QString described(const SshConfig &config)
{
    return QStringList{u"hostname "_s + config.hostName,
                       u"user "_s + (config.user.isEmpty() ? localUserName() : config.user),
                       u"port "_s + QString::number(config.port == 0 ? 22 : config.port),
                       u"identities "_s + config.identityFiles.join(u'|'),
                       u"only "_s + QString::number(int(config.identitiesOnly)),
                       u"alias "_s + config.hostKeyAlias,
                       u"jump "_s + config.proxyJump,
                       u"command "_s + config.proxyCommand,
                       u"certificates "_s + config.certificateFiles.join(u'|'),
                       u"agent "_s + config.identityAgent,
                       u"token "_s + config.pkcs11Provider,
                       u"gssapi "_s + QString::number(int(config.gssapi)),
                       u"known "_s + config.userKnownHosts.join(u'|')}
        .join(u'\n');
}

void write(const QString &file, const QByteArray &text)
{
    QFile out(file);
    QVERIFY(out.open(QIODevice::WriteOnly));
    QCOMPARE(out.write(text), qint64(text.size()));
}

} // namespace

/// Our reader of ~/.ssh/config says what `ssh -G` says.
class TestSshConfigReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wordsAreSplitAsSshDoes_data();
    void wordsAreSplitAsSshDoes();
    void everySettingIsReadAsSshDoes_data();
    void everySettingIsReadAsSshDoes();
    void whatOnlySshCanJudgeIsSaidSo_data();
    void whatOnlySshCanJudgeIsSaidSo();
    void filesThatAreMissingSayNothing();
    void filesThatIncludeEachOtherEnd();
};

void TestSshConfigReader::wordsAreSplitAsSshDoes_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QStringList>("words");
    QTest::newRow("plain") << u"Host a  b\tc"_s << QStringList{u"Host"_s, u"a"_s, u"b"_s, u"c"_s};
    QTest::newRow("sign") << u"Port=22"_s << QStringList{u"Port"_s, u"22"_s};
    QTest::newRow("sign with spaces") << u"  Port = 22 "_s << QStringList{u"Port"_s, u"22"_s};
    QTest::newRow("a second sign stays") << u"SetEnv A=b"_s << QStringList{u"SetEnv"_s, u"A=b"_s};
    QTest::newRow("quotes") << u"IdentityFile \"/a b/c\" d"_s
                            << QStringList{u"IdentityFile"_s, u"/a b/c"_s, u"d"_s};
    QTest::newRow("comment") << u"# Host a"_s << QStringList();
    QTest::newRow("comment at the end") << u"Host a # b"_s << QStringList{u"Host"_s, u"a"_s};
    QTest::newRow("nothing") << u"   "_s << QStringList();
}

void TestSshConfigReader::wordsAreSplitAsSshDoes()
{
    QFETCH(QString, line);
    QFETCH(QStringList, words);
    QCOMPARE(sshConfigWords(line), words);
}

void TestSshConfigReader::everySettingIsReadAsSshDoes_data()
{
    QTest::addColumn<QByteArray>("config");
    QTest::addColumn<QString>("address");
    const auto row = [](const char *name, const QByteArray &config, const char *address = "web") {
        QTest::newRow(name) << config << QString::fromLatin1(address);
    };
    row("nothing", "");
    row("every setting",
        "Host web\n HostName 10.0.0.5\n User deploy\n Port 2222\n IdentityFile /k/one\n "
        "IdentityFile /k/two\n IdentitiesOnly yes\n ProxyJump bastion\n HostKeyAlias other\n "
        "UserKnownHostsFile /h/one /h/two\n CertificateFile /k/c.pub\n IdentityAgent "
        "/run/agent\n");
    row("the first value counts", "Host web\n Port 1\nHost *\n Port 2\n User any\n");
    row("keys add up", "Host web\n IdentityFile /a\nHost *\n IdentityFile /b\n IdentityFile /a\n");
    row("before any Host", "User early\nHost web\n User late\n");
    row("patterns", "Host db* w?b\n Port 7\n");
    row("negation", "Host * !web\n Port 7\nHost *\n User all\n");
    row("negation of another", "Host * !db\n Port 7\n");
    row("only a negation", "Host !db\n Port 7\n");
    row("several lines match", "Host w*\n Port 7\nHost *b\n User x\n Port 8\n");
    row("case of keywords", "hOST web\n hostname H\n PORT 9\n");
    row("case of the pattern", "Host WEB\n Port 9\n");
    row("upper case address", "Host web\n Port 9\n", "WEB");
    row("signs and tabs", "Host=web\n\tPort\t=\t9\n User=me\n");
    row("quotes", "Host \"web\"\n IdentityFile \"/k/with space\"\n");
    row("comments", "# Host web\nHost web # the one\n Port 9 # nine\n");
    row("HostName of what was typed", "Host web\n HostName %h.example.com\n");
    row("ProxyJump, then ProxyCommand", "Host web\n ProxyJump a\n ProxyCommand nc %h %p\n");
    row("ProxyCommand, then ProxyJump", "Host web\n ProxyCommand nc %h %p\n ProxyJump a\n");
    row("ProxyJump none first", "Host web\n ProxyJump none\nHost *\n ProxyJump a\n");
    row("ProxyCommand none first", "Host web\n ProxyCommand none\nHost *\n ProxyJump a\n");
    row("several jumps", "Host web\n ProxyJump me@a:2222,b\n");
    row("Match all", "Match all\n Port 9\n");
    row("Match host", "Host web\n HostName real\nMatch host real\n Port 9\n");
    row("Match host is about the name connected to", "Host web\n HostName real\nMatch host web\n Port 9\n");
    row("Match host, several", "Match host db,w*\n Port 9\n");
    row("Match host, negated pattern", "Match host *,!web\n Port 9\n");
    row("Match originalhost", "Host web\n HostName real\nMatch originalhost web\n Port 9\n");
    row("Match user", "Host web\n User deploy\nMatch user deploy\n Port 9\n");
    row("Match user that comes later", "Match user deploy\n Port 9\nHost web\n User deploy\n");
    row("Match two things", "Match host web user nobody\n Port 9\n");
    row("Match not", "Match !host db\n Port 9\n");
    row("Match not, two", "Match host web !user nobody\n Port 9\n");
    row("Match localuser", "Match localuser nobody,root\n Port 9\n");
    row("Include", "Include INC/one\nHost *\n Port 1\n");
    row("Include in a Host that matches", "Host web\n Include INC/one\n");
    row("Include in a Host that does not match", "Host db\n Include INC/one\nHost *\n User z\n");
    row("Include of several", "Include INC/*.conf\n");
    row("Include of a missing file", "Include INC/none\nHost web\n Port 3\n");
    row("after an Include the block goes on", "Host web\n Include INC/hosts\n Port 5\n");
    row("GSSAPI", "Host web\n GSSAPIAuthentication yes\n");
    row("PKCS#11", "Host web\n PKCS11Provider /lib/token.so\n");
    row("agent off", "Host web\n IdentityAgent none\n");
    row("IPv6", "Host ::1\n Port 9\n", "::1");
    row("unknown settings do no harm", "Host web\n ForwardAgent yes\n SendEnv A B\n Port 9\n");
}

void TestSshConfigReader::everySettingIsReadAsSshDoes()
{
    QFETCH(QByteArray, config);
    QFETCH(QString, address);
    if (QStandardPaths::findExecutable(u"ssh"_s).isEmpty())
        QSKIP("ssh is not installed");
    QTemporaryDir folder;
    write(folder.filePath(u"one"_s), "Host web\n Port 11\n User included\n");
    write(folder.filePath(u"hosts"_s), "Host db\n Port 12\n");
    write(folder.filePath(u"b.conf"_s), "Host *\n User b\n Port 2\n");
    write(folder.filePath(u"a.conf"_s), "Host *\n User a\n");
    const QString file = folder.filePath(u"config"_s);
    write(file, QByteArray(config).replace("INC", folder.path().toUtf8()));

    QProcess oracle;
    oracle.start(u"ssh"_s, {u"-G"_s, u"-F"_s, file, u"--"_s, address});
    QVERIFY(oracle.waitForFinished());
    QVERIFY2(oracle.exitCode() == 0, oracle.readAllStandardError().constData());
    const SshConfigReading ours = readSshConfig(address, {{file, folder.path()}}, u"/home/me"_s);
    QVERIFY(ours.whole);
    QCOMPARE(described(ours.config),
             described(parseSshConfig(oracle.readAllStandardOutput(), u"/home/me"_s)));
}

void TestSshConfigReader::whatOnlySshCanJudgeIsSaidSo_data()
{
    QTest::addColumn<QByteArray>("config");
    QTest::newRow("Match exec") << QByteArray("Match exec true\n Port 9\n");
    QTest::newRow("Match final") << QByteArray("Match final\n Port 9\n");
    QTest::newRow("Match canonical") << QByteArray("Match canonical host web\n Port 9\n");
    QTest::newRow("canonical names") << QByteArray("CanonicalizeHostname yes\n");
    QTest::newRow("tokens in a key") << QByteArray("IdentityFile %d/keys/%h\n");
    QTest::newRow("environment in a key") << QByteArray("IdentityFile ${KEYS}/mine\n");
}

void TestSshConfigReader::whatOnlySshCanJudgeIsSaidSo()
{
    QFETCH(QByteArray, config);
    QTemporaryDir folder;
    write(folder.filePath(u"config"_s), config);
    QVERIFY(!readSshConfig(u"web"_s, {{folder.filePath(u"config"_s), folder.path()}}, {}).whole);
}

void TestSshConfigReader::filesThatAreMissingSayNothing()
{
    const SshConfigReading reading = readSshConfig(u"web"_s, {{u"/no/such/file"_s, u"/no"_s}}, {});
    QVERIFY(reading.whole);
    QCOMPARE(reading.config.hostName, u"web"_s);
    QCOMPARE(reading.config.port, 0);
}

void TestSshConfigReader::filesThatIncludeEachOtherEnd()
{
    QTemporaryDir folder;
    write(folder.filePath(u"config"_s), "Include config\nPort 9\n");
    QCOMPARE(readSshConfig(u"web"_s, {{folder.filePath(u"config"_s), folder.path()}}, {}).config.port, 9);
}

QTEST_GUILESS_MAIN(TestSshConfigReader)
#include "tst_ssh_config_reader.moc"
