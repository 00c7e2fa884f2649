// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/layout_host.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>
#include <QTest>

using namespace belay;
using namespace belay::test;
using namespace Qt::Literals::StringLiterals;

/// The way back in one go: lock and switch by the link that was staged for it, the records afterwards.
class LayoutRollbackTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theQuickWayStartsOnlyTwoPrograms_data() { eachShell(); }
    void theQuickWayStartsOnlyTwoPrograms();
    void theRecordsFollowAndAreWrittenOnce_data() { eachShell(); }
    void theRecordsFollowAndAreWrittenOnce();
    void anythingUnusualGoesTheCarefulWay_data();
    void anythingUnusualGoesTheCarefulWay();
    void aLockOfSomebodyElseStopsIt_data() { eachShell(); }
    void aLockOfSomebodyElseStopsIt();
    void aSecondTryFindsItDone_data() { eachShell(); }
    void aSecondTryFindsItDone();

private:
    static void eachShell()
    {
        QTest::addColumn<QString>("shell");
        for (const QString &shell : LayoutHost::shells())
            QTest::newRow(qPrintable(shell)) << shell;
    }
    static QString shell() { return *static_cast<QString *>(QTest::qData("shell", QMetaType::QString)); }
    static bool twoReleases(const LayoutHost &host)
    {
        return host.deploy(u"run-1"_s, r1, u"1.0.0"_s).code == 0 &&
               host.deploy(u"run-2"_s, r2, u"1.1.0"_s).code == 0;
    }
    static QString switchNow(const LayoutHost &host)
    {
        return switchNowScript(host.site(u"run-3"_s), host.switchTo(u"run-3"_s, r1, u"1.0.0"_s),
                               {u"my_app"_s, true, u"{}"_s});
    }
    static QString settle(const LayoutHost &host)
    {
        SwitchOptions options = host.switchTo(u"run-3"_s, r1, u"1.0.0"_s);
        options.expectedLink = host.at(u"releases/"_s + r2);
        options.expectedRelease = r2;
        return settleScript(host.site(u"run-3"_s), options, u"{\"run\":\"run-3\"}"_s);
    }
};

void LayoutRollbackTest::theQuickWayStartsOnlyTwoPrograms()
{
    const LayoutHost host(shell());
    QVERIFY(twoReleases(host));
    const QString tools = host.root() + u"/two-tools"_s;
    QVERIFY(QDir().mkpath(tools));
    for (const QString &tool : {u"ln"_s, u"mv"_s})
        QVERIFY(QFile::link(QStandardPaths::findExecutable(tool), tools + u'/' + tool));
    const Ran ran = host.sh(u"PATH="_s + tools + u'\n' + switchNow(host));
    QVERIFY2(ran.code == 0, qPrintable(ran.out + ran.err));
    QCOMPARE(ran.said(), u"current: 20261121150000 -> 20261121140000"_s);
    QCOMPARE(host.currentText(), host.at(u"releases/"_s + r1));
    QCOMPARE(host.observe().lock, host.site(u"run-3"_s).token);
}

void LayoutRollbackTest::theRecordsFollowAndAreWrittenOnce()
{
    const LayoutHost host(shell());
    QVERIFY(twoReleases(host));
    COMPARE_CODE(host.sh(switchNow(host)), 0);
    const QString records = settle(host);
    COMPARE_CODE(host.sh(records), 0);
    COMPARE_CODE(host.sh(records), AlreadyDone);
    QCOMPARE(host.logEvents().last(), u"activated "_s + r1);
    QCOMPARE(host.logEvents().count(u"activated "_s + r1), 2);
    QCOMPARE(host.read(u".belay/ops/run-3/plan.json"_s), QByteArray("{\"run\":\"run-3\"}\n"));
}

void LayoutRollbackTest::anythingUnusualGoesTheCarefulWay_data()
{
    QTest::addColumn<QString>("shell");
    QTest::addColumn<QString>("before"); // changes the host
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("live"); // afterwards
    for (const QString &shell : LayoutHost::shells()) {
        const auto row = [&shell](const char *name, const QString &before, int code, const QString &live) {
            QTest::addRow("%s, %s", name, qPrintable(shell)) << shell << before << code << live;
        };
        row("no staged link", u"rm .belay/rollback-link"_s, 0, r1);
        row("staged link leads elsewhere", u"rm .belay/rollback-link; ln -s /tmp .belay/rollback-link"_s, 0,
            r1);
        row("our lock is there", u"ln -s TOKEN .belay/lock"_s, 0, r1);
        row("target is gone", u"rm -r releases/"_s + r1, Refused, r2);
        row("target is a link", u"mv releases/%1 aside; ln -s ../aside releases/%1"_s.arg(r1), Refused, r2);
        row("current is a folder", u"rm current; mkdir current"_s, Refused, {});
        row("another environment's", u"echo other/production >.belay/env"_s, OtherEnvironment, r2);
        row("Mina's lock", u"echo kim >deploy.lock"_s, LockedByOther, r2);
    }
}

void LayoutRollbackTest::anythingUnusualGoesTheCarefulWay()
{
    QFETCH(QString, before);
    QFETCH(int, code);
    QFETCH(QString, live);
    const LayoutHost host(shell());
    QVERIFY(twoReleases(host));
    const QString script = switchNow(host);
    COMPARE_CODE(
        host.sh(u"cd '%1'\n%2\n"_s.arg(host.path(), before.replace(u"TOKEN"_s, host.site(u"run-3"_s).token))),
        0);
    COMPARE_CODE(host.sh(script), code);
    QCOMPARE(host.currentText(), live.isEmpty() ? QString() : host.at(u"releases/"_s + live));
    if (code == 0) {
        COMPARE_CODE(host.sh(settle(host)), AlreadyDone); // the careful way has written it
        QCOMPARE(host.logEvents().last(), u"activated "_s + r1);
        QCOMPARE(host.observe().lock, host.site(u"run-3"_s).token);
    }
}

void LayoutRollbackTest::aLockOfSomebodyElseStopsIt()
{
    const LayoutHost host(shell());
    QVERIFY(twoReleases(host));
    COMPARE_CODE(host.sh(lockScript(host.site(u"run-9"_s), {u"my_app"_s, false, u"{}"_s})), 0);
    const Ran refused = host.sh(switchNow(host));
    QCOMPARE(refused.code, static_cast<int>(LockedByOther));
    QVERIFY2(refused.said().contains(u"is locked by ann@laptop (run run-9, for "), qPrintable(refused.out));
    QCOMPARE(host.currentText(), host.at(u"releases/"_s + r2));
    QCOMPARE(host.observe().lock, host.site(u"run-9"_s).token);
}

void LayoutRollbackTest::aSecondTryFindsItDone()
{
    const LayoutHost host(shell());
    QVERIFY(twoReleases(host));
    const QString script = switchNow(host);
    COMPARE_CODE(host.sh(script), 0);
    COMPARE_CODE(host.sh(script), AlreadyDone);
    QCOMPARE(host.currentText(), host.at(u"releases/"_s + r1));
}

QTEST_GUILESS_MAIN(LayoutRollbackTest)
#include "tst_layout_rollback.moc"
