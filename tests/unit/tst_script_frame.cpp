// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/script_frame.h"

#include <QCryptographicHash>
#include <QProcess>
#include <QtTest>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

const QByteArray nonce = "belay-00112233445566778899aabbccddeeff";

struct Feeding
{
    QList<QByteArray> lines;
    FrameReader reader;

    explicit Feeding(qint64 limit = 1 << 20)
        : reader(
              nonce,
              [this](const QByteArray &line, bool isError) { lines << (isError ? "! " : "| ") + line; },
              limit)
    {
    }
    Feeding &out(const QByteArray &data)
    {
        reader.feedOut(data.constData(), data.size());
        return *this;
    }
};

/// A real shell that reads the framed script from a pipe, as sshd gives it to the account's /bin/sh.
struct Shell
{
    QString program = u"/bin/sh"_s;
    QStringList arguments;
    QByteArray before; ///< what the shell reads first: noisy start-up files
    qint64 limit = 8 * 1024 * 1024;

    ScriptResult run(const QByteArray &script, const QByteArray &input = {}) const
    {
        const FramedScript framed = frameScript(script, !input.isEmpty());
        FrameReader reader(framed.nonce, {}, limit);
        QProcess process;
        process.start(program, arguments);
        if (!process.waitForStarted())
            qFatal("%s is not there", qPrintable(program));
        process.write(before + framed.text);
        bool sent = input.isEmpty();
        if (sent)
            process.closeWriteChannel();
        while (process.state() != QProcess::NotRunning || process.bytesAvailable() > 0) {
            process.waitForReadyRead(100);
            feed(process, reader);
            if (!sent && reader.readyForInput()) {
                process.write(input);
                process.closeWriteChannel();
                sent = true;
            }
        }
        feed(process, reader);
        return reader.take(u"ended without a trailer"_s);
    }

private:
    static void feed(QProcess &process, FrameReader &reader)
    {
        const QByteArray out = process.readAllStandardOutput();
        const QByteArray err = process.readAllStandardError();
        reader.feedOut(out.constData(), out.size());
        reader.feedErr(err.constData(), err.size());
    }
};

} // namespace

class ScriptFrameTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyNonceIsNew();
    void onlyATrailerWithOurNonceIsProof_data();
    void onlyATrailerWithOurNonceIsProof();
    void noiseBeforeTheBeginLineIsIgnored();
    void marksAreFoundHoweverTheBytesAreCut();
    void outputKeepsItsEmptyLinesAndLosesOnlyOurs();
    void outputOverTheLimitIsCountedAndDroppedWithoutGaps();
    void aLineWithoutEndIsPassedOnInPieces();
    void anUnfinishedLineIsKeptWhenTheConnectionBreaks();

    void everyShellRunsTheFrame_data();
    void everyShellRunsTheFrame();
    void aKeptShellRunsOneFrameAfterAnother_data();
    void aKeptShellRunsOneFrameAfterAnother();
    void whatTheLogInPrintsIsNotTakenForTheFirstScripts();
    void theScriptsInputIsDevNull();
    void tenMegabytesOfInputArriveWhole();
    void theScriptCannotFindTheNonce();
    void aForgedTrailerIsOutput();
    void killingTheShellIsNoProof();
    void killingTheScriptIsItsExitCode();
    void aScriptThatDoesNotParseIsNoProof();
};

void ScriptFrameTest::everyNonceIsNew()
{
    const FramedScript one = frameScript("true", false);
    const FramedScript other = frameScript("true", false);
    QVERIFY(one.nonce != other.nonce);
    QCOMPARE(one.nonce.size(), nonce.size()); // 128 bits in hex, and the word in front
    QVERIFY(one.text.contains(one.nonce));
}

void ScriptFrameTest::onlyATrailerWithOurNonceIsProof_data()
{
    QTest::addColumn<QByteArray>("output");
    QTest::addColumn<int>("exitCode"); // -1: no proof
    const QByteArray begin = "\n" + nonce + " begin\n";
    QTest::newRow("our trailer") << begin + "\n" + nonce + " end 3\n" << 3;
    QTest::newRow("the last one counts") << begin + nonce + " end 0\n" + nonce + " end 7\n" << 7;
    QTest::newRow("another nonce") << begin + "belay-ffeeddccbbaa99887766554433221100 end 0\n" << -1;
    QTest::newRow("no nonce") << begin + "belay- end 0\n" << -1;
    QTest::newRow("not at the start of the line") << begin + "x" + nonce + " end 0\n" << -1;
    QTest::newRow("no number") << begin + nonce + " end zero\n" << -1;
    QTest::newRow("more after the number") << begin + nonce + " end 0 0\n" << -1;
    QTest::newRow("no line break: may go on") << begin + nonce + " end 1" << -1;
    QTest::newRow("nothing came") << QByteArray() << -1;
}

void ScriptFrameTest::onlyATrailerWithOurNonceIsProof()
{
    QFETCH(QByteArray, output);
    QFETCH(int, exitCode);
    Feeding feeding;
    feeding.out(output);
    QCOMPARE(feeding.reader.finished(), exitCode >= 0);
    const ScriptResult result = feeding.reader.take(u"connection lost"_s);
    QCOMPARE(result.proven, exitCode >= 0);
    QCOMPARE(result.exitCode, exitCode);
    QCOMPARE(result.note, exitCode >= 0 ? QString() : u"connection lost"_s);
}

void ScriptFrameTest::noiseBeforeTheBeginLineIsIgnored()
{
    Feeding feeding;
    feeding.out("Welcome to app1\nLast login: yesterday\nprompt$ \n" + nonce + " begin\nhello\n\n" + nonce +
                " end 0\n");
    QCOMPARE(feeding.reader.take({}).out, "hello\n");
    QCOMPARE(feeding.lines, QList<QByteArray>{"| hello"});
}

void ScriptFrameTest::marksAreFoundHoweverTheBytesAreCut()
{
    const QByteArray output =
        "\n" + nonce + " begin\n\n" + nonce + " ready\none\ntwo\n\n" + nonce + " end 5\n";
    Feeding feeding;
    for (const char byte : output)
        feeding.out(QByteArray(1, byte));
    QVERIFY(feeding.reader.readyForInput());
    const ScriptResult result = feeding.reader.take({});
    QCOMPARE(result.out, "one\ntwo\n");
    QCOMPARE(result.exitCode, 5);
}

void ScriptFrameTest::outputKeepsItsEmptyLinesAndLosesOnlyOurs()
{
    Feeding feeding;
    feeding.out("\n" + nonce + " begin\n\none\n\n\ntwo\n\n\n" + nonce + " end 0\n");
    QCOMPARE(feeding.reader.take({}).out, "\none\n\n\ntwo\n\n");
}

void ScriptFrameTest::outputOverTheLimitIsCountedAndDroppedWithoutGaps()
{
    Feeding feeding(10);
    feeding.out(nonce + " begin\n123\nabcdefgh\n45\n" + nonce + " end 0\n");
    feeding.reader.feedErr("err\n", 4);
    const ScriptResult result = feeding.reader.take({});
    QCOMPARE(result.out, "123\n");
    QCOMPARE(result.err, "err\n");
    QCOMPARE(result.dropped, 12);
    QVERIFY(result.proven);
    QCOMPARE(feeding.lines.size(), 4); // dropped lines are told all the same
}

void ScriptFrameTest::aLineWithoutEndIsPassedOnInPieces()
{
    Feeding feeding;
    feeding.out(nonce + " begin\n");
    const QByteArray piece(10000, 'x');
    for (int i = 0; i < 20; ++i)
        feeding.out(piece);
    QVERIFY(feeding.lines.size() >= 2);
    feeding.out("\n\n" + nonce + " end 0\n");
    const ScriptResult result = feeding.reader.take({});
    QCOMPARE(result.out, QByteArray(200000, 'x') + "\n");
    QVERIFY(result.proven);
}

void ScriptFrameTest::anUnfinishedLineIsKeptWhenTheConnectionBreaks()
{
    Feeding feeding;
    feeding.out(nonce + " begin\ncopying\nhalf a li");
    QCOMPARE(feeding.reader.take(u"lost"_s).out, "copying\nhalf a li");
}

void ScriptFrameTest::everyShellRunsTheFrame_data()
{
    QTest::addColumn<QString>("program");
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("before");
    const QByteArray noise = "echo welcome; echo; printf 'no line break'\n";
    const QStringList none;
    QTest::newRow("sh") << u"/bin/sh"_s << none << QByteArray();
    QTest::newRow("sh with noise") << u"/bin/sh"_s << none << noise;
    for (const char *name : {"dash", "bash", "busybox", "mksh", "zsh", "ksh"}) {
        const QString path = QStandardPaths::findExecutable(QString::fromLatin1(name));
        if (path.isEmpty())
            continue;
        const QStringList arguments = path.endsWith(u"busybox"_s) ? QStringList{u"sh"_s} : none;
        QTest::newRow(name) << path << arguments << noise;
    }
}

void ScriptFrameTest::everyShellRunsTheFrame()
{
    QFETCH(QString, program);
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, before);
    const Shell shell{program, arguments, before};

    const ScriptResult plain = shell.run("echo out; echo err >&2; printf 'no line break'; exit 3");
    QVERIFY2(plain.proven, plain.err.constData());
    QCOMPARE(plain.exitCode, 3);
    QCOMPARE(plain.out, "out\nno line break\n");
    QCOMPARE(plain.err, "err\n");

    const ScriptResult tricky = shell.run("set -eu\ncat <<'X'\n) } done\nX\nfalse\necho never # comment");
    QVERIFY2(tricky.proven, tricky.err.constData());
    QCOMPARE(tricky.exitCode, 1);
    QCOMPARE(tricky.out, ") } done\n");

    const ScriptResult fed = shell.run("cat", "fed\n");
    QVERIFY(fed.proven);
    QCOMPARE(fed.out, "fed\n");
}

void ScriptFrameTest::aKeptShellRunsOneFrameAfterAnother_data()
{
    everyShellRunsTheFrame_data();
}

void ScriptFrameTest::aKeptShellRunsOneFrameAfterAnother()
{
    QFETCH(QString, program);
    QFETCH(QStringList, arguments);
    if (!QFile::exists(program))
        QSKIP("this shell is not installed");
    QProcess process;
    process.start(program, arguments);
    QVERIFY(process.waitForStarted());
    bool fresh = true;
    const auto run = [&process, &fresh](const QByteArray &script) {
        const FramedScript framed = frameForKeptShell(script, fresh);
        FrameReader reader(framed.nonce, {}, 1 << 20, FrameReader::Errors::Framed,
                           std::exchange(fresh, false) ? FrameReader::Begin::Awaited
                                                       : FrameReader::Begin::Over);
        process.write(framed.text);
        while (!(reader.finished() && reader.errorsEnded()) && process.state() == QProcess::Running) {
            process.waitForReadyRead(1000);
            const QByteArray out = process.readAllStandardOutput();
            const QByteArray err = process.readAllStandardError();
            reader.feedOut(out.constData(), out.size());
            reader.feedErr(err.constData(), err.size());
        }
        return reader.take(u"ended without a trailer"_s);
    };
    const ScriptResult first = run("set -eu\ncd /\nx=1\necho \"out\n\"\necho err >&2\nfalse\necho never");
    QVERIFY(first.proven);
    QCOMPARE(first.exitCode, 1);
    QCOMPARE(first.out, QByteArray("out\n\n"));
    QCOMPARE(first.err, QByteArray("err\n"));
    const ScriptResult second = run("echo \"${x-nothing stays}\"; cat; exit 130");
    QVERIFY(second.proven);
    QCOMPARE(second.exitCode, 130);
    QCOMPARE(second.out, QByteArray("nothing stays\n"));
    QCOMPARE(second.err, QByteArray());
    process.closeWriteChannel();
    QVERIFY(process.waitForFinished());
}

void ScriptFrameTest::whatTheLogInPrintsIsNotTakenForTheFirstScripts()
{
    FrameReader reader(nonce, {}, 1 << 20, FrameReader::Errors::Framed);
    const auto out = [&reader](const QByteArray &text) { reader.feedOut(text.constData(), text.size()); };
    const auto err = [&reader](const QByteArray &text) { reader.feedErr(text.constData(), text.size()); };
    out("late\n\n" + nonce + " begin\nours\n\n" + nonce + " end 0\n");
    QVERIFY(reader.finished() && !reader.errorsEnded());
    err("late\n\n" + nonce + " begin\nour error\n\n" + nonce + " end\n");
    QVERIFY(reader.errorsEnded());
    const ScriptResult result = reader.take({});
    QCOMPARE(result.out, QByteArray("ours\n"));
    QCOMPARE(result.err, QByteArray("our error\n"));
}

void ScriptFrameTest::theScriptsInputIsDevNull()
{
    const ScriptResult result = Shell().run("cat; readlink /proc/self/fd/0; read line || echo end");
    QCOMPARE(result.out, "/dev/null\nend\n");
}

void ScriptFrameTest::tenMegabytesOfInputArriveWhole()
{
    QByteArray data(10'000'000, '\0');
    for (qsizetype i = 0; i < data.size(); ++i)
        data[i] = static_cast<char>((i * 2654435761u) >> 13); // every byte value, line breaks and NULs too
    const ScriptResult result = Shell().run("cat | sha256sum", data);
    QVERIFY(result.proven);
    QCOMPARE(result.out.left(64), QCryptographicHash::hash(data, QCryptographicHash::Sha256).toHex());
}

void ScriptFrameTest::theScriptCannotFindTheNonce()
{
    const ScriptResult result = Shell().run(
        "env; set; export -p; printf '%s\\n' \"$0\" \"$@\"; tr '\\0' '\\n' < /proc/$PPID/cmdline; "
        "tr '\\0' '\\n' < /proc/$$/cmdline; tr '\\0' '\\n' < /proc/self/environ; cat /proc/$$/fd/0");
    QVERIFY(result.proven);
    const QRegularExpression looksLikeOne(u"belay-[0-9a-f]{32}"_s);
    QVERIFY2(!looksLikeOne.match(QString::fromUtf8(result.out)).hasMatch(), result.out.constData());
}

void ScriptFrameTest::aForgedTrailerIsOutput()
{
    const ScriptResult result = Shell().run(
        "echo 'belay-00000000000000000000000000000000 end 0'; echo; echo 'belay-* end 0'; exit 9");
    QVERIFY(result.proven);
    QCOMPARE(result.exitCode, 9);
    QCOMPARE(result.out, "belay-00000000000000000000000000000000 end 0\n\nbelay-* end 0\n");
}

void ScriptFrameTest::killingTheShellIsNoProof()
{
    const ScriptResult result = Shell().run("echo begun; kill -9 $$; exit 0");
    QVERIFY(!result.proven);
    QCOMPARE(result.exitCode, -1);
    QCOMPARE(result.out, "begun\n");
    QCOMPARE(result.note, u"ended without a trailer"_s);
}

void ScriptFrameTest::killingTheScriptIsItsExitCode()
{
    const ScriptResult killed = Shell().run("/bin/sh -c 'kill -9 $PPID'; exit 0");
    QVERIFY(killed.proven);
    QCOMPARE(killed.exitCode, 128 + 9);
    const ScriptResult child = Shell().run("/bin/sh -c 'kill -15 $$'");
    QVERIFY(child.proven);
    QCOMPARE(child.exitCode, 128 + 15);
}

void ScriptFrameTest::aScriptThatDoesNotParseIsNoProof()
{
    const ScriptResult result = Shell().run("echo begun\nif true; then\n");
    QVERIFY(!result.proven);
    QCOMPARE(result.out, QByteArray()); // and nothing of it ran
}

QTEST_GUILESS_MAIN(ScriptFrameTest)
#include "tst_script_frame.moc"
