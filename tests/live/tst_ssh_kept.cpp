// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/patience.h"
#include "tests/support/ssh_fixture.h"

#include <QTest>

#include <csignal>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

/// Scripts that share one shell kept open on a real sshd.
class TestSshKept : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void manyScriptsShareOneShellAndNothingStays();
    void outputAndErrorsAreWholeInEveryScript();
    void aScriptThatKillsItsShellIsUnprovenAndTheNextOneGetsANewShell();
    void aScriptOverItsTimeIsUnprovenAndTheNextOneGetsANewConnection();
    void anUploadBetweenScriptsWorksWhereOneSessionIsAllowed();
    void aConnectionThatWasCutIsReplacedUnnoticed();
    void anAccountThatCannotRunCommandsIsAnError();

private:
    Result<ScriptResult> run(const QByteArray &text)
    {
        ScriptRequest request = script(text);
        request.inKeptShell = true;
        request.timeout = m_timeout;
        return m_shell->run(m_sshd->host(), request, {});
    }
    void start(const QByteArray &config = {})
    {
        m_sshd =
            std::make_unique<PrivateSshd>(PrivateSshd::Options{{u"127.0.1.9"_s}, config, {u"ed25519"_s}});
        QVERIFY2(m_sshd->start(), qPrintable(m_sshd->whyNot()));
        m_shell = makeShell(m_person, isolatedOptions(m_home.path()));
    }

    QTemporaryDir m_home;
    std::unique_ptr<PrivateSshd> m_sshd;
    FakePerson m_person;
    std::unique_ptr<HostShell> m_shell;
    std::chrono::milliseconds m_timeout{20000};
};

void TestSshKept::initTestCase()
{
    std::signal(SIGPIPE, SIG_IGN); // as our programs do; Qt Test has put a handler there
    if (!PrivateSshd::unavailable().isEmpty())
        QSKIP(qPrintable(PrivateSshd::unavailable()));
}

void TestSshKept::init()
{
    m_timeout = std::chrono::seconds(20);
    start();
}

void TestSshKept::manyScriptsShareOneShellAndNothingStays()
{
    const auto first = run("echo $PPID; cd /; here=yes; trap 'echo trapped' EXIT; exit 3");
    QVERIFY(first && first->proven);
    QCOMPARE(first->exitCode, 3);
    const QByteArrayList lines = first->out.split('\n');
    QCOMPARE(lines.value(1), QByteArray("trapped"));
    for (int each = 0; each < 100; ++each) {
        const auto next = run("echo $PPID ${here-no}; exit " + QByteArray::number(each));
        QVERIFY2(next && next->proven, qPrintable(next ? next->note : next.error().summary));
        QCOMPARE(next->exitCode, each);
        QCOMPARE(next->out, lines.first() + " no\n");
    }
    QCOMPARE(m_sshd->log().count("Starting session"), 1);
}

void TestSshKept::outputAndErrorsAreWholeInEveryScript()
{
    for (int each = 0; each < 10; ++each) {
        const auto result = run(
            "i=0; while [ $i -lt 3000 ]; do echo line $i; echo error $i >&2; i=$((i + 1)); done; printf end");
        QVERIFY(result && result->proven);
        QCOMPARE(result->out.count('\n'), 3001);
        QVERIFY(result->out.endsWith("line 2999\nend\n"));
        QCOMPARE(result->err.count('\n'), 3000);
        QVERIFY(result->err.endsWith("error 2999\n"));
    }
}

void TestSshKept::aScriptThatKillsItsShellIsUnprovenAndTheNextOneGetsANewShell()
{
    QVERIFY(run("true")->proven);
    const auto result = run("kill -KILL $$");
    QVERIFY(result && !result->proven);
    QVERIFY(!result->note.isEmpty());
    const auto next = run("echo again");
    QVERIFY(next && next->proven);
    QCOMPARE(next->out, QByteArray("again\n"));
}

void TestSshKept::aScriptOverItsTimeIsUnprovenAndTheNextOneGetsANewConnection()
{
    QVERIFY(run("true")->proven);
    m_timeout = std::chrono::milliseconds(300);
    const auto result = run("exec sleep 5");
    QVERIFY(result && !result->proven);
    QCOMPARE(result->note, u"No result within 0.3 s; the script may still be running on the host."_s);
    m_timeout = std::chrono::seconds(20);
    const auto next = run("echo again");
    QVERIFY(next && next->proven);
    QCOMPARE(m_sshd->log().count("Accepted publickey"), 2);
}

void TestSshKept::anUploadBetweenScriptsWorksWhereOneSessionIsAllowed()
{
    start("MaxSessions 1\n");
    for (int each = 0; each < 3; ++each) {
        const auto kept = run("echo kept");
        QVERIFY2(kept && kept->proven, qPrintable(kept ? kept->note : kept.error().summary));
        ScriptRequest request = script("cat");
        request.input = [sent = false]() mutable -> Result<QByteArray> {
            return std::exchange(sent, true) ? QByteArray() : QByteArray("data\n");
        };
        const auto upload = m_shell->run(m_sshd->host(), request, {});
        QVERIFY2(upload && upload->proven, qPrintable(upload ? upload->note : upload.error().summary));
        QCOMPARE(upload->out, QByteArray("data\n"));
    }
}

void TestSshKept::aConnectionThatWasCutIsReplacedUnnoticed()
{
    QVERIFY(run("true")->proven);
    for (const qint64 session : m_sshd->sessions())
        ::kill(pid_t(session), SIGKILL);
    QTRY_VERIFY_WITH_TIMEOUT(m_sshd->sessions().empty(), test::patienceMs);
    const auto next = run("echo again");
    QVERIFY2(next && next->proven, qPrintable(next ? next->note : next.error().summary));
}

void TestSshKept::anAccountThatCannotRunCommandsIsAnError()
{
    start("ForceCommand echo not for you; exit 1\n");
    const auto result = run("echo in");
    QCOMPARE(kindOf(result), toString(ErrorKind::Remote));
    QVERIFY(result.error().detail.contains(u"not for you"_s));
}

QTEST_GUILESS_MAIN(TestSshKept)
#include "tst_ssh_kept.moc"
