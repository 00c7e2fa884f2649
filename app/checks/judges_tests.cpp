// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/checks/judges_tools.h"
#include "app/checks/test_tally.h"

namespace belay::judges {

using namespace Qt::Literals::StringLiterals;

namespace {

/// What stops a run before its first test.
QString notCompiled(const OutputText &output)
{
    static const QRegularExpression cargo(u"^error: could not compile `([^`]+)`"_s);
    static const QRegularExpression gradle(u"^Execution failed for task '(:\\S*compile\\S*)'"_s);
    for (const auto &pattern : {cargo, gradle}) {
        if (const auto match = output.last(pattern); match.hasMatch())
            return match.captured(1);
    }
    return {};
}

QString failures(const TestTally &tally)
{
    QStringList parts;
    if (tally.failed > 0)
        parts.append(u"%1 of %2 failed"_s.arg(tally.failed)
                         .arg(counted(tally.passed + tally.failed, u"test"_s, u"tests"_s)));
    if (tally.suitesFailed > 0)
        parts.append(
            counted(tally.suitesFailed, u"test file could not be run"_s, u"test files could not be run"_s));
    const QString sentence = parts.join(u", "_s);
    return tally.names.isEmpty() ? sentence : QString(sentence + u": "_s + listed(tally.names));
}

} // namespace

std::optional<Finding> failedTests(const OutputText &output)
{
    const TestTally tally = tallyOf(output);
    if (tally.failed > 0 || tally.suitesFailed > 0)
        return Finding{CheckState::Failed, failures(tally)};
    return {};
}

Finding tests(const Ended &ended)
{
    static const QRegularExpression noneFound(
        u"^No test files found|^No tests found, exiting|^> Task :\\S*[tT]est NO-SOURCE$"_s);
    static const QRegularExpression gradle(u"^BUILD SUCCESSFUL in "_s);
    if (const auto failed = failedTests(ended.output))
        return *failed;
    const TestTally tally = tallyOf(ended.output);
    const bool none = tally.found && tally.passed == 0 && tally.packagesPassed == 0;
    if (none || (!tally.found && ended.output.contains(noneFound)))
        return {CheckState::Failed, tally.skipped > 0 ? u"no tests were run, %1 skipped"_s.arg(tally.skipped)
                                                      : u"no tests were run"_s};
    if (!ended.ok()) {
        const QString broken = notCompiled(ended.output);
        return broken.isEmpty() ? exitCode(ended)
                                : Finding{CheckState::Failed, u"does not compile: "_s + broken};
    }
    if (!tally.found)
        return ended.output.contains(gradle) ? Finding{CheckState::Passed, u"passed"_s} : exitCode(ended);
    const QString what = tally.passed > 0 ? counted(tally.passed, u"test"_s, u"tests"_s)
                                          : counted(tally.packagesPassed, u"package"_s, u"packages"_s);
    return {CheckState::Passed, tally.skipped > 0 ? u"%1, %2 skipped"_s.arg(what).arg(tally.skipped) : what};
}

} // namespace belay::judges
