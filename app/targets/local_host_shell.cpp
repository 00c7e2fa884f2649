// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/targets/local_host_shell.h"

#include "app/engine/script_frame.h"
#include "app/local/process.h"
#include "models/domain/names.h"

#include <utility>

namespace belay {

namespace {

QString whyUnproven(const ProcessEnd &end, const ScriptRequest &request)
{
    using End = CommandResult::End;
    if (end.inputError)
        return end.inputError->summary;
    switch (end.end) {
    case End::Signalled:
        return QStringLiteral("killed by signal %1").arg(end.code);
    case End::TimedOut:
        return QStringLiteral("not finished after %1").arg(formatDuration(request.timeout.count()));
    case End::Cancelled:
        return QStringLiteral("stopped");
    default:
        break;
    }
    return QStringLiteral("the shell ended with exit code %1 before the script did").arg(end.code);
}

} // namespace

Result<ScriptResult> LocalHostShell::run(const HostRef &host, const ScriptRequest &request,
                                         const CancelToken &cancel)
{
    if (cancel.cancelled())
        return fail(ErrorKind::Cancelled,
                    QStringLiteral("Stopped before anything was run on %1.").arg(host.spec.name));
    const FramedScript framed = frameScript(request.script, static_cast<bool>(request.input));
    FrameReader reader(framed.nonce, request.onLine, request.outputLimit);
    QByteArray script = framed.text;
    ProcessRequest process;
    process.program = QStringLiteral("/bin/sh");
    process.timeout = request.timeout;
    process.onData = [&reader](const char *data, qint64 size, bool isError) {
        isError ? reader.feedErr(data, size) : reader.feedOut(data, size);
    };
    // The script comes first; its data only once the shell has said that it is ready for it.
    bool sentAll = !request.input;
    process.input = [&script, &request, &sentAll]() -> Result<QByteArray> {
        if (!script.isEmpty())
            return std::exchange(script, QByteArray());
        if (!request.input)
            return QByteArray();
        auto chunk = request.input();
        sentAll = chunk && chunk->isEmpty();
        return chunk;
    };
    process.inputReady = [&script, &request, &reader] {
        return !script.isEmpty() || !request.input || reader.readyForInput();
    };
    const ProcessEnd end = runProcess(process, cancel);
    if (end.end == CommandResult::End::NotStarted)
        return fail(ErrorKind::Internal,
                    QStringLiteral("%1: /bin/sh could not be started.").arg(host.spec.name), {}, end.why);
    ScriptResult result = reader.take(whyUnproven(end, request));
    const bool broughtToAnEnd =
        end.inputError || end.end == CommandResult::End::Cancelled || end.end == CommandResult::End::TimedOut;
    if (broughtToAnEnd && !sentAll && result.proven) {
        // The script took our closing of its input for the end of the data: its answer is about a part of it.
        result.proven = false;
        result.exitCode = -1;
        result.note = whyUnproven(end, request);
    }
    return result;
}

} // namespace belay
