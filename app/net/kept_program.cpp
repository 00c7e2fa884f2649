// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/kept_program.h"

#include "app/engine/script_frame.h"
#include "app/net/server_offer.h"

#include <QUuid>

#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

constexpr qsizetype saidKept = 1000;

QString seconds(std::chrono::milliseconds time)
{
    return u"%1 s"_s.arg(QString::number(double(time.count()) / 1000.0));
}

} // namespace

KeptProgram::KeptProgram(QString where, QByteArray mark, std::unique_ptr<PipedProcess> process)
    : m_where(std::move(where))
    , m_mark(std::move(mark))
    , m_process(std::move(process))
    , m_lastUse(std::chrono::steady_clock::now())
{
}

Result<std::unique_ptr<KeptProgram>> KeptProgram::start(const SshWay &way,
                                                        const std::map<QString, QString> &environment)
{
    const QString mark = u"no-master-"_s + QUuid::createUuid().toString(QUuid::Id128);
    ProcessRequest request;
    request.program = way.program;
    request.arguments = sharedOptions(way, mark) + QStringList{u"--"_s, way.address, u"exec /bin/sh"_s};
    request.environment = environment;
    auto process = PipedProcess::start(request);
    if (!process)
        return tl::unexpected(process.error());
    return std::unique_ptr<KeptProgram>(new KeptProgram(way.where, mark.toLatin1(), std::move(*process)));
}

QString KeptProgram::noteFor(TalkEnd end, const ScriptRequest &request, const ChannelTimes &times) const
{
    switch (end) {
    case TalkEnd::Cancelled:
        return u"Cancelled while the script ran; it may still be running on the host."_s;
    case TalkEnd::Stuck:
        return u"No byte could be sent for %1; the connection was given up."_s.arg(seconds(times.progress));
    case TalkEnd::Overdue:
        return u"No result within %1; the script may still be running on the host."_s.arg(
            seconds(request.timeout));
    default:
        return u"The connection was lost while the script ran."_s;
    }
}

Result<SshProgramOutcome> KeptProgram::run(const ScriptRequest &request, const ChannelTimes &times,
                                           const CancelToken &cancel)
{
    const bool first = std::exchange(m_first, false);
    const FramedScript frame = frameForKeptShell(request.script, first);
    FrameReader reader(frame.nonce, request.onLine, request.outputLimit, FrameReader::Errors::Framed,
                       first ? FrameReader::Begin::Awaited : FrameReader::Begin::Over);
    QByteArray said;
    Talk talk;
    talk.text = frame.text;
    talk.onData = [&](const char *data, qint64 size, bool isError) {
        said.append(data, qsizetype(std::min<qint64>(size, saidKept - said.size())));
        isError ? reader.feedErr(data, size) : reader.feedOut(data, size);
    };
    talk.done = [&reader] { return reader.finished() && reader.errorsEnded(); };
    talk.timeout = request.timeout;
    talk.patience = times.progress;
    const TalkEnd end = m_process->talk(talk, cancel);
    m_lastUse = std::chrono::steady_clock::now();
    m_usable = end == TalkEnd::Done;
    SshProgramOutcome outcome;
    outcome.noMaster = end == TalkEnd::Ended && !m_proven && said.contains(m_mark);
    // ssh's own code is 255: then the connection broke, and who knows what had arrived.
    const auto code = end == TalkEnd::Ended ? m_process->close(times.closing) : std::nullopt;
    const bool refused = code && *code != 0 && *code != 255 && !m_proven && !said.contains(frame.nonce);
    if (refused && !outcome.noMaster)
        return fail(ErrorKind::Remote, u"%1 does not let this account run commands."_s.arg(m_where),
                    u"Check the account's login shell and ForceCommand on the host."_s,
                    printable(said.simplified(), 200));
    outcome.exitCode = code.value_or(-1);
    outcome.said = outcome.noMaster ? said : QByteArray();
    outcome.result = reader.take(noteFor(end, request, times));
    m_proven = m_proven || outcome.result.proven;
    return outcome;
}

std::chrono::milliseconds KeptProgram::idleFor() const
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() -
                                                                 m_lastUse);
}

} // namespace belay
