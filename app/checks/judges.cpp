// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/checks/judges.h"

#include "app/checks/judges_tools.h"
#include "models/domain/names.h"

#include <array>
#include <utility>

namespace belay {

namespace {

using namespace judges;
using namespace Qt::Literals::StringLiterals;
using End = CommandResult::End;

using Judge = Finding (*)(const Ended &);

struct KnownJudge
{
    QLatin1StringView name;
    Judge judge;
    QLatin1StringView command; ///< picked when the command line matches; empty: only by name
};

/// In the order of picking: a coverage run is a test run, too.
constexpr std::array<KnownJudge, 11> known{{
    {"coverage"_L1, coverage, "\\bmix (?:test\\b.*--cover|coveralls|test\\.coverage)|\\btest:coverage\\b"_L1},
    {"mix-test"_L1, mixTest, "\\bmix test\\b"_L1},
    {"mix-compile"_L1, mixCompile, "\\bmix compile\\b"_L1},
    {"mix-format"_L1, mixFormat, "\\bmix format\\b"_L1},
    {"credo"_L1, credo, "\\bmix credo\\b"_L1},
    {"sobelow"_L1, sobelow, "\\bmix sobelow\\b"_L1},
    {"hex-audit"_L1, hexAudit, "\\bmix hex\\.audit\\b"_L1},
    {"dialyzer"_L1, dialyzer, "\\bmix dialyzer\\b"_L1},
    {"mix-release"_L1, mixRelease, "\\bmix release\\b"_L1},
    {"npm-audit"_L1, npmAudit, "\\bnpm audit\\b"_L1},
    {"exit"_L1, exitCode, ""_L1},
}};

QString signalText(int number)
{
    const QString text = u"killed by signal %1"_s.arg(number);
    return number == 9 ? QString(text + " (out of memory?)"_L1) : text;
}

/// A tool or a part of it that is not here. That says nothing about the code, so it is no failure of it.
QString missingTool(int exitCode, const OutputText &output)
{
    static const QRegularExpression notFound(u"(?:^|: )([^\\s:]+): (?:command )?not found$"_s);
    static const QRegularExpression notFoundFirst(u"command not found: (\\S+)$"_s);
    static const QRegularExpression mixTask(u"The task \"([^\"]+)\" could not be found"_s);
    static const QRegularExpression mixProject(u"Could not find a Mix\\.Project"_s);
    static const QRegularExpression mixDeps(
        u"Can't continue due to errors on dependencies|Could not find Hex"_s);
    static const QRegularExpression npmScript(u"[Mm]issing script: \"?([^\"\\s]+)\"?"_s);
    static const QRegularExpression npmPackage(u"\\bENOENT\\b.*package\\.json"_s);
    if (exitCode == 127) {
        for (const auto &pattern : {notFound, notFoundFirst})
            if (const auto match = output.last(pattern); match.hasMatch())
                return u"tool not found: %1"_s.arg(match.captured(1));
        return u"tool not found"_s;
    }
    if (exitCode == 126)
        return u"the command is not executable"_s;
    if (const auto match = output.last(mixTask); match.hasMatch())
        return u"mix has no task %1 here: add the package to the dependencies"_s.arg(match.captured(1));
    if (output.contains(mixProject))
        return u"there is no mix.exs here"_s;
    if (output.contains(mixDeps))
        return u"the dependencies are not fetched: run mix deps.get"_s;
    if (const auto match = output.last(npmScript); match.hasMatch())
        return u"package.json has no script %1"_s.arg(match.captured(1));
    if (output.contains(npmPackage))
        return u"there is no package.json here"_s;
    return {};
}

Finding judgeEnded(const CheckItem &item, int code, const OutputText &output)
{
    const Ended ended{item, code, output};
    if (!ended.ok()) {
        if (const QString missing = missingTool(code, output); !missing.isEmpty())
            return {CheckState::CannotRun, missing};
        // The shell's way to say that what it ran was killed.
        if (code > 128 && code <= 128 + 31)
            return {CheckState::Failed, signalText(code - 128)};
    }
    const QString name = judgeFor(item);
    for (const KnownJudge &each : known)
        if (name == each.name)
            return each.judge(ended);
    return exitCode(ended);
}

Finding judgeAny(const CheckItem &item, const CommandResult &result, const OutputText &output)
{
    switch (result.end) {
    case End::NotStarted:
        return {CheckState::CannotRun,
                output.lastMeaningful().isEmpty() ? u"could not be started"_s : output.lastMeaningful()};
    case End::Signalled:
        return {CheckState::Failed, signalText(result.exitCode)};
    case End::TimedOut:
        return {CheckState::Failed,
                u"stopped: not finished after %1"_s.arg(formatDuration(item.timeout.count()))};
    case End::Cancelled:
        return {CheckState::Open, u"stopped before it was finished"_s};
    case End::Exited:
        break;
    }
    return judgeEnded(item, result.exitCode, output);
}

} // namespace

QString judgeFor(const CheckItem &item)
{
    if (!item.judge.isEmpty())
        return item.judge;
    if (item.expect.coverageAtLeast)
        return u"coverage"_s;
    for (const KnownJudge &each : known) {
        if (!each.command.isEmpty() && QRegularExpression(each.command).match(item.run).hasMatch())
            return each.name;
    }
    return u"exit"_s;
}

CheckRecord judgeOutput(const CheckItem &item, const CommandResult &result)
{
    const OutputText output(result);
    const Finding finding = judgeAny(item, result, output);
    CheckRecord record;
    record.item = item.id;
    record.state = finding.state;
    record.summary = cleanLine(finding.summary, 200);
    record.detail = output.tail();
    return record;
}

} // namespace belay
