// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/layout_host.h"

#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTest>

#include <csignal>

using namespace belay;
using namespace belay::test;
using namespace Qt::Literals::StringLiterals;

/// Commands on a host whose results survive a lost connection; on every shell installed here.
class LayoutCommandsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theOutputIsShownAndTheResultKept_data() { eachShell(); }
    void theOutputIsShownAndTheResultKept();
    void aCommandThatFailsSaysItsExitCode_data() { eachShell(); }
    void aCommandThatFailsSaysItsExitCode();
    void aCommandCannotForgeTheScriptsOwnCodes_data() { eachShell(); }
    void aCommandCannotForgeTheScriptsOwnCodes();
    void aCommandThatEndedWellIsNotRunAgain_data() { eachShell(); }
    void aCommandThatEndedWellIsNotRunAgain();
    void aCommandThatFailedIsRunAgainOnResume_data() { eachShell(); }
    void aCommandThatFailedIsRunAgainOnResume();
    void aViewerThatDiesLeavesTheCommandRunningAndResumeWaitsForIt_data() { eachShell(); }
    void aViewerThatDiesLeavesTheCommandRunningAndResumeWaitsForIt();
    void aRecorderKilledByForceIsNeitherSuccessNorSilence_data() { eachShell(); }
    void aRecorderKilledByForceIsNeitherSuccessNorSilence();
    void aServiceLeftBehindDoesNotKeepTheConnectionOpen_data() { eachShell(); }
    void aServiceLeftBehindDoesNotKeepTheConnectionOpen();
    void aRestartIsDueAgainAfterEverySwitch_data() { eachShell(); }
    void aRestartIsDueAgainAfterEverySwitch();

private:
    static void eachShell()
    {
        QTest::addColumn<QString>("shell");
        for (const QString &shell : LayoutHost::shells())
            QTest::newRow(qPrintable(shell)) << shell;
    }
    static QString shell() { return *static_cast<QString *>(QTest::qData("shell", QMetaType::QString)); }
    static QString migrate(const LayoutHost &host, const QString &command)
    {
        return commandScript(host.site(u"run-1"_s), {u"migrate"_s, r1, command, false});
    }
};

void LayoutCommandsTest::theOutputIsShownAndTheResultKept()
{
    const LayoutHost host(shell());
    COMPARE_CODE(host.prepare(u"run-1"_s, r1, u"1.0.0"_s), 0);
    COMPARE_CODE(host.sh(commandResolve(host.site(u"run-1"_s), u"migrate"_s)), 4);
    const Ran ran = host.sh(migrate(host, u"pwd; echo 'its done' >&2; cat; printf 'no line end'"_s));
    QCOMPARE(ran.code, 0);
    QCOMPARE(ran.out, QString(host.at(u"releases/"_s + r1) + u"\nits done\nno line end"_s));
    QCOMPARE(host.read(u".belay/ops/run-1/step.migrate.rc"_s), QByteArray("0\n"));
    QCOMPARE(QString::fromUtf8(host.read(u".belay/ops/run-1/step.migrate.log"_s)), ran.out);
    COMPARE_CODE(host.sh(commandResolve(host.site(u"run-1"_s), u"migrate"_s)), 0);
    const HostObservation seen = host.observe();
    QCOMPARE(seen.operations, (std::vector<OperationOnHost>{{u"run-1"_s, u"migrate"_s, 0, false}}));
}

void LayoutCommandsTest::aCommandThatFailsSaysItsExitCode()
{
    const LayoutHost host(shell());
    COMPARE_CODE(host.prepare(u"run-1"_s, r1, u"1.0.0"_s), 0);
    const Ran ran = host.sh(migrate(host, u"echo broken; exit 3"_s));
    QCOMPARE(ran.code, 3);
    QVERIFY2(ran.out.startsWith(u"broken\nbelay: The command of step migrate ended with exit code 3."),
             qPrintable(ran.out));
    COMPARE_CODE(host.sh(commandResolve(host.site(u"run-1"_s), u"migrate"_s)), 1);
}

void LayoutCommandsTest::aCommandCannotForgeTheScriptsOwnCodes()
{
    const LayoutHost host(shell());
    COMPARE_CODE(host.prepare(u"run-1"_s, r1, u"1.0.0"_s), 0);
    for (int code = 92; code <= 97; ++code) {
        const Ran ran = host.sh(migrate(host, u"exit %1"_s.arg(code)));
        QCOMPARE(ran.code, 1);
        QVERIFY2(ran.said().contains(u"exit code %1."_s.arg(code)), qPrintable(ran.out));
    }
}

void LayoutCommandsTest::aCommandThatEndedWellIsNotRunAgain()
{
    const LayoutHost host(shell());
    COMPARE_CODE(host.prepare(u"run-1"_s, r1, u"1.0.0"_s), 0);
    COMPARE_CODE(host.sh(migrate(host, u"echo once >>count"_s)), 0);
    COMPARE_CODE(host.sh(migrate(host, u"echo once >>count"_s)), AlreadyDone);
    QCOMPARE(host.read(u"releases/%1/count"_s.arg(r1)), QByteArray("once\n"));
}

void LayoutCommandsTest::aCommandThatFailedIsRunAgainOnResume()
{
    const LayoutHost host(shell());
    COMPARE_CODE(host.prepare(u"run-1"_s, r1, u"1.0.0"_s), 0);
    const QString command = u"test -f ready && echo ok"_s;
    COMPARE_CODE(host.sh(migrate(host, command)), 1);
    QVERIFY(write(host.at(u"releases/%1/ready"_s.arg(r1)), {}));
    const Ran again = host.sh(migrate(host, command));
    QCOMPARE(again.code, 0);
    QCOMPARE(again.out, u"ok\n"_s);
}

void LayoutCommandsTest::aViewerThatDiesLeavesTheCommandRunningAndResumeWaitsForIt()
{
    const LayoutHost host(shell());
    COMPARE_CODE(host.prepare(u"run-1"_s, r1, u"1.0.0"_s), 0);
    const QString gate = host.at(u"gate"_s);
    const QString script = migrate(
        host,
        u"echo begun; while [ ! -e '%1' ]; do sleep 0.05; done; echo ended >>count; echo ended"_s.arg(gate));
    QVERIFY(write(host.root() + u"/viewer.sh"_s, script.toUtf8()));
    QProcess viewer;
    viewer.setEnvironment(host.environment());
    viewer.start(host.command().first(), {host.root() + u"/viewer.sh"_s});
    QTRY_COMPARE(host.read(u".belay/ops/run-1/step.migrate.log"_s), QByteArray("begun\n"));
    viewer.kill();
    viewer.waitForFinished();

    COMPARE_CODE(host.sh(commandResolve(host.site(u"run-1"_s), u"migrate"_s)), 2);
    QVERIFY(host.observe().operations.front().alive);
    QVERIFY(write(host.root() + u"/resumed.sh"_s, script.toUtf8()));
    QProcess resumed;
    resumed.setEnvironment(host.environment());
    resumed.start(host.command().first(), {host.root() + u"/resumed.sh"_s});
    QByteArray out;
    QTRY_VERIFY((out += resumed.readAllStandardOutput()).contains("begun"));
    QVERIFY(write(gate, {}));
    QVERIFY(resumed.waitForFinished());
    QCOMPARE(resumed.exitCode(), 0);
    out += resumed.readAllStandardOutput();
    QCOMPARE(QString::fromUtf8(out),
             u"belay: step migrate is still running; waiting for it\nbegun\nended\n"_s);
    QCOMPARE(host.read(u"releases/%1/count"_s.arg(r1)), QByteArray("ended\n"));
}

void LayoutCommandsTest::aRecorderKilledByForceIsNeitherSuccessNorSilence()
{
    const LayoutHost host(shell());
    COMPARE_CODE(host.prepare(u"run-1"_s, r1, u"1.0.0"_s), 0);
    const QString gate = host.at(u"gate"_s);
    const QString script = migrate(host, u"echo begun; while [ ! -e '%1' ]; do sleep 0.05; done"_s.arg(gate));
    QVERIFY(write(host.root() + u"/viewer.sh"_s, script.toUtf8()));
    QProcess viewer;
    viewer.setEnvironment(host.environment());
    viewer.start(host.command().first(), {host.root() + u"/viewer.sh"_s});
    QTRY_COMPARE(host.read(u".belay/ops/run-1/step.migrate.log"_s), QByteArray("begun\n"));
    const int recorder = host.read(u".belay/ops/run-1/step.migrate.start"_s).split(' ').first().toInt();
    QVERIFY(recorder > 1);
    QCOMPARE(::kill(recorder, SIGKILL), 0);
    QVERIFY(viewer.waitForFinished());
    QCOMPARE(viewer.exitCode(), 1);
    QVERIFY(viewer.readAllStandardOutput().contains("was cut off"));
    COMPARE_CODE(host.sh(commandResolve(host.site(u"run-1"_s), u"migrate"_s)), 3);

    // The migration itself is still alive: it must not be started beside itself.
    const Ran refused = host.sh(script);
    QCOMPARE(refused.code, static_cast<int>(Refused));
    QVERIFY2(refused.said().contains(u"parts of it still run (process group %1)"_s.arg(recorder)),
             qPrintable(refused.out));
    QVERIFY(write(gate, {}));
    Ran again = refused;
    QTRY_VERIFY((again.code == Refused ? again = host.sh(script) : again).code != Refused);
    QCOMPARE(again.code, 0);
    QCOMPARE(host.read(u".belay/ops/run-1/step.migrate.rc"_s), QByteArray("0\n"));
}

void LayoutCommandsTest::aServiceLeftBehindDoesNotKeepTheConnectionOpen()
{
    const LayoutHost host(shell());
    COMPARE_CODE(host.prepare(u"run-1"_s, r1, u"1.0.0"_s), 0);
    QElapsedTimer timer;
    timer.start();
    const Ran ran =
        host.sh(commandScript(host.site(u"run-1"_s), {u"restart"_s, r1, u"sleep 30 & echo $! >pid"_s, true}));
    QCOMPARE(ran.code, 0);
    QVERIFY(timer.elapsed() < 20000);
    const int service = host.read(u"releases/%1/pid"_s.arg(r1)).trimmed().toInt();
    QVERIFY(service > 1);
    QCOMPARE(::kill(service, SIGTERM), 0);
}

void LayoutCommandsTest::aRestartIsDueAgainAfterEverySwitch()
{
    const LayoutHost host(shell());
    COMPARE_CODE(host.deploy(u"run-0"_s, r1, u"1.0.0"_s), 0);
    COMPARE_CODE(host.prepare(u"run-1"_s, r2, u"1.1.0"_s), 0);
    const LayoutSite site = host.site(u"run-1"_s);
    const SwitchOptions options = host.switchTo(u"run-1"_s, r2, u"1.1.0"_s);
    const QString restart =
        commandScript(site, {u"restart"_s, r2, u"echo x >>%1"_s.arg(host.at(u"restarts"_s)), true});
    for (int i = 0; i < 2; ++i) {
        COMPARE_CODE(host.sh(switchScript(site, options)), 0);
        COMPARE_CODE(host.sh(restart), 0);
        COMPARE_CODE(host.sh(restart), AlreadyDone);
        COMPARE_CODE(host.sh(switchBackScript(site, options)), 0);
    }
    QCOMPARE(host.read(u"restarts"_s), QByteArray("x\nx\n"));
}

QTEST_GUILESS_MAIN(LayoutCommandsTest)
#include "tst_layout_commands.moc"
