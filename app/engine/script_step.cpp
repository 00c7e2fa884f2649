// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/builtin_steps.h"

#include "app/engine/script_talk.h"
#include "models/domain/names.h"

namespace belay {

namespace {

QString lastLines(const QByteArray &text)
{
    return QString::fromUtf8(text.right(2000)).trimmed();
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
    return ScriptTalk(context, *action, hostRef(context.plan.target, host->spec)).run();
}

} // namespace belay
