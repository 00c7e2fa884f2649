// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/checks/check_step.h"
#include "app/checks/judges.h"
#include "tests/support/fake_ports.h"

#include <QTest>

using namespace belay;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;
using End = CommandResult::End;

namespace {

CheckItem itemRunning(const QString &command)
{
    CheckItem item;
    item.id = u"it"_s;
    item.title = u"It"_s;
    item.kind = CheckKind::Command;
    item.run = command;
    item.timeout = 10min;
    return item;
}

CommandResult exited(int code, const QByteArray &out, const QByteArray &err = {})
{
    return {End::Exited, code, out, err};
}

const char *const coverageTable =
    "Finished in 1.2 seconds\n142 tests, 0 failures\n\n"
    "Percentage | Module\n-----------|--------------------------\n"
    "   100.00% | MyApp\n-----------|--------------------------\n    87.30% | Total\n";

} // namespace

class TestJudges : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void outputsAreJudged_data();
    void outputsAreJudged();
    void endsThatAreNoExit_data();
    void endsThatAreNoExit();
    void coverageIsComparedAsADecimal_data();
    void coverageIsComparedAsADecimal();
    void anotherExitCodeMayBeExpected();
    void theJudgeIsPickedByTheCommand_data();
    void theJudgeIsPickedByTheCommand();
    void theDetailIsTheCleanEndOfTheOutput();
    void aCheckTellsItsLinesAndItsRecord();
    void aFailedCheckIsAFailedStep();
    void aCheckThatCannotRunHereHasNotFailed();
    void aCancelledCheckRecordsNothing();
    void secretsAreTakenOutOfTheRecord();
    void aChecklistPlanRunsCommandsOnly();
};

void TestJudges::outputsAreJudged_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QByteArray>("out");
    QTest::addColumn<CheckState>("state");
    QTest::addColumn<QString>("summary");

    const auto row = [](const char *name, const QString &command, int code, const char *out, CheckState state,
                        const char *summary) {
        QTest::newRow(name) << command << code << QByteArray(out) << state << QString::fromUtf8(summary);
    };
    constexpr auto passed = CheckState::Passed;
    constexpr auto failed = CheckState::Failed;
    constexpr auto cannot = CheckState::CannotRun;

    const QString test = u"mix test"_s;
    row("tests pass", test, 0, "....\n\nFinished in 0.5 seconds (0.1s async)\n142 tests, 0 failures\n",
        passed, "142 tests");
    row("one test", test, 0, "1 test, 0 failures\n", passed, "1 test");
    row("doctests count", test, 0, "2 doctests, 140 tests, 0 failures, 3 excluded\n", passed, "142 tests");
    row("umbrella", test, 0, "==> a\n10 tests, 0 failures\n==> b\n5 tests, 0 failures\n", passed, "15 tests");
    row("colours", test, 0, "\x1b[32m3 tests, 0 failures\x1b[0m\n", passed, "3 tests");
    row("tests fail", test, 2,
        "\n  1) test says hello (MyApp.HelloTest)\n     test/hello_test.exs:5\n\n  2) test adds "
        "(MyApp.MathTest)\n\n142 tests, 2 failures\n",
        failed, "2 of 142 tests failed: says hello, adds");
    row("failures with exit 0", test, 0, "142 tests, 2 failures\n", failed, "2 of 142 tests failed");
    row("no tests", test, 0, "There are no tests to run\n", failed, "no tests were run");
    row("no tests, counted", test, 0, "0 tests, 0 failures\n", failed, "no tests were run");
    row("tests do not compile", test, 1, "== Compilation error in file test/a_test.exs ==\n", failed,
        "exit code 1: == Compilation error in file test/a_test.exs ==");

    const QString compile = u"mix compile --warnings-as-errors"_s;
    row("compiles", compile, 0, "Compiling 12 files (.ex)\nGenerated my_app app\n", passed, "no warnings");
    row("warnings", compile, 1,
        "    warning: variable \"x\" is unused\nwarning: f/0 is deprecated\nCompilation failed due to "
        "warnings while using the --warnings-as-errors option\n",
        failed, "2 warnings");
    row("errors", compile, 1,
        "    error: undefined variable \"y\"\n== Compilation error in file lib/a.ex ==\n", failed,
        "does not compile: 2 errors");

    const QString format = u"mix format --check-formatted"_s;
    row("formatted", format, 0, "", passed, "formatted");
    row("not formatted", format, 1,
        "** (Mix) mix format failed due to --check-formatted.\nThe following files are not formatted:\n\n  * "
        "lib/a.ex\n  * lib/b.ex\n  * test/c_test.exs\n  * mix.exs\n",
        failed, "4 files not formatted: lib/a.ex, lib/b.ex, test/c_test.exs and 1 more");

    const QString credo = u"mix credo --strict"_s;
    row("no credo issues", credo, 0, "312 mods/funs, found no issues.\n", passed, "no issues");
    row("credo issues", credo, 10,
        "312 mods/funs, found 3 refactoring opportunities, 1 code readability issue.\n", failed,
        "3 refactoring opportunities, 1 code readability issue");
    row("credo issues with exit 0", credo, 0, "40 mods/funs, found 1 warning.\n", failed, "1 warning");
    row("credo is not a dependency", credo, 1, "** (Mix) The task \"credo\" could not be found\n", cannot,
        "mix has no task credo here: add the package to the dependencies");

    const QString sobelow = u"mix sobelow --config"_s;
    row("sobelow is content", sobelow, 0, "... SCAN COMPLETE ...\n", passed, "no findings");
    row("sobelow finds with exit 0", sobelow, 0,
        "Config.CSRF: Missing CSRF Protections - High Confidence\nFile: lib/router.ex\n-----\nXSS.Raw: XSS - "
        "Low Confidence\n... SCAN COMPLETE ...\n",
        failed, "2 findings: Config.CSRF, XSS.Raw");
    row("sobelow as JSON", sobelow, 0, "{\n  \"total_findings\": 3\n}\n", failed, "3 findings");

    const QString audit = u"mix hex.audit"_s;
    row("older Hex", audit, 0, "No retired packages found\n", passed,
        "no retired packages (advisories not checked)");
    row("newer Hex", audit, 0, "No retired or vulnerable packages found\n", passed,
        "no retired or vulnerable packages");
    row("retired", audit, 1,
        "Dependency  Version  Retirement reason\nfoo  1.0.0  (security) bad\nFound retired packages\n",
        failed, "Found retired packages");
    row("no Hex", audit, 1, "** (Mix) Could not find Hex, which is needed\n", cannot,
        "the dependencies are not fetched: run mix deps.get");

    const QString dialyzer = u"mix dialyzer"_s;
    row("types are right", dialyzer, 0,
        "Total errors: 0, Skipped: 0, Unnecessary Skips: 0\ndone (passed successfully)\n", passed,
        "no type errors");
    row("types are wrong", dialyzer, 2,
        "Total errors: 5, Skipped: 1, Unnecessary Skips: 0\ndone (warnings were emitted)\n", failed,
        "4 type errors");

    const QString release = u"MIX_ENV=prod mix release --overwrite"_s;
    row("release", release, 0,
        "* assembling my_app-1.4.0 on MIX_ENV=prod\nRelease created at _build/prod/rel/my_app\n", passed,
        "my_app-1.4.0 (prod)");
    row("release fails", release, 1, "** (Mix) Could not invoke task\n", failed,
        "exit code 1: ** (Mix) Could not invoke task");

    const QString npm = u"npm audit --omit=dev --audit-level=high"_s;
    row("npm is content", npm, 0, "found 0 vulnerabilities\n", passed, "no vulnerabilities");
    row("npm finds little", npm, 0, "2 low severity vulnerabilities\n", passed,
        "2 vulnerabilities (low), none at the level that fails");
    row("npm finds much", npm, 1, "# npm audit report\n\n5 vulnerabilities (1 moderate, 4 high)\n", failed,
        "5 vulnerabilities (1 moderate, 4 high)");
    row("npm says nothing", npm, 0, "", failed, "the output does not say what was found");

    row("another command passes", u"make check"_s, 0, "all good\n\n----\n", passed, "all good");
    row("silent", u"true"_s, 0, "", passed, "exit code 0");
    row("another command fails", u"make check"_s, 2, "make: *** [check] Error 1\n", failed,
        "exit code 2: make: *** [check] Error 1");
    row("dash: not found", u"mix test"_s, 127, "/bin/sh: 1: mix: not found\n", cannot, "tool not found: mix");
    row("bash: not found", u"mix test"_s, 127, "/bin/sh: line 1: mix: command not found\n", cannot,
        "tool not found: mix");
    row("zsh: not found", u"mix test"_s, 127, "zsh:1: command not found: mix\n", cannot,
        "tool not found: mix");
    row("not executable", u"./check"_s, 126, "/bin/sh: 1: ./check: Permission denied\n", cannot,
        "the command is not executable");
    row("no mix project", test, 1,
        "** (Mix) Could not find a Mix.Project, please ensure you are running Mix in a directory with a "
        "mix.exs file\n",
        cannot, "there is no mix.exs here");
    row("dependencies missing", test, 1, "** (Mix) Can't continue due to errors on dependencies\n", cannot,
        "the dependencies are not fetched: run mix deps.get");
    row("no npm script", u"npm run lint"_s, 1, "npm ERR! Missing script: \"lint\"\n", cannot,
        "package.json has no script lint");
    row("no package.json", u"npm ci"_s, 254,
        "npm ERR! enoent ENOENT: no such file or directory, open '/x/package.json'\n", cannot,
        "there is no package.json here");
    row("the shell's killed", test, 137, "Killed\n", failed, "killed by signal 9 (out of memory?)");
}

void TestJudges::outputsAreJudged()
{
    QFETCH(QString, command);
    QFETCH(int, exitCode);
    QFETCH(QByteArray, out);
    QFETCH(CheckState, state);
    QFETCH(QString, summary);
    const CheckRecord record = judgeOutput(itemRunning(command), exited(exitCode, out));
    QCOMPARE(record.summary, summary);
    QCOMPARE(toString(record.state), toString(state));
    QCOMPARE(record.item, u"it"_s);
}

void TestJudges::endsThatAreNoExit_data()
{
    QTest::addColumn<CommandResult>("result");
    QTest::addColumn<CheckState>("state");
    QTest::addColumn<QString>("summary");
    // All of them after an output that looks like success.
    const QByteArray good = "142 tests, 0 failures\n";
    QTest::newRow("killed") << CommandResult{End::Signalled, 9, good, {}} << CheckState::Failed
                            << u"killed by signal 9 (out of memory?)"_s;
    QTest::newRow("crashed") << CommandResult{End::Signalled, 11, good, {}} << CheckState::Failed
                             << u"killed by signal 11"_s;
    QTest::newRow("too late") << CommandResult{End::TimedOut, -1, good, {}} << CheckState::Failed
                              << u"stopped: not finished after 10 min"_s;
    QTest::newRow("cancelled") << CommandResult{End::Cancelled, -1, good, {}} << CheckState::Open
                               << u"stopped before it was finished"_s;
    QTest::newRow("not started") << CommandResult{End::NotStarted, -1, {}, "The folder /x cannot be entered."}
                                 << CheckState::CannotRun << u"The folder /x cannot be entered."_s;
}

void TestJudges::endsThatAreNoExit()
{
    QFETCH(CommandResult, result);
    QFETCH(CheckState, state);
    QFETCH(QString, summary);
    const CheckRecord record = judgeOutput(itemRunning(u"mix test"_s), result);
    QCOMPARE(toString(record.state), toString(state));
    QCOMPARE(record.summary, summary);
}

void TestJudges::coverageIsComparedAsADecimal_data()
{
    QTest::addColumn<QByteArray>("out");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<CheckState>("state");
    QTest::addColumn<QString>("summary");
    const auto row = [](const char *name, const char *out, int code, CheckState state, const char *summary) {
        QTest::newRow(name) << QByteArray(out) << code << state << QString::fromUtf8(summary);
    };
    row("enough", coverageTable, 0, CheckState::Passed, "87.3 %");
    row("below Mix's threshold, above ours",
        "142 tests, 0 failures\n| 87.30% | Total |\nCoverage test failed, threshold not met:\n\n    "
        "Coverage:   87.30%\n    Threshold:  90.00%\n",
        3, CheckState::Passed, "87.3 %");
    row("79.3 is not 80", "    79.30% | Total\n", 0, CheckState::Failed, "79.3 %, needs 80 %");
    row("79.99 is not 80", "    79.99% | Total\n", 0, CheckState::Failed, "79.99 %, needs 80 %");
    row("exactly", "    80.00% | Total\n", 0, CheckState::Passed, "80 %");
    row("excoveralls", "[TOTAL]  78.4%\n", 0, CheckState::Failed, "78.4 %, needs 80 %");
    row("Istanbul's table",
        "File      | % Stmts | % Branch |\nAll files |   92.15 |    66.67 |\n a.js     |     100 |      100 "
        "|\n",
        0, CheckState::Passed, "92.15 %");
    row("Istanbul's summary", "Statements   : 79.3% ( 46/58 )\nBranches     : 100% ( 2/2 )\n", 0,
        CheckState::Failed, "79.3 %, needs 80 %");
    row("pytest", "TOTAL      120     12    90%\n", 0, CheckState::Passed, "90 %");
    row("Go", "ok  \tx\t0.1s\tcoverage: 81.2% of statements\n", 0, CheckState::Passed, "81.2 %");
    row("no total", "142 tests, 0 failures\n", 0, CheckState::Failed, "the output has no total coverage");
    row("failing tests weigh more", "142 tests, 1 failure\n    95.00% | Total\n", 2, CheckState::Failed,
        "1 of 142 tests failed");
    row("another failure weighs more", "    95.00% | Total\nboom\n", 1, CheckState::Failed,
        "exit code 1: boom");
}

void TestJudges::coverageIsComparedAsADecimal()
{
    QFETCH(QByteArray, out);
    QFETCH(int, exitCode);
    QFETCH(CheckState, state);
    QFETCH(QString, summary);
    CheckItem item = itemRunning(u"checks/test"_s);
    item.expect.coverageAtLeast = 80;
    const CheckRecord record = judgeOutput(item, exited(exitCode, out));
    QCOMPARE(record.summary, summary);
    QCOMPARE(toString(record.state), toString(state));
}

void TestJudges::anotherExitCodeMayBeExpected()
{
    CheckItem item = itemRunning(u"grep -r FIXME lib"_s);
    item.expect.exitCode = 1;
    QCOMPARE(toString(judgeOutput(item, exited(1, "")).state), toString(CheckState::Passed));
    QCOMPARE(judgeOutput(item, exited(0, "lib/a.ex: FIXME\n")).summary, u"exit code 0: lib/a.ex: FIXME"_s);
    QCOMPARE(toString(judgeOutput(item, exited(0, "lib/a.ex: FIXME\n")).state), toString(CheckState::Failed));
}

void TestJudges::theJudgeIsPickedByTheCommand_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("judge");
    QTest::newRow("test") << u"mix test"_s << u"mix-test"_s;
    QTest::newRow("with environment") << u"MIX_ENV=test mix test --only smoke"_s << u"mix-test"_s;
    QTest::newRow("cover") << u"mix test --cover"_s << u"coverage"_s;
    QTest::newRow("coveralls") << u"mix coveralls"_s << u"coverage"_s;
    QTest::newRow("in a folder") << u"cd apps/a && mix credo"_s << u"credo"_s;
    QTest::newRow("release") << u"MIX_ENV=prod mix release"_s << u"mix-release"_s;
    QTest::newRow("npm") << u"npm audit --json"_s << u"npm-audit"_s;
    QTest::newRow("npm coverage") << u"npm run test:coverage"_s << u"coverage"_s;
    QTest::newRow("other") << u"make"_s << u"exit"_s;
}

void TestJudges::theJudgeIsPickedByTheCommand()
{
    QFETCH(QString, command);
    QFETCH(QString, judge);
    QCOMPARE(judgeFor(itemRunning(command)), judge);
    CheckItem own = itemRunning(command);
    own.judge = u"exit"_s;
    QCOMPARE(judgeFor(own), u"exit"_s);
}

void TestJudges::theDetailIsTheCleanEndOfTheOutput()
{
    QByteArray out;
    for (int i = 1; i <= 100; ++i)
        out += "\x1b[1mline " + QByteArray::number(i) + "\x1b[0m\r\n";
    out += "10 %\r50 %\r100 %\n";
    const CheckRecord record = judgeOutput(itemRunning(u"make"_s), exited(0, out, "warn\n"));
    const QStringList lines = record.detail.split(u'\n');
    QCOMPARE(lines.size(), 40);
    QCOMPARE(lines.first(), u"line 63"_s);
    QCOMPARE(lines.mid(37), (QStringList{u"line 100"_s, u"100 %"_s, u"warn"_s}));
}

namespace {

struct CheckRun
{
    explicit CheckRun(const CheckItem &item)
    {
        Project project;
        project.name = u"my_app"_s;
        project.directory = u"/srv/my_app"_s;
        plan = checklistPlan(project, u"production"_s, {item});
        plan.commit = u"c1"_s;
        plan.version = u"1.4.0"_s;
        plan.by = u"dana@desk"_s;
    }

    StepEnd run()
    {
        return runCheck({plan, plan.stages.at(0).steps.at(0), fake.ports, cancel,
                         [this](const RunEvent &event) { events.push_back(event); }});
    }

    Plan plan;
    FakePorts fake;
    CancelToken cancel;
    std::vector<RunEvent> events;
};

} // namespace

void TestJudges::aCheckTellsItsLinesAndItsRecord()
{
    CheckRun check(itemRunning(u"mix test"_s));
    check.fake.local.result = exited(0, "142 tests, 0 failures\n");
    check.fake.local.lines = {"\x1b[32m142 tests, 0 failures\x1b[0m"};
    const StepEnd end = check.run();
    QCOMPARE(toString(end.state), toString(StepState::Passed));
    QCOMPARE(end.text, u"142 tests"_s);
    QCOMPARE(check.fake.local.commands, QStringList{u"mix test"_s});
    QCOMPARE(check.events.size(), std::size_t(2));
    QCOMPARE(toString(check.events[0].kind), toString(EventKind::StepOutput));
    QCOMPARE(check.events[0].text, u"142 tests, 0 failures"_s);
    QCOMPARE(toString(check.events[1].kind), toString(EventKind::CheckRecorded));
    const CheckRecord record = check.events[1].check.value();
    QCOMPARE(record.item, u"it"_s);
    QCOMPARE(toString(record.state), toString(CheckState::Passed));
    QCOMPARE(record.commit, u"c1"_s);
    QCOMPARE(record.version, u"1.4.0"_s);
    QCOMPARE(record.by, u"dana@desk"_s);
    QCOMPARE(record.timeMs, check.fake.clock.nowMs());
}

void TestJudges::aFailedCheckIsAFailedStep()
{
    CheckRun check(itemRunning(u"mix test"_s));
    check.fake.local.result = exited(2, "142 tests, 3 failures\n");
    const StepEnd end = check.run();
    QCOMPARE(toString(end.state), toString(StepState::Failed));
    QCOMPARE(end.error->summary, u"It: 3 of 142 tests failed."_s);
}

void TestJudges::aCheckThatCannotRunHereHasNotFailed()
{
    CheckRun check(itemRunning(u"mix test"_s));
    check.fake.local.result = exited(127, {}, "sh: 1: mix: not found\n");
    const StepEnd end = check.run();
    QCOMPARE(toString(end.state), toString(StepState::Skipped));
    QCOMPARE(end.text, u"cannot run here: tool not found: mix"_s);
    QVERIFY(!end.error);
    QCOMPARE(toString(check.events.back().check->state), toString(CheckState::CannotRun));
}

void TestJudges::aCancelledCheckRecordsNothing()
{
    CheckRun check(itemRunning(u"mix test"_s));
    check.fake.local.result = {End::Cancelled, -1, "142 tests, 0 failures\n", {}};
    QCOMPARE(toString(check.run().state), toString(StepState::Cancelled));
    QVERIFY(check.events.empty());
}

void TestJudges::secretsAreTakenOutOfTheRecord()
{
    CheckRun check(itemRunning(u"make"_s));
    check.fake.secrets.values = {{u"token"_s, u"hunter22"_s}};
    check.fake.local.result = exited(1, "token is hunter22\n");
    check.run();
    QVERIFY(!check.events.back().check->summary.contains(u"hunter22"_s));
    QVERIFY(!check.events.back().check->detail.contains(u"hunter22"_s));
}

void TestJudges::aChecklistPlanRunsCommandsOnly()
{
    Project project;
    project.name = u"my_app"_s;
    project.directory = u"/srv/my_app"_s;
    Environment environment;
    environment.name = u"production"_s;
    environment.isProtected = true;
    project.environments = {environment};
    CheckItem asked = itemRunning({});
    asked.kind = CheckKind::Ask;
    const Plan plan = checklistPlan(project, u"production"_s, {itemRunning(u"mix test"_s), asked});
    QCOMPARE(toString(plan.kind), toString(PlanKind::Checklist));
    QVERIFY(plan.isProtected);
    QCOMPARE(plan.stages.size(), std::size_t(1));
    QCOMPARE(plan.stages[0].onFailure, OnFailure::KeepGoing);
    QCOMPARE(plan.stages[0].parallel, 1);
    QCOMPARE(plan.stages[0].steps.size(), std::size_t(1));
    const Step &step = plan.stages[0].steps[0];
    QCOMPARE(step.id, u"check:it"_s);
    QCOMPARE(toString(step.kind), toString(StepKind::Check));
    QCOMPARE(step.shown, u"mix test"_s);
    QCOMPARE(std::get<CheckAction>(step.action).directory, u"/srv/my_app"_s);
}

QTEST_GUILESS_MAIN(TestJudges)
#include "tst_judges.moc"
