// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/ssh_complaint.h"
#include "app/net/ssh_config_file.h"
#include "app/net/ssh_questions.h"

#include <QTest>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

QString described(const SshQuestion &question)
{
    switch (question.kind) {
    case SshQuestion::Kind::HostKey:
        return u"host %1 %2 %3 %4"_s.arg(question.host, QString::number(question.port), question.keyType,
                                         question.fingerprint);
    case SshQuestion::Kind::Passphrase:
        return u"passphrase %1"_s.arg(question.keyFile);
    case SshQuestion::Kind::Confirm:
        return u"confirm"_s;
    default:
        return u"secret %1"_s.arg(question.prompt);
    }
}

} // namespace

/// What the system's ssh says and is told, word by word.
class TestSshProgramTexts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void questionsAreUnderstood_data();
    void questionsAreUnderstood();
    void complaintsBecomeErrors_data();
    void complaintsBecomeErrors();
    void aComplaintIsHarmlessAndShort();
    void ourRulesStandBeforeThePersonsConfiguration();
    void valuesAreQuoted_data();
    void valuesAreQuoted();
};

void TestSshProgramTexts::questionsAreUnderstood_data()
{
    QTest::addColumn<QString>("prompt");
    QTest::addColumn<bool>("confirms");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const QString &prompt, const QString &expected,
                        bool confirms = false) { QTest::newRow(name) << prompt << confirms << expected; };
    const QString rest =
        u"\nED25519 key fingerprint is SHA256:gf+cm9/wT.\nThis key is not known by any other "
        u"names.\nAre you sure you want to continue connecting (yes/no/[fingerprint])? "_s;
    row("host key", u"The authenticity of host 'web (10.0.0.5)' can't be established."_s + rest,
        u"host web 22 ED25519 SHA256:gf+cm9/wT"_s);
    row("host key on a port",
        u"The authenticity of host '[127.0.0.1]:3922 ([127.0.0.1]:3922)' can't be established."_s + rest,
        u"host 127.0.0.1 3922 ED25519 SHA256:gf+cm9/wT"_s);
    row("host key, IPv6", u"The authenticity of host '::1 (::1)' can't be established."_s + rest,
        u"host ::1 22 ED25519 SHA256:gf+cm9/wT"_s);
    row("host key, IPv6 on a port",
        u"The authenticity of host '[::1]:3922 ([::1]:3922)' can't be established."_s + rest,
        u"host ::1 3922 ED25519 SHA256:gf+cm9/wT"_s);
    row("passphrase", u"Enter passphrase for key '/home/me/.ssh/id_rsa': "_s,
        u"passphrase /home/me/.ssh/id_rsa"_s);
    row("passphrase, older", u"Enter passphrase for /home/me/.ssh/id rsa: "_s,
        u"passphrase /home/me/.ssh/id rsa"_s);
    row("password", u"me@web's password: "_s, u"secret me@web's password:"_s);
    row("keyboard-interactive", u"(me@web) Verification code: "_s, u"secret (me@web) Verification code:"_s);
    row("PIN", u"Enter PIN for 'token': "_s, u"secret Enter PIN for 'token':"_s);
    row("control characters", u"(me@web) \x1b[2Jcode\a: "_s, u"secret (me@web) ?[2Jcode?:"_s);
    row("confirmation", u"Allow use of key?"_s, u"confirm"_s, true);
}

void TestSshProgramTexts::questionsAreUnderstood()
{
    QFETCH(QString, prompt);
    QFETCH(bool, confirms);
    QFETCH(QString, expected);
    QCOMPARE(described(readSshQuestion(prompt, confirms)), expected);
}

void TestSshProgramTexts::complaintsBecomeErrors_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const QByteArray &text, const QString &expected) {
        QTest::newRow(name) << text << expected;
    };
    row("changed",
        "@@@@@@@@\n@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\n@@@@@@@@\nHost key "
        "verification failed.\n",
        u"host-key: The host key of web (h:22) has changed; nothing was sent."_s);
    row("revoked",
        "@       WARNING: REVOKED HOST KEY DETECTED!               @\nHost key verification failed.\n",
        u"host-key: The host key of web (h:22) is revoked; nothing was sent."_s);
    row("unknown", "No ED25519 host key is known for h.\nHost key verification failed.\n",
        u"host-key: The host key of web (h:22) is not known."_s);
    row("refused log-in", "me@h: Permission denied (publickey).\n",
        u"auth: web (h:22) refused the log-in of me."_s);
    row("too many", "Received disconnect from h port 22:2: Too many authentication failures\n",
        u"auth: web (h:22) refused the log-in of me: too many keys."_s);
    row("algorithms",
        "Unable to negotiate with h port 22: no matching cipher found. Their offer: aes128-cbc\n",
        u"network: No common algorithm with web (h:22)."_s);
    row("name", "ssh: Could not resolve hostname h: Name or service not known\n",
        u"network: The name of web (h:22) cannot be resolved."_s);
    row("refused", "ssh: connect to host h port 22: Connection refused\n",
        u"network: web (h:22) refused the connection."_s);
    row("silent", "Connection timed out during banner exchange\nConnection to h port 22 timed out\n",
        u"timeout: web (h:22) did not answer in time."_s);
    row("full", "kex_exchange_identification: Connection closed by remote host\n",
        u"network: web (h:22) closed the connection at once."_s);
    row("configuration", "/h/.ssh/config: line 3: Bad configuration option: foo\n",
        u"invalid: ssh cannot read its configuration."_s);
    row("anything else", "something new\n", u"network: ssh could not connect to web (h:22)."_s);
}

void TestSshProgramTexts::complaintsBecomeErrors()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, expected);
    const Error error = sshComplaint(text, u"web (h:22)"_s, u"me"_s);
    QCOMPARE(toString(error.kind) + u": "_s + error.summary, expected);
    QVERIFY(!error.hint.isEmpty() && !error.hint.contains(u'%'));
    QVERIFY(!error.detail.isEmpty());
}

void TestSshProgramTexts::aComplaintIsHarmlessAndShort()
{
    QCOMPARE(cleanComplaint("a\r\n\n  b\x1b[1m\n@@@@@@\n"), u"a\nb?[1m"_s);
    QByteArray many;
    for (int i = 0; i < 100; ++i)
        many += QByteArray::number(i) + '\n';
    QCOMPARE(cleanComplaint(many).split(u'\n').size(), 13);
    QVERIFY(cleanComplaint(many).endsWith(u"99"_s));
}

void TestSshProgramTexts::ourRulesStandBeforeThePersonsConfiguration()
{
    SshConfigFile file;
    file.knownHosts = QStringList{u"/own/known hosts"_s, u"/100%/hosts"_s};
    const QByteArray text = sshConfigText(file);
    QVERIFY(text.startsWith("Host *\n"));
    QVERIFY(text.contains("\n    StrictHostKeyChecking ask\n"));
    QVERIFY(text.contains("\n    UserKnownHostsFile \"/own/known hosts\" \"/100%%/hosts\"\n"));
    QVERIFY(text.contains("\n    BatchMode no\n"));
    QVERIFY(text.endsWith("Include ~/.ssh/config\nInclude /etc/ssh/ssh_config\n"));
    file.userConfig = u"none"_s;
    file.asks = false;
    QVERIFY(!sshConfigText(file).contains("Include"));
    QVERIFY(sshConfigText(file).contains("\n    BatchMode yes\n"));
}

void TestSshProgramTexts::valuesAreQuoted_data()
{
    QTest::addColumn<QString>("value");
    QTest::addColumn<QByteArray>("quoted");
    QTest::newRow("plain") << u"/a/b"_s << QByteArray("\"/a/b\"");
    QTest::newRow("space") << u"/a b"_s << QByteArray("\"/a b\"");
    QTest::newRow("percent") << u"/a%h"_s << QByteArray("\"/a%%h\"");
    QTest::newRow("quote") << u"/a\"b"_s << QByteArray();
    QTest::newRow("line end") << u"/a\nProxyCommand x"_s << QByteArray();
    QTest::newRow("nothing") << QString() << QByteArray();
}

void TestSshProgramTexts::valuesAreQuoted()
{
    QFETCH(QString, value);
    QFETCH(QByteArray, quoted);
    QCOMPARE(quotedForSshConfig(value), quoted);
}

QTEST_GUILESS_MAIN(TestSshProgramTexts)
#include "tst_ssh_program_texts.moc"
