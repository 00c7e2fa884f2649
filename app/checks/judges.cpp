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
constexpr std::array<KnownJudge, 15> known{{
    {"coverage"_L1, coverage,
     "\\bmix (?:test\\b.*--cover|coveralls|test\\.coverage)|\\btest:coverage\\b|\\bcoverage\\b|--cov\\b|"
     "\\bgo test\\b.*-cover|\\b(?:nyc|c8)\\b"_L1},
    {"mix-test"_L1, mixTest, "\\bmix test\\b"_L1},
    {"mix-compile"_L1, mixCompile, "\\bmix compile\\b"_L1},
    {"mix-format"_L1, mixFormat, "\\bmix format\\b"_L1},
    {"credo"_L1, credo, "\\bmix credo\\b"_L1},
    {"sobelow"_L1, sobelow, "\\bmix sobelow\\b"_L1},
    {"hex-audit"_L1, hexAudit, "\\bmix hex\\.audit\\b"_L1},
    {"dialyzer"_L1, dialyzer, "\\bmix dialyzer\\b"_L1},
    {"mix-release"_L1, mixRelease, "\\bmix release\\b"_L1},
    {"npm-audit"_L1, npmAudit, "\\bnpm audit\\b"_L1},
    {"npm-ci"_L1, npmCi, "\\bnpm (?:ci|clean-install)\\b"_L1},
    {"eslint"_L1, eslint, "\\beslint\\b|\\b(?:npm|pnpm|yarn)(?: run)? lint\\b"_L1},
    {"tsc"_L1, typeCheck, "\\btsc\\b|\\b(?:npm|pnpm|yarn)(?: run)? (?:type-?check|check-types)\\b"_L1},
    {"tests"_L1, tests,
     "\\b(?:npm|pnpm|yarn)(?: run)? test\\b|\\b(?:jest|vitest|mocha|pytest|rspec|ctest)\\b|\\bnode --test\\b|"
     "\\bcargo (?:nextest|test)\\b|\\bgo test\\b|\\b(?:gradlew?|mvnw?)\\b.*\\b(?:test|check|verify|build)\\b"_L1},
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
    static const QRegularExpression pythonModule(u"No module named '?([\\w.]+)'?$"_s);
    static const QRegularExpression cargoCommand(u"^error: no such (?:sub)?command: `([^`]+)`"_s);
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
    if (const auto match = output.last(cargoCommand); match.hasMatch())
        return u"cargo has no command %1 here"_s.arg(match.captured(1));
    // The interpreter's own complaint stands alone; a test that cannot import is a failing test.
    if (const auto match = output.last(pythonModule); match.hasMatch() && output.lines().size() == 1)
        return u"Python has no module %1 here"_s.arg(match.captured(1));
    if (output.contains(npmPackage))
        return u"there is no package.json here"_s;
    return {};
}

/// What to do about a tool that is not here; one paragraph before the output.
QString remedyFor(const QString &missing)
{
    static const std::array<std::pair<QLatin1StringView, QLatin1StringView>, 8> remedies{{
        {"not found: mix"_L1, "Install Elixir, which brings mix (https://elixir-lang.org/install.html)."_L1},
        {"not found: np"_L1, "Install Node.js, which brings npm (https://nodejs.org)."_L1},
        {"not found: node"_L1, "Install Node.js (https://nodejs.org)."_L1},
        {"not found: cargo"_L1, "Install Rust, which brings cargo (https://rustup.rs)."_L1},
        {"not found: go"_L1, "Install Go (https://go.dev/dl)."_L1},
        {"package.json has no script"_L1, "Add the script, or disable or replace the item in belay.json."_L1},
        {"registry"_L1, "Look at the network, the proxy and npm's registry setting, and run it again."_L1},
        {"no package-lock.json"_L1, "Run npm install and commit package-lock.json."_L1},
    }};
    for (const auto &[part, remedy] : remedies) {
        if (missing.contains(part))
            return remedy;
    }
    if (missing.startsWith("tool not found: "_L1))
        return u"Install %1, or run npm ci or the like when the project brings it."_s.arg(
            missing.section(u": "_s, 1));
    return {};
}

/// Says nothing about the code, and a person may still answer for it.
QString remedyText(const QString &missing)
{
    const QString remedy = remedyFor(missing);
    return (remedy.isEmpty() ? QString() : QString(remedy + u' ')) +
           u"This says nothing about the code. When it cannot be run on this computer, waive it with a reason."_s;
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
    record.summary = cleanLine(finding.summary.simplified(), 200);
    record.detail = output.tail();
    if (finding.state == CheckState::CannotRun)
        record.detail = QString(remedyText(finding.summary) + u"\n\n"_s + record.detail).trimmed();
    return record;
}

} // namespace belay
