// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/checks/judges_tools.h"

#include <algorithm>

namespace belay::judges {

namespace {

using namespace Qt::Literals::StringLiterals;

struct TestCounts
{
    bool found = false;
    qint64 tests = 0;
    qint64 failures = 0;
};

/// "1 doctest, 141 tests, 0 failures, 3 excluded": once per application of an umbrella.
TestCounts testCounts(const OutputText &output)
{
    static const QRegularExpression line(
        u"^(?=.*\\b[0-9]+ (?:tests?|doctests?|properties|property)\\b).*\\b([0-9]+) failures?\\b"_s);
    static const QRegularExpression number(u"\\b([0-9]+) (?:tests?|doctests?|properties|property)\\b"_s);
    TestCounts counts;
    for (const auto &match : output.all(line)) {
        counts.found = true;
        counts.failures += match.captured(1).toLongLong();
        auto numbers = number.globalMatch(match.captured(0));
        while (numbers.hasNext())
            counts.tests += numbers.next().captured(1).toLongLong();
    }
    return counts;
}

QString failedMixTests(const OutputText &output, const TestCounts &counts)
{
    static const QRegularExpression name(
        u"^\\s+[0-9]+\\) (?:test |property |doctest )?(.+) \\([\\w.]+\\)$"_s);
    QStringList names;
    for (const auto &match : output.all(name))
        names.append(match.captured(1));
    const QString sentence =
        u"%1 of %2 failed"_s.arg(counts.failures).arg(counted(counts.tests, u"test"_s, u"tests"_s));
    return names.isEmpty() ? sentence : QString(sentence + ": "_L1 + listed(names));
}

} // namespace

Finding mixCompile(const Ended &ended)
{
    static const QRegularExpression warning(u"^\\s*warning:"_s);
    static const QRegularExpression error(
        u"^\\s*error:|^\\*\\* \\(\\w*(?:Compile|Syntax|Token)\\w*Error\\)|^== Compilation error"_s);
    const auto errors = ended.output.all(error).size();
    const auto warnings = ended.output.all(warning).size();
    if (errors > 0)
        return {CheckState::Failed, u"does not compile: %1"_s.arg(counted(errors, u"error"_s, u"errors"_s))};
    if (!ended.ok() && warnings > 0)
        return {CheckState::Failed, counted(warnings, u"warning"_s, u"warnings"_s)};
    return ended.ok() ? Finding{CheckState::Passed, u"no warnings"_s} : exitCode(ended);
}

Finding mixFormat(const Ended &ended)
{
    static const QRegularExpression file(u"^\\s*(?:\\* )?([^\\s:*]+\\.(?:exs?|heex|leex))\\s*$"_s);
    if (ended.ok())
        return {CheckState::Passed, u"formatted"_s};
    QStringList files;
    for (const auto &match : ended.output.all(file))
        files.append(match.captured(1));
    files.removeDuplicates();
    if (files.isEmpty())
        return exitCode(ended);
    return {CheckState::Failed,
            u"%1 not formatted: %2"_s.arg(counted(files.size(), u"file"_s, u"files"_s), listed(files))};
}

std::optional<Finding> failedMixTests(const OutputText &output)
{
    const TestCounts counts = testCounts(output);
    if (counts.failures > 0)
        return Finding{CheckState::Failed, failedMixTests(output, counts)};
    return {};
}

Finding mixTest(const Ended &ended)
{
    static const QRegularExpression none(u"^There are no tests to run"_s);
    const TestCounts counts = testCounts(ended.output);
    if (counts.failures > 0)
        return {CheckState::Failed, failedMixTests(ended.output, counts)};
    if (!ended.ok())
        return exitCode(ended);
    if (ended.output.contains(none) || (counts.found && counts.tests == 0))
        return {CheckState::Failed, u"no tests were run"_s};
    return {CheckState::Passed, counts.found ? counted(counts.tests, u"test"_s, u"tests"_s) : u"passed"_s};
}

Finding credo(const Ended &ended)
{
    static const QRegularExpression found(u"\\bfound ([0-9]+ .+?)\\.?$"_s);
    const auto match = ended.output.last(found);
    if (match.hasMatch())
        return {CheckState::Failed, match.captured(1)};
    return ended.ok() ? Finding{CheckState::Passed, u"no issues"_s} : exitCode(ended);
}

Finding sobelow(const Ended &ended)
{
    static const QRegularExpression finding(u"^(.+?): .* - (High|Medium|Low) Confidence\\s*$"_s);
    static const QRegularExpression total(u"\"total_findings\": *([0-9]+)"_s);
    QStringList names;
    for (const auto &match : ended.output.all(finding))
        names.append(match.captured(1).trimmed());
    qint64 count = names.size();
    if (const auto match = ended.output.last(total); match.hasMatch())
        count = std::max(count, match.captured(1).toLongLong());
    names.removeDuplicates();
    if (count > 0) {
        const QString number = counted(count, u"finding"_s, u"findings"_s);
        return {CheckState::Failed, names.isEmpty() ? number : QString(number + ": "_L1 + listed(names))};
    }
    return ended.ok() ? Finding{CheckState::Passed, u"no findings"_s} : exitCode(ended);
}

Finding hexAudit(const Ended &ended)
{
    static const QRegularExpression advisories(u"advisor|vulnerab"_s,
                                               QRegularExpression::CaseInsensitiveOption);
    const bool both = ended.output.contains(advisories);
    if (ended.ok())
        return {CheckState::Passed, both ? u"no retired or vulnerable packages"_s
                                         : u"no retired packages (advisories not checked)"_s};
    static const QRegularExpression sentence(u"^(?:\\*\\* \\(Mix\\) )?(Found .+)$"_s);
    const auto match = ended.output.last(sentence);
    return match.hasMatch() ? Finding{CheckState::Failed, match.captured(1)} : exitCode(ended);
}

Finding dialyzer(const Ended &ended)
{
    static const QRegularExpression total(u"Total errors: ([0-9]+), Skipped: ([0-9]+)"_s);
    const auto match = ended.output.last(total);
    const qint64 errors = match.captured(1).toLongLong() - match.captured(2).toLongLong();
    if (!ended.ok() && match.hasMatch() && errors > 0)
        return {CheckState::Failed, counted(errors, u"type error"_s, u"type errors"_s)};
    return ended.ok() ? Finding{CheckState::Passed, u"no type errors"_s} : exitCode(ended);
}

Finding mixRelease(const Ended &ended)
{
    static const QRegularExpression assembling(u"\\* assembling (\\S+) on MIX_ENV=(\\S+)"_s);
    if (!ended.ok())
        return exitCode(ended);
    const auto match = ended.output.last(assembling);
    return {CheckState::Passed,
            match.hasMatch() ? u"%1 (%2)"_s.arg(match.captured(1), match.captured(2)) : u"built"_s};
}

} // namespace belay::judges
