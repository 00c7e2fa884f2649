// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/report/report.h"
#include "app/report/report_chart.h"

#include <nlohmann/json.hpp>

#include <QFile>
#include <QRegularExpression>
#include <QTest>
#include <QXmlStreamReader>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qint64 two = 1793541600000; // 2026-11-01T14:00:00Z
constexpr qint64 minute = 60000;

CheckStatus check(const QString &title, const QString &command, CheckState state, const QString &summary = {},
                  const QString &group = u"Code quality"_s)
{
    CheckStatus out;
    out.item.id = title.toLower().replace(u' ', u'-');
    out.item.title = title;
    out.item.group = group;
    out.item.kind = command.isEmpty() ? CheckKind::Ask : CheckKind::Command;
    out.item.run = command;
    out.record.item = out.item.id;
    out.record.state = state;
    out.record.summary = summary;
    out.record.by = u"jo"_s;
    return out;
}

Step step(const QString &id, const QString &host, StepKind kind)
{
    Step out;
    out.id = id;
    out.host = host;
    out.kind = kind;
    out.title = toString(kind);
    return out;
}

Plan plan(const QString &environment)
{
    Plan out;
    out.runId = u"r1"_s;
    out.project = u"api"_s;
    out.environment = environment;
    out.version = u"v1.2.0"_s;
    out.fromVersion = u"v1.1.0"_s;
    out.by = u"jo@desk"_s;
    Stage stage;
    stage.steps = {step(u"upload@app1"_s, u"app1"_s, StepKind::Upload),
                   step(u"migrate@app1"_s, u"app1"_s, StepKind::Migrate),
                   step(u"switch@app1"_s, u"app1"_s, StepKind::Switch),
                   step(u"switch@app2"_s, u"app2"_s, StepKind::Switch),
                   step(u"restart@app1"_s, u"app1"_s, StepKind::Restart)};
    Step health = step(u"health@app1"_s, u"app1"_s, StepKind::Health);
    HealthAction action;
    action.health.url = u"http://app1/health/ready"_s;
    health.action = action;
    stage.steps.push_back(health);
    WatchAction watch;
    SeriesSpec errors;
    errors.id = u"error_rate"_s;
    errors.title = u"Error rate"_s;
    errors.unit = u"percent"_s;
    watch.metrics.series = {errors};
    Step look = step(u"watch"_s, {}, StepKind::Watch);
    look.action = watch;
    stage.steps.push_back(look);
    out.stages = {stage};
    return out;
}

RunEvent eventAt(EventKind kind, qint64 timeMs)
{
    RunEvent out;
    out.run = u"r1"_s;
    out.kind = kind;
    out.timeMs = timeMs;
    return out;
}

RunState started(const Plan &plan)
{
    RunState state;
    RunEvent start = eventAt(EventKind::RunStarted, two);
    start.data = QString::fromStdString(toJson(plan).dump());
    apply(state, start);
    return state;
}

void finish(RunState &state, const QString &id, int atMinute, StepState how = StepState::Passed,
            const QString &text = {})
{
    RunEvent out = eventAt(EventKind::StepFinished, two + atMinute * minute);
    out.step = id;
    out.state = how;
    out.text = text;
    out.durationMs = 1000;
    apply(state, out);
}

void end(RunState &state, Outcome outcome, const QString &text = {})
{
    RunEvent out = eventAt(EventKind::RunFinished, two + 20 * minute);
    out.outcome = outcome;
    out.text = text;
    apply(state, out);
}

RunState goodRun(const QString &environment = u"production"_s)
{
    RunState state = started(plan(environment));
    finish(state, u"upload@app1"_s, 2);
    finish(state, u"migrate@app1"_s, 3);
    finish(state, u"switch@app1"_s, 4);
    finish(state, u"switch@app2"_s, 4);
    finish(state, u"restart@app1"_s, 5);
    finish(state, u"health@app1"_s, 6);
    RunEvent verdict = eventAt(EventKind::VerdictReached, two + 16 * minute);
    verdict.verdict = Verdict{VerdictKind::Healthy,
                              u"no limit was crossed"_s,
                              60,
                              {{u"error_rate"_s, VerdictKind::Healthy, u"fine"_s, 0.1, 0.2, 5.0}}};
    apply(state, verdict);
    finish(state, u"watch"_s, 16);
    end(state, Outcome::Succeeded, u"live on 2 hosts"_s);
    return state;
}

std::vector<CheckStatus> goodChecks()
{
    return {check(u"Compilation"_s, u"mix compile --warnings-as-errors"_s, CheckState::Passed),
            check(u"Tests"_s, u"mix test"_s, CheckState::Passed, u"142 tests"_s),
            check(u"Rollback tested"_s, {}, CheckState::Passed, {}, u"Database"_s)};
}

QStringList headings(const QString &markdown)
{
    QStringList out;
    for (const QString &line : markdown.split(u'\n')) {
        if (line.startsWith(u'#'))
            out << line;
    }
    return out;
}

/// The lines of one section without its heading.
QString section(const QString &markdown, const QString &title)
{
    const QString heading = u"### "_s + title + u"\n"_s;
    const qsizetype from = markdown.indexOf(heading);
    if (from < 0)
        return u"no such section"_s;
    const qsizetype to = markdown.indexOf(u"\n### "_s, from);
    return markdown.mid(from + heading.size(), to < 0 ? -1 : to - from - heading.size());
}

} // namespace

class TestReport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aGoodReleaseReadsLikeTheTemplate();
    void thePhoenixReportHasEveryLineOfTheTemplateInItsOrder();
    void theHeadingsAreAlwaysTheSame_data();
    void theHeadingsAreAlwaysTheSame();
    void whatNobodyRecordedNeverPasses();
    void theStatusNeedsProof_data();
    void theStatusNeedsProof();
    void failuresWaiversAndNotesAreIssues();
    void theWorstHostDecidesARow();
    void aStagingRunFillsTheStagingTable();
    void ownItemsFindTheirRowByWords_data();
    void ownItemsFindTheirRowByWords();
    void theStrategyAndAnUndoingAreNamed();
    void aRollbackSaysWhatItWentBackTo();
    void textFromOutsideCannotBreakTheMarkdown_data();
    void textFromOutsideCannotBreakTheMarkdown();
    void textFromOutsideIsInertInHtml();
    void theHtmlNeedsNothingFromOutside();
    void answersAndWaiversSayWhoWhenAndForWhich();
    void nextStepsStayOpenUntilSomebodyTicksThem_data();
    void nextStepsStayOpenUntilSomebodyTicksThem();
    void ownAndAnsweredLaterItemsAreNextSteps();
    void smokeTestsAreAnsweredAfterwards();
    void theChartHasGapsLimitAndMarker();
    void aChartOfNothingIsNotDrawn();
    void everyChartIsWellFormed_data();
    void everyChartIsWellFormed();
    void theHtmlShowsTheCharts();
    void theJsonSaysTheSame();
    void theSameRunGivesTheSameBytes();
    void otherFormatsAreRefusedByName();
};

void TestReport::aGoodReleaseReadsLikeTheTemplate()
{
    const QString expected = u"## Deployment Validation Report\n"
                             "\n"
                             "**Version**: v1.2.0\n"
                             "**Date**: 2026-11-01 14:00 UTC\n"
                             "**Environment**: Production\n"
                             "**Deployer**: jo@desk\n"
                             "**Status**: SUCCESS\n"
                             "\n"
                             "---\n"
                             "\n"
                             "### Pre-Deployment Validation\n"
                             "| Check | Command | Status |\n"
                             "|-------|---------|--------|\n"
                             "| Compilation | `mix compile --warnings-as-errors` | ✓ PASS |\n"
                             "| Tests | `mix test` | ✓ PASS (142 tests) |\n"
                             "\n"
                             "### Database Validation\n"
                             "| Check | Status |\n"
                             "|-------|--------|\n"
                             "| Migrations run | ✓ PASS |\n"
                             "| Rollback tested | ✓ PASS (jo) |\n"
                             "| Seeds verified | not recorded |\n"
                             "\n"
                             "### Staging Validation\n"
                             "| Check | Status |\n"
                             "|-------|--------|\n"
                             "| Health endpoint | not recorded |\n"
                             "| Ready endpoint | not recorded |\n"
                             "| Smoke tests | not recorded |\n"
                             "\n"
                             "### Production Deployment\n"
                             "| Step | Time | Status |\n"
                             "|------|------|--------|\n"
                             "| Deploy started | 14:00 | ✓ |\n"
                             "| Release uploaded | 14:02 | ✓ |\n"
                             "| Migrations run | 14:03 | ✓ |\n"
                             "| Release switched | 14:04 | ✓ |\n"
                             "| App restarted | 14:05 | ✓ |\n"
                             "| Health check passed | 14:06 | ✓ |\n"
                             "| Smoke tests passed | not recorded | not recorded |\n"
                             "\n"
                             "### Post-Deployment Metrics\n"
                             "| Metric | Before | After | Status |\n"
                             "|--------|--------|-------|--------|\n"
                             "| Error Rate | 0.1 % | 0.2 % | ✓ OK |\n"
                             "\n"
                             "### Issues Encountered\n"
                             "None\n"
                             "\n"
                             "### Rollback Status\n"
                             "Not required\n"
                             "\n"
                             "### Summary\n"
                             "**Deployment**: SUCCESSFUL\n"
                             "**All Validations**: PASSED\n"
                             "**Rollback Required**: No\n"
                             "\n"
                             "### Next Steps\n"
                             "- [ ] Monitor for 24 hours\n"
                             "- [ ] Verify Oban jobs running\n"
                             "- [ ] Check error tracking (Sentry)\n"
                             "- [ ] Update status page\n"
                             "- [ ] Close release ticket\n"_s;
    const QString written = reportMarkdown(goodRun(), goodChecks());
    QCOMPARE(written.split(u'\n'), expected.split(u'\n'));
}

namespace {

/// What a row is called: "| Compilation | `mix …` | ✓ PASS |" is "Compilation".
QString firstCell(const QString &row)
{
    return row.section(u'|', 1, 1).trimmed();
}

/// A line as its place in the report: heading, table head, row or box by name, fact by name.
QString bones(const QString &line, bool isHead)
{
    if (line.startsWith(u"**"_s))
        return line.left(line.indexOf(u"**:"_s) + 3);
    return line.startsWith(u'|') && !isHead ? firstCell(line) : line;
}

QStringList bonesOf(const QString &markdown)
{
    const QStringList lines = markdown.split(u'\n');
    QStringList out;
    for (qsizetype at = 0; at < lines.size(); ++at) {
        const bool isHead = lines.value(at + 1).startsWith(u"|--"_s) || lines.at(at).startsWith(u"|--"_s);
        out.append(bones(lines.at(at), isHead));
    }
    return out;
}

QString templateText()
{
    QFile file(QStringLiteral(BELAY_SOURCE_DIR "/tests/unit/data/report_template.md"));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

RunState runWithTemplateMetrics()
{
    RunState state = goodRun();
    std::vector<SeriesData> series;
    std::vector<SeriesVerdict> verdicts;
    for (const QString &title : {u"Ecto pool"_s, u"p99 latency"_s, u"VM memory"_s, u"Error rate"_s}) {
        SeriesData data;
        data.spec.id = title;
        data.spec.title = title;
        series.push_back(data);
        verdicts.push_back({title, VerdictKind::Healthy, u"fine"_s, 1, 2, 3});
    }
    state.series = series;
    state.verdict->series = verdicts;
    return state;
}

} // namespace

void TestReport::thePhoenixReportHasEveryLineOfTheTemplateInItsOrder()
{
    const QStringList wanted = bonesOf(templateText());
    QVERIFY2(wanted.size() > 70, "the template was not found");
    std::vector<CheckStatus> checks;
    for (const CheckItem &item : profileItems(u"phoenix"_s)) {
        CheckStatus status{item, {}};
        status.record.state = CheckState::Passed;
        checks.push_back(status);
    }
    const QStringList written = bonesOf(reportMarkdown(runWithTemplateMetrics(), checks));
    qsizetype at = 0;
    for (const QString &line : wanted) {
        if (line.startsWith(u"None / "_s) || line.startsWith(u"Not required / "_s)) {
            QVERIFY2(written.indexOf(line.section(u" /"_s, 0, 0), at) >= at, qPrintable(line));
            continue;
        }
        const qsizetype found = written.indexOf(line, at);
        QVERIFY2(found >= at, qPrintable(u"missing or out of order: "_s + line));
        at = found + 1;
    }
    QCOMPARE(headings(written.join(u'\n')), headings(templateText()));
}

void TestReport::theHeadingsAreAlwaysTheSame_data()
{
    QTest::addColumn<QString>("environment");
    QTest::addColumn<QString>("deployment");
    QTest::newRow("production") << u"production"_s << u"### Production Deployment"_s;
    QTest::newRow("staging") << u"staging"_s << u"### Staging Deployment"_s;
    QTest::newRow("another") << u"eu-west"_s << u"### Eu-west Deployment"_s;
    QTest::newRow("unknown") << QString() << u"### Deployment"_s;
}

void TestReport::theHeadingsAreAlwaysTheSame()
{
    QFETCH(QString, environment);
    QFETCH(QString, deployment);
    const QStringList expected{u"## Deployment Validation Report"_s,
                               u"### Pre-Deployment Validation"_s,
                               u"### Database Validation"_s,
                               u"### Staging Validation"_s,
                               deployment,
                               u"### Post-Deployment Metrics"_s,
                               u"### Issues Encountered"_s,
                               u"### Rollback Status"_s,
                               u"### Summary"_s,
                               u"### Next Steps"_s};
    QCOMPARE(headings(reportMarkdown(started(plan(environment)), {})), expected);
}

void TestReport::whatNobodyRecordedNeverPasses()
{
    const QString empty = reportMarkdown(RunState{}, {});
    QVERIFY2(!empty.contains(u"PASS"_s) && !empty.contains(u"✓"_s) && !empty.contains(u"SUCCESS"_s),
             qPrintable(empty));
    QVERIFY(section(empty, u"Post-Deployment Metrics"_s)
                .contains(u"| Metrics | not recorded | not recorded | not recorded |"_s));

    std::vector<CheckStatus> checks{
        check(u"Tests"_s, u"mix test"_s, CheckState::Open),
        check(u"Credo"_s, u"mix credo"_s, CheckState::Stale, u"old"_s),
        check(u"Dialyzer"_s, u"mix dialyzer"_s, CheckState::CannotRun, u"no mix"_s)};
    const QString report = reportMarkdown(goodRun(), checks);
    const QString table = section(report, u"Pre-Deployment Validation"_s);
    QVERIFY2(table.contains(u"| Tests | `mix test` | not recorded |"_s), qPrintable(table));
    QVERIFY2(table.contains(u"| Credo | `mix credo` | not recorded for this commit |"_s), qPrintable(table));
    QVERIFY2(table.contains(u"| Dialyzer | `mix dialyzer` | could not run (no mix) |"_s), qPrintable(table));
    QVERIFY(!table.contains(u"PASS"_s));
    QVERIFY(report.contains(u"**All Validations**: NOT COMPLETE (3 of 3 not recorded)"_s));
}

void TestReport::theStatusNeedsProof_data()
{
    QTest::addColumn<int>("outcome");
    QTest::addColumn<QString>("status");
    QTest::addColumn<QString>("required");
    const auto row = [](const char *name, Outcome outcome, const QString &status, const QString &required) {
        QTest::newRow(name) << static_cast<int>(outcome) << status << required;
    };
    row("succeeded", Outcome::Succeeded, u"SUCCESS"_s, u"No"_s);
    row("failed", Outcome::Failed, u"FAILED"_s, u"No"_s);
    row("rolled back", Outcome::RolledBack, u"FAILED"_s, u"Yes"_s);
    row("not rolled back", Outcome::NotRolledBack, u"FAILED"_s, u"Yes"_s);
    row("partial", Outcome::Partial, u"FAILED"_s, u"Yes"_s);
    row("verdict", Outcome::VerdictRollBack, u"FAILED"_s, u"Yes"_s);
    row("no data", Outcome::VerdictNoData, u"UNKNOWN"_s, u"not recorded"_s);
    row("interrupted", Outcome::None, u"NOT FINISHED"_s, u"not recorded"_s);
}

void TestReport::theStatusNeedsProof()
{
    QFETCH(int, outcome);
    QFETCH(QString, status);
    QFETCH(QString, required);
    RunState state = started(plan(u"production"_s));
    if (static_cast<Outcome>(outcome) != Outcome::None)
        end(state, static_cast<Outcome>(outcome), u"why"_s);
    const QString report = reportMarkdown(state, {});
    QVERIFY2(report.contains(u"**Status**: "_s + status + u"\n"_s), qPrintable(report));
    QVERIFY2(report.contains(u"**Rollback Required**: "_s + required + u"\n"_s), qPrintable(report));
}

void TestReport::failuresWaiversAndNotesAreIssues()
{
    RunState state = started(plan(u"production"_s));
    finish(state, u"upload@app1"_s, 2, StepState::Failed, u"disk full"_s);
    finish(state, u"switch@app2"_s, 3, StepState::Unknown);
    RunEvent note = eventAt(EventKind::Noted, two);
    note.text = u"checklist skipped: hotfix"_s;
    apply(state, note);
    end(state, Outcome::RolledBack, u"upload failed"_s);
    ReportExtra extra;
    extra.issues = {u"Customer called."_s};
    const QString report =
        reportMarkdown(state,
                       {check(u"Coverage"_s, u"mix test --cover"_s, CheckState::Failed, u"78.4 %"_s),
                        check(u"Sobelow"_s, u"mix sobelow"_s, CheckState::Waived, u"no code"_s)},
                       extra);
    QCOMPARE(section(report, u"Issues Encountered"_s), u"- Check \"Coverage\" failed: 78.4 %\n"
                                                       "- Check \"Sobelow\" was waived by jo: no code\n"
                                                       "- upload on app1: failed. disk full\n"
                                                       "- switch on app2: no proof whether it happened\n"
                                                       "- Note: checklist skipped: hotfix\n"
                                                       "- Customer called.\n"_s);
    QCOMPARE(section(report, u"Rollback Status"_s), u"Rolled back to v1.1.0: upload failed\n"_s);
    QCOMPARE(section(report, u"Summary"_s), u"**Deployment**: FAILED, rolled back\n"
                                            "**All Validations**: FAILED (1 of 2)\n"
                                            "**Rollback Required**: Yes\n"_s);
}

void TestReport::theWorstHostDecidesARow()
{
    RunState state = started(plan(u"production"_s));
    finish(state, u"switch@app1"_s, 4);
    finish(state, u"switch@app2"_s, 7, StepState::Failed, u"current is a folder"_s);
    const QString table = section(reportMarkdown(state, {}), u"Production Deployment"_s);
    QVERIFY2(table.contains(u"| Release switched | 14:07 | ✗ app2: current is a folder |"_s),
             qPrintable(table));
    QVERIFY2(table.contains(u"| App restarted | not recorded | not recorded |"_s), qPrintable(table));
}

void TestReport::aStagingRunFillsTheStagingTable()
{
    const QString own = section(reportMarkdown(goodRun(u"staging"_s), {}), u"Staging Validation"_s);
    QVERIFY2(own.contains(u"| Ready endpoint | ✓ PASS |"_s), qPrintable(own));
    QVERIFY2(own.contains(u"| Health endpoint | not recorded |"_s), qPrintable(own));

    ReportExtra extra;
    extra.staging = started(plan(u"staging"_s));
    finish(*extra.staging, u"health@app1"_s, 6, StepState::Failed, u"503"_s);
    const QString earlier = section(reportMarkdown(goodRun(), {}, extra), u"Staging Validation"_s);
    QVERIFY2(earlier.contains(u"| Ready endpoint | ✗ FAIL (503) |"_s), qPrintable(earlier));
}

void TestReport::ownItemsFindTheirRowByWords_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QString>("title");
    QTest::addColumn<QString>("group");
    QTest::addColumn<QString>("section");
    QTest::addColumn<QString>("row");
    const auto row = [](const char *name, const QString &id, const QString &title, const QString &group,
                        const QString &in, const QString &expected) {
        QTest::newRow(name) << id << title << group << in << expected;
    };
    row("by id, whatever the title says", u"rollback-tested"_s, u"We went back once"_s, u"Data"_s,
        u"Database Validation"_s, u"| Rollback tested | ✓ PASS (jo) |"_s);
    row("by id, though the title says staging", u"migrations-tested"_s,
        u"Database migrations tested on staging"_s, u"Data"_s, u"Database Validation"_s,
        u"| Database migrations tested on staging | ✓ PASS (jo) |"_s);
    row("a translated title", u"staging"_s, u"Auf der Vorstufe erprobt"_s, u"Tests"_s,
        u"Staging Validation"_s, u"| Auf der Vorstufe erprobt | ✓ PASS (jo) |"_s);
    row("own seeds", u"own-1"_s, u"Seeds verified by hand"_s, u"Own"_s, u"Database Validation"_s,
        u"| Seeds verified | ✓ PASS (jo) |"_s);
    row("own staging check", u"own-2"_s, u"Staging is ready"_s, u"Own"_s, u"Staging Validation"_s,
        u"| Ready endpoint | ✓ PASS (jo) |"_s);
    row("already is not ready", u"own-3"_s, u"Already on staging"_s, u"Own"_s, u"Staging Validation"_s,
        u"| Ready endpoint | not recorded |"_s);
    row("everything else", u"own-4"_s, u"Reseeded linseed, proceed"_s, u"Own"_s,
        u"Pre-Deployment Validation"_s,
        u"| Reseeded linseed, proceed | answered by a person | ✓ PASS (jo) |"_s);
}

void TestReport::ownItemsFindTheirRowByWords()
{
    QFETCH(QString, id);
    QFETCH(QString, title);
    QFETCH(QString, group);
    QFETCH(QString, section);
    QFETCH(QString, row);
    CheckStatus status = check(title, {}, CheckState::Passed, {}, group);
    status.item.id = id;
    const QString table = ::section(reportMarkdown(goodRun(), {status}), section);
    QVERIFY2(table.contains(row), qPrintable(table));
}

void TestReport::theStrategyAndAnUndoingAreNamed()
{
    Plan planned = plan(u"production"_s);
    planned.strategy = u"rolling"_s;
    RunState state = started(planned);
    QVERIFY(section(reportMarkdown(state, {}), u"Production Deployment"_s)
                .contains(u"| Deploy started | 14:00 | ✓ (rolling) |"_s));
    apply(state, eventAt(EventKind::UndoStarted, two + minute));
    const QString report = reportMarkdown(state, {});
    QVERIFY2(report.contains(u"**Deployment**: NOT FINISHED, undoing\n"_s), qPrintable(report));
    QVERIFY(section(report, u"Issues Encountered"_s).contains(u"was still being undone"_s));
    end(state, Outcome::RolledBack, u"live again"_s);
    QVERIFY(!reportMarkdown(state, {}).contains(u"undoing"_s));
}

void TestReport::aRollbackSaysWhatItWentBackTo()
{
    Plan back = plan(u"production"_s);
    back.kind = PlanKind::Rollback;
    back.reason = u"p99 latency"_s;
    back.stages.front().steps.erase(back.stages.front().steps.begin());
    RunState state = started(back);
    end(state, Outcome::Succeeded);
    const QString report = reportMarkdown(state, {});
    QCOMPARE(section(report, u"Rollback Status"_s), u"This run rolled back to v1.2.0: p99 latency\n"_s);
    const QString table = section(report, u"Production Deployment"_s);
    QVERIFY2(table.contains(u"| Rollback started | 14:00 | ✓ |"_s), qPrintable(table));
    QVERIFY2(table.contains(u"| Release uploaded | – | not in the plan |"_s), qPrintable(table));
}

void TestReport::textFromOutsideCannotBreakTheMarkdown_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("cell");
    QTest::newRow("a bar") << u"a | b"_s << u"a \\| b"_s;
    QTest::newRow("a new line") << u"a\n### Summary\r\n| x |"_s << u"a ### Summary \\| x \\|"_s;
    QTest::newRow("a tag") << u"<script>alert(1)</script>"_s << u"&lt;script&gt;alert(1)&lt;/script&gt;"_s;
    QTest::newRow("code") << u"`rm`"_s << u"\\`rm\\`"_s;
    QTest::newRow("an image") << u"![x](http://evil/p.png)"_s << u"!\\[x\\](http://evil/p.png)"_s;
    QTest::newRow("stars") << u"**Status**: SUCCESS"_s << u"\\*\\*Status\\*\\*: SUCCESS"_s;
    QTest::newRow("an entity") << u"&lt;b"_s << u"\\&lt;b"_s;
    QTest::newRow("a backslash") << u"\\|"_s << u"\\\\\\|"_s;
    QTest::newRow("control characters") << u"a\x1b[31mb\0c"_s << u"a \\[31mb c"_s;
    QTest::newRow("a line separator") << QString(u"a\u2028b"_s) << u"a b"_s;
    QTest::newRow("reversed text") << QString(u"a\u202eb"_s) << u"ab"_s;
}

void TestReport::textFromOutsideCannotBreakTheMarkdown()
{
    QFETCH(QString, text);
    QFETCH(QString, cell);
    const QString calm =
        reportMarkdown(goodRun(), {check(u"Tests"_s, u"x"_s, CheckState::Passed, u"calm"_s)});
    const QString report = reportMarkdown(goodRun(), {check(u"Tests"_s, u"x"_s, CheckState::Passed, text)});
    QVERIFY2(report.contains(u"| Tests | `x` | ✓ PASS ("_s + cell + u") |\n"_s), qPrintable(report));
    QCOMPARE(report.count(u'\n'), calm.count(u'\n'));
    QCOMPARE(headings(report), headings(calm));

    const QString command = reportMarkdown(goodRun(), {check(u"Tests"_s, text, CheckState::Passed)});
    QCOMPARE(command.count(u'\n'), calm.count(u'\n'));
    QVERIFY(
        !QRegularExpression(u"^\\| Tests \\| `+.*[^\\\\]\\|.*`+ \\|"_s, QRegularExpression::MultilineOption)
             .match(command)
             .hasMatch());
    ReportExtra extra;
    extra.deployer = text;
    extra.issues = {text, u"# heading"_s, u"1. one"_s, u"- item"_s};
    const QString issues = reportMarkdown(goodRun(), {}, extra);
    QCOMPARE(headings(issues), headings(calm));
    QVERIFY(issues.contains(u"- \\# heading\n- 1\\. one\n- \\- item\n"_s));
    QCOMPARE(issues.count(u"\n**Status**: "_s), 1);
}

void TestReport::textFromOutsideIsInertInHtml()
{
    const QString evil = u"</td><script>alert('x')</script><img src=\"http://evil/\" onerror=\"x\">&"_s;
    Plan hostile = plan(evil);
    hostile.version = evil;
    hostile.by = evil;
    RunState state = started(hostile);
    finish(state, u"upload@app1"_s, 2, StepState::Failed, evil);
    end(state, Outcome::NotRolledBack, evil);
    ReportExtra extra;
    extra.issues = {evil};
    const QString page = reportHtml(state, {check(evil, evil, CheckState::Failed, evil)}, extra);
    QVERIFY(!page.contains(u"<script"_s));
    QVERIFY(!page.contains(u"<img"_s));
    QVERIFY(!page.contains(u"onerror=\""_s));
    QVERIFY(page.contains(u"&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"_s));
}

void TestReport::theHtmlNeedsNothingFromOutside()
{
    const QString page = reportHtml(goodRun(), goodChecks());
    QVERIFY(page.contains(u"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                          "style-src 'unsafe-inline'\">"_s));
    QVERIFY(!page.contains(u"src="_s) && !page.contains(u"href="_s) && !page.contains(u"@import"_s) &&
            !page.contains(u"url("_s));
    QVERIFY(page.contains(u"<h3>Production Deployment</h3>"_s));
    QVERIFY(page.contains(
        u"<td>Tests</td><td><code>mix test</code></td><td class=\"good\">✓ PASS (142 tests)</td>"_s));
    QCOMPARE(page.count(u"<table>"_s), page.count(u"</table>"_s));
    // On paper each page begins with the head; and words stay whole unless they are too long for a line.
    QCOMPARE(page.count(u"<table>"_s), page.count(u"<table>\n<thead><tr><th "_s));
    QCOMPARE(page.count(u"<table>"_s), page.count(u"</tbody>\n</table>"_s));
    QVERIFY(!page.contains(u"class=\"long\""_s));
    std::vector<CheckStatus> checks = goodChecks();
    checks.front().item.title = QString(u"Digest "_s + QString(40, u'f'));
    QVERIFY(reportHtml(goodRun(), checks).contains(u"<td class=\"long\">Digest fff"_s));
}

namespace {

CheckStatus later(const QString &id, const QString &title, CheckState state, int atMinute,
                  const QString &summary = {})
{
    CheckStatus out;
    out.item.id = id;
    out.item.title = title;
    out.item.origin = u"Phoenix checklist"_s;
    out.item.phase = CheckPhase::After;
    out.record.state = state;
    out.record.summary = summary;
    if (state != CheckState::Open) {
        out.record.by = u"jo"_s;
        out.record.timeMs = two + atMinute * minute;
    }
    return out;
}

SeriesData seriesOf(std::initializer_list<std::optional<double>> before,
                    std::initializer_list<std::optional<double>> after)
{
    SeriesData data;
    data.spec.unit = u"percent"_s;
    qint64 at = two;
    for (const auto &value : before)
        data.before.push_back({at += minute, value});
    for (const auto &value : after)
        data.after.push_back({at += minute, value});
    return data;
}

} // namespace

void TestReport::answersAndWaiversSayWhoWhenAndForWhich()
{
    CheckStatus answered = check(u"On-call"_s, {}, CheckState::Passed, u"Dana"_s);
    answered.record.timeMs = two - 10 * minute;
    answered.record.commit = u"1a2b3c4d5e6f"_s;
    CheckStatus waived = check(u"Sobelow"_s, u"mix sobelow"_s, CheckState::Waived, u"no code changed"_s);
    waived.record.timeMs = two - 5 * minute;
    waived.record.commit = u"1a2b3c4d5e6f"_s;
    const QString report = reportMarkdown(goodRun(), {answered, waived});
    const QString table = section(report, u"Pre-Deployment Validation"_s);
    QVERIFY2(table.contains(u"| On-call | answered by a person | ✓ PASS (Dana; jo, 2026-11-01 13:50 UTC, "
                            "for 1a2b3c4d) |"_s),
             qPrintable(table));
    QVERIFY2(table.contains(u"| waived (no code changed; jo, 2026-11-01 13:55 UTC, for 1a2b3c4d) |"_s),
             qPrintable(table));
    QVERIFY(report.contains(u"- Check \"Sobelow\" was waived by jo, 2026-11-01 13:55 UTC, for 1a2b3c4d: no "
                            "code changed\n"_s));
}

void TestReport::nextStepsStayOpenUntilSomebodyTicksThem_data()
{
    QTest::addColumn<CheckState>("state");
    QTest::addColumn<int>("atMinute");
    QTest::addColumn<QString>("line");
    QTest::newRow("open") << CheckState::Open << 0 << u"- [ ] Update status page\n"_s;
    QTest::newRow("ticked") << CheckState::Passed << 70
                            << u"- [x] Update status page (jo, 2026-11-01 15:10 UTC: done)\n"_s;
    QTest::newRow("not applicable")
        << CheckState::NotApplicable << 70
        << u"- [x] Update status page (not applicable, jo, 2026-11-01 15:10 UTC: done)\n"_s;
    QTest::newRow("waived") << CheckState::Waived << 70
                            << u"- [ ] Update status page (waived, jo, 2026-11-01 15:10 UTC: done)\n"_s;
    QTest::newRow("for the release before") << CheckState::Passed << -1 << u"- [ ] Update status page\n"_s;
    QTest::newRow("stale") << CheckState::Stale << 70 << u"- [ ] Update status page\n"_s;
}

void TestReport::nextStepsStayOpenUntilSomebodyTicksThem()
{
    QFETCH(CheckState, state);
    QFETCH(int, atMinute);
    QFETCH(QString, line);
    ReportExtra extra;
    extra.later = {later(u"next-status-page"_s, u"Update the status page"_s, state, atMinute, u"done"_s)};
    const QString steps = section(reportMarkdown(goodRun(), {}, extra), u"Next Steps"_s);
    QVERIFY2(steps.contains(line), qPrintable(steps));
    QCOMPARE(steps.count(u'\n'), 5);
    const nlohmann::json boxes = reportJson(goodRun(), {}, extra).at("sections").at(8).at("boxes");
    QCOMPARE(boxes.at(3).at("done").get<bool>(), line.startsWith(u"- [x]"_s));
    QVERIFY(reportHtml(goodRun(), {}, extra).count(u"☑"_s) == (line.startsWith(u"- [x]"_s) ? 1 : 0));
}

void TestReport::ownAndAnsweredLaterItemsAreNextSteps()
{
    ReportExtra extra;
    extra.later = {later(u"after-tag"_s, u"Release tagged in git"_s, CheckState::Passed, 30),
                   later(u"after-notified"_s, u"Team notified of success"_s, CheckState::Open, 0),
                   later(u"tell-sales"_s, u"Tell sales"_s, CheckState::Open, 0)};
    extra.later.back().item.origin = u"belay.json"_s;
    const QString steps = section(reportMarkdown(goodRun(), {}, extra), u"Next Steps"_s);
    QVERIFY2(steps.endsWith(u"- [ ] Close release ticket\n"
                            "- [x] Release tagged in git (jo, 2026-11-01 14:30 UTC)\n"
                            "- [ ] Tell sales\n"_s),
             qPrintable(steps));
}

void TestReport::smokeTestsAreAnsweredAfterwards()
{
    ReportExtra extra;
    extra.later = {later(u"after-smoke"_s, u"Smoke tests passing"_s, CheckState::Passed, 8)};
    QVERIFY(section(reportMarkdown(goodRun(), {}, extra), u"Production Deployment"_s)
                .contains(u"| Smoke tests passed | 14:08 | ✓ |"_s));
    extra.later = {later(u"after-smoke"_s, u"Smoke tests passing"_s, CheckState::Passed, -8)};
    QVERIFY(section(reportMarkdown(goodRun(), {}, extra), u"Production Deployment"_s)
                .contains(u"| Smoke tests passed | not recorded | not recorded |"_s));
}

void TestReport::theChartHasGapsLimitAndMarker()
{
    const SeriesData data = seriesOf({1, 1, 1}, {2, 2, std::nullopt, 3, std::nullopt, 4, 6});
    const QString svg = chartSvg(data, u"Error Rate"_s, 5.0, two + 3 * minute + 30000);
    QCOMPARE(svg.count(u"<polyline class=\"before\""_s), 1);
    QCOMPARE(svg.count(u"<polyline class=\"line\""_s), 2); // two gaps make three runs, one of them a dot
    QCOMPARE(svg.count(u"<circle class=\"line\""_s), 1);
    QCOMPARE(svg.count(u"class=\"limit\" stroke"_s), 1);
    QVERIFY2(svg.contains(u">roll back at 5 %</text>"_s) && svg.contains(u">live 14:03</text>"_s),
             qPrintable(svg));
    QVERIFY(svg.contains(u">14:01 UTC</text>"_s) && svg.contains(u">14:10</text>"_s));
    QVERIFY(!svg.contains(u">back "_s));
    const QString back = chartSvg(data, u"Error Rate"_s, 5.0, two + 3 * minute + 30000, two + 4 * minute);
    QCOMPARE(back.count(u"class=\"live\""_s), 2);
    QVERIFY2(back.contains(u">live 14:03</text>"_s) && back.contains(u">back 14:04</text>"_s),
             qPrintable(back));
    const QString plain = chartSvg(data, u"Error Rate"_s, std::nullopt, 0);
    QVERIFY(!plain.contains(u"class=\"limit\""_s) && !plain.contains(u"class=\"live\""_s));
}

void TestReport::aChartOfNothingIsNotDrawn()
{
    QVERIFY(chartSvg({}, u"x"_s, 5.0, two).isEmpty());
    QVERIFY(chartSvg(seriesOf({std::nullopt}, {std::nullopt, qQNaN(), qInf()}), u"x"_s, 5.0, two).isEmpty());
}

void TestReport::everyChartIsWellFormed_data()
{
    QTest::addColumn<QString>("title");
    QTest::addColumn<double>("scale");
    QTest::addColumn<int>("samples");
    int row = 0;
    for (const QString &title :
         {u"plain"_s, u"</title></svg><script>alert(1)</script>"_s, u"\"'&<>"_s, u"a\nb\x1b[0m"_s,
          QString(QChar(0xd800)), QString(QChar(0xffff)), QString(QChar(0)), u"]]>&#0;"_s}) {
        for (const double scale : {0.0, 1e-9, 1.0, -7.0, 1e14, 1e300}) {
            for (const int samples : {1, 2, 60, 5000})
                QTest::addRow("%d", ++row) << title << scale << samples;
        }
    }
}

void TestReport::everyChartIsWellFormed()
{
    QFETCH(QString, title);
    QFETCH(double, scale);
    QFETCH(int, samples);
    SeriesData data = seriesOf({1}, {});
    data.spec.unit = title;
    for (int at = 0; at < samples; ++at)
        data.after.push_back(
            {two + 2 * minute + at * 1000, at % 7 == 6 ? std::optional<double>() : scale * ((at * 37) % 11)});
    const QString svg = chartSvg(data, title, scale * 3, two + minute);
    QXmlStreamReader reader(svg);
    QStringList names;
    while (!reader.atEnd()) {
        if (reader.readNext() == QXmlStreamReader::StartElement)
            names.append(reader.name().toString());
    }
    QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
    names.removeDuplicates();
    for (const QString &name : names)
        QVERIFY2(
            (QStringList{u"svg"_s, u"title"_s, u"line"_s, u"text"_s, u"polyline"_s, u"circle"_s}.contains(
                name)),
            qPrintable(name));
    QVERIFY(!svg.contains(u"nan"_s) && !svg.contains(u"inf"_s));
    QVERIFY2(svg.size() < 200000, "a long watch must not make a page of megabytes");
}

void TestReport::theHtmlShowsTheCharts()
{
    RunState state = goodRun();
    state.series = {seriesOf({1, 1, 1}, {2, 2, 3})};
    state.series[0].spec.id = u"error_rate"_s;
    state.series[0].spec.title = u"Error rate"_s;
    const QString page = reportHtml(state, goodChecks());
    QCOMPARE(page.count(u"<svg "_s), 1);
    QVERIFY(page.contains(u"<figcaption>Error Rate</figcaption>"_s));
    QVERIFY(page.contains(u"roll back at 5 %"_s));
    QCOMPARE(reportHtml(state, goodChecks()), page);
    QVERIFY(!reportMarkdown(state, goodChecks()).contains(u"svg"_s));
}

void TestReport::theJsonSaysTheSame()
{
    const nlohmann::json report = reportJson(goodRun(), goodChecks());
    QCOMPARE(report.at("schemaVersion").get<int>(), 1);
    QCOMPARE(QString::fromStdString(report.at("version").get<std::string>()), u"v1.2.0"_s);
    QCOMPARE(QString::fromStdString(report.at("status").get<std::string>()), u"SUCCESS"_s);
    QCOMPARE(QString::fromStdString(report.at("outcome").get<std::string>()), u"succeeded"_s);
    QCOMPARE(QString::fromStdString(report.at("run").get<std::string>()), u"r1"_s);
    const nlohmann::json &sections = report.at("sections");
    QCOMPARE(sections.size(), std::size_t(9));
    QCOMPARE(QString::fromStdString(sections.at(0).at("rows").at(1).dump()),
             QString::fromStdString(nlohmann::json({"Tests", "mix test", "✓ PASS (142 tests)"}).dump()));
    QCOMPARE(sections.at(8).at("todo").size(), std::size_t(5));
}

void TestReport::theSameRunGivesTheSameBytes()
{
    for (const QString &format : {u"md"_s, u"html"_s, u"json"_s}) {
        const auto first = reportAs(format, goodRun(), goodChecks());
        const auto second = reportAs(format, goodRun(), goodChecks());
        QVERIFY(first && second);
        QCOMPARE(*first, *second);
        QVERIFY(first->endsWith(u'\n'));
    }
}

void TestReport::otherFormatsAreRefusedByName()
{
    for (const QString &format : {u"pdf"_s, u"docx"_s, QString()}) {
        const auto report = reportAs(format, goodRun(), {});
        QVERIFY(!report);
        QCOMPARE(toString(report.error().kind), u"invalid"_s);
        QVERIFY(report.error().hint.contains(u"md, html, pdf and json"_s));
    }
}

QTEST_GUILESS_MAIN(TestReport)
#include "tst_report.moc"
