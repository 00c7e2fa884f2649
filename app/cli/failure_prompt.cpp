// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/failure_prompt.h"

#include "app/cli/command_line.h"
#include "app/cli/terminal.h"
#include "app/identity.h"
#include "models/domain/names.h"

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

/// Asks on standard error, reads standard input, until something was chosen, the time is over or the run was
/// stopped.
FailureGuide terminalGuide(const Console &console, const Clock &clock, Milliseconds patience)
{
    return [&console, &clock, patience](const FailureQuestion &question,
                                        const CancelToken &cancel) -> FailureAnswer {
        console.warning(questionText(question, patience));
        const qint64 end = clock.monotonicMs() + patience.count();
        for (;;) {
            const qint64 left = end - clock.monotonicMs();
            const auto line = left > 0 ? terminal::readLine(Milliseconds(left), cancel) : std::nullopt;
            if (!line)
                return {question.otherwise,
                        u"nobody (no answer in %1)"_s.arg(formatDuration(patience.count()))};
            if (const auto choice = choiceFromLine(QString::fromLocal8Bit(*line), question))
                return {*choice, whoAmI()};
            console.warning(u"Type one of the numbers or words."_s);
        }
    };
}

} // namespace

QString questionText(const FailureQuestion &question, Milliseconds patience)
{
    QStringList lines{u"%1 What now?"_s.arg(
        whatFailed(question).endsWith(u'.') ? whatFailed(question) : QString(whatFailed(question) + u'.'))};
    for (std::size_t i = 0; i < question.choices.size(); ++i) {
        lines.append(u"  %1) %2  %3"_s.arg(i + 1).arg(toString(question.choices[i]).leftJustified(8),
                                                      consequenceOf(question, question.choices[i])));
    }
    lines.append(u"Nothing new is begun meanwhile. Without an answer in %1: %2."_s.arg(
        formatDuration(patience.count()), toString(question.otherwise)));
    return lines.join(u'\n');
}

std::optional<FailureChoice> choiceFromLine(const QString &line, const FailureQuestion &question)
{
    const QString word = line.trimmed().toLower();
    bool isNumber = false;
    const int number = word.toInt(&isNumber);
    const int count = static_cast<int>(question.choices.size());
    if (isNumber)
        return number >= 1 && number <= count
                   ? std::optional(question.choices[static_cast<std::size_t>(number - 1)])
                   : std::nullopt;
    std::optional<FailureChoice> found;
    for (const FailureChoice choice : question.choices) {
        if (word.isEmpty() || !toString(choice).startsWith(word))
            continue;
        if (found)
            return std::nullopt; // "r" may be retry or rollback
        found = choice;
    }
    return found;
}

Result<FailureGuide> failureGuide(Cli &cli, PlanKind kind)
{
    const Clock &clock = cli.workspace().composition().ports().clock;
    const QString option = u"on-failure"_s;
    if (!cli.has(option))
        return isInteractive() ? terminalGuide(cli.console(), clock, FailurePolicy().patience)
                               : FailureGuide();
    auto policy = parseFailurePolicy(cli.value(option));
    if (!policy)
        return tl::unexpected(policy.error());
    if (policy->ask && !isInteractive())
        return fail(ErrorKind::Invalid, u"--on-failure ask: there is no terminal to ask on."_s,
                    u"Say beforehand what to do: retry[:N], skip, rollback or stop."_s);
    if (kind == PlanKind::Rollback && policy->then == FailureChoice::RollBack)
        policy->then = FailureChoice::SkipHost; // there is nothing behind a rollback to go back to
    return guideBy(*policy, u"--on-failure"_s, clock, terminalGuide(cli.console(), clock, policy->patience));
}

} // namespace belay
