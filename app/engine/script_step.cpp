// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/builtin_steps.h"

#include "models/domain/names.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace belay {

namespace {

/// How long an unreachable host is asked again what became of a step.
constexpr qint64 askAgainMs = 30000;
constexpr Milliseconds firstPause{500};
constexpr Milliseconds longestPause{5000};

QString lastLines(const QByteArray &text)
{
    return QString::fromUtf8(text.right(2000)).trimmed();
}

void tellOutput(const StepContext &context, const QByteArray &line, bool isError)
{
    RunEvent event;
    event.kind = EventKind::StepOutput;
    event.text = QString::fromUtf8(line);
    event.isError = isError;
    context.tell(event);
}

/// The first line a script says to people, without its mark.
QString spokenLine(const QByteArray &out)
{
    for (const QByteArray &line : out.split('\n'))
        if (line.startsWith("belay: "))
            return cleanLine(QString::fromUtf8(line.mid(7)), 300);
    return {};
}

ScriptRequest requestFor(const StepContext &context, const QString &script)
{
    ScriptRequest request;
    request.script = script.toUtf8();
    request.timeout = context.step.timeout;
    // The project's own commands may leave a service behind.
    request.inKeptShell = context.step.kind != StepKind::Migrate && context.step.kind != StepKind::Restart;
    request.onLine = [&context, spoke = false](const QByteArray &line, bool isError) mutable {
        if (!isError && line.startsWith("belay: ") && !std::exchange(spoke, true))
            return; // becomes the step's own text
        tellOutput(context, line, isError);
    };
    return request;
}

/// sudo (or doas) found no terminal to ask on. Only in English: our scripts set the language.
bool asksForPassword(const ScriptResult &result)
{
    for (const QByteArray &line : QByteArray(result.err + '\n' + result.out).split('\n')) {
        const bool fromSudo = line.startsWith("sudo: ") || line.startsWith("doas: ");
        for (const char *words : {"a password is required", "a terminal is required", "no tty present",
                                  "no askpass program", "a tty is required", "Authentication required"})
            if (fromSudo && line.contains(words))
                return true;
    }
    return false;
}

/// The host's answer to the question what became of the step. Nothing: it has to be asked again.
std::optional<StepEnd> answered(const ScriptResult &answer, const QString &why)
{
    if (answer.exitCode == 0)
        return StepEnd{StepState::Passed, QStringLiteral("confirmed by asking the host"), {}, {}};
    if (answer.exitCode != 1)
        return {};
    const QString said = spokenLine(answer.out);
    return failedStep({ErrorKind::Remote,
                       said.isEmpty() ? QStringLiteral("did not happen, says the host") : said, why,
                       QStringLiteral("The answer was lost; the host was asked afterwards.")});
}

/// Asks the host, over fresh connections, what became of a step whose answer was lost: until it is reachable,
/// and while the step still runs there until the step's time is over. A cancel does not end the asking: not
/// knowing is worse than waiting.
StepEnd resolve(const StepContext &context, const HostRef &host, const QString &script, const QString &why)
{
    const StepEnd unknown{StepState::Unknown,
                          QStringLiteral("no proof (%1), and the host could not be asked").arg(why),
                          Error{ErrorKind::Unproven,
                                QStringLiteral("%1: whether '%2' happened is not known.")
                                    .arg(context.step.host, context.step.title),
                                why, QStringLiteral("`belay status` asks the host when it answers again.")},
                          {}};
    if (script.isEmpty())
        return unknown;
    tellOutput(context, QStringLiteral("no proof (%1); asking the host what happened").arg(why).toUtf8(),
               true);
    const CancelToken never;
    Clock &clock = context.ports.clock;
    const qint64 begin = clock.monotonicMs();
    qint64 lastReached = begin;
    Milliseconds pause = firstPause;
    while (true) {
        context.ports.hosts.forget(host);
        ScriptRequest request;
        request.script = script.toUtf8();
        request.timeout = Milliseconds(15000);
        const auto answer = context.ports.hosts.run(host, request, never);
        const qint64 now = clock.monotonicMs();
        if (answer && answer->proven) {
            if (auto end = answered(*answer, why))
                return *std::move(end);
            constexpr int stillRunning = 2;
            if (answer->exitCode != stillRunning || now - begin >= context.step.timeout.count())
                return unknown;
            lastReached = now;
        } else if (now - lastReached >= askAgainMs) {
            return unknown;
        }
        clock.wait(pause, never);
        pause = std::min(pause * 2, longestPause);
    }
}

} // namespace

StepEnd scriptEnd(const Step &step, const ScriptResult &result)
{
    const QString said = spokenLine(result.out);
    const QString detail = lastLines(result.err);
    const auto failure = [&](ErrorKind kind, const QString &what, const QString &hint) {
        return failedStep({kind, said.isEmpty() ? what : said, detail, hint});
    };
    switch (result.exitCode) {
    case 0:
        return {StepState::Passed, said, {}, {}};
    case 92:
        return {StepState::Skipped, said.isEmpty() ? QStringLiteral("already there") : said, {}, {}};
    case 93:
        return failure(ErrorKind::Remote, QStringLiteral("current was changed by someone else"),
                       QStringLiteral("Look with `belay status`, then plan again."));
    case 94:
        return failure(ErrorKind::Remote, QStringLiteral("the disk is full"),
                       QStringLiteral("Free room on the host, or keep fewer releases."));
    case 95:
        return failure(ErrorKind::Invalid, QStringLiteral("the host belongs to another environment"),
                       QStringLiteral("Check the host and the path in the project file."));
    case 96:
        return failure(ErrorKind::Locked, QStringLiteral("deploys are held"),
                       QStringLiteral("`belay unlock -e ENV --reason …` lets them pass again."));
    case 97:
        return failure(ErrorKind::Locked, QStringLiteral("someone else holds the lock"),
                       QStringLiteral("Wait for that run to end, or look with `belay status`."));
    default:
        break;
    }
    QString what = QStringLiteral("exit code %1").arg(result.exitCode);
    if (result.exitCode > 128 && result.exitCode < 160)
        what = QStringLiteral("killed by signal %1%2")
                   .arg(result.exitCode - 128)
                   .arg(result.exitCode == 137 ? QStringLiteral(" (out of memory?)") : QString());
    if (result.exitCode == 127)
        what = QStringLiteral("command not found");
    if (asksForPassword(result))
        return failedStep(
            {ErrorKind::Remote, QStringLiteral("sudo on the host wants a password"), detail,
             QStringLiteral("Nobody can type one there. Allow the account this command without a "
                            "password (NOPASSWD in /etc/sudoers), and write `sudo -n` in '%1'.")
                 .arg(step.title)});
    const QString shown = said.isEmpty() ? detail.section(QLatin1Char('\n'), -1) : said;
    return failedStep({ErrorKind::Remote, shown.isEmpty() ? what : QStringLiteral("%1: %2").arg(what, shown),
                       detail, QStringLiteral("The output of '%1' says more.").arg(step.title)});
}

StepEnd runScriptStep(const StepContext &context)
{
    const auto *action = std::get_if<ScriptAction>(&context.step.action);
    const PlanHost *host = hostOf(context.plan, context.step.host);
    if (!action || !host)
        return failedStep(
            {ErrorKind::Internal, QStringLiteral("%1 has no script or host.").arg(context.step.id), {}, {}});
    const HostRef ref = hostRef(context.plan.target, host->spec);
    const auto result = context.ports.hosts.run(ref, requestFor(context, action->script), context.cancel);
    if (!result)
        return notBegunStep(result.error());
    if (result->proven)
        return scriptEnd(context.step, *result);
    StepEnd end = resolve(context, ref, action->resolve, result->note);
    if (end.state == StepState::Failed && context.cancel.cancelled())
        return {StepState::Cancelled, QStringLiteral("stopped; the host says it did not happen"), {}, {}};
    return end;
}

} // namespace belay
