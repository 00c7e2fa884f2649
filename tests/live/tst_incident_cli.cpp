// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fleet.h"

#include <QTest>

using namespace belay;
using namespace belay::test;
using namespace Qt::Literals::StringLiterals;

/// An incident from the terminal, over releases that really happen.
class TestIncidentCli : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anIncidentIsKeptFromItsOpeningToItsEnd();
    void whatIsWrongIsSaid_data();
    void whatIsWrongIsSaid();

private:
    static QStringList incident(QStringList words)
    {
        return QStringList{u"incident"_s} + words + QStringList{u"-e"_s, u"production"_s};
    }
};

void TestIncidentCli::anIncidentIsKeptFromItsOpeningToItsEnd()
{
    Fleet fleet({u"one"_s, u"two"_s});
    for (const QString &version : {u"1.0.0"_s, u"2.0.0"_s}) {
        fleet.build(version);
        QCOMPARE(fleet.deploy(version).exitCode, 0);
    }
    CliResult said = fleet.belay(incident({u"open"_s, u"--text"_s, u"checkout answers 500"_s}));
    QVERIFY2(said.exitCode == 0, said.err.constData());
    QVERIFY2(said.err.contains("opened the incident: checkout answers 500"), said.err.constData());
    said = fleet.belay(incident({u"open"_s, u"--text"_s, u"again"_s}));
    QCOMPARE(said.exitCode, 2);
    QVERIFY2(said.err.contains("production has an open incident"), said.err.constData());
    for (const QStringList &words : {QStringList{u"lead"_s},
                                     {u"post"_s, u"--text"_s, u"told #incidents"_s},
                                     {u"note"_s, u"--text"_s, u"the pool is full"_s}})
        QCOMPARE(fleet.belay(incident(words)).exitCode, 0);

    said = fleet.belay({u"rollback"_s, u"-e"_s, u"production"_s, u"--reason"_s, u"500"_s, u"--yes"_s});
    QVERIFY2(said.exitCode == 0, said.err.constData());
    QCOMPARE(fleet.live(), u"1.0.0/1.0.0 1.0.0/1.0.0"_s);

    said = fleet.belay(incident({u"show"_s}));
    QVERIFY2(said.exitCode == 0, said.err.constData());
    for (const char *line :
         {"**Trigger**: checkout answers 500", "- [x] Communicate (", "- [x] Execute (", "- [ ] Verify\n",
          "2.0.0 is live on all hosts", "**Way back**: taken", "Rollback to 1.0.0 began", "the pool is full"})
        QVERIFY2(said.out.contains(line),
                 QByteArray(QByteArray(line) + " is missing in:\n" + said.out).constData());
    QVERIFY2(said.out.contains("Release 2.0.0 went live"), said.out.constData());

    QCOMPARE(fleet.belay(incident({u"tick"_s, u"verify"_s, u"--text"_s, u"checkout answers"_s})).exitCode, 0);
    QCOMPARE(fleet.belay(incident({u"close"_s, u"--text"_s, u"1.0.0 serves"_s})).exitCode, 0);
    const QString file = fleet.cli.home() + u"/incident.html"_s;
    said = fleet.belay(incident({u"show"_s, u"--format"_s, u"html"_s, u"-o"_s, file}));
    QVERIFY2(said.exitCode == 0, said.err.constData());
    QVERIFY(readFile(file).contains("closed: 1.0.0 serves"));
    said = fleet.belay(incident({u"list"_s, u"--json"_s}));
    const QJsonArray list = said.json()[u"incidents"_s].toArray();
    QCOMPARE(list.size(), 1);
    QCOMPARE(list[0][u"trigger"_s].toString(), u"checkout answers 500"_s);
    QVERIFY(!list[0][u"closed"_s].isNull());
    // A closed one takes notes, and nothing that would change it.
    QCOMPARE(fleet.belay(incident({u"note"_s, u"--text"_s, u"it was the pool"_s})).exitCode, 0);
    said = fleet.belay(incident({u"lead"_s}));
    QCOMPARE(said.exitCode, 2);
    QVERIFY2(said.err.contains("is closed"), said.err.constData());
}

void TestIncidentCli::whatIsWrongIsSaid_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("none yet") << incident({u"show"_s}) << QByteArray("production has no incident.");
    QTest::newRow("no text") << incident({u"open"_s}) << QByteArray("What was seen?");
    QTest::newRow("no such environment")
        << QStringList{u"incident"_s, u"open"_s, u"-e"_s, u"moon"_s, u"--text"_s, u"x"_s}
        << QByteArray("moon");
    QTest::newRow("no such id") << incident({u"show"_s, u"--incident"_s, u"2020"_s})
                                << QByteArray("There is no incident 2020.");
}

void TestIncidentCli::whatIsWrongIsSaid()
{
    QFETCH(QStringList, words);
    QFETCH(QByteArray, expected);
    const Fleet fleet({u"one"_s});
    const CliResult said = fleet.belay(words);
    QVERIFY(said.exitCode != 0);
    QVERIFY2(said.err.contains(expected), said.err.constData());
}

QTEST_GUILESS_MAIN(TestIncidentCli)
#include "tst_incident_cli.moc"
