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
    return end.inputError
               ? end.inputError->summary
               : QStringLiteral("the shell ended with exit code %1 before the script did").arg(end.code);
}

} // namespace

Result<ScriptResult> LocalHostShell::run(const HostRef &host, const ScriptRequest &request,
                                         const CancelToken &cancel)
{
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
    process.input = [&script, &request]() -> Result<QByteArray> {
        if (!script.isEmpty())
            return std::exchange(script, QByteArray());
        return request.input ? request.input() : Result<QByteArray>(QByteArray());
    };
    process.inputReady = [&script, &request, &reader] {
        return !script.isEmpty() || !request.input || reader.readyForInput();
    };
    const ProcessEnd end = runProcess(process, cancel);
    if (end.end == CommandResult::End::NotStarted)
        return fail(ErrorKind::Internal,
                    QStringLiteral("%1: /bin/sh could not be started.").arg(host.spec.name), {}, end.why);
    if (end.inputError && end.inputError->kind == ErrorKind::Cancelled)
        return tl::unexpected(*end.inputError);
    return reader.take(whyUnproven(end, request));
}

} // namespace belay
