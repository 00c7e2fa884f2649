// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/checks/judges_tools.h"

#include <algorithm>
#include <cmath>

namespace belay::judges {

namespace {

using namespace Qt::Literals::StringLiterals;

/// pytest-cov rounds: 79.6 stands there as 80 %. The columns beside it tell.
std::optional<double> pytestTotal(const OutputText &output)
{
    static const QRegularExpression precise(u"^Total coverage: ([0-9]{1,3}(?:\\.[0-9]+)?)%$|"
                                            "Total coverage: ([0-9]{1,3}\\.[0-9]+)%"_s);
    static const QRegularExpression columns(u"^TOTAL +([0-9]{1,9}) +([0-9]{1,9}) +[0-9]{1,3}%$"_s);
    static const QRegularExpression total(u"^TOTAL .* ([0-9]{1,3}(?:\\.[0-9]+)?)%$"_s);
    const auto table = output.last(columns);
    const double statements = table.captured(1).toDouble();
    if (table.hasMatch() && statements > 0)
        return 100 * std::max(0.0, statements - table.captured(2).toDouble()) / statements;
    if (const auto match = output.last(precise); match.hasMatch())
        return QString(match.captured(1) + match.captured(2)).toDouble();
    const auto match = output.last(total);
    return match.hasMatch() ? std::optional(match.captured(1).toDouble()) : std::nullopt;
}

/// `go tool cover -func` has a total; `go test -cover` has one per package, and the least covered counts.
std::optional<double> goTotal(const OutputText &output)
{
    static const QRegularExpression total(u"^total:\\s+\\(statements\\)\\s+([0-9]{1,3}(?:\\.[0-9]+)?)%$"_s);
    static const QRegularExpression package(u"\\bcoverage: ([0-9]{1,3}(?:\\.[0-9]+)?)% of statements"_s);
    if (const auto match = output.last(total); match.hasMatch())
        return match.captured(1).toDouble();
    std::optional<double> least;
    for (const auto &match : output.all(package))
        least = std::min(least.value_or(100), match.captured(1).toDouble());
    return least;
}

std::optional<double> totalCoverage(const OutputText &output)
{
    // In this order: Mix, excoveralls, Istanbul's table and its summary; then pytest, Go, anything that says
    // so.
    static const QRegularExpression patterns[] = {
        QRegularExpression(u"\\b([0-9]+(?:\\.[0-9]+)?) ?% ?\\| *Total\\b"_s),
        QRegularExpression(u"\\[TOTAL\\] +([0-9]+(?:\\.[0-9]+)?) ?%"_s),
        QRegularExpression(u"^ *All files *\\| *([0-9]+(?:\\.[0-9]+)?) *\\|"_s),
        QRegularExpression(u"^ *Statements *: *([0-9]+(?:\\.[0-9]+)?) ?%"_s),
        QRegularExpression(u"^ *Lines *: *([0-9]+(?:\\.[0-9]+)?) ?%"_s),
    };
    static const QRegularExpression any(u"\\bcoverage: *([0-9]+(?:\\.[0-9]+)?) ?%"_s,
                                        QRegularExpression::CaseInsensitiveOption);
    for (const QRegularExpression &pattern : patterns) {
        if (const auto match = output.last(pattern); match.hasMatch())
            return match.captured(1).toDouble();
    }
    for (const auto &found : {pytestTotal(output), goTotal(output)}) {
        if (found)
            return found;
    }
    const auto match = output.last(any);
    return match.hasMatch() ? std::optional(match.captured(1).toDouble()) : std::nullopt;
}

/// 80, 78.4, 87.35: without zeros at the end, and never rounded up to what it is not.
QString percent(double value)
{
    QString text = QString::number(std::floor(value * 100 + 1e-6) / 100, 'f', 2);
    while (text.endsWith(u'0'))
        text.chop(1);
    if (text.endsWith(u'.'))
        text.chop(1);
    return text + " %"_L1;
}

/// The tool's own limit was missed, and nothing else is wrong.
bool missesOwnThreshold(const OutputText &output)
{
    // Mix; Jest; nyc and Vitest; pytest-cov.
    static const QRegularExpression threshold(
        u"threshold not met|coverage threshold for .* not met|does not meet (?:global )?threshold|"
        "Required test coverage of .* not reached"_s);
    return output.contains(threshold);
}

} // namespace

Finding coverage(const Ended &ended)
{
    for (const auto &failed : {failedMixTests(ended.output), failedTests(ended.output)}) {
        if (failed)
            return *failed;
    }
    // A tool fails below its own limit (Mix: 90 %); the one that counts is the item's.
    if (!ended.ok() && !missesOwnThreshold(ended.output))
        return exitCode(ended);
    const auto total = totalCoverage(ended.output);
    if (!total || *total > 100)
        return {CheckState::Failed, u"the output has no total coverage"_s};
    if (!ended.item.expect.coverageAtLeast)
        return {ended.ok() ? CheckState::Passed : CheckState::Failed, percent(*total)};
    const double needed = *ended.item.expect.coverageAtLeast;
    if (*total < needed)
        return {CheckState::Failed, u"%1, needs %2"_s.arg(percent(*total), percent(needed))};
    return {CheckState::Passed, percent(*total)};
}

} // namespace belay::judges
