// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/kept_shell.h"

#include "app/net/server_offer.h"

#include <libssh2.h>

#include <array>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

constexpr int readsPerTurn = 16; ///< so that a flood of output does not starve the other direction
constexpr qsizetype saidKept = 400;

QString seconds(std::chrono::milliseconds time)
{
    return u"%1 s"_s.arg(QString::number(double(time.count()) / 1000.0));
}

/// One script's way through the channel: out with it, then in with both streams until their last marks.
class Conversation
{
public:
    Conversation(SshSession &session, _LIBSSH2_CHANNEL *channel, const ChannelTimes &times,
                 const ScriptRequest &request, bool first)
        : m_session(session)
        , m_channel(channel)
        , m_times(times)
        , m_request(request)
        , m_frame(frameForKeptShell(request.script, first))
        , m_reader(m_frame.nonce, request.onLine, request.outputLimit, FrameReader::Errors::Framed,
                   first ? FrameReader::Begin::Awaited : FrameReader::Begin::Over)
        , m_end(deadlineIn(request.timeout))
        , m_progressBy(deadlineIn(times.progress))
    {
    }

    /// False: nothing was sent.
    bool run()
    {
        m_session.arm(m_end);
        while (turn()) {
        }
        if (m_lost)
            overdue(); // our own stop looks like a lost connection from inside the library
        return m_sent > 0;
    }
    /// Both streams were read to their marks and the host's shell waits for more.
    bool orderly() const { return m_reader.finished() && m_reader.errorsEnded() && !m_lost && !m_ended; }
    bool ended() const { return m_ended; }
    /// Once the channel is closed: the shell's exit status may come after the end of its output.
    bool shellRefused() const
    {
        return m_ended && !m_heard.contains(m_frame.nonce) && libssh2_channel_get_exit_status(m_channel) != 0;
    }
    QString note() const
    {
        if (!m_note.isEmpty())
            return m_note;
        if (m_lost || !m_ended)
            return u"The connection was lost while the script ran."_s;
        return u"The host ended the session without a result."_s;
    }
    QString said() const { return printable(m_heard.left(saidKept).simplified(), 200); }
    ScriptResult take() { return m_reader.take(note()); }

private:
    enum class Moved { Nothing, Something, Lost };

    bool turn(); ///< false: over
    Moved send();
    Moved receive();
    Moved receiveFrom(int stream);
    bool overdue();

    SshSession &m_session;
    _LIBSSH2_CHANNEL *m_channel;
    const ChannelTimes &m_times;
    const ScriptRequest &m_request;
    FramedScript m_frame;
    FrameReader m_reader;
    Deadline m_end;
    Deadline m_progressBy;
    std::optional<Deadline> m_lingerUntil;
    qsizetype m_sent = 0;
    bool m_writeStuck = false; ///< the same write must be repeated before any other call
    bool m_ended = false;      ///< the host ended the channel
    bool m_lost = false;
    QByteArray m_heard; ///< the beginning of what came, to explain an account that cannot run commands
    QString m_note;
};

Conversation::Moved Conversation::send()
{
    if (m_sent == m_frame.text.size())
        return Moved::Nothing;
    const ptrdiff_t code = libssh2_channel_write_ex(m_channel, 0, m_frame.text.constData() + m_sent,
                                                    size_t(m_frame.text.size() - m_sent));
    m_writeStuck = code == LIBSSH2_ERROR_EAGAIN && m_session.isSendPending();
    if (code == LIBSSH2_ERROR_EAGAIN || code == 0)
        return Moved::Nothing;
    if (code < 0) {
        m_lost = true;
        return Moved::Lost;
    }
    m_sent += code;
    m_progressBy = deadlineIn(m_times.progress);
    return Moved::Something;
}

Conversation::Moved Conversation::receiveFrom(int stream)
{
    std::array<char, 32 * 1024> buffer;
    Moved moved = Moved::Nothing;
    for (int each = 0; each < readsPerTurn; ++each) {
        const ptrdiff_t code = libssh2_channel_read_ex(m_channel, stream, buffer.data(), buffer.size());
        if (code == LIBSSH2_ERROR_EAGAIN || code == 0)
            return moved;
        if (code < 0) {
            m_lost = true;
            return Moved::Lost;
        }
        if (m_heard.size() < saidKept)
            m_heard.append(buffer.data(), qsizetype(std::min<ptrdiff_t>(code, saidKept)));
        if (stream == 0)
            m_reader.feedOut(buffer.data(), code);
        else
            m_reader.feedErr(buffer.data(), code);
        moved = Moved::Something;
    }
    return moved;
}

Conversation::Moved Conversation::receive()
{
    const Moved out = receiveFrom(0);
    if (out == Moved::Lost)
        return out;
    const Moved err = receiveFrom(SSH_EXTENDED_DATA_STDERR);
    if (err != Moved::Nothing)
        return err;
    // Reading one stream takes in what came for the other one, too: then there is something to do and perhaps
    // nothing more to wait for on the socket.
    return libssh2_poll_channel_read(m_channel, 0) == 1 ? Moved::Something : out;
}

bool Conversation::overdue()
{
    const bool sending = m_sent < m_frame.text.size();
    if (sending && isOver(m_progressBy))
        m_note =
            u"No byte could be sent for %1; the connection was given up."_s.arg(seconds(m_times.progress));
    else if (m_session.wake().cancelled())
        m_note = u"Cancelled while the script ran; it may still be running on the host."_s;
    else if (isOver(m_end))
        m_note = u"No result within %1; the script may still be running on the host."_s.arg(
            seconds(m_request.timeout));
    return !m_note.isEmpty();
}

bool Conversation::turn()
{
    const Moved sent = send();
    const Moved received = sent == Moved::Lost || m_writeStuck ? Moved::Nothing : receive();
    if (sent == Moved::Lost || received == Moved::Lost)
        return false;
    if (m_reader.finished()) {
        if (m_reader.errorsEnded())
            return false;
        if (!m_lingerUntil)
            m_lingerUntil = deadlineIn(m_times.afterTrailer);
        if (isOver(*m_lingerUntil))
            return false;
    }
    m_ended = !m_writeStuck && libssh2_channel_eof(m_channel) == 1;
    if (m_ended || overdue())
        return false;
    const bool sending = m_sent < m_frame.text.size();
    if (!sending && !m_session.isAlive()) {
        m_note = m_session.silenceText();
        m_lost = true;
        return false;
    }
    if (sent == Moved::Nothing && received == Moved::Nothing) {
        Deadline latest = sending ? std::min(m_end, m_progressBy) : std::min(m_end, m_session.askAliveAt());
        if (m_lingerUntil)
            latest = std::min(latest, *m_lingerUntil);
        m_session.wait(latest);
    }
    return true;
}

} // namespace

KeptShell::KeptShell(SshSession &session, const ChannelTimes &times, _LIBSSH2_CHANNEL *channel)
    : m_session(session)
    , m_times(times)
    , m_channel(channel)
    , m_lastUse(std::chrono::steady_clock::now())
{
}

Result<std::unique_ptr<KeptShell>> KeptShell::open(SshSession &session, const ChannelTimes &times)
{
    _LIBSSH2_CHANNEL *channel = nullptr;
    int code = session.finish([&] {
        channel = libssh2_channel_open_session(session.raw());
        return channel ? 0 : libssh2_session_last_errno(session.raw());
    });
    if (code != 0)
        return tl::unexpected(session.error(code, u"opening a channel"_s));
    code = session.finish(
        [&] { return libssh2_channel_process_startup(channel, "exec", 4, "exec /bin/sh", 12); });
    if (code != 0)
        return tl::unexpected(session.error(code, u"starting the shell"_s));
    return std::unique_ptr<KeptShell>(new KeptShell(session, times, channel));
}

Result<ScriptResult> KeptShell::run(const ScriptRequest &request)
{
    Conversation conversation(m_session, m_channel, m_times, request, m_first);
    m_first = false;
    const bool sent = conversation.run();
    m_usable = conversation.orderly();
    m_lastUse = std::chrono::steady_clock::now();
    if (!sent)
        return tl::unexpected(m_session.error(LIBSSH2_ERROR_SOCKET_DISCONNECT, u"sending the script"_s));
    if (conversation.ended()) {
        m_session.arm(deadlineIn(m_times.closing));
        m_session.finish([this] { return libssh2_channel_close(m_channel); });
    }
    if (conversation.shellRefused())
        return fail(ErrorKind::Remote, u"%1 does not let this account run commands."_s.arg(m_session.where()),
                    u"Check the account's login shell and ForceCommand on the host."_s, conversation.said());
    return conversation.take();
}

bool KeptShell::answers(std::chrono::milliseconds patience)
{
    ScriptRequest request;
    request.script = ":";
    request.timeout = patience;
    const auto answer = run(request);
    return answer && answer->proven && m_usable;
}

std::chrono::milliseconds KeptShell::idleFor() const
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() -
                                                                 m_lastUse);
}

bool KeptShell::close()
{
    m_usable = false;
    m_session.arm(deadlineIn(m_times.closing));
    // The shell ends at the end of its input; waiting for that frees the session's slot on the host, too.
    return m_session.finish([this] { return libssh2_channel_send_eof(m_channel); }) == 0 &&
           m_session.finish([this] { return libssh2_channel_wait_eof(m_channel); }) == 0 &&
           m_session.finish([this] { return libssh2_channel_close(m_channel); }) == 0 &&
           m_session.finish([this] { return libssh2_channel_wait_closed(m_channel); }) == 0 &&
           m_session.finish([this] { return libssh2_channel_free(m_channel); }) == 0;
}

} // namespace belay
