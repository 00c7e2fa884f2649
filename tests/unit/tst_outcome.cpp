// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/outcome.h"
#include "tests/support/rehearsal.h"

#include <QtTest>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

using Facts = RunContext::Facts;

struct Case
{
    Plan plan = deployPlan({u"app1"_s, u"app2"_s});
    Facts facts;
    bool cancelled = false;
};

Case watched(Case each)
{
    each.plan.stages.push_back(watchStage());
    return each;
}

Case failedAt(const QString &failure)
{
    Case each;
    each.facts.failed = true;
    each.facts.failure = failure;
    return each;
}

Case ofKind(PlanKind kind)
{
    Case each;
    each.plan = kind == PlanKind::Rollback ? rollbackPlan({u"app1"_s, u"app2"_s}) : emptyPlan({}, kind);
    return each;
}

} // namespace

/// What a run came to, from its facts alone.
class OutcomeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyEndHasOneNameAndOneSentence_data();
    void everyEndHasOneNameAndOneSentence();

private:
    void addRow(const char *name, const Case &each, const char *expected);
    void addDeployments();
    void addWatches();
    void addOthers();
};

void OutcomeTest::addRow(const char *name, const Case &each, const char *expected)
{
    const OutcomeAndText end = outcomeOf(each.plan, each.facts, each.cancelled);
    QTest::newRow(name) << QString(toString(end.outcome) + u": "_s + end.text) << QString::fromUtf8(expected);
}

void OutcomeTest::addDeployments()
{
    addRow("nothing failed", Case{}, "succeeded: 1.5.0 is live in production on 2 hosts.");

    Case each = failedAt(u"lock on app1: held"_s);
    addRow("failed before the switch", each, "failed: lock on app1: held. Nothing changed for the users.");
    each.facts.leftovers = true;
    addRow(
        "failed before the switch, and something is left", each,
        "failed: lock on app1: held. Nothing changed for the users. Not everything could be cleaned up; the "
        "log says what is left.");

    each = failedAt(u"health on app2: HTTP 500"_s);
    each.facts.switched = {u"app1"_s, u"app2"_s};
    each.facts.returned = {u"app1"_s, u"app2"_s};
    addRow("all returned", each, "rolled-back: health on app2: HTTP 500. 1.4.0 is live again on 2 hosts.");
    each.plan.fromVersion.clear();
    addRow("all returned to nothing", each,
           "rolled-back: health on app2: HTTP 500. No release was live before, and none is now on 2 hosts.");
    each.facts.stuck = {u"app2"_s};
    addRow(
        "the link is back, the old release is not", each,
        "not-rolled-back: health on app2: HTTP 500. The link of every host is back, but the old release does "
        "not serve on app2.");
    each.facts.stuck.clear();
    each.facts.returned = {u"app1"_s};
    addRow("one returned", each,
           "partial: health on app2: HTTP 500. 1 of 2 hosts could not be brought back.");
    each.facts.returned.clear();
    addRow("none returned", each,
           "not-rolled-back: health on app2: HTTP 500. 2 of 2 hosts could not be brought back.");

    each = Case{};
    each.cancelled = true;
    addRow("stopped early", each, "cancelled: Stopped by a person. Nothing changed for the users.");
    each.facts.switched = {u"app1"_s};
    each.facts.returned = {u"app1"_s};
    addRow("stopped after a switch", each, "cancelled: Stopped by a person. 1.4.0 is live again on 1 host.");
    each.facts.returned.clear();
    addRow("stopped, and one cannot return", each,
           "partial: Stopped by a person. 1 of 2 hosts could not be brought back.");
    each.facts.returned = {u"app1"_s};
    each.facts.failed = true;
    each.facts.failure = u"switch on app2: refused"_s;
    addRow("failed, and stopped as well", each,
           "rolled-back: switch on app2: refused. 1.4.0 is live again on 1 host.");

    each = Case{};
    each.facts.passedNoReturn = true;
    each.cancelled = true;
    addRow("stopped while tidying up", each,
           "succeeded: 1.5.0 is live in production on 2 hosts. Stopped by a person.");
    each.cancelled = false;
    each.facts.noted = u"prune on app1: exit code 1"_s;
    addRow("tidying up failed", each,
           "succeeded: 1.5.0 is live in production on 2 hosts. prune on app1: exit code 1.");
}

void OutcomeTest::addWatches()
{
    Case each = watched(Case{});
    each.facts.passedNoReturn = true;
    addRow("never watched", each,
           "verdict-no-data: 1.5.0 is live in production on 2 hosts. Not watched to the end.");
    each.cancelled = true;
    addRow("watching was stopped", each,
           "verdict-no-data: 1.5.0 is live in production on 2 hosts. Not watched to the end. Stopped by a "
           "person.");
    each.cancelled = false;
    each.facts.failed = true;
    each.facts.failure = u"watch: an internal error"_s;
    addRow(
        "watching failed", each,
        "verdict-no-data: 1.5.0 is live in production on 2 hosts. Not watched to the end. watch: an internal "
        "error.");
    Verdict verdict;
    verdict.kind = VerdictKind::Healthy;
    verdict.sentence = u"Healthy"_s;
    each = watched(Case{});
    each.facts.passedNoReturn = true;
    each.facts.verdict = verdict;
    each.cancelled = true;
    addRow("stopped after the verdict", each, "succeeded: 1.5.0 is live in production on 2 hosts. Healthy.");
    each.facts.verdict->kind = VerdictKind::RollBack;
    addRow("the verdict says roll back", each,
           "verdict-roll-back: 1.5.0 is live in production on 2 hosts. Healthy.");
    each = watched(ofKind(PlanKind::Watch));
    each.facts.verdict = verdict;
    addRow("watching only", each, "succeeded: Healthy.");
}

void OutcomeTest::addOthers()
{
    Case each = ofKind(PlanKind::Rollback);
    addRow("rolled back", each, "succeeded: Rolled back to 1.4.0 on 2 of 2 hosts.");
    each.facts.noted = u"switch on app1: refused"_s;
    each.facts.givenUp = {u"app1"_s};
    addRow("rolled back on some", each,
           "partial: Rolled back to 1.4.0 on 1 of 2 hosts. switch on app1: refused.");
    each.facts.givenUp = {u"app1"_s, u"app2"_s};
    addRow("rolled back on none", each, "not-rolled-back: switch on app1: refused.");
    each = ofKind(PlanKind::Rollback);
    each.cancelled = true;
    addRow("a rollback stopped early", each,
           "cancelled: Stopped by a person. Nothing changed for the users.");
    each.facts.switched = {u"app1"_s};
    addRow(
        "a rollback stopped half-way", each,
        "partial: Stopped by a person. Rolled back to 1.4.0 on 1 of 2 hosts. Not every step was done there.");

    each = ofKind(PlanKind::Checklist);
    addRow("a checklist", each, "succeeded: Every check that ran passed.");
    each.facts.checkFailed = true;
    addRow("a checklist with a failure", each, "failed: Not every check passed.");
    each.facts.checksNotRun = 2;
    addRow("a checklist with a failure, and tools that are missing", each,
           "failed: Not every check passed. 2 could not run here.");
    each.facts.checkFailed = false;
    addRow("a checklist with tools that are missing", each,
           "succeeded: Every check that ran passed. 2 could not run here.");
    each.cancelled = true;
    addRow("a checklist stopped", each, "cancelled: The checklist was stopped.");
}

void OutcomeTest::everyEndHasOneNameAndOneSentence_data()
{
    QTest::addColumn<QString>("actual");
    QTest::addColumn<QString>("expected");
    addDeployments();
    addWatches();
    addOthers();
}

void OutcomeTest::everyEndHasOneNameAndOneSentence()
{
    QFETCH(QString, actual);
    QFETCH(QString, expected);
    QCOMPARE(actual, expected);
}

QTEST_GUILESS_MAIN(OutcomeTest)
#include "tst_outcome.moc"
