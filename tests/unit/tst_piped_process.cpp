// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/local/piped_process.h"

#include <QElapsedTimer>
#include <QTest>

#include <csignal>
#include <thread>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

Result<std::unique_ptr<PipedProcess>> shell()
{
    ProcessRequest request;
    request.program = u"/bin/sh"_s;
    return PipedProcess::start(request);
}

struct Heard
{
    QByteArray out;
    QByteArray err;
};

/// Says the text and listens until the output holds `until`.
TalkEnd say(PipedProcess &process, const QByteArray &text, const QByteArray &until, Heard &heard,
            Milliseconds timeout = Milliseconds(10000), Milliseconds patience = Milliseconds(5000),
            const CancelToken &cancel = {})
{
    Talk talk;
    talk.text = text;
    talk.onData = [&heard](const char *data, qint64 size, bool isError) {
        (isError ? heard.err : heard.out).append(data, qsizetype(size));
    };
    talk.done = [&heard, until] { return heard.out.contains(until); };
    talk.timeout = timeout;
    talk.patience = patience;
    return process.talk(talk, cancel);
}

} // namespace

/// A shell that is kept and spoken to.
class TestPipedProcess : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { std::signal(SIGPIPE, SIG_IGN); }
    void itAnswersAgainAndAgain();
    void itOutlivesTheThreadThatStartedIt();
    void moreThanAPipeHoldsGoesInAndComesOut();
    void anEndIsHeardWithItsLastWords();
    void anEndWhileNobodySpeaksIsSeen();
    void aSilentOneEndsAtTheTimeout();
    void oneThatTakesNothingIsStuck();
    void aCancelEndsTheTalkAtOnce();
    void closedInOrderItTellsItsExitCode();
    void aProgramThatIsMissingIsAnError();
};

void TestPipedProcess::itAnswersAgainAndAgain()
{
    const auto process = shell();
    QVERIFY(process);
    for (int i = 0; i < 20; ++i) {
        Heard heard;
        QVERIFY(say(**process, "n=$((n + 1)); echo $n.\n", ".", heard) == TalkEnd::Done);
        QCOMPARE(heard.out, QByteArray(QByteArray::number(i + 1) + ".\n"));
    }
}

void TestPipedProcess::itOutlivesTheThreadThatStartedIt()
{
    Result<std::unique_ptr<PipedProcess>> process;
    std::thread([&process] { process = shell(); }).join();
    QVERIFY(process);
    Heard heard;
    QVERIFY(say(**process, "echo here.\n", ".", heard) == TalkEnd::Done);
}

void TestPipedProcess::moreThanAPipeHoldsGoesInAndComesOut()
{
    ProcessRequest request;
    request.program = u"/bin/cat"_s;
    const auto process = PipedProcess::start(request);
    QVERIFY(process);
    Heard heard;
    const QByteArray text = QByteArray(3 * 1024 * 1024, 'x') + '.';
    QVERIFY(say(**process, text, ".", heard) == TalkEnd::Done);
    QCOMPARE(heard.out, text);
    QCOMPARE((*process)->taken(), qint64(text.size()));
}

void TestPipedProcess::anEndIsHeardWithItsLastWords()
{
    const auto process = shell();
    QVERIFY(process);
    Heard heard;
    QVERIFY(say(**process, "echo bye; echo why >&2; exit 7\n", "never", heard) == TalkEnd::Ended);
    QCOMPARE(heard.out, QByteArray("bye\n"));
    QCOMPARE(heard.err, QByteArray("why\n"));
    QCOMPARE((*process)->close(Milliseconds(5000)).value_or(-1), 7);
}

void TestPipedProcess::anEndWhileNobodySpeaksIsSeen()
{
    const auto process = shell();
    QVERIFY(process);
    Heard heard;
    QVERIFY(!(*process)->hasHungUp());
    QVERIFY(say(**process, "echo now.; exec >&- 2>&-; exit\n", ".", heard) == TalkEnd::Done);
    QTRY_VERIFY((*process)->hasHungUp());
}

void TestPipedProcess::aSilentOneEndsAtTheTimeout()
{
    const auto process = shell();
    QVERIFY(process);
    Heard heard;
    QElapsedTimer timer;
    timer.start();
    QVERIFY(say(**process, "sleep 20\n", ".", heard, Milliseconds(200)) == TalkEnd::Overdue);
    QVERIFY(timer.elapsed() < 5000);
}

void TestPipedProcess::oneThatTakesNothingIsStuck()
{
    const auto process = shell();
    QVERIFY(process);
    Heard heard;
    const QByteArray text = "exec sleep 20\n" + QByteArray(1024 * 1024, '#');
    QVERIFY(say(**process, text, ".", heard, Milliseconds(10000), Milliseconds(300)) == TalkEnd::Stuck);
}

void TestPipedProcess::aCancelEndsTheTalkAtOnce()
{
    const auto process = shell();
    QVERIFY(process);
    const CancelToken cancel;
    std::thread canceller([&cancel] {
        cancel.waitFor(std::chrono::milliseconds(200));
        cancel.cancel();
    });
    Heard heard;
    QElapsedTimer timer;
    timer.start();
    const TalkEnd end =
        say(**process, "sleep 20\n", ".", heard, Milliseconds(20000), Milliseconds(20000), cancel);
    canceller.join();
    QVERIFY(end == TalkEnd::Cancelled);
    QVERIFY(timer.elapsed() < 5000);
}

void TestPipedProcess::closedInOrderItTellsItsExitCode()
{
    const auto process = shell();
    QVERIFY(process);
    Heard heard;
    QVERIFY(say(**process, "trap 'exit 4' EXIT; echo set.\n", ".", heard) == TalkEnd::Done);
    QCOMPARE((*process)->close(Milliseconds(5000)).value_or(-1), 4);
}

void TestPipedProcess::aProgramThatIsMissingIsAnError()
{
    ProcessRequest request;
    request.program = u"/no/such/program"_s;
    const auto process = PipedProcess::start(request);
    QVERIFY(!process);
    QVERIFY(process.error().kind == ErrorKind::NotFound);
}

QTEST_GUILESS_MAIN(TestPipedProcess)
#include "tst_piped_process.moc"
