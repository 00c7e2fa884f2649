// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/answered_cli.h"

#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

namespace belay::test {

namespace {

/// Both ends of a pseudo terminal that does not echo.
class PseudoTerminal
{
public:
    PseudoTerminal()
        : m_person(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC))
    {
        if (m_person < 0 || ::grantpt(m_person) != 0 || ::unlockpt(m_person) != 0)
            qFatal("no pseudo terminal can be had");
        m_name = QString::fromLocal8Bit(::ptsname(m_person));
        // Kept open, so that reading does not fail between two programs.
        m_program = ::open(m_name.toLocal8Bit().constData(), O_RDWR | O_NOCTTY | O_CLOEXEC);
        termios settings{};
        if (m_program < 0 || ::tcgetattr(m_program, &settings) != 0)
            qFatal("the pseudo terminal %s cannot be opened", qPrintable(m_name));
        settings.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(m_program, TCSANOW, &settings);
    }
    ~PseudoTerminal()
    {
        ::close(m_program);
        ::close(m_person);
    }
    PseudoTerminal(const PseudoTerminal &) = delete;
    PseudoTerminal &operator=(const PseudoTerminal &) = delete;

    const QString &name() const { return m_name; }
    bool type(const QByteArray &text) const
    {
        return ::write(m_person, text.constData(), static_cast<std::size_t>(text.size())) == text.size();
    }
    /// What was shown since the last call.
    QByteArray shown(int waitMs) const
    {
        QByteArray all;
        pollfd ready{m_person, POLLIN, 0};
        char buffer[4096];
        while (::poll(&ready, 1, waitMs) > 0 && (ready.revents & POLLIN) != 0) {
            const auto count = ::read(m_person, buffer, sizeof buffer);
            if (count <= 0)
                break;
            all.append(buffer, count);
            waitMs = 0;
        }
        return all;
    }

private:
    int m_person;
    int m_program = -1;
    QString m_name;
};

} // namespace

CliResult runAnswered(const BelayCli &cli, const QStringList &arguments, const QString &directory,
                      const QByteArray &typed)
{
    constexpr int longestMs = 120000;
    constexpr int stepMs = 20;
    const PseudoTerminal terminal;
    QProcess process;
    cli.prepare(process, directory);
    process.setStandardInputFile(terminal.name());
    process.setStandardErrorFile(terminal.name(), QIODevice::Append);
    process.setArguments(arguments);
    if (!terminal.type(typed))
        qFatal("the pseudo terminal takes no input");
    process.start();
    CliResult result;
    int waitedMs = 0;
    while (process.state() != QProcess::NotRunning && waitedMs < longestMs) {
        process.waitForFinished(stepMs); // also reads standard output
        result.err += terminal.shown(0);
        waitedMs += stepMs;
    }
    if (process.state() != QProcess::NotRunning) {
        process.kill();
        process.waitForFinished(5000);
        result.crashed = true;
    }
    result.err += terminal.shown(0);
    result.crashed = result.crashed || process.exitStatus() == QProcess::CrashExit;
    result.exitCode = result.crashed ? -1 : process.exitCode();
    result.out = process.readAllStandardOutput();
    return result;
}

} // namespace belay::test
