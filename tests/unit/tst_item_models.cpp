// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/item/activity_model.h"
#include "models/item/checklist_model.h"
#include "models/item/history_model.h"
#include "models/item/hosts_model.h"
#include "models/item/log_model.h"
#include "models/item/overview_model.h"
#include "models/item/plan_model.h"
#include "models/item/run_model.h"
#include "models/item/series_model.h"

#include <nlohmann/json.hpp>

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

#include <functional>

using namespace belay;

Q_DECLARE_METATYPE(std::function<void(belay::HostObservation &)>)

namespace {

constexpr auto fatal = QAbstractItemModelTester::FailureReportingMode::Fatal;

Step step(const QString &host, StepKind kind, const QString &title, const QString &shown = {})
{
    Step out;
    out.id = title + QLatin1Char('@') + host;
    out.host = host;
    out.kind = kind;
    out.title = title;
    out.shown = shown;
    out.action = ScriptAction();
    return out;
}

Plan twoHosts()
{
    Plan plan;
    plan.runId = QStringLiteral("run-1");
    plan.project = QStringLiteral("shop");
    plan.environment = QStringLiteral("production");
    plan.version = QStringLiteral("1.1.0");
    for (const QString &name : {QStringLiteral("web-1"), QStringLiteral("web-2")}) {
        PlanHost host;
        host.spec.name = name;
        plan.hosts.push_back(host);
    }
    Stage prepare;
    prepare.id = QStringLiteral("prepare");
    prepare.title = QStringLiteral("Prepare");
    Stage change;
    change.id = QStringLiteral("switch");
    change.title = QStringLiteral("Switch");
    for (const PlanHost &host : plan.hosts) {
        prepare.steps.push_back(step(host.spec.name, StepKind::Lock, QStringLiteral("lock")));
        prepare.steps.push_back(
            step(host.spec.name, StepKind::Upload, QStringLiteral("upload"), QStringLiteral("2 files")));
        change.steps.push_back(step(host.spec.name, StepKind::Switch, QStringLiteral("switch"),
                                    QStringLiteral("to ") + host.spec.name));
    }
    plan.stages = {prepare, change};
    return plan;
}

RunEvent started(const Plan &plan)
{
    RunEvent event;
    event.kind = EventKind::RunStarted;
    event.run = plan.runId;
    event.seq = 1;
    event.timeMs = 1000;
    event.data = QString::fromStdString(toJson(plan).dump());
    return event;
}

RunEvent about(const QString &id, EventKind kind, StepState state = StepState::Running)
{
    RunEvent event;
    event.kind = kind;
    event.step = id;
    event.host = id.section(QLatin1Char('@'), 1);
    event.state = state;
    event.timeMs = 2000;
    event.durationMs = 40;
    return event;
}

CheckStatus check(const QString &id, const QString &group, CheckState state,
                  CheckLevel level = CheckLevel::Must)
{
    CheckStatus status;
    status.item.id = id;
    status.item.title = QStringLiteral("Title of ") + id;
    status.item.group = group;
    status.item.level = level;
    status.item.kind = CheckKind::Command;
    status.record.item = id;
    status.record.state = state;
    return status;
}

ActivityEntry entry(const QString &key)
{
    ActivityEntry out;
    out.key = key;
    out.text = key;
    return out;
}

} // namespace

class TestItemModels : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theRunIsHostsTimesStepsWithoutHousekeeping()
    {
        RunModel model;
        const QAbstractItemModelTester tester(&model, fatal);
        model.applyEvents({started(twoHosts())});
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.columnCount(), 2);
        QCOMPARE(model.headerData(0, Qt::Horizontal, Qt::DisplayRole).toString(), QStringLiteral("upload"));
        RunEvent progress = about(QStringLiteral("upload@web-2"), EventKind::StepProgress);
        progress.done = 30;
        progress.total = 60;
        model.applyEvents({about(QStringLiteral("upload@web-2"), EventKind::StepStarted), progress});
        const QModelIndex cell = model.index(1, 0);
        QCOMPARE(static_cast<int>(StepState::Running), cell.data(RunModel::StateRole).toInt());
        QCOMPARE(cell.data(RunModel::ProgressRole).toDouble(), 0.5);
        QVERIFY(
            cell.data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("web-2 upload: running")));
    }

    void aBatchOfEventsIsOneChangeOfTheModel()
    {
        RunModel model;
        model.applyEvents({started(twoHosts())});
        QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        std::vector<RunEvent> batch;
        for (int i = 0; i < 5000; ++i)
            batch.push_back(about(QStringLiteral("upload@web-1"), EventKind::StepProgress));
        model.applyEvents(batch);
        QCOMPARE(changes.count(), 1);
        QCOMPARE(resets.count(), 0);
    }

    void thePlanNamesHostsWithTheSameLineTogether()
    {
        PlanModel model;
        const QAbstractItemModelTester tester(&model, fatal);
        model.setPlan(twoHosts());
        QCOMPARE(model.rowCount(), 2);
        const QModelIndex prepare = model.index(0, 0);
        QCOMPARE(model.rowCount(prepare), 2);
        QCOMPARE(model.index(1, 0, prepare).data(PlanModel::HostsRole).toString(),
                 QStringLiteral("web-1, web-2"));
        const QModelIndex change = model.index(1, 0);
        QCOMPARE(model.rowCount(change), 2);
        QCOMPARE(model.index(1, 0, change).data(PlanModel::HostsRole).toString(), QStringLiteral("web-2"));
    }

    void theChecklistKeepsItsRowsWhenOnlyResultsChange()
    {
        ChecklistModel model;
        const QAbstractItemModelTester tester(&model, fatal);
        const QString code = QStringLiteral("Code");
        model.setStatuses({check(QStringLiteral("a"), code, CheckState::Open),
                           check(QStringLiteral("b"), QStringLiteral("Tests"), CheckState::Open),
                           check(QStringLiteral("c"), code, CheckState::Failed)});
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.rowCount(model.index(0, 0)), 2);
        const QPersistentModelIndex kept = model.find(QStringLiteral("c"));
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        model.setStatuses({check(QStringLiteral("a"), code, CheckState::Passed),
                           check(QStringLiteral("b"), QStringLiteral("Tests"), CheckState::Waived),
                           check(QStringLiteral("c"), code, CheckState::Passed)});
        QCOMPARE(resets.count(), 0);
        QVERIFY(kept.isValid());
        QCOMPARE(kept.data(ChecklistModel::IdRole).toString(), QStringLiteral("c"));
        QCOMPARE(model.index(0, 0).data(ChecklistModel::DoneRole).toInt(), 2);
    }

    void aRunningCheckShowsItsResultAsSoonAsItIsRecorded()
    {
        ChecklistModel model;
        model.setStatuses({check(QStringLiteral("test"), QStringLiteral("Tests"), CheckState::Open)});
        model.applyEvents({about(QStringLiteral("check:test"), EventKind::StepStarted)});
        const QModelIndex item = model.find(QStringLiteral("test"));
        QCOMPARE(item.data(ChecklistModel::StateRole).toInt(), static_cast<int>(CheckState::Running));
        RunEvent recorded;
        recorded.kind = EventKind::CheckRecorded;
        recorded.check = CheckRecord();
        recorded.check->item = QStringLiteral("test");
        recorded.check->state = CheckState::Passed;
        recorded.check->summary = QStringLiteral("142 tests");
        model.applyEvents({recorded});
        QCOMPARE(item.data(ChecklistModel::SummaryRole).toString(), QStringLiteral("142 tests"));
    }

    void anAnswerGivenMeanwhileDoesNotStopARunningCheckFromShowingSo()
    {
        ChecklistModel model;
        const QAbstractItemModelTester tester(&model, fatal);
        const CheckStatus test = check(QStringLiteral("test"), QStringLiteral("Tests"), CheckState::Open);
        model.setStatuses({test, check(QStringLiteral("told"), QStringLiteral("Tests"), CheckState::Open)});
        RunEvent begin;
        begin.kind = EventKind::RunStarted;
        RunEvent end;
        end.kind = EventKind::RunFinished;
        model.applyEvents({begin, about(QStringLiteral("check:test"), EventKind::StepStarted)});
        model.setStatuses({test, check(QStringLiteral("told"), QStringLiteral("Tests"), CheckState::Passed)});
        const auto state = [&model](const QString &id) {
            return model.find(id).data(ChecklistModel::StateRole).toInt();
        };
        QCOMPARE(state(QStringLiteral("test")), static_cast<int>(CheckState::Running));
        QCOMPARE(state(QStringLiteral("told")), static_cast<int>(CheckState::Passed));
        // Stopped without a result: what is stored counts again.
        model.applyEvents({end});
        model.setStatuses({test, check(QStringLiteral("told"), QStringLiteral("Tests"), CheckState::Passed)});
        QCOMPARE(state(QStringLiteral("test")), static_cast<int>(CheckState::Open));
    }

    void theChecklistFilterHidesWhatIsSettledAndEmptyGroups()
    {
        ChecklistModel model;
        ChecklistFilterModel filter;
        filter.setSourceModel(&model);
        const QAbstractItemModelTester tester(&filter, fatal);
        model.setStatuses({check(QStringLiteral("a"), QStringLiteral("Code"), CheckState::Passed),
                           check(QStringLiteral("b"), QStringLiteral("Tests"), CheckState::Open)});
        filter.setOpenOnly(true);
        QCOMPARE(filter.rowCount(), 1);
        QCOMPARE(filter.index(0, 0).data().toString(), QStringLiteral("Tests"));
        filter.setOpenOnly(false);
        filter.setText(QStringLiteral("of a"));
        QCOMPARE(filter.rowCount(), 1);
        QCOMPARE(filter.index(0, 0).data().toString(), QStringLiteral("Code"));
    }

    void remarksStandInTheLogBetweenTheOutput()
    {
        LogModel model;
        RunEvent output = about(QStringLiteral("build@web-1"), EventKind::StepOutput);
        output.text = QStringLiteral("compiling");
        RunEvent remark;
        remark.kind = EventKind::Noted;
        remark.text = QStringLiteral("stopped by dana");
        model.applyEvents({output, remark});
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(1, LogModel::Text).data().toString(), QStringLiteral("stopped by dana"));
    }

    void theReplayedLogIsTheLiveLog()
    {
        std::vector<RunEvent> events{started(twoHosts()),
                                     about(QStringLiteral("upload@web-1"), EventKind::StepStarted),
                                     about(QStringLiteral("upload@web-1"), EventKind::StepOutput),
                                     about(QStringLiteral("upload@web-1"), EventKind::StepFinished),
                                     about(QStringLiteral("upload@web-2"), EventKind::StepFinished)};
        events[2].text = QStringLiteral("41 of 48 MB");
        events[3].state = StepState::Passed;
        events[3].text = QStringLiteral("48 MB");
        events[4].state = StepState::Failed;
        LogModel live;
        live.applyEvents(events);
        LogModel past;
        past.setLines(replay(events).log);
        const QStringList expected{QStringLiteral("41 of 48 MB"), QStringLiteral("upload: passed, 48 MB"),
                                   QStringLiteral("upload: failed")};
        for (LogModel *model : {&live, &past}) {
            QStringList shown;
            for (int row = 0; row < model->rowCount(); ++row)
                shown.append(model->index(row, LogModel::Text).data().toString());
            QCOMPARE(shown, expected);
            QVERIFY(model->index(2, 0).data(LogModel::IsErrorRole).toBool());
            QVERIFY(!model->index(1, 0).data(LogModel::IsErrorRole).toBool());
        }
    }

    void whileUndoingNoTimeLeftIsGuessed()
    {
        RunModel model;
        model.applyEvents({started(twoHosts())});
        for (const StepStatus &step : std::vector<StepStatus>(model.state().steps)) {
            if (step.host != QLatin1String("web-1"))
                continue;
            RunEvent end = about(step.id, EventKind::StepFinished);
            end.state = StepState::Passed;
            model.applyEvents({about(step.id, EventKind::StepStarted), end});
        }
        RunState state = model.state();
        state.startedMs = 1000;
        model.reset(state);
        QCOMPARE(model.summary(3000).hostsDone, 1);
        QCOMPARE(model.summary(3000).leftMs, 2000);
        state.undoing = true;
        model.reset(state);
        QCOMPARE(model.summary(3000).leftMs, 0);
    }

    void theLogForgetsItsOldestLinesAndIsFiltered()
    {
        LogModel model;
        const QAbstractItemModelTester tester(&model, fatal);
        std::vector<RunEvent> events;
        for (int i = 0; i < LogModel::limit + 10; ++i) {
            RunEvent event = about(QStringLiteral("build@web-%1").arg(i % 2 + 1), EventKind::StepOutput);
            event.text = QStringLiteral("line %1").arg(i);
            event.isError = i % 1000 == 0;
            events.push_back(event);
        }
        model.applyEvents(events);
        QCOMPARE(model.rowCount(), LogModel::limit);
        QCOMPARE(model.index(0, LogModel::Text).data().toString(), QStringLiteral("line 10"));
        LogFilterModel filter;
        filter.setSourceModel(&model);
        filter.setErrorsOnly(true);
        QCOMPARE(filter.rowCount(), 200);
        filter.setErrorsOnly(false);
        filter.setText(QStringLiteral("LINE 200001"));
        QCOMPARE(filter.rowCount(), 1);
        filter.setHost(QStringLiteral("web-1"));
        QCOMPARE(filter.rowCount(), 0);
    }

    void theSeriesWithTheWorstVerdictComesFirstAndTheSelectionFollows()
    {
        RunState state;
        for (const QString &id : {QStringLiteral("errors"), QStringLiteral("p99")}) {
            SeriesData data;
            data.spec.id = id;
            data.spec.title = id;
            state.series.push_back(data);
        }
        SeriesModel model;
        const QAbstractItemModelTester tester(&model, fatal);
        model.setState(state);
        const QPersistentModelIndex chosen = model.find(QStringLiteral("errors"));
        state.verdict = Verdict();
        state.verdict->series = {{QStringLiteral("errors"), VerdictKind::Healthy, {}, {}, {}, {}},
                                 {QStringLiteral("p99"), VerdictKind::RollBack, {}, {}, {}, {}}};
        model.setState(state);
        QCOMPARE(model.index(0).data(SeriesModel::IdRole).toString(), QStringLiteral("p99"));
        QCOMPARE(chosen.data(SeriesModel::IdRole).toString(), QStringLiteral("errors"));
        QCOMPARE(model.index(0).data(SeriesModel::NowRole).toString(), QStringLiteral("no data"));
    }

    void aSeriesWithoutVerdictShowsItsNewestValueAndSaysWhenThereIsNone()
    {
        RunState state;
        SeriesData data;
        data.spec.id = data.spec.title = QStringLiteral("errors");
        data.spec.unit = QStringLiteral("percent");
        state.series = {data};
        SeriesModel model;
        const auto now = [&model] { return model.index(0).data(SeriesModel::NowRole).toString(); };
        model.setState(state);
        QCOMPARE(now(), QStringLiteral("collecting"));
        state.series[0].after = {{1000, 0.4}};
        model.setState(state);
        QCOMPARE(now(), formatValue(0.4, QStringLiteral("percent")));
        state.series[0].after.push_back({2000, std::nullopt});
        model.setState(state);
        QCOMPARE(now(), QStringLiteral("no data"));
    }

    void theOverviewTellsOnlyTheCellThatChanged()
    {
        EnvironmentCell staging;
        staging.project = QStringLiteral("shop");
        staging.environment = QStringLiteral("staging");
        EnvironmentCell production = staging;
        production.environment = QStringLiteral("production");
        OverviewModel model;
        const QAbstractItemModelTester tester(&model, fatal);
        model.setCells({staging, production});
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.columnCount(), 2);
        QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        production.version = QStringLiteral("1.1.0");
        model.setCells({staging, production});
        QCOMPARE(changes.count(), 1);
        QCOMPARE(changes.at(0).at(0).toModelIndex().column(), 1);
        QCOMPARE(model.index(0, 1).data().toString(), QStringLiteral("1.1.0"));
    }

    void noVersionIsCalledNoReleaseOnlyWhenTheHostsSaidSo_data()
    {
        QTest::addColumn<CellStatus>("status");
        QTest::addColumn<qint64>("askedMs");
        QTest::addColumn<QString>("expected");
        QTest::newRow("answered") << CellStatus::Held << qint64(1000) << QStringLiteral("no release");
        QTest::newRow("nothing there")
            << CellStatus::NotDeployed << qint64(1000) << QStringLiteral("no release");
        QTest::newRow("silent") << CellStatus::Unreachable << qint64(1000)
                                << QStringLiteral("version unknown");
        QTest::newRow("never asked") << CellStatus::Unknown << qint64(0) << QStringLiteral("version unknown");
        QTest::newRow("running, never asked")
            << CellStatus::Running << qint64(0) << QStringLiteral("version unknown");
    }

    void noVersionIsCalledNoReleaseOnlyWhenTheHostsSaidSo()
    {
        QFETCH(const CellStatus, status);
        QFETCH(const qint64, askedMs);
        EnvironmentCell cell;
        cell.status = status;
        cell.askedMs = askedMs;
        QTEST(versionText(cell), "expected");
        cell.version = QStringLiteral("1.1.0");
        QCOMPARE(versionText(cell), QStringLiteral("1.1.0"));
    }

    void anOldAnswerIsShownWithItsTime_data()
    {
        QTest::addColumn<CellStatus>("status");
        QTest::addColumn<int>("minutesAgo"); // of a quarter to two in the afternoon
        QTest::addColumn<QString>("expected");
        QTest::newRow("fresh") << CellStatus::Healthy << 9 << QStringLiteral("Well · 2 h");
        QTest::newRow("old") << CellStatus::Healthy << 10 << QStringLiteral("As of 13:35: Well");
        QTest::newRow("yesterday") << CellStatus::Healthy << 24 * 60 << QStringLiteral("As of 20 Nov: Well");
        QTest::newRow("a run tells by itself") << CellStatus::Running << 60 << QStringLiteral("Well · 2 h");
    }

    void anOldAnswerIsShownWithItsTime()
    {
        QFETCH(const CellStatus, status);
        QFETCH(const int, minutesAgo);
        const qint64 now = QDateTime(QDate(2026, 11, 21), QTime(13, 45)).toMSecsSinceEpoch();
        EnvironmentCell cell;
        cell.status = status;
        cell.phrase = QStringLiteral("Well");
        cell.sinceMs = now - 2 * 3600 * 1000;
        cell.askedMs = now - qint64(minutesAgo) * 60 * 1000;
        QTEST(phraseText(cell, now), "expected");
        cell.askedMs = now;
        cell.sinceMs = now - 400 * 1000;
        QCOMPARE(phraseText(cell, now), QStringLiteral("Well · 6 min"));
        cell.sinceMs = now - 59'999;
        QCOMPARE(phraseText(cell, now), QStringLiteral("Well · under 1 min"));
    }

    void newEntriesArePutInFrontAndTheRestStays()
    {
        ActivityModel model;
        const QAbstractItemModelTester tester(&model, fatal);
        model.setEntries({entry(QStringLiteral("b")), entry(QStringLiteral("a"))});
        const QPersistentModelIndex kept = model.index(0);
        model.setEntries(
            {entry(QStringLiteral("c")), entry(QStringLiteral("b")), entry(QStringLiteral("a"))});
        QCOMPARE(kept.row(), 1);
        QCOMPARE(model.index(0).data().toString(), QStringLiteral("c"));
        model.setEntries({});
        QCOMPARE(model.rowCount(), 0);
    }

    void anyListTurnsIntoAnyOtherWithoutAReset()
    {
        ActivityModel activity;
        HistoryModel history;
        HostsModel hosts;
        const QAbstractItemModelTester activityTester(&activity, fatal);
        const QAbstractItemModelTester historyTester(&history, fatal);
        const QAbstractItemModelTester hostsTester(&hosts, fatal);
        QSignalSpy activityResets(&activity, &QAbstractItemModel::modelReset);
        QSignalSpy historyResets(&history, &QAbstractItemModel::modelReset);
        QSignalSpy hostsResets(&hosts, &QAbstractItemModel::modelReset);
        QRandomGenerator random(20261121); // the same lists in every run
        for (int round = 0; round < 300; ++round) {
            QStringList keys;
            for (int key = 0; key < 8; ++key)
                if (random.bounded(2))
                    keys.insert(random.bounded(static_cast<int>(keys.size()) + 1), QString::number(key));
            std::vector<ActivityEntry> entries;
            std::vector<HistoryRow> rows;
            std::vector<HostEntry> entriesOfHosts;
            for (const QString &key : keys) {
                entries.push_back(entry(key));
                entries.back().timeMs = random.bounded(3);
                rows.push_back({});
                rows.back().id = key;
                rows.back().startedMs = random.bounded(3);
                entriesOfHosts.push_back({});
                entriesOfHosts.back().host = key;
                entriesOfHosts.back().asking = random.bounded(2);
            }
            activity.setEntries(entries);
            history.setRows(rows);
            hosts.setHosts(entriesOfHosts);
            QCOMPARE(activity.rowCount(), keys.size());
            QCOMPARE(history.rowCount(), keys.size());
            QCOMPARE(hosts.rowCount(), keys.size());
            for (int row = 0; row < keys.size(); ++row) {
                const auto at = static_cast<std::size_t>(row);
                QCOMPARE(activity.index(row).data(ActivityModel::TimeRole).toLongLong(), entries[at].timeMs);
                QVERIFY(history.row(row) == rows[at]);
                QVERIFY(hosts.host(row) == entriesOfHosts[at]);
            }
        }
        QCOMPARE(activityResets.size() + historyResets.size() + hostsResets.size(), 0);
    }

    void hostsSayWhatTheyAreAndSilentOnesSaySo()
    {
        HostEntry ready;
        ready.host = QStringLiteral("web-1");
        ready.observation = HostObservation();
        ready.observation->diskFreeBytes = 61'000'000'000;
        HostEntry silent;
        silent.host = QStringLiteral("web-2");
        silent.observation = HostObservation();
        silent.observation->error = Error{ErrorKind::Network, QStringLiteral("refused"), {}, {}};
        HostsModel model;
        const QAbstractItemModelTester tester(&model, fatal);
        model.setHosts({ready, silent});
        QCOMPARE(model.index(0, HostsModel::State).data().toString(), QStringLiteral("Ready"));
        QCOMPARE(model.index(0, HostsModel::Live).data().toString(), QStringLiteral("nothing"));
        QCOMPARE(model.index(0, HostsModel::Disk).data().toString(), QStringLiteral("61 GB"));
        QCOMPARE(model.index(1, HostsModel::State).data().toString(), QStringLiteral("refused"));
        QCOMPARE(model.index(1, HostsModel::Live).data().toString(), QString());
    }

    void onlyAHostThatWouldBeReleasedToIsReady_data()
    {
        using Change = std::function<void(HostObservation &)>;
        QTest::addColumn<Change>("change");
        QTest::addColumn<HostStanding>("standing");
        QTest::addColumn<QString>("word");
        QTest::addColumn<QString>("text");
        const auto row = [](const char *name, const Change &change, HostStanding standing, const char *word,
                            const char *text) {
            QTest::newRow(name) << change << standing << QString::fromUtf8(word) << QString::fromUtf8(text);
        };
        row(
            "ready", [](HostObservation &) {}, HostStanding::Ready, "Ready", "Ready");
        row(
            "our lock",
            [](HostObservation &said) {
                said.lock = QStringLiteral("v1:run-7:dana@desk:20261121140000");
                said.lockReason = QStringLiteral("hotfix");
                said.hostTimeMs = 1795269783000; // 14:03:03 UTC
            },
            HostStanding::Locked, "Locked", "Locked by dana@desk (run run-7, for 3 min 3 s: hotfix)");
        row(
            "another tool's lock",
            [](HostObservation &said) { said.foreignLock = QStringLiteral("Mina (/srv/shop/deploy.lock)"); },
            HostStanding::Locked, "Locked", "Locked by Mina (/srv/shop/deploy.lock)");
        row(
            "held", [](HostObservation &said) { said.hold = QStringLiteral("rolled back"); },
            HostStanding::Held, "Deploys held", "Deploys are held: rolled back");
        row(
            "another environment's folder",
            [](HostObservation &said) { said.environmentTag = QStringLiteral("shop/staging"); },
            HostStanding::Refused, "Not ready", "/srv/shop belongs to shop/staging");
        row(
            "its own folder",
            [](HostObservation &said) { said.environmentTag = QStringLiteral("shop/production"); },
            HostStanding::Ready, "Ready", "Ready");
        row(
            "current is a folder", [](HostObservation &said) { said.currentIsFolder = true; },
            HostStanding::Refused, "Not ready",
            "/srv/shop/current is a folder, not a link; Belay does not touch it");
        row(
            "programs are missing",
            [](HostObservation &said) {
                said.missingTools = {QStringLiteral("tar"), QStringLiteral("mv -T")};
            },
            HostStanding::Refused, "Not ready", "Missing programs: tar, mv -T");
        row(
            "files are missing",
            [](HostObservation &said) { said.missingLinkedFiles = {QStringLiteral(".env")}; },
            HostStanding::Refused, "Not ready", "Missing in shared/: .env");
        row(
            "current dangles", [](HostObservation &said) { said.currentDangling = true; },
            HostStanding::Doubtful, "Warning", "current points to a release that is missing");
        row(
            "current leads elsewhere",
            [](HostObservation &said) { said.currentLink = QStringLiteral("/opt/other"); },
            HostStanding::Doubtful, "Warning", "current points outside releases/: /opt/other");
        row(
            "silent",
            [](HostObservation &said) {
                said.error = Error{ErrorKind::Network, QStringLiteral("refused"), {}, {}};
            },
            HostStanding::Silent, "Does not answer", "refused");
        row(
            "login refused",
            [](HostObservation &said) {
                said.error = Error{ErrorKind::Auth, QStringLiteral("no key"), {}, {}};
            },
            HostStanding::Silent, "Login refused", "no key");
        row(
            "host key changed",
            [](HostObservation &said) {
                said.error = Error{ErrorKind::HostKey, QStringLiteral("changed"), {}, {}};
            },
            HostStanding::Silent, "Host key refused", "changed");
    }

    void onlyAHostThatWouldBeReleasedToIsReady()
    {
        QFETCH(const std::function<void(HostObservation &)>, change);
        HostEntry entry;
        entry.project = QStringLiteral("shop");
        entry.environment = QStringLiteral("production");
        entry.observation = HostObservation();
        entry.observation->path = QStringLiteral("/srv/shop");
        change(*entry.observation);
        QFETCH(const HostStanding, standing);
        QCOMPARE(static_cast<int>(hostStanding(entry)), static_cast<int>(standing));
        QTEST(hostStandingWord(entry), "word");
        QTEST(hostStateText(entry), "text");
    }

    void whatLivesOutsideReleasesIsNotNothingAndOldAnswersCarryTheirDay()
    {
        HostEntry entry;
        entry.observation = HostObservation();
        entry.observation->currentLink = QStringLiteral("/opt/other");
        entry.observation->askedMs = QDateTime(QDate(2020, 5, 4), QTime(9, 30)).toMSecsSinceEpoch();
        HostsModel model;
        model.setHosts({entry});
        QCOMPARE(model.index(0, HostsModel::Live).data().toString(), QStringLiteral("unknown"));
        QCOMPARE(model.index(0, HostsModel::Asked).data().toString(),
                 QLocale().toString(QDateTime(QDate(2020, 5, 4), QTime(9, 30)), QLocale::ShortFormat));
    }

    void theHistoryIsCopiedAsTabSeparatedText()
    {
        HistoryRow row;
        row.id = QStringLiteral("1");
        row.project = QStringLiteral("shop");
        row.environment = QStringLiteral("production");
        row.version = QStringLiteral("1.1.0");
        row.fromVersion = QStringLiteral("1.0.0");
        row.kind = QStringLiteral("deploy");
        row.startedMs = 1000;
        row.finishedMs = 5000;
        row.outcome = Outcome::Succeeded;
        row.by = QStringLiteral("dana@desk");
        row.strategy = QStringLiteral("rolling");
        HistoryModel model;
        const QAbstractItemModelTester tester(&model, fatal);
        model.setRows({row});
        const QStringList lines = model.asText({0}).split(QLatin1Char('\n'));
        QCOMPARE(lines.size(), 2);
        QCOMPARE(
            lines[1].section(QLatin1Char('\t'), 1),
            QStringLiteral("shop\tproduction\t1.0.0 → 1.1.0\tdeploy\trolling\t4.0 s\tSucceeded\tdana@desk"));
        HistoryRow older = row;
        older.id = QStringLiteral("0");
        older.project = QStringLiteral("older");
        model.setRows({row, older});
        const QStringList inOrder = model.asText({1, 0}).split(QLatin1Char('\n'));
        QCOMPARE(inOrder[1].section(QLatin1Char('\t'), 1, 1), QStringLiteral("shop"));
        QCOMPARE(inOrder[2].section(QLatin1Char('\t'), 1, 1), QStringLiteral("older"));
        QCOMPARE(model.find(QStringLiteral("1")), 0);
        QCOMPARE(model.find(QStringLiteral("2")), -1);
    }
};

QTEST_GUILESS_MAIN(TestItemModels)
#include "tst_item_models.moc"
