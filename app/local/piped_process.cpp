// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/local/piped_process.h"

#include "app/local/spawn_posix.h"

#ifndef Q_OS_WIN
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>
#endif

namespace belay {

#ifdef Q_OS_WIN

class PipedProcess::Private
{
};

Result<std::unique_ptr<PipedProcess>> PipedProcess::start(const ProcessRequest &request)
{
    return fail(ErrorKind::NotFound,
                QStringLiteral("%1 cannot be kept running on this system.").arg(request.program));
}

PipedProcess::~PipedProcess() = default;

TalkEnd PipedProcess::talk(const Talk &, const CancelToken &)
{
    return TalkEnd::Ended;
}

qint64 PipedProcess::taken() const
{
    return 0;
}

bool PipedProcess::hasHungUp() const
{
    return true;
}

std::optional<int> PipedProcess::close(Milliseconds)
{
    return {};
}

#else

namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr Milliseconds killAfter(300); ///< nothing of it is wanted any more

/// True: it has ended and is gone.
bool awaitEnd(pid_t pid, Milliseconds patience, int *status)
{
    const auto end = SteadyClock::now() + patience;
    for (int pause = 1;; pause = std::min(pause * 2, 20)) {
        const pid_t reaped = waitpid(pid, status, WNOHANG);
        if (reaped == pid || (reaped < 0 && errno != EINTR))
            return true;
        if (SteadyClock::now() >= end)
            return false;
        poll(nullptr, 0, pause); // the end of a child wakes no descriptor
    }
}

} // namespace

class PipedProcess::Private
{
public:
    explicit Private(Child child)
        : m_child(std::move(child))
        , m_wake(makePipe())
    {
        setNonBlocking(m_child.input);
        setNonBlocking(m_child.out);
        setNonBlocking(m_child.err);
        setNonBlocking(m_wake.read);
        setNonBlocking(m_wake.write);
    }
    ~Private()
    {
        if (m_child.pid < 0)
            return;
        m_child.input.close();
        kill(-m_child.pid, SIGTERM);
        if (awaitEnd(m_child.pid, killAfter, nullptr))
            return;
        kill(-m_child.pid, SIGKILL);
        waitpid(m_child.pid, nullptr, 0);
    }

    TalkEnd talk(const Talk &talk, const CancelToken &cancel)
    {
        const int wake = m_wake.write.fd();
        const auto onCancel = cancel.onCancel([wake] {
            const char byte = 1;
            [[maybe_unused]] const ssize_t written = write(wake, &byte, 1); // full: awake anyway
        });
        m_taken = 0;
        const auto end = SteadyClock::now() + talk.timeout;
        auto stuckAt = SteadyClock::now() + talk.patience;
        for (;;) {
            if (cancel.cancelled())
                return TalkEnd::Cancelled;
            const bool sending = m_child.input.isOpen() && m_taken < talk.text.size();
            const auto now = SteadyClock::now();
            if (now >= end)
                return TalkEnd::Overdue;
            if (sending && now >= stuckAt)
                return TalkEnd::Stuck;
            const auto latest = sending ? std::min(end, stuckAt) : end;
            std::array<pollfd, 4> watched{
                pollfd{m_child.out.fd(), POLLIN, 0}, pollfd{m_child.err.fd(), POLLIN, 0},
                pollfd{sending ? m_child.input.fd() : -1, POLLOUT, 0}, pollfd{m_wake.read.fd(), POLLIN, 0}};
            const auto left = std::chrono::ceil<Milliseconds>(latest - now).count();
            if (poll(watched.data(), watched.size(), static_cast<int>(std::min<qint64>(left, 3600000))) <= 0)
                continue;
            if (watched[2].revents != 0 && send(talk.text))
                stuckAt = SteadyClock::now() + talk.patience;
            const bool errEnded = watched[1].revents != 0 && !receive(m_child.err, true, talk);
            const bool outEnded = watched[0].revents != 0 && !receive(m_child.out, false, talk);
            if (talk.done())
                return TalkEnd::Done;
            if (errEnded)
                m_child.err.close();
            if (outEnded) {
                while (m_child.err.isOpen() && receive(m_child.err, true, talk) && m_lastSize > 0) {
                }
                return TalkEnd::Ended;
            }
        }
    }

    qint64 taken() const { return m_taken; }

    bool hasHungUp() const
    {
        pollfd watched{m_child.out.fd(), POLLIN, 0};
        return poll(&watched, 1, 0) > 0 && (watched.revents & (POLLHUP | POLLERR)) != 0;
    }

    std::optional<int> close(Milliseconds patience)
    {
        m_child.input.close();
        int status = 0;
        if (m_child.pid < 0 || !awaitEnd(m_child.pid, patience, &status))
            return {};
        m_child.pid = -1;
        return WIFEXITED(status) ? std::optional<int>(WEXITSTATUS(status)) : std::nullopt;
    }

private:
    bool send(const QByteArray &text)
    {
        const ssize_t written = write(m_child.input.fd(), text.constData() + m_taken,
                                      static_cast<std::size_t>(text.size() - m_taken));
        if (written > 0)
            m_taken += written;
        else if (errno != EAGAIN && errno != EINTR)
            m_child.input.close(); // its output tells why
        return written > 0;
    }

    /// False: the stream is at its end.
    bool receive(const Descriptor &from, bool isError, const Talk &talk)
    {
        m_lastSize = read(from.fd(), m_buffer.data(), m_buffer.size());
        if (m_lastSize > 0)
            talk.onData(m_buffer.data(), m_lastSize, isError);
        return m_lastSize > 0 || (m_lastSize < 0 && (errno == EAGAIN || errno == EINTR));
    }

    Child m_child;
    PipeEnds m_wake;
    qint64 m_taken = 0;
    ssize_t m_lastSize = 0;
    std::array<char, 65536> m_buffer{};
};

Result<std::unique_ptr<PipedProcess>> PipedProcess::start(const ProcessRequest &request)
{
    ProcessRequest piped = request;
    piped.input = [] { return QByteArray(); }; // it wants a pipe
    piped.outlivesThread = true;
    auto child = spawnChild(piped);
    if (!child)
        return tl::unexpected(child.error());
    return std::unique_ptr<PipedProcess>(new PipedProcess(std::make_unique<Private>(std::move(*child))));
}

PipedProcess::~PipedProcess() = default;

TalkEnd PipedProcess::talk(const Talk &talk, const CancelToken &cancel)
{
    return d->talk(talk, cancel);
}

qint64 PipedProcess::taken() const
{
    return d->taken();
}

bool PipedProcess::hasHungUp() const
{
    return d->hasHungUp();
}

std::optional<int> PipedProcess::close(Milliseconds patience)
{
    return d->close(patience);
}

#endif

PipedProcess::PipedProcess(std::unique_ptr<Private> parts)
    : d(std::move(parts))
{
}

} // namespace belay
