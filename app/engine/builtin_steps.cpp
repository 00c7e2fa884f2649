// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/builtin_steps.h"

#include "models/domain/names.h"

#include <QDirIterator>
#include <QFileInfo>

#include <algorithm>

namespace belay {

namespace {

QString lastLines(const QByteArray &text)
{
    return QString::fromUtf8(text.right(2000)).trimmed();
}

} // namespace

StepRunners builtinSteps()
{
    StepRunners runners;
    for (const StepKind kind :
         {StepKind::Lock, StepKind::Preflight, StepKind::Publish, StepKind::Migrate, StepKind::Switch,
          StepKind::Restart, StepKind::Record, StepKind::Hold, StepKind::Prune, StepKind::Unlock})
        runners[kind] = runScriptStep;
    runners[StepKind::Upload] = runUploadStep;
    runners[StepKind::Health] = runHealthStep;
    runners[StepKind::Build] = runCommandStep;
    runners[StepKind::Package] = runPackageStep;
    runners[StepKind::Wait] = runWaitStep;
    return runners;
}

const PlanHost *hostOf(const Plan &plan, const QString &name)
{
    const auto found = std::find_if(plan.hosts.begin(), plan.hosts.end(),
                                    [&name](const PlanHost &host) { return host.spec.name == name; });
    return found == plan.hosts.end() ? nullptr : &*found;
}

StepEnd failedStep(const Error &error)
{
    return {error.kind == ErrorKind::Cancelled ? StepState::Cancelled : StepState::Failed,
            error.summary,
            error,
            {}};
}

StepEnd notBegunStep(const Error &error)
{
    StepEnd end = failedStep(error);
    end.begun = false;
    return end;
}

StepEnd runCommandStep(const StepContext &context)
{
    const auto *action = std::get_if<CommandAction>(&context.step.action);
    if (!action)
        return failedStep(
            {ErrorKind::Internal, QStringLiteral("%1 has no command.").arg(context.step.id), {}, {}});
    CommandRequest request;
    request.command = action->command;
    request.directory = action->directory;
    request.timeout = context.step.timeout;
    request.onLine = [&context](const QByteArray &line, bool isError) {
        RunEvent event;
        event.kind = EventKind::StepOutput;
        event.text = QString::fromUtf8(line);
        event.isError = isError;
        context.tell(event);
    };
    const CommandResult result = context.ports.local.run(request, context.cancel);
    using End = CommandResult::End;
    switch (result.end) {
    case End::Exited:
        if (result.exitCode == 0)
            return {StepState::Passed, {}, {}, {}};
        return failedStep(
            {ErrorKind::Remote, QStringLiteral("exit code %1").arg(result.exitCode),
             lastLines(result.err.isEmpty() ? result.out : result.err),
             QStringLiteral("Run it by hand in %1: %2").arg(action->directory, action->command)});
    case End::Signalled:
        return failedStep({ErrorKind::Remote,
                           QStringLiteral("killed by signal %1").arg(result.exitCode),
                           lastLines(result.err),
                           {}});
    case End::TimedOut:
        return failedStep(
            {ErrorKind::Timeout,
             QStringLiteral("not finished after %1").arg(formatDuration(context.step.timeout.count())),
             lastLines(result.err),
             {}});
    case End::Cancelled:
        return {StepState::Cancelled, QStringLiteral("stopped"), {}, {}};
    case End::NotStarted:
        break;
    }
    return failedStep(
        {ErrorKind::NotFound, QStringLiteral("could not be started"), lastLines(result.err), {}});
}

StepEnd runPackageStep(const StepContext &context)
{
    const auto *action = std::get_if<PackageAction>(&context.step.action);
    const QFileInfo artifact(action ? action->artifact : QString());
    if (!artifact.exists())
        return failedStep(
            {ErrorKind::NotFound,
             QStringLiteral("There is no %1.").arg(artifact.filePath()),
             {},
             QStringLiteral("Build it first, or correct release.artifact in the project file.")});
    if (artifact.isFile())
        return {StepState::Passed, QStringLiteral("1 file, %1").arg(formatBytes(artifact.size())), {}, {}};
    qint64 files = 0;
    qint64 bytes = 0;
    QDirIterator each(artifact.filePath(), QDir::Files | QDir::Hidden | QDir::System,
                      QDirIterator::Subdirectories);
    while (each.hasNext()) {
        each.next();
        ++files;
        bytes += each.fileInfo().size();
        if (context.cancel.cancelled())
            return {StepState::Cancelled, QStringLiteral("stopped"), {}, {}};
    }
    const QString count = files == 1 ? QStringLiteral("1 file") : QStringLiteral("%1 files").arg(files);
    return {StepState::Passed, QStringLiteral("%1, %2").arg(count, formatBytes(bytes)), {}, {}};
}

StepEnd runWaitStep(const StepContext &context)
{
    const auto *action = std::get_if<WaitAction>(&context.step.action);
    const Milliseconds time = action ? action->duration : Milliseconds(0);
    if (context.ports.clock.wait(time, context.cancel))
        return {StepState::Cancelled, QStringLiteral("stopped"), {}, {}};
    return {StepState::Passed, formatDuration(time.count()), {}, {}};
}

} // namespace belay
