// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/patience.h"
#include "tests/support/ssh_agent_process.h"
#include "tests/support/ssh_fixture.h"

#include <QStandardPaths>
#include <QTest>

#include <csignal>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

/// Servers and accounts as people really have them. Runs over both transports.
class TestSshServers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void anyLogInShellWillDo_data();
    void anyLogInShellWillDo();
    void aLongBannerIsReadOver();
    void aHostIsReachedOverIPv6();
    void theAgentOfTheConfigurationIsAsked();
    void withIdentitiesOnlyTheAgentsOtherKeysAreNotOffered();
    void theKnownHostsFilesOfTheConfigurationCount();
    void aHostKeyAliasNamesTheHost();

private:
    Result<ScriptResult> run(const HostRef &host)
    {
        return makeShell(m_person, m_options)->run(host, script("echo in; echo out >&2; exit 3"), {});
    }
    void ran(const Result<ScriptResult> &result)
    {
        QVERIFY2(result && result->proven,
                 qPrintable(result ? result->note : result.error().summary + u'\n' + result.error().detail));
        QCOMPARE(result->exitCode, 3);
        QCOMPARE(result->out, QByteArray("in\n"));
    }
    QString file(const QString &name) const { return m_home->filePath(name); }
    void write(const QString &name, const QByteArray &text)
    {
        QFile out(file(name));
        QVERIFY(out.open(QIODevice::WriteOnly));
        QCOMPARE(out.write(text), qint64(text.size()));
    }
    /// The private sshd as the host "web" of the configuration, with these lines; the project names no key.
    HostRef configured(const QByteArray &lines)
    {
        write(u"config"_s, "Host web\n HostName 127.0.0.1\n Port " + QByteArray::number(m_sshd.port()) +
                               "\n User " + m_sshd.user().toUtf8() + '\n' + lines);
        m_options.sshConfigFile = file(u"config"_s);
        HostRef host;
        host.spec.name = u"web"_s;
        host.knownHosts = m_sshd.knownHosts();
        return host;
    }

    PrivateSshd m_sshd;
    std::unique_ptr<QTemporaryDir> m_home;
    FakePerson m_person;
    SshOptions m_options;
};

void TestSshServers::initTestCase()
{
    std::signal(SIGPIPE, SIG_IGN); // as our programs do; Qt Test has put a handler there
    if (!PrivateSshd::unavailable().isEmpty())
        QSKIP(qPrintable(PrivateSshd::unavailable()));
    QVERIFY2(m_sshd.start(), qPrintable(m_sshd.whyNot()));
}

void TestSshServers::init()
{
    m_home = std::make_unique<QTemporaryDir>();
    m_options = isolatedOptions(m_home->path());
}

void TestSshServers::anyLogInShellWillDo_data()
{
    QTest::addColumn<QString>("shell");
    for (const char *shell : {"bash", "dash", "fish", "tcsh", "zsh"})
        QTest::newRow(shell) << QString::fromLatin1(shell);
}

void TestSshServers::anyLogInShellWillDo()
{
    QFETCH(QString, shell);
    const QString program = QStandardPaths::findExecutable(shell);
    if (program.isEmpty())
        QSKIP("not installed");
    // sshd starts the log-in shell with the command; here by hand, since the account is the tester's own.
    PrivateSshd sshd(
        PrivateSshd::Options{{u"127.0.0.1"_s},
                             "ForceCommand exec " + program.toUtf8() + " -c \"$SSH_ORIGINAL_COMMAND\"\n",
                             {u"ed25519"_s}});
    QVERIFY2(sshd.start(), qPrintable(sshd.whyNot()));
    ran(run(sshd.host()));
}

void TestSshServers::aLongBannerIsReadOver()
{
    write(u"banner"_s, QByteArray("Authorised use only. Host key verification failed.\n").repeated(300));
    PrivateSshd sshd(PrivateSshd::Options{
        {u"127.0.0.1"_s}, "Banner " + file(u"banner"_s).toUtf8() + '\n', {u"ed25519"_s}});
    QVERIFY2(sshd.start(), qPrintable(sshd.whyNot()));
    ran(run(sshd.host()));
}

void TestSshServers::aHostIsReachedOverIPv6()
{
    PrivateSshd sshd(PrivateSshd::Options{{u"::1"_s}, {}, {u"ed25519"_s}});
    if (!sshd.start())
        QSKIP(qPrintable(u"no IPv6 here: "_s + sshd.whyNot()));
    ran(run(sshd.host()));
    HostRef stranger = sshd.host();
    stranger.knownHosts.clear();
    m_person.trusts = true;
    ran(run(stranger));
    QCOMPARE(m_person.hostKeys().back().address, u"::1"_s);
    QCOMPARE(m_person.hostKeys().back().port, sshd.port());
}

void TestSshServers::theAgentOfTheConfigurationIsAsked()
{
    const SshAgentProcess agent(m_home->path());
    QTRY_VERIFY_WITH_TIMEOUT(agent.isUp(), test::patienceMs);
    QVERIFY(agent.add(m_sshd.userKey()));
    m_options.agentSocket = u"/no/such/agent"_s;
    ran(run(configured(" IdentityAgent " + agent.socket().toUtf8() + '\n')));
    m_options.agentSocket = agent.socket();
    ran(run(configured({})));
    QCOMPARE(kindOf(run(configured(" IdentityAgent none\n"))), u"auth"_s);
}

void TestSshServers::withIdentitiesOnlyTheAgentsOtherKeysAreNotOffered()
{
    const SshAgentProcess agent(m_home->path());
    QTRY_VERIFY_WITH_TIMEOUT(agent.isUp(), test::patienceMs);
    QVERIFY(agent.add(m_sshd.userKey()));
    QVERIFY(PrivateSshd::makeKey(file(u"other"_s)));
    m_options.agentSocket = agent.socket();
    const QByteArray identity = " IdentityFile " + file(u"other"_s).toUtf8() + '\n';
    ran(run(configured(identity)));
    QCOMPARE(kindOf(run(configured(identity + " IdentitiesOnly yes\n"))), u"auth"_s);
}

void TestSshServers::theKnownHostsFilesOfTheConfigurationCount()
{
    HostRef host = configured(" IdentityFile " + m_sshd.userKey().toUtf8() + "\n UserKnownHostsFile " +
                              m_sshd.knownHosts().toUtf8() + '\n');
    host.knownHosts.clear();
    ran(run(host));
}

void TestSshServers::aHostKeyAliasNamesTheHost()
{
    write(u"hosts"_s, "the-web " + m_sshd.hostPublicKey() + '\n');
    HostRef host = configured(" IdentityFile " + m_sshd.userKey().toUtf8() + "\n HostKeyAlias the-web\n");
    host.knownHosts = file(u"hosts"_s);
    ran(run(host));
}

QTEST_GUILESS_MAIN(TestSshServers)
#include "tst_ssh_servers.moc"
