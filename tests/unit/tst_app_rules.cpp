// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command_line.h"
#include "app/cli/plan_printer.h"
#include "app/init/project_template.h"
#include "app/readiness.h"
#include "app/release_flow.h"
#include "app/window/attention.h"
#include "app/window/cells.h"
#include "app/window/dora.h"
#include "models/domain/checklist_answer.h"
#include "models/domain/project_file.h"
#include "tests/support/belay_cli.h"

#include <QTemporaryDir>
#include <QTest>

using namespace belay;

namespace {

HostObservation host(const QString &name, const QStringList &versions, const QString &live)
{
    HostObservation out;
    out.host = name;
    out.exists = true;
    int number = 1;
    for (const QString &version : versions) {
        ReleaseOnHost release;
        release.id = QStringLiteral("2026112114000%1").arg(number++);
        release.version = version;
        release.hasManifest = true;
        out.releases.push_back(release);
        out.activations.append(release.id);
        if (version == live)
            out.currentId = release.id;
    }
    return out;
}

RunSummary run(const QString &kind, const QString &from, const QString &to, Outcome outcome, qint64 startMs,
               qint64 tookMs)
{
    RunSummary out;
    out.id = QString::number(startMs);
    out.kind = kind;
    out.project = QStringLiteral("shop");
    out.environment = QStringLiteral("production");
    out.fromVersion = from;
    out.version = to;
    out.outcome = outcome;
    out.startedMs = startMs;
    out.finishedMs = startMs + tookMs;
    return out;
}

const QString v1 = QStringLiteral("1.0.0");
const QString v2 = QStringLiteral("1.1.0");

} // namespace

class TestAppRules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFleetIsReadyWhenEveryHostCanGoBack()
    {
        FleetSnapshot fleet;
        fleet.hosts = {host(QStringLiteral("a"), {v1, v2}, v2), host(QStringLiteral("b"), {v1, v2}, v2)};
        Readiness readiness = readinessOf(fleet);
        QVERIFY(readiness.ready);
        QCOMPARE(readiness.text, QStringLiteral("1.0.0 is ready on 2 of 2 hosts, about 0.1 s"));
        fleet.hosts[1].roundTripMs = 420;
        QCOMPARE(readinessOf(fleet).text, QStringLiteral("1.0.0 is ready on 2 of 2 hosts, about 0.4 s"));
        fleet.hosts[1].releases.front().hasManifest = false;
        QCOMPARE(readinessOf(fleet).text,
                 QStringLiteral("1 of 2 hosts are ready; b holds 1.0.0 without its list of files, so nobody "
                                "can say whether it is complete"));
        fleet.hosts[1] = host(QStringLiteral("b"), {v1, v2}, v2);
        fleet.hosts[1].foreignLock = QStringLiteral("Kamal");
        QCOMPARE(readinessOf(fleet).text, QStringLiteral("1 of 2 hosts are ready; b is locked by Kamal"));
        fleet.hosts[1] = host(QStringLiteral("b"), {v2}, v2);
        readiness = readinessOf(fleet);
        QVERIFY(!readiness.ready);
        QCOMPARE(readiness.text, QStringLiteral("1 of 2 hosts are ready; b has no earlier good release"));
        fleet.hosts[1] = HostObservation();
        fleet.hosts[1].error = Error{ErrorKind::Network, QStringLiteral("b refused"), {}, {}};
        QCOMPARE(readinessOf(fleet).text, QStringLiteral("1 of 2 hosts are ready; b refused"));
        fleet.hosts.erase(fleet.hosts.begin());
        QCOMPARE(readinessOf(fleet).text, QStringLiteral("b refused"));
        QVERIFY(!readinessOf(FleetSnapshot()).ready);
    }

    void onlyGoodVersionsThatEveryHostHasMayBeReturnedTo()
    {
        const QString v0 = QStringLiteral("0.9.0");
        FleetSnapshot fleet;
        fleet.hosts = {host(QStringLiteral("a"), {v0, v1, v2}, v2),
                       host(QStringLiteral("b"), {v0, v1, v2}, v2)};
        const QStringList both{v1, v0};
        QCOMPARE(rollbackCandidates(fleet), both);
        fleet.hosts[1].releases[1].bad = true;
        QCOMPARE(rollbackCandidates(fleet), QStringList{v0});
    }

    void attentionNamesTheWorstFirst()
    {
        OpenProject open;
        open.project.name = QStringLiteral("shop");
        open.trusted = true;
        Environment environment;
        environment.name = QStringLiteral("production");
        open.project.environments = {environment};
        EnvironmentKnowledge known;
        known.fleet = FleetSnapshot();
        known.fleet->hosts = {host(QStringLiteral("a"), {v1, v2}, v2),
                              host(QStringLiteral("b"), {v1, v2}, v1)};
        known.fleet->hosts[0].hold = QStringLiteral("error rate");
        known.memory.version = v2;
        known.memory.lastOutcome = Outcome::VerdictRollBack;
        known.memory.verdictSentence = QStringLiteral("error rate 5.8 %");
        open.environments[environment.name] = known;
        RunSummary interrupted = run(QStringLiteral("deploy"), v1, v2, Outcome::None, 1000, 0);
        std::vector<int> kinds;
        for (const Attention &attention : attentionFor({open}, {interrupted}))
            kinds.push_back(static_cast<int>(attention.kind));
        using Kind = Attention::Kind;
        const std::vector<int> expected{static_cast<int>(Kind::Interrupted), static_cast<int>(Kind::Trigger),
                                        static_cast<int>(Kind::Mixed), static_cast<int>(Kind::Held)};
        QVERIFY(kinds == expected);
        QVERIFY(attentionFor({}, {}).empty());
    }

    void aCellNeverShowsUnknownAsHealthy()
    {
        OpenProject open;
        open.trusted = true;
        Environment environment;
        EnvironmentKnowledge known;
        QVERIFY(environmentCell(open, environment, known).status == CellStatus::Unknown);
        known.fleet = FleetSnapshot();
        known.fleet->hosts = {host(QStringLiteral("a"), {v1}, v1)};
        // The hosts run something this computer never deployed.
        QVERIFY(environmentCell(open, environment, known).status == CellStatus::Unknown);
        known.memory.version = v1;
        known.memory.lastOutcome = Outcome::VerdictNoData;
        QVERIFY(environmentCell(open, environment, known).status == CellStatus::NoData);
        known.memory.lastOutcome = Outcome::Succeeded;
        QVERIFY(environmentCell(open, environment, known).status == CellStatus::Healthy);
        known.fleet->hosts[0].error = Error{ErrorKind::Timeout, QStringLiteral("no answer"), {}, {}};
        QVERIFY(environmentCell(open, environment, known).status == CellStatus::Unreachable);
    }

    void deliveryFiguresCountWhatWasTakenBack()
    {
        constexpr qint64 now = 1'000'000'000'000;
        constexpr qint64 hour = 3'600'000;
        const std::vector<RunSummary> runs = {
            run(QStringLiteral("rollback"), v2, v1, Outcome::Succeeded, now - hour, 60'000),
            run(QStringLiteral("deploy"), v1, v2, Outcome::VerdictRollBack, now - 2 * hour, 60'000),
            run(QStringLiteral("deploy"), {}, v1, Outcome::Succeeded, now - 3 * hour, 60'000),
            run(QStringLiteral("deploy"), {}, v1, Outcome::Cancelled, now - 4 * hour, 60'000),
        };
        const DoraFigures figures = doraFigures(runs, now);
        QCOMPARE(figures.deployments, 2);
        QCOMPARE(figures.failPercent, 50.0);
        QCOMPARE(figures.recoveryMs, hour + 60'000);
        QCOMPARE(doraFigures({}, now).deployments, 0);
    }

    void deliveryFiguresWithoutDataAreNotZero()
    {
        const DoraFigures none = doraFigures({}, 1'000'000'000'000);
        QVERIFY(none.perWeek < 0 && none.failPercent < 0 && none.reworkPercent < 0);
        QVERIFY(none.leadMs < 0 && none.recoveryMs < 0);
    }

    void leadTimeRunsFromTheCommitToTheLastSwitch()
    {
        constexpr qint64 now = 1'000'000'000'000;
        constexpr qint64 hour = 3'600'000;
        std::vector<RunSummary> runs;
        for (int i = 0; i < 5; ++i) {
            runs.push_back(
                run(QStringLiteral("deploy"), {}, v1, Outcome::Succeeded, now - (i + 1) * hour, 60'000));
            runs.back().liveMs = runs.back().startedMs + 60'000;
        }
        QVERIFY(doraFigures(runs, now).leadMs < 0); // git knew none of the commits
        runs[0].committedMs = runs[0].liveMs - 2 * hour;
        runs[1].committedMs = runs[1].liveMs - 9 * hour;
        runs[2].committedMs = runs[2].liveMs - 3 * hour;
        runs[3].committedMs = runs[3].liveMs + hour; // made by a wrong clock
        runs[4].committedMs = runs[4].startedMs;
        runs[4].liveMs = 0; // never live everywhere
        const DoraFigures figures = doraFigures(runs, now);
        QCOMPARE(figures.leadMs, 3 * hour);
        QCOMPARE(figures.leadKnown, 3);
    }

    void theDeploymentAfterABadOneIsRework()
    {
        constexpr qint64 now = 1'000'000'000'000;
        constexpr qint64 hour = 3'600'000;
        std::vector<RunSummary> runs = {
            run(QStringLiteral("deploy"), v1, v2, Outcome::Succeeded, now - hour, 60'000),
            run(QStringLiteral("rollback"), v2, v1, Outcome::Succeeded, now - 2 * hour, 60'000),
            run(QStringLiteral("deploy"), v1, v2, Outcome::VerdictRollBack, now - 3 * hour, 60'000),
            run(QStringLiteral("deploy"), {}, v1, Outcome::Succeeded, now - 4 * hour, 60'000),
        };
        QCOMPARE(doraFigures(runs, now).reworkPercent, 100.0 / 3.0);
        runs[0].environment = QStringLiteral("elsewhere");
        QCOMPARE(doraFigures(runs, now).reworkPercent, 0.0);
    }

    void theSparklineIsTheErrorRateAsAShareOfItsLimit()
    {
        const auto series = [](const QString &id, std::optional<double> limit, std::vector<Sample> before,
                               std::vector<Sample> after) {
            SeriesData data;
            data.spec.id = id;
            data.spec.rollback = limit;
            data.before = std::move(before);
            data.after = std::move(after);
            return data;
        };
        RunState state;
        QVERIFY(sparkline(state).empty());
        state.series = {
            series(QStringLiteral("p99"), {}, {{1, 100.0}}, {{2, 50.0}, {3, 200.0}}),
            series(QStringLiteral("error_rate"), 5.0, {{1, 0.5}}, {{2, std::nullopt}, {3, 10.0}})};
        // The limit is lower than what was reached, which is the top then.
        QVERIFY(sparkline(state) == (std::vector<double>{0.05, 1.0}));
        state.series[1].after = {{2, 1.0}};
        QVERIFY(sparkline(state) == (std::vector<double>{0.1, 0.2}));
        // Nothing measured of it: the first that was.
        state.series[1].before = {{1, std::nullopt}};
        state.series[1].after.clear();
        QVERIFY(sparkline(state) == (std::vector<double>{0.5, 0.25, 1.0}));
        // A peak is not lost when there are more numbers than points.
        std::vector<Sample> many(240, Sample{1, 1.0});
        many[117].value = 4.0;
        state.series[0] = series(QStringLiteral("p99"), {}, {}, many);
        const std::vector<double> line = sparkline(state);
        QCOMPARE(line.size(), std::size_t(24));
        QCOMPARE(line[11], 1.0);
        QCOMPARE(line[12], 0.25);
    }

    void onlyAProvenVerdictRollsBackByItself()
    {
        Environment environment;
        QVERIFY(!rollsBackByItself(environment, Outcome::VerdictRollBack));
        environment.rollback.automatic = AutomaticRollback::Countdown;
        QVERIFY(rollsBackByItself(environment, Outcome::VerdictRollBack));
        for (const Outcome outcome :
             {Outcome::VerdictNoData, Outcome::Succeeded, Outcome::Failed, Outcome::Cancelled,
              Outcome::RolledBack, Outcome::Partial, Outcome::None})
            QVERIFY(!rollsBackByItself(environment, outcome));
    }

    void aRolledBackReleaseIsExitFour()
    {
        ReleaseEnd end;
        end.deployment = Outcome::VerdictRollBack;
        QCOMPARE(exitCodeFor(end), 7);
        end.rollback = Outcome::Succeeded;
        QCOMPARE(exitCodeFor(end), 4);
        end.rollback = Outcome::NotRolledBack;
        QCOMPARE(exitCodeFor(end), 5);
        end.rollback = Outcome::Partial;
        QCOMPARE(exitCodeFor(end), 6);
    }

    void answersNeedWhatTheirItemNeeds()
    {
        CheckItem ask;
        ask.id = QStringLiteral("on-call");
        ask.title = QStringLiteral("On-call engineer");
        ask.textRequired = true;
        CheckItem command;
        command.id = QStringLiteral("test");
        command.kind = CheckKind::Command;
        CheckRecord record;
        record.item = ask.id;
        record.state = CheckState::Passed;
        QVERIFY(!checkAnswer({ask, command}, record));
        record.summary = QStringLiteral("Dana");
        QVERIFY(checkAnswer({ask, command}, record).has_value());
        record.item = command.id;
        QVERIFY(!checkAnswer({ask, command}, record)); // passes by running, not by saying so
        record.state = CheckState::Waived;
        QVERIFY(!checkAnswer({ask, command}, record)); // "Dana" is no reason
        record.summary = QStringLiteral("known and accepted");
        QVERIFY(checkAnswer({ask, command}, record).has_value());
        record.item = QStringLiteral("on-cal");
        QVERIFY(checkAnswer({ask, command}, record).error().hint.contains(QStringLiteral("on-call")));
    }

    void everyTemplateIsAValidProjectFile_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("profile");
        QTest::newRow("mix") << QStringLiteral("mix.exs") << QByteArray("def project, do: [app: :my_app]")
                             << QStringLiteral("phoenix");
        QTest::newRow("npm") << QStringLiteral("package.json") << QByteArray(R"({"name": "@acme/shop"})")
                             << QStringLiteral("node");
        QTest::newRow("capistrano") << QStringLiteral("config/deploy.rb")
                                    << QByteArray("set :deploy_to, '/srv/shop'\n")
                                    << QStringLiteral("generic");
        QTest::newRow("nothing") << QStringLiteral("notes.txt") << QByteArray("hello")
                                 << QStringLiteral("generic");
    }

    void everyTemplateIsAValidProjectFile()
    {
        QFETCH(QString, file);
        QFETCH(QByteArray, content);
        QFETCH(QString, profile);
        const QTemporaryDir folder;
        test::writeFile(folder.filePath(file), content);
        const auto text = projectTemplate(lookAround(folder.path()), {});
        QVERIFY(text.has_value());
        const auto project = parseProject(text->toUtf8(), folder.filePath(QStringLiteral("belay.json")));
        QVERIFY2(project.has_value(), project ? "" : qPrintable(project.error().summary));
        QCOMPARE(project->profile, profile);
        QVERIFY(!projectTemplate(lookAround(folder.path()), QStringLiteral("rails")));
    }

    void thePlanForTheTerminalNamesEqualHostsTogether()
    {
        Plan plan;
        plan.version = v2;
        plan.environment = QStringLiteral("production");
        Stage stage;
        stage.title = QStringLiteral("Prepare");
        for (const QString &name : {QStringLiteral("web-1"), QStringLiteral("web-2")}) {
            Step step;
            step.host = name;
            step.title = QStringLiteral("upload");
            step.shown = QStringLiteral("2 files");
            step.action = ScriptAction();
            stage.steps.push_back(step);
        }
        plan.stages = {stage};
        plan.warnings = {QStringLiteral("Friday afternoon")};
        const QString text = planAsText(plan);
        QVERIFY2(text.contains(QStringLiteral("web-1, web-2")), qPrintable(text));
        QCOMPARE(text.count(QStringLiteral("2 files")), 1);
        QVERIFY(text.contains(QStringLiteral("warning: Friday afternoon")));
    }

    void theCommandLineNamesTheNearestWord_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QString>("says");
        QTest::newRow("command") << QStringList{QStringLiteral("rolback")} << QStringLiteral("rollback");
        QTest::newRow("option") << QStringList{QStringLiteral("deploy"), QStringLiteral("--no-wach")}
                                << QStringLiteral("--no-watch");
        QTest::newRow("too many words") << QStringList{QStringLiteral("status"), QStringLiteral("production")}
                                        << QStringLiteral("no further words");
        QTest::newRow("too few words") << QStringList{QStringLiteral("show")} << QStringLiteral("ID");
        QTest::newRow("no command") << QStringList{QStringLiteral("--json")} << QStringLiteral("deploy");
    }

    void theCommandLineNamesTheNearestWord()
    {
        QFETCH(QStringList, words);
        QFETCH(QString, says);
        const auto cli = Cli::parse(QStringList{QStringLiteral("belay")} + words);
        QVERIFY(!cli.has_value());
        QVERIFY(cli.error().kind == ErrorKind::Invalid);
        const QString said = cli.error().summary + cli.error().hint;
        QVERIFY2(said.contains(says), qPrintable(said));
    }

    void optionsMayStandBeforeTheCommand()
    {
        const auto cli =
            Cli::parse({QStringLiteral("belay"), QStringLiteral("--project"), QStringLiteral("status"),
                        QStringLiteral("--json"), QStringLiteral("history"), QStringLiteral("--limit"),
                        QStringLiteral("3")});
        QVERIFY(cli.has_value());
        QCOMPARE(QString::fromLatin1((*cli)->command().name), QStringLiteral("history"));
        QCOMPARE((*cli)->value(QStringLiteral("project")), QStringLiteral("status"));
    }
};

QTEST_GUILESS_MAIN(TestAppRules)
#include "tst_app_rules.moc"
