// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/past.h"
#include "models/domain/project_file.h"
#include "tests/support/history_samples.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace belay;

namespace {

CheckStatus item(const QString &id, CheckPhase phase, CheckState state = CheckState::Open)
{
    CheckStatus out;
    out.item.id = id;
    out.item.title = id;
    out.item.phase = phase;
    out.item.origin = u"belay.json"_s;
    out.record.item = id;
    out.record.state = state;
    if (state != CheckState::Open) {
        out.record.by = u"jo"_s;
        out.record.timeMs = noon - 60000;
        out.record.summary = u"142 tests"_s;
    }
    return out;
}

CheckRecord ticked(const QString &id, qint64 timeMs)
{
    CheckRecord out;
    out.item = id;
    out.state = CheckState::Passed;
    out.by = u"dana"_s;
    out.timeMs = timeMs;
    return out;
}

QString reportOf(const HistoryStore &store, const QString &run, const QString &format = u"md"_s)
{
    const auto past = loadRun(store, run);
    if (!past)
        return past.error().summary;
    const auto text = renderReport(store, *past, format);
    return text ? *text : text.error().summary;
}

/// A finished run of two hosts.
void record(HistoryStore &store, const RunFacts &facts)
{
    APPEND(store, startOf(facts));
    APPEND(store, switched(facts.id, 2, u"app1"_s));
    APPEND(store, switched(facts.id, 3, u"app2"_s));
    APPEND(store, endOf(facts.id, 4, Outcome::Succeeded));
}

} // namespace

/// The report as the history gives it.
class RunReportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSnapshotComesBackAsItWas();
    void whatIsNoSnapshotIsAnError_data();
    void whatIsNoSnapshotIsAnError();
    void anAttachmentIsKeptOnce();
    void theReportStaysTheSameWhenTheProjectChanges();
    void nextStepsAreTickedUntilTheNextRelease();
    void theStagingRunOfTheVersionIsFound();
    void durationsAreOfRunsThatEnded();
};

void RunReportTest::aSnapshotComesBackAsItWas()
{
    ChecklistSnapshot snapshot{u"phoenix"_s,
                               {item(u"test"_s, CheckPhase::Before, CheckState::Passed),
                                item(u"next-monitor"_s, CheckPhase::After)}};
    for (const CheckItem &each : profileItems(u"phoenix"_s))
        snapshot.statuses.push_back({each, {}});
    for (CheckStatus &status : snapshot.statuses)
        status.record.item = status.item.id;
    const QString text = snapshotText(snapshot);
    const auto read = snapshotFrom(text);
    QVERIFY(read);
    QCOMPARE(read->profile, u"phoenix"_s);
    QCOMPARE(read->statuses.size(), snapshot.statuses.size());
    for (std::size_t at = 0; at < snapshot.statuses.size(); ++at) {
        QVERIFY(read->statuses[at].item == snapshot.statuses[at].item);
        QVERIFY(read->statuses[at].record == snapshot.statuses[at].record);
    }
    QCOMPARE(snapshotText(*read), text);
}

void RunReportTest::whatIsNoSnapshotIsAnError_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("nothing") << QString();
    QTest::newRow("no JSON") << u"{"_s;
    QTest::newRow("a list") << u"[]"_s;
    QTest::newRow("no items") << u"{\"profile\": \"node\"}"_s;
    QTest::newRow("an item without a name") << u"{\"profile\": \"node\", \"items\": [{\"item\": {}}]}"_s;
}

void RunReportTest::whatIsNoSnapshotIsAnError()
{
    QFETCH(QString, text);
    QVERIFY(!snapshotFrom(text));
}

void RunReportTest::anAttachmentIsKeptOnce()
{
    QTemporaryDir folder;
    const auto store = openAt(folder.path());
    QVERIFY(store);
    QVERIFY(!store->attachment(u"r1"_s, u"checklist"_s)->has_value());
    QVERIFY(store->attach(u"r1"_s, u"checklist"_s, u"one"_s));
    QVERIFY(!store->attach(u"r1"_s, u"checklist"_s, u"two"_s));
    QCOMPARE(store->attachment(u"r1"_s, u"checklist"_s)->value(), u"one"_s);
    RawDatabase raw(store->path());
    QVERIFY(raw.exec("UPDATE attachment SET body = 'x'").contains(u"append-only"_s));
    QVERIFY(raw.exec("DELETE FROM attachment").contains(u"append-only"_s));
    QVERIFY(raw.exec("INSERT OR REPLACE INTO attachment VALUES ('r1', 'checklist', 'x')")
                .contains(u"append-only"_s));
}

void RunReportTest::theReportStaysTheSameWhenTheProjectChanges()
{
    QTemporaryDir folder;
    QTemporaryDir project;
    const auto store = openAt(folder.path());
    QVERIFY(store);
    const QString file = project.filePath(u"belay.json"_s);
    const auto write = [&file](const QByteArray &title) {
        QFile out(file);
        if (out.open(QIODevice::WriteOnly))
            out.write(
                "{\"name\": \"api\", \"profile\": \"generic\", \"release\": {\"artifact\": \"dist\"}, "
                "\"environments\": {\"production\": {\"target\": {\"kind\": \"ssh\", \"path\": "
                "\"/srv/api\", \"hosts\": [\"app1\"]}, \"strategy\": {\"kind\": \"rolling\"}, \"health\": "
                "{\"url\": \"http://{address}/health\"}}}, \"checklist\": {\"items\": [{\"id\": \"own\", "
                "\"title\": \"" +
                title + "\", \"run\": \"true\"}]}}");
    };
    write("The title of that day");
    const auto read = readProjectFile(file);
    QVERIFY2(read, qPrintable(read ? QString() : QString(read.error().summary + read.error().detail)));
    QVERIFY(store->rememberProject(file));
    Plan plan;
    plan.runId = u"r1"_s;
    plan.project = u"api"_s;
    plan.environment = u"production"_s;
    QVERIFY(keepChecklist(*store, plan));
    record(*store, {u"r1"_s});
    const QStringList formats{u"md"_s, u"html"_s, u"json"_s};
    QStringList before;
    for (const QString &format : formats)
        before.append(reportOf(*store, u"r1"_s, format));
    QVERIFY2(before.first().contains(u"| The title of that day |"_s), qPrintable(before.first()));

    write("Another title");
    CheckRecord later = ticked(u"own"_s, noon + 3600000);
    QVERIFY(store->appendCheck(u"api"_s, u"production"_s, later));
    QVERIFY(QFile::remove(file));
    QStringList after;
    for (const QString &format : formats)
        after.append(reportOf(*store, u"r1"_s, format));
    QCOMPARE(after, before);
}

void RunReportTest::nextStepsAreTickedUntilTheNextRelease()
{
    QTemporaryDir folder;
    const auto store = openAt(folder.path());
    QVERIFY(store);
    const ChecklistSnapshot snapshot{u"node"_s, {item(u"next-ticket"_s, CheckPhase::After)}};
    for (const QString &run : {u"r1"_s, u"r2"_s})
        QVERIFY(store->attach(run, checklistAttachment(), snapshotText(snapshot)));
    record(*store, {u"r1"_s});
    QVERIFY(reportOf(*store, u"r1"_s).contains(u"- [ ] Close release ticket\n"_s));
    QVERIFY(reportOf(*store, u"r1"_s).contains(u"- [ ] Verify background jobs running\n"_s));
    QVERIFY(store->appendCheck(u"api"_s, u"production"_s, ticked(u"next-ticket"_s, noon + 60000)));
    QVERIFY(
        reportOf(*store, u"r1"_s).contains(u"- [x] Close release ticket (dana, 2026-11-01 12:01 UTC)\n"_s));

    RunFacts next{u"r2"_s};
    next.startedMs = noon + 120000;
    record(*store, next);
    const QString ofFirst = reportOf(*store, u"r1"_s);
    QVERIFY(reportOf(*store, u"r2"_s).contains(u"- [ ] Close release ticket\n"_s));
    CheckRecord again = ticked(u"next-ticket"_s, noon + 180000);
    again.by = u"kim"_s;
    QVERIFY(store->appendCheck(u"api"_s, u"production"_s, again));
    QVERIFY(reportOf(*store, u"r2"_s).contains(u"- [x] Close release ticket (kim, "_s));
    QCOMPARE(reportOf(*store, u"r1"_s), ofFirst);
}

void RunReportTest::theStagingRunOfTheVersionIsFound()
{
    QTemporaryDir folder;
    const auto store = openAt(folder.path());
    QVERIFY(store);
    RunFacts staging{u"s1"_s};
    staging.environment = u"staging"_s;
    staging.startedMs = noon - 3600000;
    RunEvent start = startOf(staging);
    Plan plan = *planFromJson(nlohmann::json::parse(start.data.toStdString()));
    Step health;
    health.id = u"health@app1"_s;
    health.kind = StepKind::Health;
    HealthAction action;
    action.health.url = u"http://app1/health"_s;
    health.action = action;
    plan.stages.front().steps.push_back(health);
    start.data = QString::fromStdString(toJson(plan).dump());
    APPEND(*store, start);
    RunEvent healthy = switched(u"s1"_s, 2, u"app1"_s);
    healthy.step = health.id;
    APPEND(*store, healthy);
    APPEND(*store, endOf(u"s1"_s, 3, Outcome::Succeeded));
    record(*store, {u"r1"_s});
    QVERIFY2(reportOf(*store, u"r1"_s).contains(u"| Health endpoint | ✓ PASS |"_s),
             qPrintable(reportOf(*store, u"r1"_s)));
    RunFacts other{u"r2"_s};
    other.version = u"9.9.9"_s;
    other.startedMs = noon + 60000;
    record(*store, other);
    QVERIFY(reportOf(*store, u"r2"_s).contains(u"| Health endpoint | not recorded |"_s));
}

void RunReportTest::durationsAreOfRunsThatEnded()
{
    QTemporaryDir folder;
    const auto store = openAt(folder.path());
    QVERIFY(store);
    const auto ran = [&store](CheckState state, qint64 durationMs) {
        CheckRecord out = ticked(u"test"_s, noon);
        out.state = state;
        out.durationMs = durationMs;
        QVERIFY(store->appendCheck(u"api"_s, u"production"_s, out));
    };
    ran(CheckState::Passed, 38000);
    ran(CheckState::Failed, 41000);
    ran(CheckState::CannotRun, 5);
    ran(CheckState::Waived, 0);
    QCOMPARE(*store->checkDurations(u"api"_s, u"test"_s), (std::vector<qint64>{41000, 38000}));
    QVERIFY(store->checkDurations(u"api"_s, u"lint"_s)->empty());
    ran(CheckState::Passed, 39000);
    QCOMPARE(usualCheckDuration(*store, u"api"_s, u"test"_s), std::optional<qint64>(39000));
    QVERIFY(!usualCheckDuration(*store, u"api"_s, u"lint"_s));
}

QTEST_GUILESS_MAIN(RunReportTest)
#include "tst_run_report.moc"
