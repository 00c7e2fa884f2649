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

struct SudoComplaint
{
    const char *words;
    const char *what;
    const char *hint;
};

constexpr char wantsPassword[] = "sudo on the host wants a password";
constexpr char nobodyAnswered[] =
    "Nobody answered with one. Run Belay at a terminal or in its window, where it asks; or allow the account "
    "this command without a password (NOPASSWD in /etc/sudoers), and write `sudo -n` in '%1'.";
constexpr char wrongPassword[] = "sudo on the host did not take the password";
constexpr char wantsTerminal[] = "sudo on the host insists on a terminal";
constexpr char noTerminal[] = "Take `requiretty` out of /etc/sudoers for this account.";

/// What sudo (or doas) says when it cannot ask. Only in English: our scripts set the language.
constexpr SudoComplaint sudoComplaints[] = {
    {"incorrect password attempt", wrongPassword, "Try again with the password of the account on that host."},
    {"must have a tty", wantsTerminal, noTerminal},
    {"a password is required", wantsPassword, nobodyAnswered},
    {"no password was provided", wantsPassword, nobodyAnswered},
    {"a terminal is required", wantsPassword, nobodyAnswered},
    {"a tty is required", wantsPassword, nobodyAnswered}, // doas
    {"no tty present", wantsPassword, nobodyAnswered},
    {"no askpass program", wantsPassword, nobodyAnswered},
    {"Authentication required", wantsPassword, nobodyAnswered},
};

const SudoComplaint *sudoComplaint(const ScriptResult &result)
{
    const QByteArrayList lines = QByteArray(result.err + '\n' + result.out).split('\n');
    for (const SudoComplaint &complaint : sudoComplaints)
        for (const QByteArray &line : lines)
            if ((line.startsWith("sudo: ") || line.startsWith("doas: ")) && line.contains(complaint.words))
                return &complaint;
    return nullptr;
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
    if (const SudoComplaint *complaint = sudoComplaint(result)) {
        const QString hint = QString::fromLatin1(complaint->hint);
        return failedStep({ErrorKind::Remote, QString::fromLatin1(complaint->what), detail,
                           hint.contains(QLatin1String("%1")) ? hint.arg(step.title) : hint});
    }
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
