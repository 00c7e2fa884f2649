// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/targets/host_shell_router.h"
#include "app/targets/local_host_shell.h"
#include "tests/support/fake_ports.h"

#include <QTemporaryDir>
#include <QtTest>

#include <csignal>
#include <thread>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

HostRef here()
{
    HostRef host;
    host.spec.name = u"here"_s;
    host.transport = TargetKind::Local;
    return host;
}

ScriptRequest scriptOf(const QByteArray &script)
{
    ScriptRequest request;
    request.script = script;
    return request;
}

} // namespace

/// Real scripts by the real /bin/sh of this computer.
class LocalHostShellTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void exitCodeAndOutputComeBack();
    void linesComeAsTheyArePrinted();
    void inputIsStreamed();
    void aScriptMayEndWithoutItsInput();
    void aKilledShellIsNoProof();
    void timeEndsTheWholeGroup();
    void cancelEndsTheScriptAndIsNoProof();
    void cancelledBeforehandNothingIsRun();
    void brokenInputIsNeverTakenForTheWhole();
    void aBackgroundChildDoesNotHoldTheAnswerBack();
    void hostsAreIndependent();
    void theRouterAsksTheTransportOfTheTarget();

private:
    LocalHostShell m_shell;
    CancelToken m_never;
};

void LocalHostShellTest::initTestCase()
{
    ::signal(SIGPIPE, SIG_IGN); // as in the program; the test library's own handler would take it for a crash
}

void LocalHostShellTest::exitCodeAndOutputComeBack()
{
    const auto result = m_shell.run(here(), scriptOf("echo out; echo err >&2; exit 92"), m_never);
    QVERIFY(result);
    QVERIFY(result->proven);
    QCOMPARE(result->exitCode, 92);
    QCOMPARE(result->out, "out\n");
    QCOMPARE(result->err, "err\n");
}

void LocalHostShellTest::linesComeAsTheyArePrinted()
{
    QTemporaryDir folder;
    const QByteArray flag = folder.filePath(u"seen"_s).toUtf8();
    ScriptRequest request =
        scriptOf("echo one; while [ ! -e '" + flag + "' ]; do sleep 0.01; done; echo two");
    QList<QByteArray> lines;
    request.onLine = [&](const QByteArray &line, bool) {
        lines << line;
        QFile file(QString::fromUtf8(flag)); // the script goes on only when its first line was seen
        QVERIFY(file.open(QIODevice::WriteOnly));
    };
    const auto result = m_shell.run(here(), request, m_never);
    QVERIFY(result && result->proven);
    QCOMPARE(lines, (QList<QByteArray>{"one", "two"}));
}

void LocalHostShellTest::inputIsStreamed()
{
    ScriptRequest request = scriptOf("wc -c");
    int chunks = 0;
    request.input = [&chunks]() -> Result<QByteArray> {
        return ++chunks <= 40 ? QByteArray(250000, '\n') : QByteArray();
    };
    const auto result = m_shell.run(here(), request, m_never);
    QVERIFY(result && result->proven);
    QCOMPARE(result->out.trimmed(), "10000000");
}

void LocalHostShellTest::aScriptMayEndWithoutItsInput()
{
    ScriptRequest request = scriptOf("echo no room >&2; exit 94");
    request.input = []() -> Result<QByteArray> { return QByteArray(100000, 'x'); };
    const auto result = m_shell.run(here(), request, m_never);
    QVERIFY(result && result->proven);
    QCOMPARE(result->exitCode, 94);
    QCOMPARE(result->err, "no room\n");
}

void LocalHostShellTest::aKilledShellIsNoProof()
{
    const auto result = m_shell.run(here(), scriptOf("kill -9 $$"), m_never);
    QVERIFY(result);
    QVERIFY(!result->proven);
    QCOMPARE(result->note, u"killed by signal 9"_s);
}

void LocalHostShellTest::timeEndsTheWholeGroup()
{
    QTemporaryDir folder;
    const QByteArray file = folder.filePath(u"pid"_s).toUtf8();
    ScriptRequest request = scriptOf("sleep 600 & echo $! > '" + file + "'; wait");
    request.timeout = Milliseconds(300);
    QElapsedTimer timer;
    timer.start();
    const auto result = m_shell.run(here(), request, m_never);
    QVERIFY(timer.elapsed() < 10000);
    QVERIFY(result);
    QVERIFY(!result->proven);
    QCOMPARE(result->note, u"not finished after 300 ms"_s);
    QFile pid(QString::fromUtf8(file));
    QVERIFY(pid.open(QIODevice::ReadOnly));
    const QString process = u"/proc/%1/stat"_s.arg(QString::fromUtf8(pid.readAll()).trimmed());
    const auto runs = [&process] {
        QFile stat(process);
        return stat.open(QIODevice::ReadOnly) && !stat.readAll().contains(" Z ");
    };
    QTRY_VERIFY(!runs());
}

void LocalHostShellTest::cancelEndsTheScriptAndIsNoProof()
{
    const CancelToken cancel;
    ScriptRequest request = scriptOf("echo begun; sleep 600");
    request.onLine = [&cancel](const QByteArray &, bool) { cancel.cancel(); };
    QElapsedTimer timer;
    timer.start();
    const auto result = m_shell.run(here(), request, cancel);
    QVERIFY(timer.elapsed() < 10000);
    QVERIFY(result);
    QVERIFY(!result->proven);
    QCOMPARE(result->note, u"stopped"_s);
}

void LocalHostShellTest::cancelledBeforehandNothingIsRun()
{
    QTemporaryDir folder;
    const QString mark = folder.filePath(u"mark"_s);
    const CancelToken cancel;
    cancel.cancel();
    const auto result = m_shell.run(here(), scriptOf("touch '" + mark.toUtf8() + "'"), cancel);
    QVERIFY(!result);
    QCOMPARE(toString(result.error().kind), toString(ErrorKind::Cancelled));
    QVERIFY(!QFile::exists(mark));
}

void LocalHostShellTest::brokenInputIsNeverTakenForTheWhole()
{
    // The script shrugs off the signal and takes the end of its input for the end of the data.
    ScriptRequest request = scriptOf("trap '' TERM; cat > /dev/null; exit 0");
    int chunks = 0;
    request.input = [&chunks]() -> Result<QByteArray> {
        if (++chunks <= 3)
            return QByteArray(1000, 'x');
        return fail(ErrorKind::Internal, u"`tar` failed while packing /srv/shop."_s);
    };
    const auto result = m_shell.run(here(), request, m_never);
    QVERIFY(result);
    QVERIFY(!result->proven);
    QCOMPARE(result->exitCode, -1);
    QCOMPARE(result->note, u"`tar` failed while packing /srv/shop."_s);
}

void LocalHostShellTest::aBackgroundChildDoesNotHoldTheAnswerBack()
{
    QElapsedTimer timer;
    timer.start();
    const auto result = m_shell.run(here(), scriptOf("sleep 20 & echo $!"), m_never);
    QVERIFY(timer.elapsed() < 10000);
    QVERIFY(result && result->proven);
    QCOMPARE(result->exitCode, 0);
    // Left alone, as a service a restart command starts would be; this one is ours to end.
    QCOMPARE(QProcess::execute(u"kill"_s, {QString::fromUtf8(result->out).trimmed()}), 0);
}

void LocalHostShellTest::hostsAreIndependent()
{
    QTemporaryDir folder;
    const QByteArray path = folder.path().toUtf8();
    // Each of the two waits for the other.
    const auto meet = [&](const QByteArray &me, const QByteArray &other) {
        const QByteArray script = "touch '" + path + "/" + me + "'; while [ ! -e '" + path + "/" + other +
                                  "' ]; do sleep 0.01; done";
        return m_shell.run(here(), scriptOf(script), m_never);
    };
    std::jthread partner([&] { meet("a", "b"); });
    const auto result = meet("b", "a");
    QVERIFY(result && result->proven);
    QCOMPARE(result->exitCode, 0);
}

void LocalHostShellTest::theRouterAsksTheTransportOfTheTarget()
{
    FakeHosts ssh;
    FakeHosts local;
    HostShellRouter router(ssh, local);
    HostRef far = here();
    far.spec.name = u"far"_s;
    far.transport = TargetKind::Ssh;
    QVERIFY(router.run(far, scriptOf("a"), m_never));
    QVERIFY(router.run(here(), scriptOf("b"), m_never));
    router.forget(far);
    QCOMPARE(ssh.calls(), QStringList{u"far: a"_s});
    QCOMPARE(local.calls(), QStringList{u"here: b"_s});
    QCOMPARE(ssh.forgotten(), 1);
    QCOMPARE(local.forgotten(), 0);
}

QTEST_GUILESS_MAIN(LocalHostShellTest)
#include "tst_local_host_shell.moc"
