// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fleet.h"
#include "tests/support/http_server.h"

#include <QJsonArray>
#include <QTest>

using namespace belay;
using namespace belay::test;
using namespace Qt::Literals::StringLiterals;

/// `belay rollback --watch`: whether the way back has helped, measured.
class TestRollbackWatch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void itSaysWhetherTheRollbackHasHelped_data();
    void itSaysWhetherTheRollbackHasHelped();
    void withoutMetricsNothingIsRolledBack();

private:
    static CliResult rollBack(const Fleet &fleet)
    {
        return fleet.belay({u"rollback"_s, u"-e"_s, u"production"_s, u"--reason"_s, u"many errors"_s,
                            u"--watch"_s, u"--yes"_s, u"--trust"_s});
    }
};

void TestRollbackWatch::itSaysWhetherTheRollbackHasHelped_data()
{
    QTest::addColumn<bool>("isItsFault");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QByteArray>("verdict");
    QTest::newRow("the release was the cause") << true << 0 << QByteArray("Healthy — ");
    QTest::newRow("something else is") << false << 7 << QByteArray("Roll back — failing requests ");
}

void TestRollbackWatch::itSaysWhetherTheRollbackHasHelped()
{
    QFETCH(bool, isItsFault);
    QFETCH(int, exitCode);
    QFETCH(QByteArray, verdict);
    Fleet fleet({u"one"_s});
    bool failsAnyhow = false;
    const HttpServer metrics([&](const HttpServer::Request &) {
        failsAnyhow = failsAnyhow || (!isItsFault && fleet.served(u"one"_s) == u"2.0.0");
        const bool fails = failsAnyhow || fleet.served(u"one"_s) == u"2.0.0";
        return HttpServer::answer(200, fails ? "failing 50\n" : "failing 0\n");
    });
    const QJsonObject failing{{u"id"_s, u"failing"_s},
                              {u"title"_s, u"Failing requests"_s},
                              {u"query"_s, u"failing"_s},
                              {u"bad"_s, u"up"_s},
                              {u"rollback"_s, 5}};
    const auto watchFor = [&](const QString &time) {
        fleet.environment[u"metrics"_s] = QJsonObject{
            {u"source"_s, QJsonObject{{u"kind"_s, u"scrape"_s}, {u"url"_s, metrics.url(u"/metrics"_s)}}},
            {u"interval"_s, u"100ms"_s},
            {u"before"_s, u"1s"_s},
            {u"watch"_s, time},
            {u"series"_s, QJsonArray{failing}}};
        fleet.write();
    };
    fleet.environment[u"rollback"_s] = QJsonObject{{u"automatic"_s, u"off"_s}};
    watchFor(u"1m"_s); // a verdict Roll back ends it
    for (const QString &version : {u"1.0.0"_s, u"2.0.0"_s})
        fleet.build(version);
    QCOMPARE(fleet.deploy(u"1.0.0"_s, {u"--no-watch"_s}).exitCode, 0);
    const CliResult deployed = fleet.deploy(u"2.0.0"_s);
    QVERIFY2(deployed.exitCode == 7, deployed.err.constData());

    watchFor(u"5s"_s);
    const CliResult back = rollBack(fleet);
    QVERIFY2(back.exitCode == exitCode, back.err.constData());
    QCOMPARE(fleet.live(), u"1.0.0/1.0.0"_s);
    const QByteArray afterwards = back.err.mid(back.err.indexOf("succeeded: "));
    QVERIFY2(afterwards.contains(verdict), back.err.constData());
}

void TestRollbackWatch::withoutMetricsNothingIsRolledBack()
{
    Fleet fleet({u"one"_s});
    for (const QString &version : {u"1.0.0"_s, u"2.0.0"_s}) {
        fleet.build(version);
        QCOMPARE(fleet.deploy(version).exitCode, 0);
    }
    const CliResult back = rollBack(fleet);
    QCOMPARE(back.exitCode, 2);
    QVERIFY2(back.err.contains("production has no metrics to watch."), back.err.constData());
    QCOMPARE(fleet.live(), u"2.0.0/2.0.0"_s);
}

QTEST_GUILESS_MAIN(TestRollbackWatch)
#include "tst_rollback_watch.moc"
