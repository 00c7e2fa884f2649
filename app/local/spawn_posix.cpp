// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/local/spawn_posix.h"

#ifndef Q_OS_WIN

#include <QFile>
#include <QProcessEnvironment>
#include <QStandardPaths>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef Q_OS_LINUX
#include <sys/prctl.h>
#if __has_include(<linux/close_range.h>)
#include <linux/close_range.h>
#endif
#endif

#include <utility>
#include <vector>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

/// What the child needs between fork and exec, made beforehand: nothing may be allocated there.
struct Prepared
{
    QByteArray program;
    QByteArray directory;
    std::vector<QByteArray> texts;
    std::vector<char *> argv;
    std::vector<char *> envp;
    sigset_t noSignals;
    pid_t parent = 0;
    bool outlivesThread = false;
};

enum class ChildProblem : int { Directory, Exec };

struct ChildReport
{
    ChildProblem problem;
    int code;
};

Prepared prepare(const ProcessRequest &request, const QString &program)
{
    Prepared prepared;
    prepared.program = QFile::encodeName(program);
    prepared.directory = QFile::encodeName(request.directory);
    prepared.texts.push_back(prepared.program);
    for (const QString &argument : request.arguments)
        prepared.texts.push_back(argument.toUtf8());
    const std::size_t argumentCount = prepared.texts.size();
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const auto &[name, value] : request.environment)
        environment.insert(name, value);
    for (const QString &entry : environment.toStringList())
        prepared.texts.push_back(entry.toLocal8Bit());
    for (std::size_t i = 0; i < prepared.texts.size(); ++i)
        (i < argumentCount ? prepared.argv : prepared.envp).push_back(prepared.texts[i].data());
    prepared.argv.push_back(nullptr);
    prepared.envp.push_back(nullptr);
    sigemptyset(&prepared.noSignals);
    prepared.parent = getpid();
    prepared.outlivesThread = request.outlivesThread;
    return prepared;
}

/// Only async-signal-safe calls: another thread may have held any lock at the fork.
[[noreturn]] void becomeProgram(const Prepared &prepared, int in, int out, int err, int report)
{
    setsid();
#ifdef Q_OS_LINUX
    if (!prepared.outlivesThread)
        prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (!prepared.outlivesThread && getppid() != prepared.parent)
        _exit(127);
#endif
    for (int number = 1; number < NSIG; ++number) {
        if (number != SIGKILL && number != SIGSTOP)
            ::signal(number, SIG_DFL); // also what our process ignores, like SIGPIPE
    }
    sigprocmask(SIG_SETMASK, &prepared.noSignals, nullptr);
    dup2(in, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
#ifdef CLOSE_RANGE_CLOEXEC
    // Whatever some library opened without close-on-exec is not the child's business.
    close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);
#endif
    ChildReport message{ChildProblem::Directory, 0};
    if (prepared.directory.isEmpty() || chdir(prepared.directory.constData()) == 0) {
        execve(prepared.program.constData(), prepared.argv.data(), prepared.envp.data());
        message.problem = ChildProblem::Exec;
    }
    message.code = errno;
    const ssize_t written = write(report, &message, sizeof message);
    _exit(written == sizeof message ? 127 : 126);
}

/// Never 0, 1 or 2, even when our own were closed: they are about to be replaced in the child.
Descriptor aboveStandard(int fd)
{
    Descriptor given(fd);
    if (fd > STDERR_FILENO || fd < 0)
        return given;
    return Descriptor(fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
}

QString systemText(int code)
{
    return QString::fromLocal8Bit(std::strerror(code));
}

Error notStarted(const QString &program, const QString &why)
{
    return Error{ErrorKind::Internal, u"%1 could not be started: %2."_s.arg(program, why), {}, {}};
}

/// Waits until the child has become the program (the report pipe closes) or said why it could not.
std::optional<Error> awaitExec(const Descriptor &report, const ProcessRequest &request)
{
    ChildReport message{ChildProblem::Exec, 0};
    ssize_t size = 0;
    do {
        size = read(report.fd(), &message, sizeof message);
    } while (size < 0 && errno == EINTR);
    if (size != sizeof message)
        return {};
    if (message.problem == ChildProblem::Directory)
        return Error{
            ErrorKind::NotFound,
            u"The folder %1 cannot be entered: %2."_s.arg(request.directory, systemText(message.code)),
            {},
            {}};
    return notStarted(request.program, systemText(message.code));
}

} // namespace

Descriptor::Descriptor(Descriptor &&other) noexcept
    : m_fd(std::exchange(other.m_fd, -1))
{
}

Descriptor &Descriptor::operator=(Descriptor &&other) noexcept
{
    if (this != &other) {
        close();
        m_fd = std::exchange(other.m_fd, -1);
    }
    return *this;
}

void Descriptor::close()
{
    if (m_fd >= 0)
        ::close(std::exchange(m_fd, -1));
}

PipeEnds makePipe()
{
    int ends[2] = {-1, -1};
#ifdef Q_OS_LINUX
    if (pipe2(ends, O_CLOEXEC) != 0)
        return {};
#else
    if (pipe(ends) != 0)
        return {};
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
#endif
    return {aboveStandard(ends[0]), aboveStandard(ends[1])};
}

void setNonBlocking(const Descriptor &descriptor)
{
    fcntl(descriptor.fd(), F_SETFL, fcntl(descriptor.fd(), F_GETFL) | O_NONBLOCK);
}

Result<Child> spawnChild(const ProcessRequest &request)
{
    const QString program = QStandardPaths::findExecutable(request.program);
    if (program.isEmpty())
        return fail(ErrorKind::NotFound, u"The program %1 is not installed here."_s.arg(request.program));
    PipeEnds in;
    if (request.input)
        in = makePipe();
    else
        in.read = aboveStandard(open("/dev/null", O_RDONLY | O_CLOEXEC));
    PipeEnds out = makePipe();
    PipeEnds err = makePipe();
    PipeEnds report = makePipe();
    if (!in.read.isOpen() || !out.read.isOpen() || !err.read.isOpen() || !report.read.isOpen())
        return tl::unexpected(notStarted(request.program, systemText(errno)));

    const Prepared prepared = prepare(request, program);
    Child child;
    child.pid = fork();
    if (child.pid < 0)
        return tl::unexpected(notStarted(request.program, systemText(errno)));
    if (child.pid == 0)
        becomeProgram(prepared, in.read.fd(), out.write.fd(), err.write.fd(), report.write.fd());
    report.write.close();
    if (const auto error = awaitExec(report.read, request)) {
        waitpid(child.pid, nullptr, 0);
        return tl::unexpected(*error);
    }
    child.input = std::move(in.write);
    child.out = std::move(out.read);
    child.err = std::move(err.read);
    return child;
}

} // namespace belay

#endif
