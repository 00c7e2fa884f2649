// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/ssh_channel_run.h"

#include "app/engine/script_frame.h"
#include "app/net/server_offer.h"

#include <libssh2.h>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

constexpr qsizetype readSize = 32 * 1024;
constexpr int readsPerTurn = 16; ///< so that a flood of output does not starve the other direction
constexpr qsizetype saidKept = 400;

QString seconds(std::chrono::milliseconds time)
{
    return u"%1 s"_s.arg(QString::number(double(time.count()) / 1000.0));
}

/// The read and write loop of one channel. libssh2 wants a call that got stuck while sending to be repeated
/// before any other call on the session; m_stuck keeps to that.
class ChannelRun
{
public:
    ChannelRun(SshSession &session, const ScriptRequest &request, const ChannelTimes &times)
        : m_session(session)
        , m_request(request)
        , m_times(times)
        , m_frame(frameScript(request.script, bool(request.input)))
        , m_reader(m_frame.nonce, request.onLine, request.outputLimit)
        , m_out(m_frame.text)
    {
    }

    Result<void> open();
    Result<ChannelOutcome> run();

private:
    enum class Feed { Script, AwaitReady, Data, Eof, Done };
    enum class Moved { Nothing, Something, Lost };
    enum class Stuck { No, Writing, ReadingOut, ReadingErr };

    Moved send();
    Moved sendBytes();
    Moved sendEof();
    bool nextChunk();
    Moved receive();
    Moved receiveFrom(int stream);
    void heard(int stream, const char *data, qint64 size);
    bool stuckIn(Stuck call, ptrdiff_t code);
    bool isSending() const { return m_feed == Feed::Script || m_feed == Feed::Data || m_feed == Feed::Eof; }
    bool turn(); ///< false: the loop is over
    Deadline latest() const;
    bool overdue();
    bool close(std::chrono::milliseconds budget);
    QString endNote();
    bool neverStarted(int exitCode) const;

    SshSession &m_session;
    const ScriptRequest &m_request;
    const ChannelTimes &m_times;
    FramedScript m_frame;
    FrameReader m_reader;
    LIBSSH2_CHANNEL *m_channel = nullptr;
    QByteArray m_out; ///< what is being sent; stays in place until all of it is accepted
    qsizetype m_sent = 0;
    qint64 m_sentInAll = 0;
    Feed m_feed = Feed::Script;
    Stuck m_stuck = Stuck::No;
    bool m_ended = false; ///< the host ended the output
    bool m_lost = false;  ///< the connection broke
    QString m_note;       ///< why we stopped by ourselves
    Deadline m_end{};     ///< of the whole script
    Deadline m_progressBy{};
    std::optional<Deadline> m_lingerUntil; ///< after the trailer
    bool m_begun = false;                  ///< our first line came: the host's shell runs the script
    QByteArray m_tail;                     ///< the end of what was heard, where the nonce may be cut in two
    QByteArray m_said; ///< the first output, to explain an account that cannot run commands
};

Result<void> ChannelRun::open()
{
    const auto doing = u"opening a channel"_s;
    int code = m_session.finish([this] {
        m_channel = libssh2_channel_open_session(m_session.raw());
        return m_channel ? 0 : libssh2_session_last_errno(m_session.raw());
    });
    if (code != 0)
        return tl::unexpected(m_session.error(code, doing));
    code = m_session.finish(
        [this] { return libssh2_channel_process_startup(m_channel, "exec", 4, "exec /bin/sh", 12); });
    if (code != 0)
        return tl::unexpected(m_session.error(code, u"starting the shell"_s));
    return {};
}

bool ChannelRun::stuckIn(Stuck call, ptrdiff_t code)
{
    const bool stuck = code == LIBSSH2_ERROR_EAGAIN && m_session.isSendPending();
    m_stuck = stuck ? call : Stuck::No;
    return stuck;
}

ChannelRun::Moved ChannelRun::send()
{
    if (m_feed == Feed::AwaitReady && m_reader.readyForInput()) {
        m_feed = Feed::Data;
        m_progressBy = deadlineIn(m_times.progress);
    }
    if (m_feed == Feed::Data && m_sent == m_out.size() && !nextChunk())
        return Moved::Lost;
    if (m_feed == Feed::Eof)
        return sendEof();
    return isSending() ? sendBytes() : Moved::Nothing;
}

/// Fetches the next piece of input. False: the source failed, and the host must not take the rest for the
/// whole.
bool ChannelRun::nextChunk()
{
    auto chunk = m_request.input();
    m_progressBy = deadlineIn(m_times.progress); // reading the source took its own time
    if (!chunk) {
        m_note = u"The input could not be read: %1"_s.arg(chunk.error().summary);
        return false;
    }
    m_out = std::move(*chunk);
    m_sent = 0;
    if (m_out.isEmpty())
        m_feed = Feed::Eof;
    return true;
}

ChannelRun::Moved ChannelRun::sendBytes()
{
    const ptrdiff_t code =
        libssh2_channel_write_ex(m_channel, 0, m_out.constData() + m_sent, size_t(m_out.size() - m_sent));
    if (stuckIn(Stuck::Writing, code) || code == LIBSSH2_ERROR_EAGAIN || code == 0)
        return Moved::Nothing;
    if (code < 0) {
        // A script that ended without reading all of its input closes its end; that is its own answer.
        m_feed = Feed::Done;
        m_lost = code != LIBSSH2_ERROR_CHANNEL_CLOSED && code != LIBSSH2_ERROR_CHANNEL_EOF_SENT;
        return m_lost ? Moved::Lost : Moved::Something;
    }
    m_sent += code;
    m_sentInAll += code;
    if (m_feed == Feed::Script && m_sent == m_out.size())
        m_feed = m_request.input ? Feed::AwaitReady : Feed::Eof;
    return Moved::Something;
}

ChannelRun::Moved ChannelRun::sendEof()
{
    const int code = libssh2_channel_send_eof(m_channel);
    if (stuckIn(Stuck::Writing, code) || code == LIBSSH2_ERROR_EAGAIN)
        return Moved::Nothing;
    m_feed = Feed::Done;
    m_lost = code < 0;
    return m_lost ? Moved::Lost : Moved::Something;
}

void ChannelRun::heard(int stream, const char *data, qint64 size)
{
    if (!m_begun) {
        const QByteArray seen = m_tail + QByteArray(data, qsizetype(size));
        m_begun = seen.contains(m_frame.nonce);
        m_tail = seen.right(m_frame.nonce.size());
        if (m_said.size() < saidKept)
            m_said.append(data, qsizetype(std::min<qint64>(size, saidKept)));
    }
    if (stream == 0)
        m_reader.feedOut(data, size);
    else
        m_reader.feedErr(data, size);
}

ChannelRun::Moved ChannelRun::receiveFrom(int stream)
{
    char buffer[readSize];
    Moved moved = Moved::Nothing;
    for (int each = 0; each < readsPerTurn; ++each) {
        const ptrdiff_t code = libssh2_channel_read_ex(m_channel, stream, buffer, sizeof buffer);
        if (stuckIn(stream == 0 ? Stuck::ReadingOut : Stuck::ReadingErr, code) ||
            code == LIBSSH2_ERROR_EAGAIN || code == 0)
            return moved;
        if (code < 0) {
            m_lost = true;
            return Moved::Lost;
        }
        heard(stream, buffer, code);
        moved = Moved::Something;
    }
    return moved;
}

ChannelRun::Moved ChannelRun::receive()
{
    Moved moved = Moved::Nothing;
    for (const int stream : {0, SSH_EXTENDED_DATA_STDERR}) {
        const Moved now = receiveFrom(stream);
        if (now == Moved::Lost)
            return now;
        if (now == Moved::Something)
            moved = now;
        if (m_stuck != Stuck::No)
            return moved;
    }
    // Reading one stream takes in what came for the other one, too: then there is something to do and perhaps
    // nothing more to wait for on the socket.
    return libssh2_poll_channel_read(m_channel, 0) == 1 ? Moved::Something : moved;
}

Deadline ChannelRun::latest() const
{
    Deadline at = m_end;
    if (isSending())
        at = std::min(at, m_progressBy);
    else if (m_stuck == Stuck::No)
        at = std::min(at, m_session.askAliveAt());
    return m_lingerUntil ? std::min(at, *m_lingerUntil) : at;
}

bool ChannelRun::overdue()
{
    if (m_lingerUntil && isOver(*m_lingerUntil))
        return true; // proven; something on the host only keeps the output open
    if (isSending() && isOver(m_progressBy))
        m_note =
            u"No byte could be sent for %1; the connection was given up."_s.arg(seconds(m_times.progress));
    else if (m_session.wake().cancelled())
        m_note = u"Cancelled while the script ran; it may still be running on the host."_s;
    else if (isOver(m_end))
        m_note = u"No result within %1; the script may still be running on the host."_s.arg(
            seconds(m_request.timeout));
    return !m_note.isEmpty();
}

bool ChannelRun::turn()
{
    Moved sent = Moved::Nothing;
    if (m_stuck == Stuck::No || m_stuck == Stuck::Writing)
        sent = send();
    if (sent == Moved::Lost)
        return false;
    if (sent == Moved::Something)
        m_progressBy = deadlineIn(m_times.progress);
    const bool windowWasShut = isSending() && libssh2_channel_window_write(m_channel) == 0;
    Moved received = m_stuck == Stuck::Writing ? Moved::Nothing : receive();
    if (received == Moved::Lost)
        return false;
    // Reading took in that the host has room again. That message will not come a second time: waiting for the
    // socket now would be waiting until the deadline.
    if (windowWasShut && m_stuck == Stuck::No && libssh2_channel_window_write(m_channel) > 0)
        received = Moved::Something;
    if (m_reader.finished() && !m_lingerUntil) {
        m_lingerUntil = deadlineIn(m_times.afterTrailer);
        if (m_stuck == Stuck::No)
            m_feed = Feed::Done; // it ended without wanting the rest of its input
    }
    m_ended = m_stuck == Stuck::No && libssh2_channel_eof(m_channel) == 1;
    if (m_ended || overdue())
        return false;
    // While there is something to send, its progress tells whether the host is there.
    if (m_stuck == Stuck::No && !isSending() && !m_session.isAlive()) {
        m_note = m_session.silenceText();
        m_lost = true;
        return false;
    }
    if (sent == Moved::Nothing && received == Moved::Nothing)
        m_session.wait(latest());
    return true;
}

Result<ChannelOutcome> ChannelRun::run()
{
    m_end = deadlineIn(m_request.timeout);
    m_progressBy = deadlineIn(m_times.progress);
    m_session.arm(m_end);
    while (turn()) {
    }
    if (m_lost)
        overdue(); // our own stop looks like a lost connection from inside the library
    // Nothing left us: the caller may start again on a new connection.
    if (m_lost && m_sentInAll == 0)
        return tl::unexpected(m_session.error(LIBSSH2_ERROR_SOCKET_DISCONNECT, u"sending the script"_s));
    const bool orderly = m_ended || (m_reader.finished() && !m_lost);
    m_session.arm(deadlineIn(m_times.closing));
    const bool closed = orderly && m_stuck == Stuck::No && close(m_times.closing);
    const QString note = endNote();
    if (m_ended && neverStarted(libssh2_channel_get_exit_status(m_channel)))
        return fail(ErrorKind::Remote, u"%1 does not let this account run commands."_s.arg(m_session.where()),
                    u"Check the account's login shell and ForceCommand on the host."_s, note);
    const bool freed = closed && m_session.finish([this] { return libssh2_channel_free(m_channel); }) == 0;
    return ChannelOutcome{m_reader.take(note), freed};
}

/// True only when the host closed its side too: then the exit signal, if any, has come.
bool ChannelRun::close(std::chrono::milliseconds budget)
{
    m_session.arm(deadlineIn(budget));
    if (m_session.finish([this] { return libssh2_channel_close(m_channel); }) != 0)
        return false;
    return !m_ended || m_session.finish([this] { return libssh2_channel_wait_closed(m_channel); }) == 0;
}

/// The shell itself said no: it ended with a failure and our first line never came. Without a failure status
/// we cannot know, because libssh2 reports 0 when none arrived.
bool ChannelRun::neverStarted(int exitCode) const
{
    return exitCode != 0 && !m_begun;
}

QString ChannelRun::endNote()
{
    if (!m_note.isEmpty())
        return m_note;
    if (m_lost || !m_ended)
        return u"The connection was lost while the script ran."_s;
    char *signal = nullptr;
    size_t size = 0;
    libssh2_channel_get_exit_signal(m_channel, &signal, &size, nullptr, nullptr, nullptr, nullptr);
    const QByteArray name(signal, qsizetype(size));
    libssh2_free(m_session.raw(), signal);
    if (!name.isEmpty())
        return u"The script was killed by signal %1."_s.arg(printable(name));
    if (!m_said.isEmpty() && !m_begun)
        return u"The host ended the session without running the script; it said: %1"_s.arg(
            printable(m_said.simplified(), 200));
    return u"The host ended the session without a result."_s;
}

} // namespace

Result<ChannelOutcome> runInChannel(SshSession &session, const ScriptRequest &request,
                                    const ChannelTimes &times, const CancelWake &wake)
{
    session.arm(deadlineIn(std::min(times.open, request.timeout)), wake);
    ChannelRun channel(session, request, times);
    if (auto opened = channel.open(); !opened)
        return tl::unexpected(opened.error());
    return channel.run();
}

} // namespace belay
