// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fleet.h"

#include <QFile>
#include <QTest>

using namespace belay;
using namespace belay::test;
using namespace Qt::Literals::StringLiterals;

namespace {

QByteArray words(const CliResult &result)
{
    return result.out + result.err;
}

/// Somebody else's lock on a host, as their Belay would have left it.
void lockByOther(const Fleet &fleet, const QString &host)
{
    const QString belay = fleet.hostPath(host) + u"/.belay"_s;
    QVERIFY(QFile::link(u"v1:run-9:ann@laptop:20261121160000"_s, belay + u"/lock"_s));
    writeFile(belay + u"/ops/run-9/plan.json"_s,
              R"({"run":"run-9","version":"3.0.0","reason":"the big one"})");
}

} // namespace

/// Locks of others: named with owner, reason and age, and waited for.
class TestLockWait : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theLockIsNamedWithOwnerAndReason();
    void theWaitEndsWhenTheLockIsFree();
    void theWaitEndsWithItsTime();
    void aBadDurationIsRefused();
};

void TestLockWait::theLockIsNamedWithOwnerAndReason()
{
    const Fleet fleet({u"one"_s});
    QCOMPARE(fleet.deploy(u"1.0.0"_s).exitCode, 0);
    lockByOther(fleet, u"one"_s);
    const CliResult deploy = fleet.deploy(u"2.0.0"_s);
    QVERIFY2(deploy.exitCode == 10, words(deploy).constData());
    QVERIFY2(deploy.err.contains("ann@laptop (run run-9, for "), words(deploy).constData());
    QVERIFY2(deploy.err.contains("to 3.0.0: the big one)"), words(deploy).constData());
    const CliResult status = fleet.belay({u"status"_s});
    QVERIFY2(status.out.contains("ann@laptop (run run-9, for "), words(status).constData());
    QVERIFY2(status.out.contains("the big one"), words(status).constData());
    const CliResult unlock = fleet.belay({u"unlock"_s, u"--reason"_s, u"she said so"_s});
    QVERIFY2(unlock.exitCode == 2, words(unlock).constData()); // there is nobody to ask
    QVERIFY2(unlock.err.contains("the lock of ann@laptop"), words(unlock).constData());
    QVERIFY(fleet.locked(u"one"_s));
    const CliResult freed = fleet.belay({u"unlock"_s, u"-y"_s, u"--reason"_s, u"she said so"_s});
    QVERIFY2(freed.exitCode == 0, words(freed).constData());
    QVERIFY(!fleet.locked(u"one"_s));
}

void TestLockWait::theWaitEndsWhenTheLockIsFree()
{
    const Fleet fleet({u"one"_s, u"two"_s});
    QCOMPARE(fleet.deploy(u"1.0.0"_s).exitCode, 0);
    fleet.build(u"2.0.0"_s);
    lockByOther(fleet, u"two"_s);
    const auto waiting = fleet.start(fleet.deployArguments(u"2.0.0"_s, {u"--lock-wait"_s, u"2m"_s}));
    QByteArray said;
    QTRY_VERIFY_WITH_TIMEOUT((waiting->waitForReadyRead(50), said += waiting->readAllStandardError(),
                              said.contains("waiting for the lock of two: ann@laptop")),
                             60000);
    QCOMPARE(fleet.live(), u"1.0.0/1.0.0 1.0.0/1.0.0"_s);
    QVERIFY(!fleet.locked(u"one"_s)); // who waits holds nothing
    QVERIFY(QFile::remove(fleet.hostPath(u"two"_s) + u"/.belay/lock"_s));
    QVERIFY(waiting->waitForFinished(120000));
    QCOMPARE(waiting->exitCode(), 0);
    QCOMPARE(fleet.live(), u"2.0.0/2.0.0 2.0.0/2.0.0"_s);
}

void TestLockWait::theWaitEndsWithItsTime()
{
    const Fleet fleet({u"one"_s});
    QCOMPARE(fleet.deploy(u"1.0.0"_s).exitCode, 0);
    lockByOther(fleet, u"one"_s);
    const CliResult result = fleet.deploy(u"2.0.0"_s, {u"--lock-wait"_s, u"1s"_s});
    QVERIFY2(result.exitCode == 10, words(result).constData());
    QVERIFY2(result.err.contains("Still locked when the time was over. one: ann@laptop"),
             words(result).constData());
}

void TestLockWait::aBadDurationIsRefused()
{
    const Fleet fleet({u"one"_s});
    const CliResult result = fleet.deploy(u"1.0.0"_s, {u"--lock-wait"_s, u"soon"_s});
    QVERIFY2(result.exitCode == 2, words(result).constData());
}

QTEST_GUILESS_MAIN(TestLockWait)

#include "tst_lock_wait.moc"
