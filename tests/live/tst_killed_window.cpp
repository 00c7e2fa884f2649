// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/belay_cli.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace belay::test;
using namespace Qt::Literals::StringLiterals;

namespace {

QString windowProgram()
{
    return QCoreApplication::applicationDirPath() + u"/belay-desktop"_s;
}

/// The sandbox's sshd, once it listens; 0: not yet.
qint64 sshdIn(const QString &folder)
{
    QDirIterator files(folder, {u"sshd.pid"_s}, QDir::Files, QDirIterator::Subdirectories);
    return files.hasNext() ? readFile(files.next()).trimmed().toLongLong() : 0;
}

bool runs(qint64 pid)
{
    return ::kill(static_cast<pid_t>(pid), 0) == 0;
}

} // namespace

/// A window that is told to go, or killed, takes its sandbox along.
class TestKilledWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theSandboxGoesWithTheWindow_data()
    {
        QTest::addColumn<int>("signal");
        QTest::addColumn<bool>("isClean");
        QTest::newRow("told to go") << SIGTERM << true;
        QTest::newRow("killed") << SIGKILL << false;
    }

    void theSandboxGoesWithTheWindow()
    {
        QFETCH(int, signal);
        QFETCH(bool, isClean);
        if (!QFile::exists(windowProgram()))
            QSKIP("there is no window in this build");
        if (QStandardPaths::findExecutable(u"sshd"_s, {u"/usr/sbin"_s}).isEmpty())
            QSKIP("sshd is not installed");
        const QTemporaryDir folder;
        QProcess window;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"TMPDIR"_s, folder.path());
        environment.insert(u"HOME"_s, folder.path());
        environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
        window.setProcessEnvironment(environment);
        window.start(windowProgram(), {u"--data-dir"_s, folder.filePath(u"data"_s), u"--sandbox"_s});
        QVERIFY(window.waitForStarted());
        QTRY_VERIFY_WITH_TIMEOUT(sshdIn(folder.path()) > 0, 30000);
        const qint64 sshd = sshdIn(folder.path());
        QVERIFY(runs(sshd));

        QCOMPARE(::kill(static_cast<pid_t>(window.processId()), signal), 0);
        QVERIFY2(window.waitForFinished(60000), window.readAllStandardError().constData());
        QTRY_VERIFY_WITH_TIMEOUT(!runs(sshd), 10000);
        QCOMPARE(window.exitStatus(), isClean ? QProcess::NormalExit : QProcess::CrashExit);
        if (isClean) {
            QCOMPARE(window.exitCode(), 0);
            QCOMPARE(QDir(folder.path()).entryList({u"belay-sandbox-*"_s}, QDir::Dirs), QStringList());
        }
    }
};

QTEST_GUILESS_MAIN(TestKilledWindow)
#include "tst_killed_window.moc"
