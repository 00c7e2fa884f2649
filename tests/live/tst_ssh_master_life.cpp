// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fleet.h"
#include "tests/support/patience.h"
#include "tests/support/private_sshd.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonObject>
#include <QTest>

#include <csignal>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

/// The shared connections of the system's ssh live as long as Belay, and not a minute longer.
class TestSshMasterLife : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aKilledProgramLeavesNoConnection_data();
    void aKilledProgramLeavesNoConnection();

private:
    PrivateSshd m_sshd;
};

void TestSshMasterLife::initTestCase()
{
    if (!PrivateSshd::unavailable().isEmpty())
        QSKIP(qPrintable(PrivateSshd::unavailable()));
    QVERIFY2(m_sshd.start(), qPrintable(m_sshd.whyNot()));
}

void TestSshMasterLife::aKilledProgramLeavesNoConnection_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("by force") << SIGKILL;
    QTest::newRow("crashed") << SIGSEGV;
    QTest::newRow("hung up") << SIGHUP;
}

void TestSshMasterLife::aKilledProgramLeavesNoConnection()
{
    QFETCH(int, signal);
    test::Fleet fleet;
    fleet.overSsh(m_sshd);
    QJsonObject target = fleet.environment[u"target"_s].toObject();
    target[u"transport"_s] = u"ssh"_s;
    fleet.environment[u"target"_s] = target;
    const QString gate = fleet.cli.home() + u"/gate-of-restart"_s;
    fleet.environment[u"commands"_s] =
        QJsonObject{{u"restart"_s, u"touch '%1'; while [ -e '%1' ]; do sleep 0.05; done"_s.arg(gate)}};
    fleet.write();
    QVERIFY(QDir(fleet.cli.home()).mkpath(u"run"_s));
    fleet.cli.setEnvironment(u"XDG_RUNTIME_DIR"_s, fleet.cli.home() + u"/run"_s);
    const QDir folder(fleet.cli.home() + u"/run"_s);

    const auto program = fleet.start(fleet.deployArguments(u"1.0.0"_s, {u"--json"_s}));
    QList<QJsonObject> seen;
    const QJsonObject begun =
        test::readUntil(*program, test::eventIs(u"step-started"_s, u"restart@one"_s), seen);
    QVERIFY2(!begun.isEmpty(), program->readAllStandardError().constData());
    QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(gate), test::patienceMs);
    QCOMPARE(m_sshd.sessions().size(), size_t(1)); // all hosts of the test have one address
    QCOMPARE(folder.entryList({u"belay-*"_s}, QDir::Dirs).size(), 1);

    ::kill(pid_t(program->processId()), signal);
    QVERIFY(program->waitForFinished());
    QTRY_VERIFY_WITH_TIMEOUT(m_sshd.sessions().empty(), test::patienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(folder.entryList({u"belay-*"_s}, QDir::AllEntries), QStringList(),
                              test::patienceMs);
    QFile::remove(gate); // the command on the host has outlived it; let it end
}

QTEST_GUILESS_MAIN(TestSshMasterLife)
#include "tst_ssh_master_life.moc"
