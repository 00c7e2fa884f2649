// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/layout_host.h"

#include "models/domain/json.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QTest>

using namespace belay;
using namespace belay::test;
using namespace Qt::Literals::StringLiterals;

/// A release's life on a host, and who may change what there. The scripts are run for real by every shell
/// installed here.
class LayoutTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void threeDeploymentsARollbackAndPruning_data() { eachShell(); }
    void threeDeploymentsARollbackAndPruning();
    void theLayoutIsCapistranos_data() { eachShell(); }
    void theLayoutIsCapistranos();
    void aSecondRunFindsTheLockTaken_data() { eachShell(); }
    void aSecondRunFindsTheLockTaken();
    void everyScriptOfARunThatLostItsLockStops();
    void heldDeploysAreRefusedButRollbacksAreNot_data() { eachShell(); }
    void heldDeploysAreRefusedButRollbacksAreNot();
    void anotherEnvironmentsFolderIsNotTouched_data() { eachShell(); }
    void anotherEnvironmentsFolderIsNotTouched();
    void aRealFolderInPlaceOfCurrentIsLeftAlone_data() { eachShell(); }
    void aRealFolderInPlaceOfCurrentIsLeftAlone();
    void aDanglingCurrentIsSeenAndDeployedOver_data() { eachShell(); }
    void aDanglingCurrentIsSeenAndDeployedOver();
    void currentChangedBySomebodyElseStopsTheSwitch_data() { eachShell(); }
    void currentChangedBySomebodyElseStopsTheSwitch();
    void takingOverALockNeedsTheOneThatWasSeen_data() { eachShell(); }
    void takingOverALockNeedsTheOneThatWasSeen();
    void locksOfOtherToolsAreRespected_data() { eachShell(); }
    void locksOfOtherToolsAreRespected();

private:
    static void eachShell()
    {
        QTest::addColumn<QString>("shell");
        for (const QString &shell : LayoutHost::shells())
            QTest::newRow(qPrintable(shell)) << shell;
    }
    static QString shell() { return *static_cast<QString *>(QTest::qData("shell", QMetaType::QString)); }
};

void LayoutTest::threeDeploymentsARollbackAndPruning()
{
    const LayoutHost host(shell());
    COMPARE_CODE(host.deploy(u"run-1"_s, r1, u"1.0.0"_s), 0);
    QCOMPARE(host.currentText(), host.at(u"releases/"_s + r1));
    COMPARE_CODE(host.deploy(u"run-2"_s, r2, u"1.1.0"_s), 0);
    COMPARE_CODE(host.deploy(u"run-3"_s, r3, u"1.2.0"_s), 0);
    QCOMPARE(host.currentText(), host.at(u"releases/"_s + r3));
    QCOMPARE(previousGoodRelease(host.observe()), r2);

    COMPARE_CODE(host.rollback(u"run-4"_s, false), 0);
    QCOMPARE(host.currentText(), host.at(u"releases/"_s + r2));
    QVERIFY(host.observe().release(r3)->bad);
    QCOMPARE(previousGoodRelease(host.observe()), r1);
    COMPARE_CODE(host.deploy(u"run-5"_s, r4, u"1.3.0"_s, 2), 0);

    // Two good ones stay, the bad one as evidence; the way back is one of them.
    QCOMPARE(host.releases(), (QStringList{r2, r3, r4}));
    QCOMPARE(host.observe().rollbackLink, r2);
    QCOMPARE(host.observe().lock, QString());
    QCOMPARE(
        host.logEvents(),
        (QStringList{u"activated "_s + r1, u"deployed "_s + r1, u"activated "_s + r2, u"deployed "_s + r2,
                     u"activated "_s + r3, u"deployed "_s + r3, u"activated "_s + r2, u"rolled-back "_s + r2,
                     u"marked-bad "_s + r3, u"activated "_s + r4, u"deployed "_s + r4}));
}

void LayoutTest::theLayoutIsCapistranos()
{
    const LayoutHost host(shell());
    COMPARE_CODE(host.deploy(u"run-1"_s, r1, u"1.0.0"_s), 0);
    COMPARE_CODE(host.deploy(u"run-2"_s, r2, u"1.1.0"_s), 0);
    COMPARE_CODE(host.rollback(u"run-3"_s), 0);
    QCOMPARE(host.read(u"revisions.log"_s),
             QByteArray("Branch 1.0.0 (at abc123) deployed as release 20261121140000 by ann\n"
                        "Branch 1.1.0 (at abc123) deployed as release 20261121150000 by ann\n"
                        "ann rolled back to release 20261121140000\n"));
    QCOMPARE(host.read(u"releases/20261121140000/REVISION"_s), QByteArray("1.0.0\n"));
    QCOMPARE(host.read(u".belay/env"_s), QByteArray("my_app/production\n"));
    // Its rollback sorts by the folders' times.
    QVERIFY(QFileInfo(host.at(u"releases/"_s + r1)).lastModified() <=
            QFileInfo(host.at(u"releases/"_s + r2)).lastModified());
    QCOMPARE(QFileInfo(host.at(u"releases/"_s + r1)).permissions() & QFile::ReadOther, QFile::ReadOther);
    QCOMPARE(QFileInfo(host.at(u".belay"_s)).permissions() & QFile::ReadOther, QFile::Permissions());
    const QByteArray manifest = host.read(u".belay/manifests/20261121140000.json"_s);
    QVERIFY2(manifest.contains("\"version\":\"1.0.0\"") &&
                 manifest.contains("{\"path\":\"bin/app\",\"size\":5,\"mode\":\"644\",\"sha256\":"
                                   "\"2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824\"}"),
             manifest);
}

void LayoutTest::aSecondRunFindsTheLockTaken()
{
    const LayoutHost host(shell());
    COMPARE_CODE(host.sh(lockScript(host.site(u"run-1"_s), {u"my_app"_s, false, u"{}"_s})), 0);
    COMPARE_CODE(host.sh(lockScript(host.site(u"run-1"_s), {u"my_app"_s, false, u"{}"_s})), AlreadyDone);
    const Ran second = host.sh(lockScript(host.site(u"run-2"_s), {u"my_app"_s, false, u"{}"_s}));
    QCOMPARE(second.code, static_cast<int>(LockedByOther));
    QVERIFY2(second.said().contains(u"is locked by ann@laptop (run run-1, for "), qPrintable(second.out));
    COMPARE_CODE(host.sh(unlockScript(host.site(u"run-2"_s))), AlreadyDone);
    QCOMPARE(host.observe().lock, host.site(u"run-1"_s).token);
    COMPARE_CODE(host.sh(unlockScript(host.site(u"run-1"_s))), 0);
    COMPARE_CODE(host.sh(unlockScript(host.site(u"run-1"_s))), AlreadyDone);
}

void LayoutTest::everyScriptOfARunThatLostItsLockStops()
{
    const LayoutHost host;
    COMPARE_CODE(host.prepare(u"run-1"_s, r1, u"1.0.0"_s), 0);
    const LayoutSite other = host.site(u"run-2"_s);
    const Artifact artifact = host.artifact({u"a=b"_s});
    const QStringList scripts{preflightScript(other, {}),
                              askUploadScript(other, artifact, r2),
                              receiveScript(other, artifact, r2),
                              publishScript(other, artifact, {}),
                              discardStagingScript(other),
                              discardReleaseScript(other, r1),
                              switchScript(other, host.switchTo(u"run-2"_s, r1, {})),
                              switchBackScript(other, host.switchTo(u"run-2"_s, r1, {})),
                              commandScript(other, {u"migrate"_s, r1, u"touch ran"_s, true}),
                              recordScript(other, {u"line"_s, {}, {}}),
                              holdScript(other, {}),
                              pruneScript(other, 1)};
    for (const QString &script : scripts)
        COMPARE_CODE(host.sh(script, "data"), LockedByOther);
    QCOMPARE(host.currentText(), QString());
    QCOMPARE(host.releases(), QStringList{r1});
    QVERIFY(!QFile::exists(host.at(u"revisions.log"_s)));
}

void LayoutTest::heldDeploysAreRefusedButRollbacksAreNot()
{
    const LayoutHost host(shell());
    COMPARE_CODE(host.deploy(u"run-1"_s, r1, u"1.0.0"_s), 0);
    COMPARE_CODE(host.deploy(u"run-2"_s, r2, u"1.1.0"_s), 0);
    COMPARE_CODE(host.rollback(u"run-3"_s, true), 0);
    QCOMPARE(host.observe().hold, u"ann@laptop: rolled back"_s);
    const Ran refused = host.sh(lockScript(host.site(u"run-4"_s), {u"my_app"_s, false, u"{}"_s}));
    QCOMPARE(refused.code, static_cast<int>(Held));
    QVERIFY2(refused.said().contains(u"Deploys to my_app/production are held: ann@laptop: rolled back"),
             qPrintable(refused.out));
    QCOMPARE(host.observe().lock, QString());
    COMPARE_CODE(host.sh(lockScript(host.site(u"run-5"_s), {u"my_app"_s, true, u"{}"_s})), 0);
}

void LayoutTest::anotherEnvironmentsFolderIsNotTouched()
{
    const LayoutHost host(shell());
    COMPARE_CODE(host.deploy(u"run-1"_s, r1, u"1.0.0"_s), 0);
    LayoutSite other = host.site(u"run-2"_s);
    other.tag = u"my_app/staging"_s;
    const Ran refused = host.sh(lockScript(other, {u"my_app"_s, false, u"{}"_s}));
    QCOMPARE(refused.code, static_cast<int>(OtherEnvironment));
    QVERIFY2(refused.said().contains(u"belongs to 'my_app/production', not to 'my_app/staging'"),
             qPrintable(refused.out));
    COMPARE_CODE(host.sh(switchScript(other, host.switchTo(u"run-2"_s, r1, {}))), OtherEnvironment);
}

void LayoutTest::aRealFolderInPlaceOfCurrentIsLeftAlone()
{
    const LayoutHost host(shell());
    QVERIFY(write(host.at(u"current/index.html"_s), "by hand"));
    QVERIFY(host.observe().currentIsFolder);
    const Ran refused = host.deploy(u"run-1"_s, r1, u"1.0.0"_s);
    QCOMPARE(refused.code, static_cast<int>(Refused));
    QVERIFY2(refused.said().startsWith(host.at(u"current is a real folder"_s)), qPrintable(refused.out));
    QCOMPARE(host.read(u"current/index.html"_s), QByteArray("by hand"));
    QVERIFY(!QFile::exists(host.at(u".belay"_s)));
}

void LayoutTest::aDanglingCurrentIsSeenAndDeployedOver()
{
    const LayoutHost host(shell());
    COMPARE_CODE(host.deploy(u"run-1"_s, r1, u"1.0.0"_s), 0);
    QVERIFY(QDir(host.at(u"releases/"_s + r1)).removeRecursively());
    QVERIFY(host.observe().currentDangling);
    QCOMPARE(host.observe().currentId, r1);
    COMPARE_CODE(host.deploy(u"run-2"_s, r2, u"1.1.0"_s), 0);
    QVERIFY(!host.observe().currentDangling);
    QCOMPARE(previousGoodRelease(host.observe()), QString());
}

void LayoutTest::currentChangedBySomebodyElseStopsTheSwitch()
{
    const LayoutHost host(shell());
    COMPARE_CODE(host.deploy(u"run-1"_s, r1, u"1.0.0"_s), 0);
    COMPARE_CODE(host.deploy(u"run-2"_s, r2, u"1.1.0"_s), 0);
    COMPARE_CODE(host.prepare(u"run-3"_s, r3, u"1.2.0"_s), 0);
    const SwitchOptions options = host.switchTo(u"run-3"_s, r3, u"1.2.0"_s);
    QFile::remove(host.at(u"current"_s));
    QVERIFY(QFile::link(host.at(u"releases/"_s + r1), host.at(u"current"_s)));
    const Ran refused = host.sh(switchScript(host.site(u"run-3"_s), options));
    QCOMPARE(refused.code, static_cast<int>(Refused));
    QVERIFY2(refused.said().startsWith(u"Somebody else changed "_s + host.at(u"current"_s)),
             qPrintable(refused.out));
    QCOMPARE(host.currentText(), host.at(u"releases/"_s + r1));
    COMPARE_CODE(host.sh(switchBackScript(host.site(u"run-3"_s), options)), Refused);
}

void LayoutTest::takingOverALockNeedsTheOneThatWasSeen()
{
    const LayoutHost host(shell());
    COMPARE_CODE(host.sh(lockScript(host.site(u"run-1"_s), {u"my_app"_s, false, u"{}"_s})), 0);
    const LayoutSite site = host.site(u"run-9"_s);
    const LogEntry why{u"unlocked"_s, {}, {}, u"run-9"_s, u"bob@desk"_s, u"laptop \"died\"\n— it's gone"_s};
    COMPARE_CODE(host.sh(takeOverUnlockScript(site, u"v1:run-0:x@y:20261121000000"_s, why)), LockedByOther);
    COMPARE_CODE(host.sh(takeOverUnlockScript(site, host.site(u"run-1"_s).token, why)), 0);
    QCOMPARE(host.observe().lock, QString());
    const QByteArray log = host.read(u".belay/log"_s);
    QVERIFY2(log.contains("\"reason\":\"laptop \\\"died\\\"\\n\\u2014 it's gone\"}"), log);
    COMPARE_CODE(host.sh(takeOverUnlockScript(site, {}, why)), AlreadyDone);
}

void LayoutTest::locksOfOtherToolsAreRespected()
{
    const LayoutHost host(shell());
    QVERIFY(write(host.at(u".dep/deploy.lock"_s), "kim"));
    Ran refused = host.sh(lockScript(host.site(u"run-1"_s), {u"my_app"_s, false, u"{}"_s}));
    QCOMPARE(refused.code, static_cast<int>(LockedByOther));
    QVERIFY2(refused.said().startsWith(u"Deployer holds a lock here"), qPrintable(refused.out));
    QCOMPARE(host.observe().foreignLock, u"Deployer (%1, by kim)"_s.arg(host.at(u".dep/deploy.lock"_s)));
    QVERIFY(QFile::remove(host.at(u".dep/deploy.lock"_s)));
    QVERIFY(write(host.root() + u"/home/.kamal/lock-my_app/details"_s, "x"));
    refused = host.sh(lockScript(host.site(u"run-1"_s), {u"my_app"_s, false, u"{}"_s}));
    QVERIFY2(refused.said().startsWith(u"Kamal holds a lock here"), qPrintable(refused.out));
}

QTEST_GUILESS_MAIN(LayoutTest)
#include "tst_layout.moc"
