// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/script_frame.h"
#include "tests/support/patience.h"
#include "tests/support/ssh_fixture.h"

#include <QCryptographicHash>
#include <QElapsedTimer>
#include <QTest>

#include <csignal>
#include <thread>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

const QStringList eightHosts{u"127.0.1.1"_s, u"127.0.1.2"_s, u"127.0.1.3"_s, u"127.0.1.4"_s,
                             u"127.0.1.5"_s, u"127.0.1.6"_s, u"127.0.1.7"_s, u"127.0.1.8"_s};

PrivateSshd::Options eightAddresses()
{
    PrivateSshd::Options options;
    options.addresses = eightHosts;
    return options;
}

} // namespace

/// Scripts on a real sshd: what they print, how they end, and that only the trailer counts as an end.
class TestSshRun : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aScriptAnswersWithItsOutputErrorsAndExitCode();
    void linesArriveWhileTheScriptRuns();
    void fiveMegabytesOfOutputArriveWhole();
    void outputOverTheLimitIsCountedNotKept();
    void scriptsWithoutInputReadNothing();
    void anUploadOfTwentyMegabytesArrivesUnchanged();
    void anUploadOfNothingIsAnEmptyInput();
    void aScriptThatIgnoresItsInputEndsTheUpload();
    void anInputThatFailsIsNeverTakenForTheWhole();
    void aShellKilledBySignalIsNotASuccess();
    void aForgedTrailerIsIgnored();
    void aBackgroundProcessThatKeepsTheOutputOpenDoesNotHoldUsUp();
    void aSessionProcessKilledInTheMiddleIsUnproven();
    void aDeadKeptSessionIsReplacedUnnoticed();
    void forgettingAHostEndsItsSession();
    void oneSessionServesManyScripts();
    void aTimeoutLeavesTheOutcomeUnproven();
    void aCancelEndsTheWaitAtOnce();
    void aCancelBeforeTheStartIsAnError();
    void eightHostsRunAtTheSameTime();
    void scriptsForOneHostWaitForEachOther();
    void rekeyingInTheMiddleOfAnUploadIsInvisible();
    void anAccountThatCannotRunCommandsIsAnError();
    void noiseFromShellStartUpFilesIsIgnored();

private:
    Result<ScriptResult> run(const QByteArray &text) { return m_shell->run(m_sshd.host(), script(text), {}); }
    Result<ScriptResult> upload(const HostRef &host, const QByteArray &text, const QByteArray &data);

    QTemporaryDir m_home;
    PrivateSshd m_sshd{eightAddresses()};
    FakePerson m_person;
    std::unique_ptr<HostShell> m_shell;
};

void TestSshRun::initTestCase()
{
    std::signal(SIGPIPE, SIG_IGN); // as our programs do; Qt Test has put a handler there
    if (!PrivateSshd::unavailable().isEmpty())
        QSKIP(qPrintable(PrivateSshd::unavailable()));
    QVERIFY2(m_sshd.start(), qPrintable(m_sshd.whyNot()));
    m_shell = makeShell(m_person, isolatedOptions(m_home.path()));
}

Result<ScriptResult> TestSshRun::upload(const HostRef &host, const QByteArray &text, const QByteArray &data)
{
    ScriptRequest request = script(text);
    request.input = [&data, at = qsizetype(0)]() mutable -> Result<QByteArray> {
        const QByteArray chunk = data.mid(at, 256 * 1024);
        at += chunk.size();
        return chunk;
    };
    return m_shell->run(host, request, {});
}

void TestSshRun::aScriptAnswersWithItsOutputErrorsAndExitCode()
{
    const auto result = run("echo one; echo two >&2; printf 'no newline'; exit 7");
    QVERIFY2(result, qPrintable(result ? QString() : result.error().summary));
    QVERIFY(result->proven);
    QCOMPARE(result->exitCode, 7);
    QCOMPARE(result->out.trimmed(), QByteArray("one\nno newline"));
    QCOMPARE(result->err.trimmed(), QByteArray("two"));
    QCOMPARE(result->note, QString());
}

void TestSshRun::linesArriveWhileTheScriptRuns()
{
    QTemporaryDir folder;
    const QByteArray go = folder.filePath(u"go"_s).toUtf8();
    QByteArrayList lines;
    ScriptRequest request = script("echo started; until [ -e " + go + " ]; do sleep 0.01; done; echo done");
    // The script ends only because its first line was heard while it still ran.
    request.onLine = [&](const QByteArray &line, bool isError) {
        lines.append((isError ? "err " : "out ") + line);
        QFile file(QString::fromUtf8(go));
        QVERIFY(file.open(QIODevice::WriteOnly));
    };
    const auto result = m_shell->run(m_sshd.host(), request, {});
    QVERIFY(result && result->proven);
    QCOMPARE(lines, (QByteArrayList{"out started", "out done"}));
}

void TestSshRun::fiveMegabytesOfOutputArriveWhole()
{
    const auto result = run("yes 0123456789abcde | head -c 5242880");
    QVERIFY(result && result->proven);
    QCOMPARE(result->exitCode, 0);
    QCOMPARE(result->out.size(), 5242880);
    QCOMPARE(result->out.count("0123456789abcde\n"), 5242880 / 16);
}

void TestSshRun::outputOverTheLimitIsCountedNotKept()
{
    ScriptRequest request = script("yes 0123456789abcde | head -c 1048576");
    request.outputLimit = 65536;
    const auto result = m_shell->run(m_sshd.host(), request, {});
    QVERIFY(result && result->proven);
    QVERIFY(result->out.size() <= 65536);
    QVERIFY2(result->dropped >= 1048576 - 65536 - 16, QByteArray::number(result->dropped).constData());
}

void TestSshRun::scriptsWithoutInputReadNothing()
{
    const auto result = run("wc -c");
    QVERIFY(result && result->proven);
    QCOMPARE(result->out.trimmed(), QByteArray("0"));
}

void TestSshRun::anUploadOfTwentyMegabytesArrivesUnchanged()
{
    QByteArray data(20 * 1024 * 1024, Qt::Uninitialized);
    for (qsizetype i = 0; i < data.size(); ++i)
        data[i] = char((i * 2654435761U) >> 13);
    const auto result = upload(m_sshd.host(), "sha256sum", data);
    QVERIFY2(result, qPrintable(result ? QString() : result.error().summary));
    QVERIFY2(result->proven, qPrintable(result->note));
    QCOMPARE(result->exitCode, 0);
    QCOMPARE(result->out.left(64), QCryptographicHash::hash(data, QCryptographicHash::Sha256).toHex());
}

void TestSshRun::anUploadOfNothingIsAnEmptyInput()
{
    const auto result = upload(m_sshd.host(), "wc -c", {});
    QVERIFY(result && result->proven);
    QCOMPARE(result->out.trimmed(), QByteArray("0"));
}

void TestSshRun::aScriptThatIgnoresItsInputEndsTheUpload()
{
    const auto result = upload(m_sshd.host(), "echo no; exit 3", QByteArray(20 * 1024 * 1024, 'x'));
    QVERIFY2(result, qPrintable(result ? QString() : result.error().summary));
    QVERIFY2(result->proven, qPrintable(result->note));
    QCOMPARE(result->exitCode, 3);
}

void TestSshRun::anInputThatFailsIsNeverTakenForTheWhole()
{
    QTemporaryDir folder;
    const QByteArray done = folder.filePath(u"done"_s).toUtf8();
    ScriptRequest request = script("cat >/dev/null && echo whole > " + done);
    int chunk = 0;
    request.input = [&chunk]() -> Result<QByteArray> {
        if (chunk++ < 3)
            return QByteArray(100000, 'x');
        return fail(ErrorKind::Internal, u"disk read error"_s);
    };
    const auto result = m_shell->run(m_sshd.host(), request, {});
    QVERIFY(result);
    QVERIFY(!result->proven);
    QCOMPARE(result->note, u"The input could not be read: disk read error"_s);
}

void TestSshRun::aShellKilledBySignalIsNotASuccess()
{
    const auto result = run("kill -9 $$");
    QVERIFY2(result, qPrintable(result ? QString() : result.error().summary));
    // Whether the script has a shell of its own under the one that sshd started is up to the framing.
    QVERIFY2(result->proven ? result->exitCode == 137 : result->note.contains(u"killed"_s),
             qPrintable(result->note));
    const auto after = run("echo still here");
    QVERIFY(after && after->proven);
}

void TestSshRun::aForgedTrailerIsIgnored()
{
    // Whatever the trailer looks like: a copy with another nonce must not count, and the real exit code must.
    const FramedScript foreign = frameScript("exit 0", false);
    QByteArray quoted = foreign.text;
    quoted.replace("'", "'\\''");
    const auto result = run("printf '%s' '" + quoted + "' | sh; exit 9");
    QVERIFY(result && result->proven);
    QCOMPARE(result->exitCode, 9);
    QVERIFY(result->out.contains(foreign.nonce));
}

void TestSshRun::aBackgroundProcessThatKeepsTheOutputOpenDoesNotHoldUsUp()
{
    QElapsedTimer timer;
    timer.start();
    const auto result = run("sleep 30 & echo left one behind");
    QVERIFY(result && result->proven);
    QCOMPARE(result->exitCode, 0);
    QVERIFY2(timer.elapsed() < 6000, QByteArray::number(timer.elapsed()).constData());
}

void TestSshRun::aSessionProcessKilledInTheMiddleIsUnproven()
{
    m_shell->forget(m_sshd.host());
    QTRY_VERIFY_WITH_TIMEOUT(m_sshd.sessions().empty(), test::patienceMs);
    ScriptRequest request = script("echo started; sleep 30; echo not heard");
    request.onLine = [&](const QByteArray &, bool) {
        for (const qint64 pid : m_sshd.sessions())
            ::kill(pid_t(pid), SIGKILL);
    };
    const auto result = m_shell->run(m_sshd.host(), request, {});
    QVERIFY2(result, qPrintable(result ? QString() : result.error().summary));
    QVERIFY(!result->proven);
    QCOMPARE(result->note, u"The connection was lost while the script ran."_s);
}

void TestSshRun::aDeadKeptSessionIsReplacedUnnoticed()
{
    QVERIFY(run("true"));
    QVERIFY(!m_sshd.sessions().empty());
    for (const qint64 pid : m_sshd.sessions())
        ::kill(pid_t(pid), SIGKILL);
    // Until it is dead it could still take the script, and lose it.
    QTRY_VERIFY_WITH_TIMEOUT(m_sshd.sessions().empty(), test::patienceMs);
    const auto result = run("echo again");
    QVERIFY2(result, qPrintable(result ? QString() : result.error().summary));
    QVERIFY(result->proven);
    QCOMPARE(result->out.trimmed(), QByteArray("again"));
}

void TestSshRun::forgettingAHostEndsItsSession()
{
    QVERIFY(run("true"));
    QVERIFY(!m_sshd.sessions().empty());
    m_shell->forget(m_sshd.host());
    QTRY_VERIFY_WITH_TIMEOUT(m_sshd.sessions().empty(), test::patienceMs);
    QVERIFY(run("true"));
}

void TestSshRun::oneSessionServesManyScripts()
{
    m_shell->forget(m_sshd.host());
    const qsizetype before = m_sshd.log().count("Accepted publickey");
    for (int i = 0; i < 10; ++i) {
        const auto result = run("exit " + QByteArray::number(i));
        QVERIFY(result && result->proven);
        QCOMPARE(result->exitCode, i);
    }
    QCOMPARE(m_sshd.log().count("Accepted publickey") - before, 1);
}

void TestSshRun::aTimeoutLeavesTheOutcomeUnproven()
{
    ScriptRequest request = script("sleep 30");
    request.timeout = std::chrono::milliseconds(500);
    const auto result = m_shell->run(m_sshd.host(), request, {});
    QVERIFY(result);
    QVERIFY(!result->proven);
    QCOMPARE(result->note, u"No result within 0.5 s; the script may still be running on the host."_s);
}

void TestSshRun::aCancelEndsTheWaitAtOnce()
{
    const CancelToken cancel;
    std::thread canceller;
    QElapsedTimer timer;
    ScriptRequest request = script("echo started; sleep 30");
    request.onLine = [&](const QByteArray &, bool) {
        timer.start();
        canceller = std::thread([&cancel] { cancel.cancel(); });
    };
    const auto result = m_shell->run(m_sshd.host(), request, cancel);
    const qint64 took = timer.elapsed();
    canceller.join();
    QVERIFY(result);
    QVERIFY(!result->proven);
    QCOMPARE(result->note, u"Cancelled while the script ran; it may still be running on the host."_s);
    QVERIFY2(took < 2000, QByteArray::number(took).constData());
}

void TestSshRun::aCancelBeforeTheStartIsAnError()
{
    const CancelToken cancel;
    cancel.cancel();
    const auto result = m_shell->run(m_sshd.host(), script("true"), cancel);
    QVERIFY(!result);
    QCOMPARE(kindOf(result), toString(ErrorKind::Cancelled));
}

void TestSshRun::eightHostsRunAtTheSameTime()
{
    QTemporaryDir folder;
    const QByteArray path = folder.path().toUtf8();
    // Each script waits until all eight have written their file: one after the other they would never end.
    const QByteArray text =
        "touch " + path + "/$$; i=0; while [ $(ls " + path +
        " | wc -l) -lt 8 ]; do sleep 0.05; i=$((i+1)); [ $i -gt 400 ] && exit 1; done; exit 0";
    std::vector<std::thread> threads;
    std::vector<Result<ScriptResult>> results(8);
    for (size_t i = 0; i < 8; ++i)
        threads.emplace_back([&, i] {
            results[i] =
                m_shell->run(m_sshd.host(u"web-%1"_s.arg(i), eightHosts.at(qsizetype(i))), script(text), {});
        });
    for (std::thread &thread : threads)
        thread.join();
    for (const auto &result : results) {
        QVERIFY2(result, qPrintable(result ? QString() : result.error().summary));
        QVERIFY(result->proven);
        QCOMPARE(result->exitCode, 0);
    }
}

void TestSshRun::scriptsForOneHostWaitForEachOther()
{
    QTemporaryDir folder;
    const QByteArray lock = folder.filePath(u"lock"_s).toUtf8();
    const QByteArray text = "mkdir " + lock + " || exit 1; sleep 0.1; rmdir " + lock;
    std::vector<std::thread> threads;
    std::vector<Result<ScriptResult>> results(4);
    for (size_t i = 0; i < results.size(); ++i)
        threads.emplace_back([&, i] { results[i] = m_shell->run(m_sshd.host(), script(text), {}); });
    for (std::thread &thread : threads)
        thread.join();
    for (const auto &result : results) {
        QVERIFY(result && result->proven);
        QCOMPARE(result->exitCode, 0);
    }
}

void TestSshRun::rekeyingInTheMiddleOfAnUploadIsInvisible()
{
    PrivateSshd sshd(PrivateSshd::Options{{u"127.0.0.1"_s}, "RekeyLimit 1M\n", {u"ed25519"_s}});
    QVERIFY2(sshd.start(), qPrintable(sshd.whyNot()));
    const QByteArray data(8 * 1024 * 1024, 'k');
    const auto result = upload(sshd.host(), "tee /dev/stderr 2>/dev/null | sha256sum", data);
    QVERIFY2(result, qPrintable(result ? QString() : result.error().summary));
    QVERIFY2(result->proven, qPrintable(result->note));
    QCOMPARE(result->out.left(64), QCryptographicHash::hash(data, QCryptographicHash::Sha256).toHex());
}

void TestSshRun::anAccountThatCannotRunCommandsIsAnError()
{
    PrivateSshd sshd(
        PrivateSshd::Options{{u"127.0.0.1"_s}, "ForceCommand /usr/sbin/nologin\n", {u"ed25519"_s}});
    QVERIFY2(sshd.start(), qPrintable(sshd.whyNot()));
    const auto result = m_shell->run(sshd.host(), script("true"), {});
    QVERIFY(!result);
    QCOMPARE(kindOf(result), toString(ErrorKind::Remote));
    QVERIFY2(result.error().detail.contains(u"This account is currently not available"_s),
             qPrintable(result.error().detail));
}

void TestSshRun::noiseFromShellStartUpFilesIsIgnored()
{
    PrivateSshd sshd(
        PrivateSshd::Options{{u"127.0.0.1"_s},
                             "ForceCommand echo welcome; date; printf 'no line end'; exec /bin/sh\n",
                             {u"ed25519"_s}});
    QVERIFY2(sshd.start(), qPrintable(sshd.whyNot()));
    const auto result = m_shell->run(sshd.host(), script("echo mine"), {});
    QVERIFY(result && result->proven);
    QCOMPARE(result->out, QByteArray("mine\n"));
    const auto uploaded = upload(sshd.host(), "cat", "data\n");
    QVERIFY(uploaded && uploaded->proven);
    QCOMPARE(uploaded->out, QByteArray("data\n"));
}

QTEST_GUILESS_MAIN(TestSshRun)
#include "tst_ssh_run.moc"
