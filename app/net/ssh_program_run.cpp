// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/ssh_program_run.h"

#include "app/engine/script_frame.h"
#include "app/local/process.h"
#include "app/net/server_offer.h"

#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

using End = CommandResult::End;

constexpr qsizetype saidKept = 1000;
constexpr int sshFailed = 255;

QString seconds(std::chrono::milliseconds time)
{
    return u"%1 s"_s.arg(QString::number(double(time.count()) / 1000.0));
}

/// One script on its way through the program's three streams.
class ProgramRun
{
public:
    ProgramRun(const SshWay &way, const ScriptRequest &request, const ChannelTimes &times)
        : m_way(way)
        , m_request(request)
        , m_times(times)
        , m_frame(frameScript(request.script, bool(request.input)))
        , m_reader(m_frame.nonce, request.onLine, request.outputLimit)
        , m_script(m_frame.text)
        , m_sentAll(!request.input)
    {
    }

    Result<SshProgramOutcome> run(const std::map<QString, QString> &environment, const CancelToken &cancel);

private:
    ProcessRequest process();
    Result<QByteArray> nextInput();
    void heard(const char *data, qint64 size, bool isError);
    QString note(const ProcessEnd &end) const;

    const SshWay &m_way;
    const ScriptRequest &m_request;
    const ChannelTimes &m_times;
    FramedScript m_frame;
    FrameReader m_reader;
    QByteArray m_script;
    bool m_sentAll;
    bool m_begun = false; ///< our first line came: the host's shell runs the script
    QByteArray m_tail;    ///< the end of what was heard, where the nonce may be cut in two
    QByteArray m_said;
};

ProcessRequest ProgramRun::process()
{
    ProcessRequest process;
    process.program = m_way.program;
    // The mark is ours alone: nobody on the host can know the nonce before the script has come.
    process.arguments = m_way.socket.isEmpty()
                            ? connectingOptions(m_way) + QStringList{u"-T"_s}
                            : sharedOptions(m_way, QString::fromLatin1("no-master-" + m_frame.nonce));
    process.arguments += {u"--"_s, m_way.address, u"exec /bin/sh"_s};
    process.timeout = m_request.timeout;
    process.onData = [this](const char *data, qint64 size, bool isError) { heard(data, size, isError); };
    process.input = [this] { return nextInput(); };
    process.inputReady = [this] {
        return !m_script.isEmpty() || !m_request.input || m_reader.readyForInput();
    };
    process.inputPatience = m_times.progress;
    process.enough = [this] { return m_reader.finished(); };
    process.lingerFor = m_times.afterTrailer;
    return process;
}

/// The script comes first; its data only once the shell has said that it is ready for it.
Result<QByteArray> ProgramRun::nextInput()
{
    if (!m_script.isEmpty())
        return std::exchange(m_script, QByteArray());
    if (!m_request.input || m_reader.finished())
        return QByteArray();
    auto chunk = m_request.input();
    m_sentAll = chunk && chunk->isEmpty();
    return chunk;
}

void ProgramRun::heard(const char *data, qint64 size, bool isError)
{
    if (!m_begun) {
        // The mark on the errors also carries the nonce.
        const QByteArray seen = m_tail + QByteArray(data, qsizetype(size));
        m_begun = !isError && seen.contains(m_frame.nonce);
        m_tail = isError ? m_tail : seen.right(m_frame.nonce.size());
        m_said.append(data, qsizetype(std::min<qint64>(size, saidKept - m_said.size())));
    }
    isError ? m_reader.feedErr(data, size) : m_reader.feedOut(data, size);
}

QString ProgramRun::note(const ProcessEnd &end) const
{
    if (end.inputError)
        return u"The input could not be read: %1"_s.arg(end.inputError->summary);
    if (end.inputStuck)
        return u"No byte could be sent for %1; the connection was given up."_s.arg(seconds(m_times.progress));
    if (end.end == End::Cancelled)
        return u"Cancelled while the script ran; it may still be running on the host."_s;
    if (end.end == End::TimedOut)
        return u"No result within %1; the script may still be running on the host."_s.arg(
            seconds(m_request.timeout));
    if (end.end != End::Exited || end.code == sshFailed)
        return u"The connection was lost while the script ran."_s;
    if (!m_begun && !m_said.isEmpty())
        return u"The host ended the session without running the script; it said: %1"_s.arg(
            printable(m_said.simplified(), 200));
    return u"The host ended the session without a result."_s;
}

Result<SshProgramOutcome> ProgramRun::run(const std::map<QString, QString> &environment,
                                          const CancelToken &cancel)
{
    ProcessRequest request = process();
    request.environment = environment;
    const ProcessEnd end = runProcess(request, cancel);
    if (end.end == End::NotStarted)
        return fail(ErrorKind::NotFound, u"The program ssh could not be started."_s,
                    u"Install the OpenSSH client (on Debian: apt install openssh-client)."_s, end.why);
    if (end.end == End::Exited && !m_begun && end.code != 0 && end.code != sshFailed)
        return fail(ErrorKind::Remote, u"%1 does not let this account run commands."_s.arg(m_way.where),
                    u"Check the account's login shell and ForceCommand on the host."_s,
                    printable(m_said.simplified(), 200));
    SshProgramOutcome outcome;
    // When we ended it, its code says nothing.
    outcome.exitCode = end.end == End::Exited && !end.inputError && !end.inputStuck ? end.code : -1;
    outcome.noMaster = !m_begun && m_said.contains(QByteArray("no-master-" + m_frame.nonce));
    outcome.said = m_begun ? QByteArray() : m_said;
    outcome.result = m_reader.take(note(end));
    const bool stopped =
        end.inputError || end.inputStuck || end.end == End::Cancelled || end.end == End::TimedOut;
    if (stopped && !m_sentAll && outcome.result.proven) {
        // The script took our closing of its input for the end of the data: its answer is about a part of it.
        outcome.result.proven = false;
        outcome.result.exitCode = -1;
        outcome.result.note = note(end);
    }
    return outcome;
}

} // namespace

QStringList sharedOptions(const SshWay &way, const QString &mark)
{
    return {u"-F"_s, u"none"_s,
            u"-S"_s, way.socket,
            u"-o"_s, u"ControlMaster=no"_s,
            u"-o"_s, u"ProxyCommand=sh -c 'echo %1 >&2; exit 1'"_s.arg(mark),
            u"-o"_s, u"LogLevel=ERROR"_s,
            u"-o"_s, u"EscapeChar=none"_s,
            u"-o"_s, u"BatchMode=yes"_s,
            u"-T"_s};
}

Result<SshProgramOutcome> runOverProgram(const SshWay &way, const ScriptRequest &request,
                                         const ChannelTimes &times,
                                         const std::map<QString, QString> &environment,
                                         const CancelToken &cancel)
{
    return ProgramRun(way, request, times).run(environment, cancel);
}

} // namespace belay
