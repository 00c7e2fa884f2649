// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/layout_host.h"

#include <QFile>
#include <QFileInfo>
#include <QTest>

using namespace belay;
using namespace belay::test;
using namespace Qt::Literals::StringLiterals;

/// What is taken back when a deployment fails; on every shell installed
/// here.
class LayoutUndoTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void undoingBeforeTheSwitchLeavesNoTrace_data() { eachShell(); }
    void undoingBeforeTheSwitchLeavesNoTrace();
    void undoingAfterTheSwitchGoesBackAndKeepsTheEvidence_data() { eachShell(); }
    void undoingAfterTheSwitchGoesBackAndKeepsTheEvidence();
    void undoingTheFirstDeploymentRemovesCurrent_data() { eachShell(); }
    void undoingTheFirstDeploymentRemovesCurrent();

private:
    static void eachShell()
    {
        QTest::addColumn<QString>("shell");
        for (const QString &shell : LayoutHost::shells())
            QTest::newRow(qPrintable(shell)) << shell;
    }
    static QString shell() { return *static_cast<QString *>(QTest::qData("shell", QMetaType::QString)); }
};

void LayoutUndoTest::undoingBeforeTheSwitchLeavesNoTrace()
{
    const LayoutHost host(shell());
    COMPARE_CODE(host.deploy(u"run-1"_s, r1, u"1.0.0"_s), 0);
    COMPARE_CODE(host.prepare(u"run-2"_s, r2, u"1.1.0"_s), 0);
    const LayoutSite site = host.site(u"run-2"_s);
    COMPARE_CODE(host.sh(discardReleaseScript(site, r2)), 0);
    COMPARE_CODE(host.sh(discardStagingScript(site)), AlreadyDone);
    COMPARE_CODE(host.sh(unlockScript(site)), 0);
    QCOMPARE(host.releases(), QStringList{r1});
    QCOMPARE(host.currentText(), host.at(u"releases/"_s + r1));
    QVERIFY(!QFile::exists(host.at(u".belay/manifests/%1.json"_s.arg(r2))));
}

void LayoutUndoTest::undoingAfterTheSwitchGoesBackAndKeepsTheEvidence()
{
    const LayoutHost host(shell());
    COMPARE_CODE(host.deploy(u"run-1"_s, r1, u"1.0.0"_s), 0);
    COMPARE_CODE(host.prepare(u"run-2"_s, r2, u"1.1.0"_s), 0);
    const LayoutSite site = host.site(u"run-2"_s);
    const SwitchOptions options = host.switchTo(u"run-2"_s, r2, u"1.1.0"_s);
    const RecordOptions mark{{}, {{u"marked-bad"_s, r2, u"1.1.0"_s, u"run-2"_s, u"ann"_s, {}}}, r2};
    COMPARE_CODE(host.sh(recordScript(site, mark)), AlreadyDone);
    COMPARE_CODE(host.sh(switchScript(site, options)), 0);
    COMPARE_CODE(host.sh(discardReleaseScript(site, r2)), Refused);
    COMPARE_CODE(host.sh(switchBackScript(site, options)), 0);
    COMPARE_CODE(host.sh(switchBackResolve(site, options)), 0);
    COMPARE_CODE(host.sh(switchBackScript(site, options)), AlreadyDone);
    COMPARE_CODE(host.sh(recordScript(site, mark)), 0);
    COMPARE_CODE(host.sh(recordScript(site, mark)), AlreadyDone);
    COMPARE_CODE(host.sh(discardReleaseScript(site, r2)), AlreadyDone);
    COMPARE_CODE(host.sh(unlockScript(site)), 0);
    QCOMPARE(host.currentText(), host.at(u"releases/"_s + r1));
    QCOMPARE(host.releases(), (QStringList{r1, r2}));
    QVERIFY(host.observe().release(r2)->bad);
    QCOMPARE(previousGoodRelease(host.observe()), QString());
}

void LayoutUndoTest::undoingTheFirstDeploymentRemovesCurrent()
{
    const LayoutHost host(shell());
    COMPARE_CODE(host.prepare(u"run-1"_s, r1, u"1.0.0"_s), 0);
    const SwitchOptions options = host.switchTo(u"run-1"_s, r1, u"1.0.0"_s);
    COMPARE_CODE(host.sh(switchScript(host.site(u"run-1"_s), options)), 0);
    COMPARE_CODE(host.sh(switchBackScript(host.site(u"run-1"_s), options)), 0);
    QVERIFY(!QFileInfo(host.at(u"current"_s)).isSymLink());
}

QTEST_GUILESS_MAIN(LayoutUndoTest)
#include "tst_layout_undo.moc"
