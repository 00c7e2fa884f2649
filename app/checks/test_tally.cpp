// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/checks/test_tally.h"

#include <algorithm>

namespace belay::judges {

namespace {

using namespace Qt::Literals::StringLiterals;

/// The number before one of the words: "2 passed" in "1 failed, 2 passed (3)". Zero: not there.
qint64 before(const QString &line, const char *words)
{
    const QRegularExpression pattern(u"\\b([0-9]{1,9}) (?:%1)\\b"_s.arg(QLatin1String(words)));
    const auto match = pattern.match(line);
    return match.hasMatch() ? match.captured(1).toLongLong() : 0;
}

void addNames(TestTally &tally, const OutputText &output, const QRegularExpression &pattern)
{
    for (const auto &match : output.all(pattern))
        tally.names.append(match.captured(1).trimmed());
}

/// "Tests:       1 failed, 1 skipped, 1 passed, 3 total", and "Test Suites: 1 failed, 2 total".
void addJest(TestTally &tally, const OutputText &output)
{
    static const QRegularExpression tests(u"^Tests: +(?=.*\\b[0-9]+ total$)(.+)$"_s);
    static const QRegularExpression suites(u"^Test Suites: +(?=.*\\b[0-9]+ total$)(.+)$"_s);
    static const QRegularExpression name(u"^\\s+● (.+ › .+)$"_s);
    static const QRegularExpression notRun(u"● Test suite failed to run"_s);
    for (const auto &match : output.all(tests)) {
        tally.found = true;
        tally.passed += before(match.captured(1), "passed");
        tally.failed += before(match.captured(1), "failed");
        tally.skipped += before(match.captured(1), "skipped") + before(match.captured(1), "todo");
    }
    qint64 suitesFailed = 0;
    for (const auto &match : output.all(suites))
        suitesFailed += before(match.captured(1), "failed");
    if (suitesFailed > 0)
        tally.suitesFailed += std::min<qint64>(suitesFailed, output.all(notRun).size());
    addNames(tally, output, name);
}

/// "      Tests  1 failed | 1 passed | 1 skipped (3)".
void addVitest(TestTally &tally, const OutputText &output)
{
    static const QRegularExpression tests(u"^ *Tests  +(.*[0-9]+ .*)\\([0-9]+\\)$"_s);
    static const QRegularExpression files(u"^ *Test Files  +(.*[0-9]+ .*)\\([0-9]+\\)$"_s);
    static const QRegularExpression name(u"^ *FAIL +\\S+ > (.+)$"_s);
    static const QRegularExpression file(u"^ *FAIL +(\\S+)(?: \\[ \\S+ \\])?$"_s);
    bool vitest = false;
    for (const auto &match : output.all(tests)) {
        vitest = tally.found = true;
        tally.passed += before(match.captured(1), "passed");
        tally.failed += before(match.captured(1), "failed");
        tally.skipped += before(match.captured(1), "skipped") + before(match.captured(1), "todo");
    }
    const auto last = output.last(files);
    if (last.hasMatch() && (vitest || before(last.captured(1), "failed") > 0)) {
        tally.found = true;
        tally.suitesFailed += std::min<qint64>(before(last.captured(1), "failed"), output.all(file).size());
    }
    addNames(tally, output, name);
}

/// The numbers that a pattern catches first, all runs together.
qint64 sumOf(const OutputText &output, const QRegularExpression &pattern)
{
    qint64 sum = 0;
    for (const auto &match : output.all(pattern))
        sum += match.captured(1).toLongLong();
    return sum;
}

/// A runner that closes with a line for each sort of result.
struct ClosingLines
{
    const QRegularExpression &passed;
    const QRegularExpression &failed;
    const QRegularExpression &skipped;
    const QRegularExpression &name; ///< of a test that failed; looked for only when one did
};

void addClosingLines(TestTally &tally, const OutputText &output, const ClosingLines &lines)
{
    tally.found = true;
    tally.passed += sumOf(output, lines.passed);
    tally.failed += sumOf(output, lines.failed);
    tally.skipped += sumOf(output, lines.skipped);
    if (output.contains(lines.failed))
        addNames(tally, output, lines.name);
}

/// "  2 passing (7ms)", "  1 failing".
void addMocha(TestTally &tally, const OutputText &output)
{
    static const QRegularExpression passing(u"^ +([0-9]{1,9}) passing \\([0-9.]+m?[smh]\\)$"_s);
    static const QRegularExpression failing(u"^ +([0-9]{1,9}) failing$"_s);
    static const QRegularExpression pending(u"^ +([0-9]{1,9}) pending$"_s);
    static const QRegularExpression name(u"^ {4,}[0-9]+\\) (.+)$"_s);
    if (output.contains(passing))
        addClosingLines(tally, output, {passing, failing, pending, name});
}

/// Playwright: "  1 failed", the names, then "  5 passed (3.2s)".
void addPlaywright(TestTally &tally, const OutputText &output)
{
    static const QRegularExpression passed(u"^ {2}([0-9]{1,9}) passed \\([0-9.]+(?:ms|s|m|h)\\)$"_s);
    static const QRegularExpression failed(u"^ {2}([0-9]{1,9}) failed$"_s);
    static const QRegularExpression skipped(u"^ {2}([0-9]{1,9}) (?:skipped|did not run)$"_s);
    static const QRegularExpression name(u"^ {4}(?:\\[[\\w -]+\\] › )?\\S+:[0-9]+:[0-9]+ › (.+?) *─*$"_s);
    if (output.contains(passed) || output.contains(failed))
        addClosingLines(tally, output, {passed, failed, skipped, name});
}

/// "# pass 2" in TAP, "ℹ pass 2" in the spec reporter.
void addNodeTest(TestTally &tally, const OutputText &output)
{
    static const QRegularExpression count(u"^(?:#|ℹ) (pass|fail|cancelled|skipped|todo) ([0-9]{1,9})$"_s);
    static const QRegularExpression tap(u"^\\s*not ok [0-9]+ - (.+)$"_s);
    static const QRegularExpression spec(u"^✖ (.+) \\([0-9.]+ms\\)$"_s);
    const auto counts = output.all(count);
    for (const auto &match : counts) {
        tally.found = true;
        const qint64 number = match.captured(2).toLongLong();
        const QString word = match.captured(1);
        (word == u"pass"_s                             ? tally.passed
         : word == u"fail"_s || word == u"cancelled"_s ? tally.failed
                                                       : tally.skipped) += number;
    }
    if (counts.isEmpty())
        return;
    bool closing = false;
    QString open;
    for (const QString &line : output.lines()) {
        closing = closing || line.startsWith(u"✖ failing tests:"_s);
        if (const auto match = spec.match(line); closing && match.hasMatch())
            tally.names.append(match.captured(1));
        if (const auto match = tap.match(line); match.hasMatch()) {
            if (!open.isEmpty())
                tally.names.append(open);
            open = match.captured(1);
        } else if (line.contains(u"subtestsFailed"_s)) {
            open.clear(); // a suite fails because of what is in it
        }
    }
    if (!open.isEmpty())
        tally.names.append(open);
}

/// "==== 1 failed, 1 passed, 1 skipped in 0.06s ====", with -q without the signs.
void addPytest(TestTally &tally, const OutputText &output)
{
    static const QRegularExpression closing(
        u"^(?:=+ )?((?:[0-9]+ [a-z]+(?:, )?)+|no tests ran) in [0-9.]+s(?: \\([0-9:, day]+\\))?(?: =+)?$"_s);
    static const QRegularExpression name(u"^(?:FAILED|ERROR) (?:\\S*::)?(\\S+)"_s);
    const auto closings = output.all(closing);
    for (const auto &match : closings) {
        const QString counts = match.captured(1);
        tally.found = true;
        tally.passed += before(counts, "passed") + before(counts, "xfailed") + before(counts, "xpassed");
        tally.failed += before(counts, "failed") + before(counts, "errors?");
        tally.skipped += before(counts, "skipped") + before(counts, "deselected");
    }
    if (!closings.isEmpty())
        addNames(tally, output, name);
}

/// "test result: ok. 2 passed; 0 failed; 1 ignored; …", once per binary.
void addCargo(TestTally &tally, const OutputText &output)
{
    static const QRegularExpression closing(
        u"^test result: (?:ok|FAILED)\\. ([0-9]{1,9}) passed; ([0-9]{1,9}) failed; ([0-9]{1,9}) ignored"_s);
    static const QRegularExpression name(u"^test (.+) \\.\\.\\. FAILED$"_s);
    for (const auto &match : output.all(closing)) {
        tally.found = true;
        tally.passed += match.captured(1).toLongLong();
        tally.failed += match.captured(2).toLongLong();
        tally.skipped += match.captured(3).toLongLong();
    }
    addNames(tally, output, name);
}

/// With -v or -json a line per test; without, one per package: "ok  \tdemo/a\t0.01s".
void addGo(TestTally &tally, const OutputText &output)
{
    static const QRegularExpression test(u"^--- (PASS|FAIL|SKIP): (\\S+) \\([0-9.]+s\\)$"_s);
    static const QRegularExpression json(u"^\\{.*\"Action\":\"(pass|fail|skip)\".*\"Test\":\"([^\"/]+)\""_s);
    static const QRegularExpression package(u"^ok\\s+\\S+\\s+(?:[0-9.]+s|\\(cached\\))"_s);
    static const QRegularExpression broken(u"^FAIL\\s+(\\S+) \\[(?:build|setup) failed\\]$"_s);
    static const QRegularExpression failed(u"^FAIL\\s+\\S+\\s+[0-9.]+s$"_s);
    static const QRegularExpression none(u"^\\?\\s+\\S+\\s+\\[no test files\\]$"_s);
    for (const auto &pattern : {test, json}) {
        for (const auto &match : output.all(pattern)) {
            tally.found = true;
            const QString word = match.captured(1).toLower();
            (word == u"pass"_s ? tally.passed : word == u"fail"_s ? tally.failed : tally.skipped) += 1;
            if (word == u"fail"_s)
                tally.names.append(match.captured(2));
        }
    }
    tally.packagesPassed += output.all(package).size();
    tally.suitesFailed += output.all(broken).size();
    addNames(tally, output, broken);
    tally.found = tally.found || tally.packagesPassed > 0 || output.contains(broken) ||
                  output.contains(failed) || output.contains(none);
}

/// "67% tests passed, 1 tests failed out of 3"; skipped ones count as passed there.
void addCTest(TestTally &tally, const OutputText &output)
{
    static const QRegularExpression closing(
        u"^[0-9]+% tests passed, ([0-9]{1,9}) tests failed out of ([0-9]{1,9})$"_s);
    static const QRegularExpression skipped(u"\\*\\*\\*Skipped\\b"_s);
    static const QRegularExpression name(u"^\\s*[0-9]+ - (.+) \\((?!Skipped|Disabled)[A-Z][\\w -]*\\)"_s);
    static const QRegularExpression none(u"^No tests were found!!!$"_s);
    tally.found = tally.found || output.contains(none);
    const auto match = output.last(closing);
    if (!match.hasMatch())
        return;
    const qint64 over = output.all(skipped).size();
    tally.found = true;
    tally.failed += match.captured(1).toLongLong();
    tally.skipped += over;
    tally.passed +=
        std::max<qint64>(0, match.captured(2).toLongLong() - match.captured(1).toLongLong() - over);
    addNames(tally, output, name);
}

/// Gradle counts only when something failed; Maven always; RSpec "10 examples, 1 failure, 2 pending".
void addOthers(TestTally &tally, const OutputText &output)
{
    static const QRegularExpression gradle(
        u"^([0-9]{1,9}) tests? completed, ([0-9]{1,9}) failed(?:, ([0-9]{1,9}) skipped)?$"_s);
    static const QRegularExpression gradleName(u"^(\\S+ > .+) FAILED$"_s);
    static const QRegularExpression maven(u"Tests run: ([0-9]{1,9}), Failures: ([0-9]{1,9}), Errors: "
                                          "([0-9]{1,9}), Skipped: ([0-9]{1,9})$"_s);
    static const QRegularExpression mavenName(u"\\[ERROR\\] +([\\w$]+(?:\\.[\\w$]+)+)(?::[0-9]+)? .+$"_s);
    static const QRegularExpression rspec(
        u"^([0-9]{1,9}) examples?, ([0-9]{1,9}) failures?(?:, ([0-9]{1,9}) pending)?"_s);
    static const QRegularExpression rspecName(u"^rspec \\S+ # (.+)$"_s);
    const auto add = [&tally](qint64 all, qint64 failed, qint64 skipped) {
        tally.found = true;
        tally.failed += failed;
        tally.skipped += skipped;
        tally.passed += std::max<qint64>(0, all - failed - skipped);
    };
    for (const auto &match : output.all(gradle)) {
        add(match.captured(1).toLongLong(), match.captured(2).toLongLong(), match.captured(3).toLongLong());
        addNames(tally, output, gradleName);
    }
    // Maven ends each module with its sum; the lines of single classes go on with the time.
    for (const auto &match : output.all(maven)) {
        const qint64 failed = match.captured(2).toLongLong() + match.captured(3).toLongLong();
        add(match.captured(1).toLongLong(), failed, match.captured(4).toLongLong());
        if (failed > 0)
            addNames(tally, output, mavenName);
    }
    for (const auto &match : output.all(rspec)) {
        add(match.captured(1).toLongLong(), match.captured(2).toLongLong(), match.captured(3).toLongLong());
        addNames(tally, output, rspecName);
    }
}

} // namespace

TestTally tallyOf(const OutputText &output)
{
    TestTally tally;
    addJest(tally, output);
    addVitest(tally, output);
    addMocha(tally, output);
    addPlaywright(tally, output);
    addNodeTest(tally, output);
    addPytest(tally, output);
    addCargo(tally, output);
    addGo(tally, output);
    addCTest(tally, output);
    addOthers(tally, output);
    tally.names.removeDuplicates();
    return tally;
}

} // namespace belay::judges
