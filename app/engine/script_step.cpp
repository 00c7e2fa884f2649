// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/builtin_steps.h"

#include "models/domain/names.h"

namespace belay {

namespace {

/// How long an unreachable host is asked again what became of a step.
constexpr qint64 askAgainMs = 30000;

QString lastLines(const QByteArray &text)
{
    return QString::fromUtf8(text.right(2000)).trimmed();
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
    request.onLine = [&context](const QByteArray &line, bool isError) {
        if (line.startsWith("belay: "))
            return; // becomes the step's own text
        RunEvent event;
        event.kind = EventKind::StepOutput;
        event.text = QString::fromUtf8(line);
        event.isError = isError;
        context.tell(event);
    };
    return request;
}

/// Asks the host, over fresh connections, what became of a step whose answer was lost. The asking is not
/// stopped by a cancel: not knowing is worse than waiting.
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
    RunEvent note;
    note.kind = EventKind::StepOutput;
    note.isError = true;
    note.text = QStringLiteral("no proof (%1); asking the host what happened").arg(why);
    context.tell(note);

    const CancelToken never;
    Clock &clock = context.ports.clock;
    const qint64 begin = clock.monotonicMs();
    Milliseconds pause(500);
    while (true) {
        context.ports.hosts.forget(host);
        ScriptRequest request;
        request.script = script.toUtf8();
        request.timeout = Milliseconds(15000);
        const auto answer = context.ports.hosts.run(host, request, never);
        const qint64 spent = clock.monotonicMs() - begin;
        if (answer && answer->proven) {
            if (answer->exitCode == 0)
                return {StepState::Passed, QStringLiteral("confirmed by asking the host"), {}, {}};
            if (answer->exitCode == 1) {
                const QString said = spokenLine(answer->out);
                return failedStep({ErrorKind::Remote,
                                   said.isEmpty() ? QStringLiteral("did not happen, says the host") : said,
                                   why,
                                   {}});
            }
            if (answer->exitCode != 2 || spent > context.step.timeout.count())
                return unknown;
        } else if (spent > askAgainMs) {
            return unknown;
        }
        clock.wait(pause, never);
        pause = std::min(pause * 2, Milliseconds(5000));
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
        return failedStep(result.error());
    if (!result->proven)
        return resolve(context, ref, action->resolve, result->note);
    return scriptEnd(context.step, *result);
}

} // namespace belay
