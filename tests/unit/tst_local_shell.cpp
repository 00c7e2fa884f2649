// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/local/local_shell.h"
#include "app/local/output_keeper.h"
#include "app/local/process.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <thread>

using namespace belay;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;
using End = CommandResult::End;

namespace {

CommandRequest command(const QString &line)
{
    CommandRequest request;
    request.command = line;
    request.timeout = 20s;
    return request;
}

CommandResult run(const CommandRequest &request, const CancelToken &cancel = {})
{
    return LocalShellImpl().run(request, cancel);
}

CommandResult run(const QString &line)
{
    return run(command(line));
}

bool isAlive(qint64 pid)
{
    // A zombie that nobody has collected yet does not count.
    QFile stat(u"/proc/%1/stat"_s.arg(pid));
    return stat.open(QIODevice::ReadOnly) && !stat.readAll().contains(") Z ");
}

qint64 pidIn(const QString &file)
{
    QFile in(file);
    return in.open(QIODevice::ReadOnly) ? in.readAll().trimmed().toLongLong() : 0;
}

int openDescriptors()
{
    return int(
        QDir(u"/proc/self/fd"_s).entryList(QDir::NoDotAndDotDot | QDir::AllEntries | QDir::System).size());
}

} // namespace

class TestLocalShell : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void outputAndExitCodeComeBack();
    void linesAreToldAsTheyCome();
    void aMissingFolderIsNotStarted();
    void aMissingProgramIsNotStarted();
    void aKilledCommandIsSignalled();
    void standardInputIsEmpty();
    void theEnvironmentIsAdded();
    void theFolderIsTheRequests();
    void theChildHasASessionOfItsOwnAndNoStrayDescriptors();
    void ignoredSignalsAreNotInherited();
    void bothPipesAreDrained();
    void longOutputKeepsBeginningAndEnd();
    void aLateCommandIsEnded();
    void aCancelEndsTheWholeGroup();
    void whatIgnoresSigtermIsKilled();
    void aGrandchildThatOutlivesItsParentIsEndedWithTheGroup();
    void aCancelBeforeTheStartStartsNothing();
    void aBackgroundChildDoesNotHoldTheCommand();
    void inputIsFedWhenItIsReady();
    void aProgramThatClosesItsInputIsNoError();
    void failingInputEndsTheProgram();
    void manyAtOnceAndNothingLeaks();
    void linesAreCutFromPieces_data();
    void linesAreCutFromPieces();
};

void TestLocalShell::outputAndExitCodeComeBack()
{
    const CommandResult result = run(u"echo out; echo err >&2; exit 7"_s);
    QCOMPARE(result.end, End::Exited);
    QCOMPARE(result.exitCode, 7);
    QCOMPARE(result.out, QByteArray("out\n"));
    QCOMPARE(result.err, QByteArray("err\n"));
}

void TestLocalShell::linesAreToldAsTheyCome()
{
    // The second line is only printed after the first one was told.
    QTemporaryDir folder;
    CommandRequest request = command(u"echo one; while [ ! -e seen ]; do :; done; echo two; printf three"_s);
    request.directory = folder.path();
    QStringList lines;
    request.onLine = [&](const QByteArray &line, bool isError) {
        lines.append(QString::fromUtf8(line));
        QVERIFY(!isError);
        QFile seen(folder.filePath(u"seen"_s));
        QVERIFY(seen.open(QIODevice::WriteOnly));
    };
    QCOMPARE(run(request).end, End::Exited);
    QCOMPARE(lines, (QStringList{u"one"_s, u"two"_s, u"three"_s}));
}

void TestLocalShell::aMissingFolderIsNotStarted()
{
    CommandRequest request = command(u"echo hello"_s);
    request.directory = u"/nowhere/at/all"_s;
    const CommandResult result = run(request);
    QCOMPARE(result.end, End::NotStarted);
    QCOMPARE(result.err,
             QByteArray("The folder /nowhere/at/all cannot be entered: No such file or directory."));
}

void TestLocalShell::aMissingProgramIsNotStarted()
{
    ProcessRequest request;
    request.program = u"no-such-program-here"_s;
    const ProcessEnd end = runProcess(request, {});
    QCOMPARE(end.end, End::NotStarted);
    QCOMPARE(end.why, u"The program no-such-program-here is not installed here."_s);
}

void TestLocalShell::aKilledCommandIsSignalled()
{
    const CommandResult result = run(u"kill -KILL $$"_s);
    QCOMPARE(result.end, End::Signalled);
    QCOMPARE(result.exitCode, SIGKILL);
}

void TestLocalShell::standardInputIsEmpty()
{
    QCOMPARE(run(u"cat; readlink /proc/self/fd/0"_s).out, QByteArray("/dev/null\n"));
}

void TestLocalShell::theEnvironmentIsAdded()
{
    CommandRequest request = command(u"echo \"$GREETING ${PATH:+inherited}\""_s);
    request.environment = {{u"GREETING"_s, u"grüß dich"_s}};
    QCOMPARE(run(request).out, QByteArray("grüß dich inherited\n"));
}

void TestLocalShell::theFolderIsTheRequests()
{
    QTemporaryDir folder;
    CommandRequest request = command(u"pwd -P"_s);
    request.directory = folder.path();
    QCOMPARE(QString::fromUtf8(run(request).out).trimmed(), QDir(folder.path()).canonicalPath());
}

void TestLocalShell::theChildHasASessionOfItsOwnAndNoStrayDescriptors()
{
    QFile stray(u"/proc/self/stat"_s);
    QVERIFY(stray.open(QIODevice::ReadOnly));
    // 1: process id, 5: process group, 6: session.
    const QList<QByteArray> fields =
        run(u"cut -d' ' -f1,5,6 /proc/$$/stat; ls /proc/$$/fd"_s).out.split('\n');
    const QList<QByteArray> ids = fields.value(0).split(' ');
    QCOMPARE(ids.value(1), ids.value(0));
    QCOMPARE(ids.value(2), ids.value(0));
    QCOMPARE(fields.mid(1), (QList<QByteArray>{"0", "1", "2", ""}));
}

void TestLocalShell::ignoredSignalsAreNotInherited()
{
    ::signal(SIGPIPE, SIG_IGN);
    QCOMPARE(run(u"grep SigIgn /proc/self/status | tr -d '\\t'"_s).out,
             QByteArray("SigIgn:0000000000000000\n"));
}

void TestLocalShell::bothPipesAreDrained()
{
    const CommandResult result =
        run(u"head -c 3000000 /dev/zero | tr '\\0' 'a' >&2; head -c 3000000 /dev/zero | tr '\\0' 'b'"_s);
    QCOMPARE(result.err.size(), 3000000);
    QCOMPARE(result.out.size(), 3000000);
}

void TestLocalShell::longOutputKeepsBeginningAndEnd()
{
    CommandRequest request =
        command(u"echo first; head -c 2000000 /dev/zero | tr '\\0' 'x'; echo; echo last"_s);
    request.outputLimit = 1000;
    const QByteArray out = run(request).out;
    QVERIFY(out.startsWith("first\nxxx"));
    QVERIFY(out.endsWith("xxx\nlast\n"));
    QVERIFY(out.contains("[1999012 bytes left out]"));
    QVERIFY(out.size() < 1100);
}

void TestLocalShell::aLateCommandIsEnded()
{
    CommandRequest request = command(u"echo begun; sleep 60"_s);
    request.timeout = 200ms;
    QElapsedTimer timer;
    timer.start();
    const CommandResult result = run(request);
    QCOMPARE(result.end, End::TimedOut);
    QCOMPARE(result.out, QByteArray("begun\n"));
    QVERIFY2(timer.elapsed() < 2500, qPrintable(QString::number(timer.elapsed())));
}

void TestLocalShell::aCancelEndsTheWholeGroup()
{
    QTemporaryDir folder;
    CommandRequest request = command(u"sleep 60 & echo $! > child; echo ready; wait"_s);
    request.directory = folder.path();
    const CancelToken cancel;
    request.onLine = [&cancel](const QByteArray &, bool) { cancel.cancel(); };
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(run(request, cancel).end, End::Cancelled);
    QVERIFY(timer.elapsed() < 2500);
    const qint64 child = pidIn(folder.filePath(u"child"_s));
    QVERIFY(child > 0);
    QTRY_VERIFY(!isAlive(child));
}

void TestLocalShell::whatIgnoresSigtermIsKilled()
{
    CommandRequest request = command(u"trap '' TERM; echo ready; while :; do sleep 0.05; done"_s);
    const CancelToken cancel;
    request.onLine = [&cancel](const QByteArray &, bool) { cancel.cancel(); };
    QElapsedTimer timer;
    timer.start();
    const CommandResult result = run(request, cancel);
    QCOMPARE(result.end, End::Cancelled);
    QVERIFY2(timer.elapsed() >= 2900 && timer.elapsed() < 6000, qPrintable(QString::number(timer.elapsed())));
}

void TestLocalShell::aGrandchildThatOutlivesItsParentIsEndedWithTheGroup()
{
    // The shell dies of SIGTERM at once; its child ignores it and holds no pipe.
    QTemporaryDir folder;
    CommandRequest request = command(
        u"(trap '' TERM; while :; do sleep 0.05; done) >/dev/null 2>&1 & echo $! > child; echo ready; wait"_s);
    request.directory = folder.path();
    const CancelToken cancel;
    request.onLine = [&cancel](const QByteArray &, bool) { cancel.cancel(); };
    QCOMPARE(run(request, cancel).end, End::Cancelled);
    const qint64 child = pidIn(folder.filePath(u"child"_s));
    QVERIFY(child > 0);
    QTRY_VERIFY(!isAlive(child));
}

void TestLocalShell::aCancelBeforeTheStartStartsNothing()
{
    QTemporaryDir folder;
    CommandRequest request = command(u"touch started"_s);
    request.directory = folder.path();
    const CancelToken cancel;
    cancel.cancel();
    QCOMPARE(run(request, cancel).end, End::Cancelled);
    QVERIFY(!QFile::exists(folder.filePath(u"started"_s)));
}

void TestLocalShell::aBackgroundChildDoesNotHoldTheCommand()
{
    QTemporaryDir folder;
    CommandRequest request = command(u"sleep 30 & echo $! > child; echo done"_s);
    request.directory = folder.path();
    QElapsedTimer timer;
    timer.start();
    const CommandResult result = run(request);
    QCOMPARE(result.end, End::Exited);
    QCOMPARE(result.exitCode, 0);
    QCOMPARE(result.out, QByteArray("done\n"));
    QVERIFY2(timer.elapsed() < 3000, qPrintable(QString::number(timer.elapsed())));
    const qint64 child = pidIn(folder.filePath(u"child"_s));
    QVERIFY(isAlive(child)); // a restart command may leave a service running
    ::kill(static_cast<pid_t>(child), SIGKILL);
}

void TestLocalShell::inputIsFedWhenItIsReady()
{
    ProcessRequest request;
    request.program = u"/bin/sh"_s;
    request.arguments = {u"-c"_s, u"read first; echo \"ready $first\"; wc -c"_s};
    bool firstSent = false;
    bool ready = false;
    int chunks = 0;
    QByteArray out;
    request.onData = [&](const char *data, qint64 size, bool) {
        out.append(data, size);
        ready = out.startsWith("ready");
    };
    request.inputReady = [&] { return !firstSent || ready; };
    request.input = [&]() -> Result<QByteArray> {
        if (!firstSent) {
            firstSent = true;
            return QByteArray("go\n");
        }
        return ++chunks <= 4 ? QByteArray(500000, 'x') : QByteArray();
    };
    const ProcessEnd end = runProcess(request, {});
    QCOMPARE(end.end, End::Exited);
    QCOMPARE(out, QByteArray("ready go\n2000000\n"));
}

void TestLocalShell::aProgramThatClosesItsInputIsNoError()
{
    ProcessRequest request;
    request.program = u"/bin/sh"_s;
    request.arguments = {u"-c"_s, u"exec <&-; exit 3"_s};
    request.input = []() -> Result<QByteArray> { return QByteArray(1000000, 'x'); };
    const ProcessEnd end = runProcess(request, {});
    QCOMPARE(end.end, End::Exited);
    QCOMPARE(end.code, 3);
}

void TestLocalShell::failingInputEndsTheProgram()
{
    ProcessRequest request;
    request.program = u"/bin/sh"_s;
    request.arguments = {u"-c"_s, u"cat >/dev/null; exit 0"_s};
    request.input = []() -> Result<QByteArray> {
        return fail(ErrorKind::Internal, u"The artifact changed."_s);
    };
    const ProcessEnd end = runProcess(request, {});
    QCOMPARE(end.end, End::Signalled); // not the 0 that a shortened input would have earned
    QCOMPARE(end.inputError->summary, u"The artifact changed."_s);
}

void TestLocalShell::manyAtOnceAndNothingLeaks()
{
    run(u"true"_s);
    const int before = openDescriptors();
    std::vector<std::thread> threads;
    std::atomic<int> right = 0;
    for (int t = 0; t < 8; ++t) {
        threads.emplace_back([&right, t] {
            for (int i = 0; i < 20; ++i) {
                const CommandResult result = run(u"echo %1; exit %2"_s.arg(t).arg(i));
                right += result.exitCode == i && result.out == QByteArray::number(t) + "\n" ? 1 : 0;
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(right.load(), 160);
    QCOMPARE(openDescriptors(), before);
}

void TestLocalShell::linesAreCutFromPieces_data()
{
    QTest::addColumn<QList<QByteArray>>("pieces");
    QTest::addColumn<QList<QByteArray>>("lines");
    using Bytes = QList<QByteArray>;
    QTest::newRow("whole lines") << Bytes{"a\nb\n"} << Bytes{"a", "b"};
    QTest::newRow("cut in the middle") << Bytes{"hel", "lo\nwor", "ld"} << Bytes{"hello", "world"};
    QTest::newRow("empty lines") << Bytes{"\n\na\n"} << Bytes{"", "", "a"};
    QTest::newRow("carriage return before the end") << Bytes{"a\r", "\nb\r\n"} << Bytes{"a", "b"};
    QTest::newRow("nothing") << Bytes{} << Bytes{};
    QTest::newRow("a line that never ends")
        << Bytes{QByteArray(70000, 'x')} << Bytes{QByteArray(65536, 'x'), QByteArray(4464, 'x')};
}

void TestLocalShell::linesAreCutFromPieces()
{
    QFETCH(QList<QByteArray>, pieces);
    QFETCH(QList<QByteArray>, lines);
    QList<QByteArray> told;
    OutputKeeper keeper(1000000, [&told](const QByteArray &line) { told.append(line); });
    for (const QByteArray &piece : pieces)
        keeper.add(piece.constData(), piece.size());
    QCOMPARE(keeper.take(), pieces.join());
    QCOMPARE(told, lines);
}

QTEST_GUILESS_MAIN(TestLocalShell)
#include "tst_local_shell.moc"
