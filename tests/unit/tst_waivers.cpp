// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/checklist_snapshot.h"
#include "models/domain/held_waiver.h"
#include "models/domain/waivers.h"

#include <QTest>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qint64 noon = 1793534400000;

CheckItem itemOf(const QString &id, CheckLevel level)
{
    CheckItem item;
    item.id = id;
    item.title = id.toUpper();
    item.level = level;
    return item;
}

CheckStatus waived(const QString &id, CheckLevel level, const QString &by = u"dana@desk"_s)
{
    CheckStatus status{itemOf(id, level), {}};
    status.record.item = id;
    status.record.state = CheckState::Waived;
    status.record.summary = u"no code changed"_s;
    status.record.by = by;
    status.record.timeMs = noon;
    status.record.commit = u"c1"_s;
    return status;
}

CheckStatus held(CheckStatus status, const WaiverPolicy &policy)
{
    std::vector<CheckStatus> statuses{std::move(status)};
    applyWaiverPolicy(statuses, policy);
    return statuses.front();
}

const WaiverPolicy none{false, false, {}, false};
const WaiverPolicy onlyShould{false, true, {}, false};
const WaiverPolicy named{false, false, {u"tests"_s}, false};
const WaiverPolicy two{true, true, {}, true};

} // namespace

class TestWaivers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void thePolicySaysWhichCount_data();
    void thePolicySaysWhichCount();
    void theGateHonoursThePolicy();
    void aRefusalNamesThePolicy_data();
    void aRefusalNamesThePolicy();
    void aSecondPersonConfirms();
    void confirmingIsRefused_data();
    void confirmingIsRefused();
    void undoingTakesTheNewestStepBack();
    void whatNobodySaidIsNotUndone_data();
    void whatNobodySaidIsNotUndone();
    void aHeldWaiverIsKeptWithTheRun();
};

void TestWaivers::thePolicySaysWhichCount_data()
{
    QTest::addColumn<int>("policy");
    QTest::addColumn<QString>("item");
    QTest::addColumn<bool>("isMust");
    QTest::addColumn<QString>("becomes");
    const auto row = [](const char *name, int policy, const QString &item, bool isMust,
                        const QString &becomes) {
        QTest::newRow(name) << policy << item << isMust << becomes;
    };
    const QString counts = u"waived no code changed"_s;
    const QString refused =
        u"open waived by dana@desk, but this item may not be waived here: no code changed"_s;
    const QString waits = u"open waived by dana@desk, but a second person must confirm it: no code changed"_s;
    row("without a policy all count", 0, u"tests"_s, true, counts);
    row("none", 1, u"docs"_s, false, refused);
    row("should, a must", 2, u"tests"_s, true, refused);
    row("should, a should", 2, u"docs"_s, false, counts);
    row("named", 3, u"tests"_s, true, counts);
    row("not named", 3, u"docs"_s, false, refused);
    row("a second person for a must", 4, u"tests"_s, true, waits);
    row("a second person is not needed for a should", 4, u"docs"_s, false, counts);
}

void TestWaivers::thePolicySaysWhichCount()
{
    QFETCH(int, policy);
    QFETCH(QString, item);
    QFETCH(bool, isMust);
    QFETCH(QString, becomes);
    const WaiverPolicy policies[] = {{}, none, onlyShould, named, two};
    const CheckStatus status =
        held(waived(item, isMust ? CheckLevel::Must : CheckLevel::Should), policies[policy]);
    QCOMPARE(QString(toString(status.record.state) + u' ' + status.record.summary), becomes);
    QCOMPARE(status.heldWaiver.has_value(), status.record.state == CheckState::Open);
    if (status.heldWaiver)
        QCOMPARE(status.heldWaiver->summary, u"no code changed"_s);
    QCOMPARE(awaitsSecondPerson(status), becomes.contains(u"a second person must confirm it"_s));
}

void TestWaivers::theGateHonoursThePolicy()
{
    std::vector<CheckStatus> statuses{waived(u"tests"_s, CheckLevel::Must),
                                      waived(u"docs"_s, CheckLevel::Should)};
    QVERIFY(gate(statuses).open);
    applyWaiverPolicy(statuses, two);
    const GateResult closed = gate(statuses);
    QVERIFY(!closed.open);
    QCOMPARE(closed.blocking, QStringList{u"tests"_s});
    QCOMPARE(closed.waived, 1);
    statuses.front() = waived(u"tests"_s, CheckLevel::Must);
    statuses.front().record.confirmedBy = u"bo@desk"_s;
    applyWaiverPolicy(statuses, two);
    QVERIFY(gate(statuses).open);
}

void TestWaivers::aRefusalNamesThePolicy_data()
{
    QTest::addColumn<int>("policy");
    QTest::addColumn<QString>("hint");
    QTest::newRow("none") << 1 << u"belay.json lets nothing be waived there."_s;
    QTest::newRow("should") << 2 << u"belay.json lets these be waived there: should-pass items."_s;
    QTest::newRow("named") << 3 << u"belay.json lets these be waived there: tests."_s;
}

void TestWaivers::aRefusalNamesThePolicy()
{
    QFETCH(int, policy);
    QFETCH(QString, hint);
    const WaiverPolicy policies[] = {{}, none, onlyShould, named, two};
    const auto refused = checkWaiver(policies[policy], itemOf(u"lint"_s, CheckLevel::Must), u"production"_s);
    QVERIFY(!refused);
    QVERIFY(refused.error().kind == ErrorKind::Invalid);
    QCOMPARE(refused.error().summary, u"'LINT' may not be waived in production."_s);
    QCOMPARE(refused.error().hint, hint);
    QVERIFY(checkWaiver({}, itemOf(u"lint"_s, CheckLevel::Must), u"production"_s));
}

void TestWaivers::aSecondPersonConfirms()
{
    const auto record =
        confirmedWaiver(held(waived(u"tests"_s, CheckLevel::Must), two), u"bo@desk"_s, noon + 60000);
    QVERIFY(record);
    QVERIFY(record->state == CheckState::Waived);
    QCOMPARE(record->by, u"dana@desk"_s);
    QCOMPARE(record->summary, u"no code changed"_s);
    QCOMPARE(record->timeMs, noon);
    QCOMPARE(record->confirmedBy, u"bo@desk"_s);
    QCOMPARE(record->confirmedMs, noon + 60000);
    QCOMPARE(record->commit, u"c1"_s);
}

void TestWaivers::confirmingIsRefused_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("by");
    QTest::addColumn<QString>("error");
    const auto row = [](const char *name, const QString &what, const QString &by, const QString &error) {
        QTest::newRow(name) << what << by << error;
    };
    const QString same = u"The waiver of 'TESTS' is by dana@desk: somebody else must confirm it."_s;
    row("the same person", u"waived"_s, u"dana@desk"_s, same);
    row("the same person at another computer", u"waived"_s, u"dana@laptop"_s, same);
    row("the same person in capitals", u"waived"_s, u"Dana@desk"_s, same);
    row("a third person", u"confirmed"_s, u"cy@desk"_s,
        u"The waiver of 'TESTS' counts without a second person."_s);
    row("nothing is waived", u"open"_s, u"bo@desk"_s, u"'TESTS' is not waived."_s);
    row("of another commit", u"stale"_s, u"bo@desk"_s, u"'TESTS' was answered for another commit."_s);
}

void TestWaivers::confirmingIsRefused()
{
    QFETCH(QString, what);
    QFETCH(QString, by);
    QFETCH(QString, error);
    CheckStatus status = waived(u"tests"_s, CheckLevel::Must);
    if (what == u"confirmed"_s)
        status.record.confirmedBy = u"bo@desk"_s;
    else if (what != u"waived"_s)
        status.record.state = checkStateFromString(what);
    const auto record = confirmedWaiver(held(status, two), by, noon);
    QVERIFY(!record);
    if (what == u"confirmed"_s)
        error = u"The waiver of 'TESTS' is already confirmed, by bo@desk."_s;
    QCOMPARE(record.error().summary, error);
}

void TestWaivers::undoingTakesTheNewestStepBack()
{
    CheckStatus status = waived(u"tests"_s, CheckLevel::Must);
    status.record.confirmedBy = u"bo@desk"_s;
    status.record.confirmedMs = noon + 1;
    const auto unconfirmed = undoneAnswer(held(status, two), u"cy@desk"_s, noon + 2);
    QVERIFY(unconfirmed);
    QVERIFY(*unconfirmed == waived(u"tests"_s, CheckLevel::Must).record);
    status.record = *unconfirmed;
    const auto open = undoneAnswer(held(status, two), u"cy@desk"_s, noon + 2);
    QVERIFY(open);
    QVERIFY(open->state == CheckState::Open);
    QCOMPARE(open->by, u"cy@desk"_s);
    QCOMPARE(open->timeMs, noon + 2);
    QCOMPARE(open->commit, u"c1"_s);
    QCOMPARE(open->summary, QString());
}

void TestWaivers::whatNobodySaidIsNotUndone_data()
{
    QTest::addColumn<QString>("state");
    QTest::addColumn<bool>("isAsked");
    QTest::addColumn<bool>("possible");
    QTest::newRow("open") << u"open"_s << true << false;
    QTest::newRow("answered") << u"passed"_s << true << true;
    QTest::newRow("set aside") << u"not-applicable"_s << true << true;
    QTest::newRow("a command that passed") << u"passed"_s << false << false;
    QTest::newRow("a command that failed") << u"failed"_s << false << false;
    QTest::newRow("a waived command") << u"waived"_s << false << true;
    QTest::newRow("for another commit") << u"stale"_s << true << false;
}

void TestWaivers::whatNobodySaidIsNotUndone()
{
    QFETCH(QString, state);
    QFETCH(bool, isAsked);
    QFETCH(bool, possible);
    CheckStatus status = waived(u"tests"_s, CheckLevel::Must);
    status.item.kind = isAsked ? CheckKind::Ask : CheckKind::Command;
    status.record.state = checkStateFromString(state);
    const auto record = undoneAnswer(status, u"bo@desk"_s, noon);
    QCOMPARE(record.has_value(), possible);
    if (!possible)
        QCOMPARE(record.error().summary, u"'TESTS' has no answer that could be taken back."_s);
}

void TestWaivers::aHeldWaiverIsKeptWithTheRun()
{
    ChecklistSnapshot snapshot;
    CheckStatus confirmed = waived(u"lint"_s, CheckLevel::Must);
    confirmed.record.confirmedBy = u"bo@desk"_s;
    confirmed.record.confirmedMs = noon + 1000;
    snapshot.statuses = {held(waived(u"tests"_s, CheckLevel::Must), two), held(confirmed, two)};
    const auto read = snapshotFrom(snapshotText(snapshot));
    QVERIFY(read);
    QCOMPARE(read->statuses.size(), std::size_t(2));
    QVERIFY(read->statuses[0].record == snapshot.statuses[0].record);
    QVERIFY(read->statuses[0].heldWaiver == snapshot.statuses[0].heldWaiver);
    QVERIFY(read->statuses[1].record == confirmed.record);
    QVERIFY(!read->statuses[1].heldWaiver);
}

QTEST_GUILESS_MAIN(TestWaivers)
#include "tst_waivers.moc"
