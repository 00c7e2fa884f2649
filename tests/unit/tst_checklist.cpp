// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/checklist.h"

#include <QRegularExpression>
#include <QSet>
#include <QTest>

#include <algorithm>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

CheckItem item(const QString &id, CheckLevel level = CheckLevel::Must, CheckPhase phase = CheckPhase::Before)
{
    CheckItem item;
    item.id = id;
    item.group = u"Own"_s;
    item.level = level;
    item.phase = phase;
    return item;
}

CheckRecord record(const QString &id, CheckState state, const QString &commit = u"c1"_s, qint64 timeMs = 1)
{
    CheckRecord record;
    record.item = id;
    record.state = state;
    record.commit = commit;
    record.timeMs = timeMs;
    return record;
}

QStringList ids(const std::vector<CheckItem> &items)
{
    QStringList list;
    for (const CheckItem &each : items)
        list.append(each.id);
    return list;
}

const CheckItem *find(const std::vector<CheckItem> &items, const QString &id)
{
    const auto found =
        std::find_if(items.begin(), items.end(), [&id](const CheckItem &each) { return each.id == id; });
    return found == items.end() ? nullptr : &*found;
}

qsizetype count(const std::vector<CheckItem> &items, CheckPhase phase)
{
    return std::count_if(items.begin(), items.end(),
                         [phase](const CheckItem &each) { return each.phase == phase; });
}

} // namespace

class TestChecklist : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void phoenixRunsTheNineValidationCommands();
    void nodeRunsItsCommandsAndGenericOnlyAsks();
    void everyProfileIsWellFormed_data();
    void everyProfileIsWellFormed();
    void everyPhaseHasItsQuestions();
    void theSevenGotchasAreThere();
    void whatBlocksAnyReleaseIsAMust();
    void ownItemsReplaceAndJoinTheirGroup();
    void disabledItemsAreGone();
    void theNewestRecordCounts();
    void aRecordForAnotherCommitIsStale_data();
    void aRecordForAnotherCommitIsStale();
    void theGateOpensWhenEveryMustIsSettled_data();
    void theGateOpensWhenEveryMustIsSettled();
    void theGateCounts();
    void statesHaveWords();
};

void TestChecklist::phoenixRunsTheNineValidationCommands()
{
    QStringList commands;
    QStringList shoulds;
    for (const CheckItem &each : profileItems(u"phoenix"_s)) {
        if (each.kind != CheckKind::Command)
            continue;
        commands.append(each.id + u": "_s + each.run);
        if (each.level == CheckLevel::Should)
            shoulds.append(each.id);
    }
    commands.sort();
    QCOMPARE(commands,
             (QStringList{u"compile: mix compile --warnings-as-errors"_s, u"coverage: mix test --cover"_s,
                          u"credo: mix credo --strict"_s, u"dialyzer: mix dialyzer"_s,
                          u"format: mix format --check-formatted"_s, u"hex-audit: mix hex.audit"_s,
                          u"release-build: MIX_ENV=prod mix release --overwrite"_s,
                          u"sobelow: mix sobelow --config"_s, u"test: mix test"_s}));
    QCOMPARE(shoulds, QStringList{u"dialyzer"_s});
    QCOMPARE(find(profileItems(u"phoenix"_s), u"coverage"_s)->expect.coverageAtLeast, std::optional(80.0));
}

void TestChecklist::nodeRunsItsCommandsAndGenericOnlyAsks()
{
    const auto node = profileItems(u"node"_s);
    for (const QString &id : {u"npm-ci"_s, u"build"_s, u"lint"_s, u"type-check"_s, u"unit-tests"_s,
                              u"integration-tests"_s, u"e2e"_s, u"coverage"_s, u"npm-audit"_s}) {
        QVERIFY2(find(node, id), qPrintable(id));
        QCOMPARE(find(node, id)->kind, CheckKind::Command);
    }
    for (const CheckItem &each : profileItems(u"generic"_s))
        QVERIFY(each.kind != CheckKind::Command);
}

void TestChecklist::everyProfileIsWellFormed_data()
{
    QTest::addColumn<QString>("profile");
    QTest::addColumn<int>("before");
    QTest::newRow("phoenix") << u"phoenix"_s << 58;
    QTest::newRow("node") << u"node"_s << 52;
    QTest::newRow("generic") << u"generic"_s << 48;
}

void TestChecklist::everyProfileIsWellFormed()
{
    QFETCH(QString, profile);
    QFETCH(int, before);
    const auto items = profileItems(profile);
    QSet<QString> seen;
    QSet<QString> titles;
    QStringList groups;
    static const QRegularExpression kebab(u"^[a-z0-9]+(-[a-z0-9]+)*$"_s);
    for (const CheckItem &each : items) {
        QVERIFY2(kebab.match(each.id).hasMatch(), qPrintable(each.id));
        QVERIFY2(!seen.contains(each.id), qPrintable(each.id));
        QVERIFY2(!titles.contains(each.title), qPrintable(each.title));
        QVERIFY2(!each.title.isEmpty() && !each.origin.isEmpty() && !each.help.isEmpty(),
                 qPrintable(each.id));
        seen.insert(each.id);
        titles.insert(each.title);
        if (groups.isEmpty() || groups.last() != each.group) {
            QVERIFY2(!groups.contains(each.group), qPrintable(each.group)); // a group stands together
            groups.append(each.group);
        }
    }
    QCOMPARE(int(count(items, CheckPhase::Before)), before);
}

void TestChecklist::everyPhaseHasItsQuestions()
{
    const auto items = profileItems(u"phoenix"_s);
    QCOMPARE(count(items, CheckPhase::During), 5);
    QCOMPARE(count(items, CheckPhase::After), 7 + 5); // and the next steps
    QCOMPARE(count(items, CheckPhase::IfIssues), 5);
}

void TestChecklist::theSevenGotchasAreThere()
{
    QStringList gotchas;
    for (const CheckItem &each : profileItems(u"phoenix"_s)) {
        if (each.origin == u"Phoenix gotchas"_s)
            gotchas.append(each.id);
    }
    QCOMPARE(gotchas,
             (QStringList{u"runtime-config"_s, u"release-migrations"_s, u"phx-host-server"_s,
                          u"assets-deploy"_s, u"hardcoded-secrets"_s, u"health-database"_s, u"log-level"_s}));
}

void TestChecklist::whatBlocksAnyReleaseIsAMust()
{
    for (const QString &profile : {u"phoenix"_s, u"node"_s, u"generic"_s}) {
        const auto items = profileItems(profile);
        for (const QString &id : {u"code-review"_s, u"secrets"_s, u"hardcoded-secrets"_s, u"backup"_s,
                                  u"rollback-plan"_s, u"on-call"_s})
            QCOMPARE(find(items, id)->level, CheckLevel::Must);
        QVERIFY(find(items, u"on-call"_s)->textRequired);
    }
}

void TestChecklist::ownItemsReplaceAndJoinTheirGroup()
{
    CheckItem mine = item(u"test"_s);
    mine.group = u"Testing"_s;
    mine.run = u"mix test --slow"_s;
    CheckItem extra = item(u"fuzz"_s);
    extra.group = u"Testing"_s;
    const auto plain = profileItems(u"phoenix"_s);
    const auto items = effectiveItems(u"phoenix"_s, {mine, extra, item(u"other"_s)}, {});
    QCOMPARE(items.size(), plain.size() + 2);
    QCOMPARE(find(items, u"test"_s)->run, u"mix test --slow"_s);
    const qsizetype at = ids(items).indexOf(u"fuzz"_s);
    QCOMPARE(items[static_cast<std::size_t>(at) - 1].group, u"Testing"_s);
    QVERIFY(items[static_cast<std::size_t>(at) + 1].group != u"Testing"_s);
    // A group of its own comes last, but still before what is for later.
    const std::size_t other = static_cast<std::size_t>(ids(items).indexOf(u"other"_s));
    QCOMPARE(items[other - 1].phase, CheckPhase::Before);
    QCOMPARE(items[other + 1].phase, CheckPhase::During);
}

void TestChecklist::disabledItemsAreGone()
{
    const auto items = effectiveItems(u"phoenix"_s, {item(u"mine"_s)}, {u"dialyzer"_s, u"mine"_s});
    QVERIFY(!find(items, u"dialyzer"_s));
    QVERIFY(!find(items, u"mine"_s));
    QCOMPARE(items.size(), profileItems(u"phoenix"_s).size() - 1);
}

void TestChecklist::theNewestRecordCounts()
{
    const auto joined =
        joinRecords({item(u"a"_s), item(u"b"_s)},
                    {record(u"a"_s, CheckState::Passed, u"c1"_s, 5),
                     record(u"a"_s, CheckState::Failed, u"c1"_s, 3), record(u"gone"_s, CheckState::Passed)},
                    u"c1"_s);
    QCOMPARE(joined.size(), std::size_t(2));
    QCOMPARE(toString(joined[0].record.state), toString(CheckState::Passed));
    QCOMPARE(toString(joined[1].record.state), toString(CheckState::Open));
    QCOMPARE(joined[1].record.item, u"b"_s);
}

void TestChecklist::aRecordForAnotherCommitIsStale_data()
{
    QTest::addColumn<CheckState>("was");
    QTest::addColumn<CheckState>("is");
    for (const CheckState state : {CheckState::Passed, CheckState::Failed, CheckState::CannotRun,
                                   CheckState::NotApplicable, CheckState::Waived})
        QTest::newRow(qPrintable(toString(state))) << state << CheckState::Stale;
    QTest::newRow("open") << CheckState::Open << CheckState::Open;
}

void TestChecklist::aRecordForAnotherCommitIsStale()
{
    QFETCH(CheckState, was);
    QFETCH(CheckState, is);
    QCOMPARE(
        toString(joinRecords({item(u"a"_s)}, {record(u"a"_s, was, u"c1"_s)}, u"c2"_s).at(0).record.state),
        toString(is));
    QCOMPARE(
        toString(joinRecords({item(u"a"_s)}, {record(u"a"_s, was, u"c1"_s)}, u"c1"_s).at(0).record.state),
        toString(was));
}

void TestChecklist::theGateOpensWhenEveryMustIsSettled_data()
{
    QTest::addColumn<CheckLevel>("level");
    QTest::addColumn<CheckPhase>("phase");
    QTest::addColumn<CheckState>("state");
    QTest::addColumn<bool>("open");
    const auto row = [](CheckLevel level, CheckPhase phase, CheckState state, bool open) {
        QTest::addRow("%d %d %s", int(level), int(phase), qPrintable(toString(state)))
            << level << phase << state << open;
    };
    for (const CheckState closed : {CheckState::Open, CheckState::Running, CheckState::Failed,
                                    CheckState::CannotRun, CheckState::Stale}) {
        row(CheckLevel::Must, CheckPhase::Before, closed, false);
        row(CheckLevel::Should, CheckPhase::Before, closed, true);
        row(CheckLevel::Must, CheckPhase::After, closed, true);
    }
    for (const CheckState settled : {CheckState::Passed, CheckState::NotApplicable, CheckState::Waived})
        row(CheckLevel::Must, CheckPhase::Before, settled, true);
}

void TestChecklist::theGateOpensWhenEveryMustIsSettled()
{
    QFETCH(CheckLevel, level);
    QFETCH(CheckPhase, phase);
    QFETCH(CheckState, state);
    QFETCH(bool, open);
    const GateResult result =
        gate(joinRecords({item(u"a"_s, level, phase)}, {record(u"a"_s, state)}, u"c1"_s));
    QCOMPARE(result.open, open);
    QCOMPARE(result.blocking, open ? QStringList{} : QStringList{u"a"_s});
}

void TestChecklist::theGateCounts()
{
    const auto statuses =
        joinRecords({item(u"passed"_s), item(u"waived"_s), item(u"failed"_s, CheckLevel::Should),
                     item(u"open"_s), item(u"later"_s, CheckLevel::Must, CheckPhase::After)},
                    {record(u"passed"_s, CheckState::Passed), record(u"waived"_s, CheckState::Waived),
                     record(u"failed"_s, CheckState::Failed)},
                    u"c1"_s);
    const GateResult result = gate(statuses);
    QCOMPARE(result.total, 4);
    QCOMPARE(result.done, 2);
    QCOMPARE(result.waived, 1);
    QCOMPARE(result.failing, 1);
    QCOMPARE(result.blocking, QStringList{u"open"_s});
    QVERIFY(gate({}).open);
}

void TestChecklist::statesHaveWords()
{
    for (const CheckState state :
         {CheckState::Open, CheckState::Running, CheckState::Passed, CheckState::Failed,
          CheckState::CannotRun, CheckState::NotApplicable, CheckState::Waived, CheckState::Stale})
        QCOMPARE(toString(checkStateFromString(toString(state))), toString(state));
    QCOMPARE(toString(CheckState::CannotRun), u"cannot-run"_s);
    QCOMPARE(toString(checkStateFromString(u"from the future"_s)), toString(CheckState::Open));
}

QTEST_GUILESS_MAIN(TestChecklist)
#include "tst_checklist.moc"
