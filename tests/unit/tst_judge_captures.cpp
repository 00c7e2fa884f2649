// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/checks/judges.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QRandomGenerator>
#include <QTest>

using namespace belay;
using namespace Qt::Literals::StringLiterals;
using End = CommandResult::End;

namespace {

QString folder()
{
    return QStringLiteral(BELAY_SOURCE_DIR "/tests/unit/data/output/");
}

QByteArray capture(const QString &name)
{
    QFile file(folder() + name + u".txt"_s);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

CheckItem itemRunning(const QString &command, const QString &judge = {})
{
    CheckItem item;
    item.id = u"it"_s;
    item.title = u"It"_s;
    item.kind = CheckKind::Command;
    item.run = command;
    item.judge = judge;
    return item;
}

constexpr auto passed = CheckState::Passed;
constexpr auto failed = CheckState::Failed;
constexpr auto cannot = CheckState::CannotRun;

} // namespace

/// What the judges say about output that tools really wrote (tests/unit/data/output, by tool and version; Go,
/// Gradle, Maven, RSpec, Playwright and npm 6 after their documented formats).
class JudgeCapturesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void capturesAreJudged_data();
    void capturesAreJudged();
    void everyCaptureIsJudged();
    void coverageIsMeasured_data();
    void coverageIsMeasured();
    void theJudgeIsPickedByTheCommand_data();
    void theJudgeIsPickedByTheCommand();
    void aMissingToolComesWithARemedy_data();
    void aMissingToolComesWithARemedy();
    void mangledOutputIsNeverASuccess();
};

void JudgeCapturesTest::capturesAreJudged_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<CheckState>("state");
    QTest::addColumn<QString>("summary");
    const auto row = [](const char *name, const QString &command, int code, CheckState state,
                        const char *summary) {
        QTest::newRow(name) << command << code << state << QString::fromUtf8(summary);
    };
    const QString npm = u"npm test"_s;
    row("jest-29-pass", npm, 0, passed, "2 tests, 1 skipped");
    row("jest-29-fail", npm, 1, failed, "1 of 2 tests failed: math › subs");
    row("jest-29-suite", npm, 1, failed, "1 test file could not be run");
    row("vitest-1-pass", npm, 0, passed, "2 tests, 1 skipped");
    row("vitest-1-fail", npm, 1, failed, "1 of 2 tests failed: math > subs");
    row("vitest-1-none", npm, 1, failed, "no tests were run");
    row("vitest-1-broken", npm, 1, failed, "1 test file could not be run");
    row("mocha-10-pass", npm, 0, passed, "2 tests, 1 skipped");
    row("mocha-10-fail", npm, 1, failed, "1 of 2 tests failed: subs");
    row("node-20-tap-pass", npm, 0, passed, "2 tests, 1 skipped");
    row("node-20-tap-fail", npm, 1, failed, "1 of 2 tests failed: subs");
    row("node-20-spec-pass", npm, 0, passed, "2 tests, 1 skipped");
    row("node-20-spec-fail", npm, 1, failed, "1 of 2 tests failed: subs");
    row("playwright-1-fail", u"npm run test:e2e"_s, 1, failed, "1 of 2 tests failed: checkout › pays");
    row("pytest-7-pass", u"pytest"_s, 0, passed, "2 tests, 1 skipped");
    row("pytest-7-fail", u"pytest"_s, 1, failed, "1 of 2 tests failed: test_bad");
    row("pytest-7-quiet-fail", u"python3 -m pytest -q"_s, 1, failed, "1 of 2 tests failed: test_bad");
    row("pytest-7-none", u"pytest -k nothing"_s, 5, failed, "no tests were run, 3 skipped");
    row("pytest-7-error", u"pytest"_s, 2, failed, "1 of 1 test failed: test_broken.py");
    row("pytest-missing", u"python3 -m pytest"_s, 1, cannot, "Python has no module pytest here");
    row("cargo-1-pass", u"cargo test"_s, 0, passed, "3 tests, 1 skipped");
    row("cargo-1-fail", u"cargo test"_s, 101, failed, "1 of 2 tests failed: tests::bad");
    row("cargo-1-broken", u"cargo test"_s, 101, failed, "does not compile: demo");
    row("cargo-1-nocommand", u"cargo nextest run"_s, 101, cannot, "cargo has no command nextest here");
    row("go-1-pass", u"go test ./..."_s, 0, passed, "2 packages");
    row("go-1-fail", u"go test ./..."_s, 1, failed, "1 of 1 test failed: TestAdd");
    row("go-1-verbose", u"go test -v ./..."_s, 0, passed, "2 tests, 1 skipped");
    row("go-1-json", u"go test -json ./..."_s, 1, failed, "1 of 2 tests failed: TestAdd");
    row("go-1-broken", u"go test ./..."_s, 1, failed, "1 test file could not be run: example.com/demo/math");
    row("go-1-none", u"go test ./..."_s, 0, failed, "no tests were run");
    row("ctest-3-pass", u"ctest --test-dir build"_s, 0, passed, "2 tests, 1 skipped");
    row("ctest-3-fail", u"ctest --test-dir build"_s, 8, failed, "1 of 2 tests failed: two");
    row("ctest-3-none", u"ctest --test-dir build"_s, 0, failed, "no tests were run");
    row("gradle-8-pass", u"./gradlew test"_s, 0, passed, "passed");
    row("gradle-8-fail", u"./gradlew test"_s, 1, failed, "1 of 12 tests failed: MathTest > adds()");
    row("gradle-8-nosource", u"./gradlew test"_s, 0, failed, "no tests were run");
    row("gradle-8-broken", u"./gradlew test"_s, 1, failed, "does not compile: :compileJava");
    row("maven-3-fail", u"mvn -B test"_s, 1, failed, "1 of 4 tests failed: MathTest.adds");
    row("rspec-3-fail", u"bundle exec rspec"_s, 1, failed, "1 of 2 tests failed: Math adds");
    row("eslint-8-fail", u"npm run lint"_s, 1, failed, "2 errors, 1 warning: no-unused-vars");
    row("eslint-8-warn", u"npx eslint ."_s, 0, passed, "1 warning");
    row("tsc-5-fail", u"npm run type-check"_s, 2, failed, "2 type errors in bad/t.ts");
    row("tsc-5-pretty", u"npx tsc --noEmit"_s, 2, failed, "2 type errors in bad/t.ts");
    row("npm-11-ci-pass", u"npm ci"_s, 0, passed, "2 packages");
    row("npm-11-ci-nolock", u"npm ci"_s, 1, failed,
        "there is no package-lock.json: run npm install and commit it");
    row("npm-11-ci-disagree", u"npm ci"_s, 1, failed,
        "package.json and the lock file disagree: left-pad@1.3.0, ms@2.1.3");
    row("npm-11-ci-offline", u"npm ci"_s, 1, cannot, "the package registry cannot be reached (ECONNREFUSED)");
    row("npm-6-audit.json", u"npm audit --json"_s, 1, failed, "2 vulnerabilities (1 low, 1 high): lodash");
    row("npm-10-audit.json", u"npm audit --json --audit-level=high"_s, 1, failed,
        "2 vulnerabilities (1 moderate, 1 critical): lodash");
    row("npm-11-audit-refused", u"npm audit --json"_s, 1, cannot,
        "the package registry did not answer the audit");
}

void JudgeCapturesTest::capturesAreJudged()
{
    QFETCH(QString, command);
    QFETCH(int, exitCode);
    QFETCH(CheckState, state);
    QFETCH(QString, summary);
    const QByteArray output = capture(QString::fromUtf8(QTest::currentDataTag()));
    QVERIFY2(!output.isEmpty(), "the capture is missing");
    const CheckRecord record = judgeOutput(itemRunning(command), {End::Exited, exitCode, output, {}});
    QCOMPARE(record.summary, summary);
    QCOMPARE(toString(record.state), toString(state));
}

void JudgeCapturesTest::everyCaptureIsJudged()
{
    QFile self(QStringLiteral(BELAY_SOURCE_DIR "/tests/unit/tst_judge_captures.cpp"));
    QVERIFY(self.open(QIODevice::ReadOnly));
    const QByteArray source = self.readAll();
    const QStringList files = QDir(folder()).entryList({u"*.txt"_s}, QDir::Files);
    QVERIFY(files.size() > 50);
    for (const QString &file : files)
        QVERIFY2(source.contains(QByteArray('"' + file.chopped(4).toUtf8() + '"')), qPrintable(file));
}

void JudgeCapturesTest::coverageIsMeasured_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<double>("needed");
    QTest::addColumn<CheckState>("state");
    QTest::addColumn<QString>("summary");
    const auto row = [](const char *name, const QString &command, int code, double needed, CheckState state,
                        const char *summary) {
        QTest::newRow(name) << command << code << needed << state << QString::fromUtf8(summary);
    };
    const QString npm = u"npm run test:coverage"_s;
    row("jest-29-coverage", npm, 0, 80, passed, "83.33 %");
    row("jest-29-threshold", npm, 1, 80, passed, "83.33 %");
    row("jest-29-fail", npm, 1, 80, failed, "1 of 2 tests failed: math › subs");
    row("vitest-1-coverage", npm, 0, 28.58, failed, "28.57 %, needs 28.58 %");
    row("nyc-15-coverage", npm, 0, 92.85, passed, "92.85 %");
    row("nyc-15-summary", npm, 0, 92.86, failed, "92.85 %, needs 92.86 %");
    row("pytest-7-coverage", u"pytest --cov=m"_s, 0, 75, passed, "75 %");
    row("pytest-7-threshold", u"pytest --cov=m"_s, 1, 75, passed, "75 %");
    row("go-1-coverage", u"go test -cover ./..."_s, 0, 80, failed, "0 %, needs 80 %");
    row("go-1-cover-func", u"go tool cover -func=coverage.out"_s, 0, 80, failed, "79.9 %, needs 80 %");
    row("pytest-7-none", u"pytest --cov=m"_s, 5, 80, failed,
        "exit code 5: ============================ 3 deselected in 0.04s =============================");
}

void JudgeCapturesTest::coverageIsMeasured()
{
    QFETCH(QString, command);
    QFETCH(int, exitCode);
    QFETCH(double, needed);
    QFETCH(CheckState, state);
    QFETCH(QString, summary);
    CheckItem item = itemRunning(command, u"coverage"_s);
    item.expect.coverageAtLeast = needed;
    const QByteArray output = capture(QString::fromUtf8(QTest::currentDataTag()));
    const CheckRecord record = judgeOutput(item, {End::Exited, exitCode, output, {}});
    if (!summary.startsWith(u"exit code"_s))
        QCOMPARE(record.summary, summary);
    QCOMPARE(toString(record.state), toString(state));
}

void JudgeCapturesTest::theJudgeIsPickedByTheCommand_data()
{
    QTest::addColumn<QString>("judge");
    const auto row = [](const char *command, const QString &judge) { QTest::newRow(command) << judge; };
    row("npm ci", u"npm-ci"_s);
    row("npm test", u"tests"_s);
    row("npm run test:unit", u"tests"_s);
    row("pnpm test", u"tests"_s);
    row("npx vitest run", u"tests"_s);
    row("cargo test --workspace", u"tests"_s);
    row("go test ./...", u"tests"_s);
    row("go test -cover ./...", u"coverage"_s);
    row("pytest --cov=app", u"coverage"_s);
    row("ctest --preset dev", u"tests"_s);
    row("./gradlew check", u"tests"_s);
    row("npm run lint", u"eslint"_s);
    row("npm run type-check", u"tsc"_s);
    row("npm run typecheck", u"tsc"_s);
    row("npm audit --json", u"npm-audit"_s);
    row("npm install", u"exit"_s);
    row("go vet ./...", u"exit"_s);
    row("make contest", u"exit"_s);
}

void JudgeCapturesTest::theJudgeIsPickedByTheCommand()
{
    QFETCH(QString, judge);
    QCOMPARE(judgeFor(itemRunning(QString::fromUtf8(QTest::currentDataTag()))), judge);
}

void JudgeCapturesTest::aMissingToolComesWithARemedy_data()
{
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QByteArray>("out");
    QTest::addColumn<QString>("remedy");
    QTest::newRow("mix") << 127 << QByteArray("/bin/sh: 1: mix: not found\n") << u"Install Elixir"_s;
    QTest::newRow("npm") << 127 << QByteArray("/bin/sh: 1: npm: not found\n") << u"Install Node.js"_s;
    QTest::newRow("any") << 127 << QByteArray("/bin/sh: 1: frobnicate: not found\n")
                         << u"Install frobnicate"_s;
    QTest::newRow("script") << 1 << QByteArray("npm ERR! Missing script: \"lint\"\n") << u"Add the script"_s;
    QTest::newRow("task") << 1 << QByteArray("** (Mix) The task \"credo\" could not be found\n")
                          << u"This says nothing about the code."_s;
}

void JudgeCapturesTest::aMissingToolComesWithARemedy()
{
    QFETCH(int, exitCode);
    QFETCH(QByteArray, out);
    QFETCH(QString, remedy);
    const CheckRecord record = judgeOutput(itemRunning(u"x"_s), {End::Exited, exitCode, out, {}});
    QCOMPARE(toString(record.state), toString(cannot));
    QVERIFY2(record.detail.startsWith(remedy), qPrintable(record.detail));
    QVERIFY(record.detail.contains(u"waive it with a reason"_s));
    QVERIFY(record.detail.endsWith(QString::fromUtf8(out).trimmed()));
}

namespace {

/// Cuts, doubles, turns and overwrites pieces, as a broken pipe or a hostile test name would.
QByteArray mangled(QByteArray text, QRandomGenerator &random)
{
    const int changes = 1 + random.bounded(4);
    for (int change = 0; change < changes && !text.isEmpty(); ++change) {
        const int at = random.bounded(static_cast<int>(text.size()));
        const int size = random.bounded(static_cast<int>(std::min<qsizetype>(200, text.size() - at)) + 1);
        switch (random.bounded(6)) {
        case 0:
            text.truncate(at);
            break;
        case 1:
            text.remove(at, size);
            break;
        case 2:
            text.insert(at, text.mid(random.bounded(static_cast<int>(text.size())), size));
            break;
        case 3:
            text[at] = static_cast<char>(random.bounded(256));
            break;
        case 4:
            text.insert(at, QByteArray("99999999999999999999"));
            break;
        default:
            text.insert(at, QByteArray(size, "({[\"\\\n"[random.bounded(6)]));
            break;
        }
    }
    return text;
}

} // namespace

/// The exit code is the tool's word: whatever is left of the output, a tool that failed never counts as
/// passed. And whatever it is, the answer is one short clean line.
void JudgeCapturesTest::mangledOutputIsNeverASuccess()
{
    const QStringList judges{u"tests"_s,      u"coverage"_s, u"npm-audit"_s, u"npm-ci"_s,     u"eslint"_s,
                             u"tsc"_s,        u"mix-test"_s, u"sobelow"_s,   u"hex-audit"_s,  u"credo"_s,
                             u"mix-format"_s, u"exit"_s,     u"dialyzer"_s,  u"mix-compile"_s};
    QList<QByteArray> seeds;
    for (const QString &file : QDir(folder()).entryList({u"*.txt"_s}, QDir::Files))
        seeds.append(capture(file.chopped(4)));
    QRandomGenerator random(20261121); // the same every time
    QElapsedTimer timer;
    timer.start();
    int tried = 0;
    for (; tried < 4000 && timer.elapsed() < 20000; ++tried) {
        const QByteArray output = mangled(seeds.at(tried % seeds.size()), random);
        CheckItem item = itemRunning(u"x"_s, judges.at(tried % judges.size()));
        item.expect.coverageAtLeast = 101; // no output may reach it
        const int code = 1 + random.bounded(3);
        const CheckRecord record = judgeOutput(item, {End::Exited, code, output, {}});
        QVERIFY2(record.state == failed || record.state == cannot,
                 qPrintable(item.judge + u": "_s + record.summary + u'\n' + QString::fromUtf8(output)));
        QVERIFY(!record.summary.isEmpty() && record.summary.size() <= 240);
        for (const QChar c : record.summary)
            QVERIFY2(c.category() != QChar::Other_Control, qPrintable(QString::number(c.unicode(), 16)));
        const CheckRecord good = judgeOutput(item, {End::Exited, 0, output, {}});
        QVERIFY(good.state == passed || good.state == failed || good.state == cannot);
    }
    QVERIFY2(tried >= 500, "the machine is too slow to say anything");
}

QTEST_GUILESS_MAIN(JudgeCapturesTest)
#include "tst_judge_captures.moc"
