// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/builtin_steps.h"

#include "app/engine/archive_stream.h"
#include "models/domain/names.h"

#include <algorithm>
#include <optional>

namespace belay {

StepEnd runUploadStep(const StepContext &context)
{
    if (std::holds_alternative<ScriptAction>(context.step.action))
        return runScriptStep(context);
    const auto *action = std::get_if<UploadAction>(&context.step.action);
    const PlanHost *host = hostOf(context.plan, context.step.host);
    if (!action || !host)
        return failedStep(
            {ErrorKind::Internal, QStringLiteral("%1 has nothing to send.").arg(context.step.id), {}, {}});
    auto stream = ArchiveStream::open(action->artifact);
    if (!stream)
        return notBegunStep(stream.error());

    Clock &clock = context.ports.clock;
    constexpr qint64 tellEveryMs = 100;
    qint64 told = clock.monotonicMs();
    qint64 sent = 0;
    const qint64 total = (*stream)->size();
    const auto progress = [&] {
        RunEvent event;
        event.kind = EventKind::StepProgress;
        event.done = std::min(sent, total); // the archive's own headers are a little more than the files
        event.total = total;
        context.tell(event);
        told = clock.monotonicMs();
    };
    ScriptRequest request;
    request.script = action->script.toUtf8();
    request.timeout = context.step.timeout;
    request.onLine = [&context](const QByteArray &line, bool isError) {
        RunEvent event;
        event.kind = EventKind::StepOutput;
        event.text = QString::fromUtf8(line);
        event.isError = isError;
        context.tell(event);
    };
    std::optional<Error> sourceError;
    request.input = [&]() -> Result<QByteArray> {
        auto chunk = (*stream)->next(context.cancel);
        if (!chunk) {
            sourceError = chunk.error();
            return chunk;
        }
        sent += chunk->size();
        if (clock.monotonicMs() - told >= tellEveryMs)
            progress();
        return chunk;
    };
    progress();
    const auto result =
        context.ports.hosts.run(hostRef(context.plan.target, host->spec), request, context.cancel);
    if (!result)
        return notBegunStep(result.error());
    if (context.cancel.cancelled() && !result->proven)
        return {StepState::Cancelled, QStringLiteral("stopped after %1").arg(formatBytes(sent)), {}, {}};
    if (!result->proven && sourceError)
        return failedStep(*sourceError);
    if (!result->proven) {
        // Only the staging area was written; it is thrown away, so nothing needs to be asked.
        return failedStep(
            {ErrorKind::Network,
             QStringLiteral("connection lost at %1 of %2").arg(formatBytes(sent), formatBytes(total)),
             result->note, QStringLiteral("Check the network and deploy again.")});
    }
    StepEnd end = scriptEnd(context.step, *result);
    if (end.state == StepState::Passed)
        progress();
    if (end.state == StepState::Passed && end.text.isEmpty())
        end.text = formatBytes(total);
    return end;
}

} // namespace belay
