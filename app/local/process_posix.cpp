// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/local/process.h"

#include "app/local/spawn_posix.h"

#ifndef Q_OS_WIN

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <mutex>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace belay {

namespace {

using SteadyClock = std::chrono::steady_clock;
using End = CommandResult::End;

constexpr Milliseconds killAfter(3000); ///< between SIGTERM and SIGKILL
constexpr Milliseconds drainFor(1000);  ///< how long to read on when only background children hold the pipe
constexpr Milliseconds exitPoll(50);    ///< how often to look for the end while a pipe is still open

/// A child that closes its input early must be an error of write(), not the end of this program.
void ignoreSigPipe()
{
    static std::once_flag once;
    std::call_once(once, [] {
        struct sigaction now
        {
        };
        if (sigaction(SIGPIPE, nullptr, &now) == 0 && now.sa_handler == SIG_DFL)
            ::signal(SIGPIPE, SIG_IGN);
    });
}

/// One process from its start to its end; lives inside runProcess.
class Attendant
{
public:
    Attendant(const ProcessRequest &request, Child child, const CancelToken &cancel)
        : m_request(request)
        , m_child(std::move(child))
        , m_cancel(cancel)
        , m_wake(makePipe())
        , m_deadline(SteadyClock::now() + request.timeout)
    {
        setNonBlocking(m_child.out);
        setNonBlocking(m_child.err);
        if (m_child.input.isOpen())
            setNonBlocking(m_child.input);
        if (m_wake.write.isOpen())
            setNonBlocking(m_wake.write);
    }

    ProcessEnd attend()
    {
        const int wake = m_wake.write.fd();
        const auto onCancel = m_cancel.onCancel([wake] {
            const char byte = 1;
            [[maybe_unused]] const ssize_t written = write(wake, &byte, 1); // full or gone: awake anyway
        });
        while (!finished()) {
            decide();
            pullInput();
            waitForSomething();
        }
        return end();
    }

private:
    bool pipesOpen() const { return m_child.out.isOpen() || m_child.err.isOpen(); }

    /// Sees the end without taking it: until the process is reaped, its group's number cannot be given to
    /// others.
    void lookForExit()
    {
        siginfo_t info{};
        if (!m_exited &&
            waitid(P_PID, static_cast<id_t>(m_child.pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
            info.si_pid == m_child.pid) {
            m_exited = true;
            m_exitedAt = SteadyClock::now();
        }
    }

    bool finished()
    {
        lookForExit();
        if (!m_exited)
            return false;
        return !pipesOpen() || SteadyClock::now() - m_exitedAt >= drainFor || m_killed;
    }

    void decide()
    {
        const auto now = SteadyClock::now();
        if (!m_stopped) {
            if (m_exited)
                return;
            if (m_cancel.cancelled())
                stop(End::Cancelled);
            else if (now >= m_deadline)
                stop(End::TimedOut);
            else if (m_enoughAt && now - *m_enoughAt >= m_request.lingerFor)
                stop({});
            else if (inputIsStuck(now))
                stop({});
        } else if (!m_killed && now - m_stoppedAt >= killAfter) {
            kill(-m_child.pid, SIGKILL);
            m_killed = true;
        }
    }

    void stop(std::optional<End> why)
    {
        m_stopped = true;
        m_stoppedFor = why;
        m_stoppedAt = SteadyClock::now();
        m_child.input.close();
        kill(-m_child.pid, SIGTERM);
    }

    bool inputIsStuck(SteadyClock::time_point now)
    {
        m_inputStuck = m_request.inputPatience > Milliseconds(0) && wantsToWrite() &&
                       now - m_inputMovedAt >= m_request.inputPatience;
        return m_inputStuck;
    }

    bool wantsToWrite() const { return m_child.input.isOpen() && m_written < m_pending.size(); }

    /// Fetches the next piece of input when the last one is written and the reader is ready for it.
    void pullInput()
    {
        if (!m_child.input.isOpen() || wantsToWrite() || m_exited)
            return;
        if (m_request.inputReady && !m_request.inputReady())
            return;
        Result<QByteArray> chunk = m_request.input();
        if (!chunk) {
            m_inputError = chunk.error();
            stop({});
        } else if (chunk->isEmpty()) {
            m_child.input.close();
        } else {
            m_pending = std::move(*chunk);
            m_written = 0;
            m_inputMovedAt = SteadyClock::now();
        }
    }

    void writeInput()
    {
        const ssize_t written = write(m_child.input.fd(), m_pending.constData() + m_written,
                                      static_cast<std::size_t>(m_pending.size() - m_written));
        if (written > 0) {
            m_written += written;
            m_inputMovedAt = SteadyClock::now();
        } else if (errno != EAGAIN && errno != EINTR) {
            m_child.input.close(); // the reader does not want any more; its exit code tells why
        }
    }

    void readFrom(Descriptor &from, bool isError)
    {
        const ssize_t size = read(from.fd(), m_buffer.data(), m_buffer.size());
        if (size > 0) {
            if (m_request.onData)
                m_request.onData(m_buffer.data(), size, isError);
            if (!m_enoughAt && m_request.enough && m_request.enough())
                m_enoughAt = SteadyClock::now();
        } else if (size == 0 || (errno != EAGAIN && errno != EINTR)) {
            from.close();
        }
    }

    Milliseconds patience() const
    {
        const auto now = SteadyClock::now();
        Milliseconds most = pipesOpen() ? exitPoll : m_shortWait;
        if (!m_stopped)
            most = std::min(most, std::chrono::ceil<Milliseconds>(m_deadline - now));
        return std::max(most, Milliseconds(0));
    }

    void waitForSomething()
    {
        std::array<pollfd, 4> watched{};
        const auto watch = [](const Descriptor &descriptor, bool wanted, short events) {
            return pollfd{wanted ? descriptor.fd() : -1, events, 0};
        };
        watched[0] = watch(m_child.out, true, POLLIN);
        watched[1] = watch(m_child.err, true, POLLIN);
        watched[2] = watch(m_child.input, wantsToWrite(), POLLOUT);
        watched[3] = watch(m_wake.read, !m_stopped, POLLIN);
        // Both pipes closed usually means that the end is a moment away: look soon, then less often.
        m_shortWait = pipesOpen() ? Milliseconds(1) : std::min(m_shortWait * 2, exitPoll);
        if (poll(watched.data(), watched.size(), static_cast<int>(patience().count())) <= 0)
            return;
        if (watched[0].revents != 0)
            readFrom(m_child.out, false);
        if (watched[1].revents != 0)
            readFrom(m_child.err, true);
        if (watched[2].revents != 0)
            writeInput();
    }

    /// The leader is gone; the others of its group have the rest of the three seconds. The group's number
    /// stays taken as long as one of them lives.
    void endRestOfGroup() const
    {
        while (m_stopped && kill(-m_child.pid, 0) == 0) {
            if (SteadyClock::now() - m_stoppedAt >= killAfter) {
                kill(-m_child.pid, SIGKILL);
                return;
            }
            poll(nullptr, 0, static_cast<int>(exitPoll.count()));
        }
    }

    ProcessEnd end()
    {
        int status = 0;
        pid_t reaped = 0;
        do {
            reaped = waitpid(m_child.pid, &status, 0);
        } while (reaped < 0 && errno == EINTR);
        ProcessEnd result;
        result.inputError = m_inputError;
        result.inputStuck = m_inputStuck;
        endRestOfGroup();
        if (reaped < 0) {
            result.why = QStringLiteral("the system lost track of it");
            return result;
        }
        result.end = WIFSIGNALED(status) ? End::Signalled : End::Exited;
        result.code = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
        if (m_stoppedFor)
            result.end = *m_stoppedFor;
        return result;
    }

    const ProcessRequest &m_request;
    Child m_child;
    const CancelToken &m_cancel;
    PipeEnds m_wake;
    SteadyClock::time_point m_deadline;
    SteadyClock::time_point m_exitedAt;
    SteadyClock::time_point m_stoppedAt;
    bool m_exited = false;
    bool m_stopped = false;
    bool m_killed = false;
    bool m_inputStuck = false;
    SteadyClock::time_point m_inputMovedAt;
    std::optional<SteadyClock::time_point> m_enoughAt;
    std::optional<End> m_stoppedFor;
    std::optional<Error> m_inputError;
    QByteArray m_pending;
    qint64 m_written = 0;
    Milliseconds m_shortWait{1};
    std::array<char, 65536> m_buffer{};
};

} // namespace

ProcessEnd runProcess(const ProcessRequest &request, const CancelToken &cancel)
{
    ProcessEnd none;
    if (cancel.cancelled()) {
        none.end = End::Cancelled;
        return none;
    }
    if (request.input)
        ignoreSigPipe();
    Result<Child> child = spawnChild(request);
    if (!child) {
        none.why = child.error().summary;
        return none;
    }
    return Attendant(request, std::move(*child), cancel).attend();
}

} // namespace belay

#endif
