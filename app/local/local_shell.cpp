// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/local/local_shell.h"

#include "app/local/output_keeper.h"
#include "app/local/process.h"

namespace belay {

CommandResult LocalShellImpl::run(const CommandRequest &request, const CancelToken &cancel)
{
    ProcessRequest process;
#ifdef Q_OS_WIN
    process.program = QStringLiteral("cmd.exe");
    process.arguments = {QStringLiteral("/c"), request.command};
#else
    process.program = QStringLiteral("/bin/sh");
    process.arguments = {QStringLiteral("-c"), request.command};
#endif
    process.directory = request.directory;
    process.environment = request.environment;
    process.timeout = request.timeout;

    const auto listener = [&request](bool isError) -> OutputKeeper::OnLine {
        if (!request.onLine)
            return {};
        return [&request, isError](const QByteArray &line) { request.onLine(line, isError); };
    };
    OutputKeeper out(request.outputLimit, listener(false));
    OutputKeeper err(request.outputLimit, listener(true));
    process.onData = [&out, &err](const char *data, qint64 size, bool isError) {
        (isError ? err : out).add(data, size);
    };

    const ProcessEnd end = runProcess(process, cancel);
    CommandResult result;
    result.end = end.end;
    result.exitCode = end.code;
    result.out = out.take();
    result.err = err.take();
    if (end.end == CommandResult::End::NotStarted)
        result.err += end.why.toUtf8();
    return result;
}

} // namespace belay
