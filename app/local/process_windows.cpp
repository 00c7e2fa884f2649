// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/local/process.h"

#ifdef Q_OS_WIN

#include <QElapsedTimer>
#include <QProcess>

namespace belay {

namespace {

using End = CommandResult::End;

/// Ends the process with everything it started; Windows has no process groups that die together.
void endTree(QProcess &process)
{
    QProcess::execute(QStringLiteral("taskkill"),
                      {QStringLiteral("/T"), QStringLiteral("/F"), QStringLiteral("/PID"),
                       QString::number(process.processId())});
    process.waitForFinished(3000);
}

void deliver(QProcess &process, const ProcessRequest &request)
{
    const QByteArray out = process.readAllStandardOutput();
    const QByteArray err = process.readAllStandardError();
    if (request.onData && !out.isEmpty())
        request.onData(out.constData(), out.size(), false);
    if (request.onData && !err.isEmpty())
        request.onData(err.constData(), err.size(), true);
}

/// True: go on. An error of the source ends the process.
bool feed(QProcess &process, const ProcessRequest &request, bool &open, std::optional<Error> &error)
{
    if (!open || process.bytesToWrite() > 0 || (request.inputReady && !request.inputReady()))
        return true;
    const Result<QByteArray> chunk = request.input();
    if (!chunk) {
        error = chunk.error();
        return false;
    }
    if (chunk->isEmpty()) {
        process.closeWriteChannel();
        open = false;
    } else {
        process.write(*chunk);
    }
    return true;
}

} // namespace

ProcessEnd runProcess(const ProcessRequest &request, const CancelToken &cancel)
{
    ProcessEnd end;
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const auto &[name, value] : request.environment)
        environment.insert(name, value);
    process.setProcessEnvironment(environment);
    process.setWorkingDirectory(request.directory);
    if (!request.input)
        process.setStandardInputFile(QProcess::nullDevice());
    process.start(request.program, request.arguments);
    if (!process.waitForStarted()) {
        end.why = process.errorString();
        return end;
    }
    QElapsedTimer timer;
    timer.start();
    bool inputOpen = static_cast<bool>(request.input);
    QElapsedTimer inputMoved;
    inputMoved.start();
    qint64 toWrite = 0;
    QElapsedTimer enough;
    std::optional<End> stopped;
    while (!stopped && process.state() != QProcess::NotRunning) {
        if (cancel.cancelled())
            stopped = End::Cancelled;
        else if (timer.elapsed() >= request.timeout.count())
            stopped = End::TimedOut;
        else if (!feed(process, request, inputOpen, end.inputError))
            stopped = End::Signalled;
        else
            process.waitForReadyRead(20);
        deliver(process, request);
        if (process.bytesToWrite() == 0 || process.bytesToWrite() != toWrite)
            inputMoved.restart();
        toWrite = process.bytesToWrite();
        end.inputStuck =
            request.inputPatience > Milliseconds(0) && inputMoved.elapsed() >= request.inputPatience.count();
        if (!enough.isValid() && request.enough && request.enough())
            enough.start();
        if (!stopped &&
            (end.inputStuck || (enough.isValid() && enough.elapsed() >= request.lingerFor.count())))
            stopped = End::Signalled;
    }
    if (stopped)
        endTree(process);
    deliver(process, request);
    end.end = stopped.value_or(process.exitStatus() == QProcess::NormalExit ? End::Exited : End::Signalled);
    end.code = process.exitCode();
    return end;
}

} // namespace belay

#endif
