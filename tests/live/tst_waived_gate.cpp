// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fleet.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace belay::test;
using namespace Qt::Literals::StringLiterals;

/// What a waiver is worth in an environment that says who may waive what: the real program, its gate, its
/// history and its report.
class TestWaivedGate : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aWaiverOfAMustWaitsForASecondPerson();
    void aConfirmationCanBeTakenBack();
    void whatMayNotBeWaivedIsRefused();
    void oneAnswerAtATime();

private:
    CliResult answer(const QStringList &more) const
    {
        return m_fleet->belay(QStringList{u"answer"_s, u"mine"_s} + more);
    }
    QJsonObject itemNow() const;
    int deployNow() const;

    std::unique_ptr<Fleet> m_fleet;
};

void TestWaivedGate::init()
{
    m_fleet = std::make_unique<Fleet>(QStringList{u"one"_s});
    m_fleet->environment[u"checklist"_s] = QJsonObject{{u"second_person"_s, true}};
    m_fleet->write();
    // One item, and it has to pass: everything else of the profile is out of the way.
    const QString file = m_fleet->projectFolder() + u"/belay.json"_s;
    QJsonObject project = QJsonDocument::fromJson(readFile(file)).object();
    const CliResult all = m_fleet->belay({u"check"_s, u"--trust"_s, u"--json"_s, u"--only"_s, u"on-call"_s});
    QJsonArray others;
    for (const QJsonValue &item : all.jsonLines().last()[u"items"_s].toArray())
        others.append(item[u"id"_s]);
    project[u"checklist"_s] = QJsonObject{
        {u"disable"_s, others},
        {u"items"_s,
         QJsonArray{QJsonObject{{u"id"_s, u"mine"_s}, {u"title"_s, u"Tests"_s}, {u"run"_s, u"false"_s}}}}};
    writeFile(file, QJsonDocument(project).toJson());
    QCOMPARE(m_fleet->belay({u"check"_s, u"--trust"_s}).exitCode, 3);
    m_fleet->build(u"1.0.0"_s);
}

QJsonObject TestWaivedGate::itemNow() const
{
    const CliResult result = m_fleet->belay({u"check"_s, u"--json"_s, u"--only"_s, u"mine"_s});
    for (const QJsonValue &item : result.jsonLines().last()[u"items"_s].toArray()) {
        if (item[u"id"_s] == u"mine"_s)
            return item.toObject();
    }
    return {};
}

int TestWaivedGate::deployNow() const
{
    return m_fleet->belay({u"deploy"_s, u"-r"_s, u"1.0.0"_s, u"--yes"_s}).exitCode;
}

void TestWaivedGate::aWaiverOfAMustWaitsForASecondPerson()
{
    const CliResult waived =
        answer({u"--waive"_s, u"--reason"_s, u"the hotfix cannot wait"_s, u"--as"_s, u"dana"_s});
    QVERIFY2(waived.exitCode == 0, waived.err.constData());
    QVERIFY2(waived.out.contains("mine: open waived by dana@"), waived.out.constData());
    QVERIFY2(waived.err.contains("belay answer -e production mine --confirm"), waived.err.constData());
    QCOMPARE(deployNow(), 3);
    QCOMPARE(m_fleet->current(u"one"_s), u"-"_s);

    const CliResult alone = answer({u"--confirm"_s, u"--as"_s, u"Dana"_s});
    QCOMPARE(alone.exitCode, 2);
    QVERIFY2(alone.err.contains("somebody else must confirm it"), alone.err.constData());
    QCOMPARE(deployNow(), 3);

    const CliResult confirmed = answer({u"--confirm"_s, u"--as"_s, u"bo"_s});
    QVERIFY2(confirmed.exitCode == 0, confirmed.err.constData());
    QCOMPARE(confirmed.out.trimmed(), QByteArray("mine: waived the hotfix cannot wait"));
    // Looking at the rest leaves it as it is.
    QCOMPARE(m_fleet->belay({u"check"_s}).exitCode, 0);
    QCOMPARE(deployNow(), 0);
    QCOMPARE(m_fleet->current(u"one"_s), u"1.0.0"_s);

    const CliResult history = m_fleet->belay({u"history"_s, u"--json"_s, u"--limit"_s, u"1"_s});
    const QString run = QJsonDocument::fromJson(history.out).object()[u"runs"_s][0][u"id"_s].toString();
    const CliResult report = m_fleet->belay({u"report"_s, run});
    QVERIFY2(report.out.contains("waived (the hotfix cannot wait; dana@"), report.out.constData());
    QVERIFY2(report.out.contains(", confirmed by bo@"), report.out.constData());
}

void TestWaivedGate::aConfirmationCanBeTakenBack()
{
    QCOMPARE(answer({u"--waive"_s, u"--reason"_s, u"the hotfix cannot wait"_s}).exitCode, 0);
    QCOMPARE(answer({u"--confirm"_s, u"--as"_s, u"bo"_s}).exitCode, 0);
    QCOMPARE(answer({u"--undo"_s}).exitCode, 0);
    QCOMPARE(deployNow(), 3);
    // A look at the rest does not sweep the waiver away.
    QCOMPARE(m_fleet->belay({u"check"_s}).exitCode, 3);
    QCOMPARE(answer({u"--confirm"_s, u"--as"_s, u"bo"_s}).exitCode, 0);
    QCOMPARE(answer({u"--undo"_s}).exitCode, 0);
    QCOMPARE(answer({u"--undo"_s}).exitCode, 0);
    const CliResult nothing = answer({u"--undo"_s});
    QCOMPARE(nothing.exitCode, 2);
    QVERIFY2(nothing.err.contains("'Tests' has no answer that could be taken back."),
             nothing.err.constData());
    QCOMPARE(itemNow()[u"state"_s].toString(), u"failed"_s);
    QVERIFY(itemNow()[u"waiver"_s].isNull());
}

void TestWaivedGate::whatMayNotBeWaivedIsRefused()
{
    QCOMPARE(
        answer({u"--waive"_s, u"--reason"_s, u"the hotfix cannot wait"_s, u"--as"_s, u"dana"_s}).exitCode, 0);
    const QString file = m_fleet->projectFolder() + u"/belay.json"_s;
    const QByteArray strict = readFile(file).replace("\"second_person\": true", "\"waivers\": \"should\"");
    writeFile(file, strict);
    QCOMPARE(m_fleet->belay({u"trust"_s}).exitCode, 0);
    // What was waived before the rule does not count any more.
    QCOMPARE(deployNow(), 3);
    const CliResult refused = answer({u"--waive"_s, u"--reason"_s, u"the hotfix cannot wait"_s});
    QCOMPARE(refused.exitCode, 2);
    QVERIFY2(refused.err.contains("'Tests' may not be waived in production."), refused.err.constData());
    QVERIFY2(refused.err.contains("should-pass items"), refused.err.constData());
}

void TestWaivedGate::oneAnswerAtATime()
{
    const CliResult both = answer({u"--undo"_s, u"--confirm"_s});
    QCOMPARE(both.exitCode, 2);
    QVERIFY2(both.err.contains("--confirm and --undo exclude each other."), both.err.constData());
}

QTEST_GUILESS_MAIN(TestWaivedGate)
#include "tst_waived_gate.moc"
