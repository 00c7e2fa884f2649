// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/layout_host.h"

#include <QFile>
#include <QProcess>
#include <QTest>

using namespace belay;
using namespace belay::test;
using namespace Qt::Literals::StringLiterals;

/// Which releases stay when old ones are removed; on every shell installed
/// here.
class LayoutPruneTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepingOneReleaseKeepsTheLastGoodOneToo_data() { eachShell(); }
    void keepingOneReleaseKeepsTheLastGoodOneToo();
    void badReleasesDoNotPushOutGoodOnes_data() { eachShell(); }
    void badReleasesDoNotPushOutGoodOnes();
    void pruningLeavesForeignNamesAndRunningReleases_data() { eachShell(); }
    void pruningLeavesForeignNamesAndRunningReleases();

private:
    static void eachShell()
    {
        QTest::addColumn<QString>("shell");
        for (const QString &shell : LayoutHost::shells())
            QTest::newRow(qPrintable(shell)) << shell;
    }
    static QString shell() { return *static_cast<QString *>(QTest::qData("shell", QMetaType::QString)); }
};

void LayoutPruneTest::keepingOneReleaseKeepsTheLastGoodOneToo()
{
    const LayoutHost host(shell());
    COMPARE_CODE(host.deploy(u"run-1"_s, r1, u"1.0.0"_s, 1), 0);
    COMPARE_CODE(host.deploy(u"run-2"_s, r2, u"1.1.0"_s, 1), 0);
    COMPARE_CODE(host.deploy(u"run-3"_s, r3, u"1.2.0"_s, 1), 0);
    QCOMPARE(host.releases(), (QStringList{r2, r3}));
    COMPARE_CODE(host.rollback(u"run-4"_s, false), 0);
    const LayoutSite site = host.site(u"run-5"_s);
    COMPARE_CODE(host.sh(lockScript(site, {u"my_app"_s, true, u"{}"_s})), 0);
    COMPARE_CODE(host.sh(pruneScript(site, 1)), AlreadyDone);
    QCOMPARE(host.releases(), (QStringList{r2, r3}));
    QVERIFY(!QFile::exists(host.at(u".belay/manifests/%1.json"_s.arg(r1))));
}

void LayoutPruneTest::badReleasesDoNotPushOutGoodOnes()
{
    const LayoutHost host(shell());
    COMPARE_CODE(host.deploy(u"run-1"_s, r1, u"1.0.0"_s, 2), 0);
    COMPARE_CODE(host.deploy(u"run-2"_s, r2, u"1.1.0"_s, 2), 0);
    COMPARE_CODE(host.deploy(u"run-3"_s, r3, u"1.2.0"_s, 2), 0);
    COMPARE_CODE(host.rollback(u"run-4"_s, false), 0);
    COMPARE_CODE(host.deploy(u"run-5"_s, r4, u"1.3.0"_s, 2), 0);
    COMPARE_CODE(host.rollback(u"run-6"_s, false), 0);
    QCOMPARE(host.currentText(), host.at(u"releases/"_s + r2));
    QCOMPARE(host.releases(), (QStringList{r2, r3, r4}));
}

void LayoutPruneTest::pruningLeavesForeignNamesAndRunningReleases()
{
    const LayoutHost host(shell());
    COMPARE_CODE(host.deploy(u"run-1"_s, r1, u"1.0.0"_s), 0);
    QVERIFY(write(host.at(u"releases/by-hand/file"_s), "x"));
    QVERIFY(write(host.at(u"releases/20261121140000.old/file"_s), "x"));
    QProcess old;
    old.setWorkingDirectory(host.at(u"releases/"_s + r1));
    old.start(u"sleep"_s, {u"60"_s});
    QVERIFY(old.waitForStarted());
    COMPARE_CODE(host.deploy(u"run-2"_s, r2, u"1.1.0"_s, 1), 0);
    COMPARE_CODE(host.deploy(u"run-3"_s, r3, u"1.2.0"_s, 1), 0);
    QCOMPARE(host.releases(), (QStringList{r1, u"20261121140000.old"_s, r2, r3, u"by-hand"_s}));
    QVERIFY(host.observe().release(u"by-hand"_s)->foreign);
    old.kill();
    old.waitForFinished();
    COMPARE_CODE(host.deploy(u"run-4"_s, r4, u"1.3.0"_s, 1), 0);
    QCOMPARE(host.releases(), (QStringList{u"20261121140000.old"_s, r3, r4, u"by-hand"_s}));
}

QTEST_GUILESS_MAIN(LayoutPruneTest)
#include "tst_layout_prune.moc"
