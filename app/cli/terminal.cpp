// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/terminal.h"

#include <array>
#include <csignal>
#include <thread>

#ifdef _WIN32
#include <io.h>
#include <windows.h>
#else
#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>
#endif

namespace belay::terminal {

#ifdef _WIN32

bool isTerminal(Stream stream)
{
    return _isatty(static_cast<int>(stream)) != 0;
}

std::optional<QByteArray> readLine(std::chrono::milliseconds patience, const CancelToken &cancel)
{
    const HANDLE stop = CreateEventW(nullptr, TRUE, FALSE, nullptr);
    std::optional<QByteArray> line;
    {
        const auto wakeUp = cancel.onCancel([stop] { SetEvent(stop); });
        const std::array<HANDLE, 2> either{stop, GetStdHandle(STD_INPUT_HANDLE)};
        const auto time = static_cast<DWORD>(patience.count());
        std::array<char, 1024> text{};
        DWORD size = 0;
        if (WaitForMultipleObjects(2, either.data(), FALSE, time) == WAIT_OBJECT_0 + 1 &&
            ReadFile(either[1], text.data(), static_cast<DWORD>(text.size()), &size, nullptr) && size > 0)
            line = QByteArray(text.data(), static_cast<qsizetype>(size)).trimmed();
    }
    CloseHandle(stop);
    return line;
}

struct EchoOff::State
{
    DWORD mode = 0;
};

EchoOff::EchoOff(bool wanted)
{
    const HANDLE input = GetStdHandle(STD_INPUT_HANDLE);
    DWORD mode = 0;
    if (!wanted || !GetConsoleMode(input, &mode))
        return;
    m_state = std::make_unique<State>(State{mode});
    SetConsoleMode(input, mode & ~static_cast<DWORD>(ENABLE_ECHO_INPUT));
}

EchoOff::~EchoOff()
{
    if (m_state)
        SetConsoleMode(GetStdHandle(STD_INPUT_HANDLE), m_state->mode);
}

namespace {
std::function<void()> *active = nullptr;
BOOL WINAPI handle(DWORD)
{
    if (active)
        (*active)(); // Windows calls this on a thread of its own
    return TRUE;
}
} // namespace

struct Interrupts::State
{
    std::function<void()> callback;
};

Interrupts::Interrupts(std::function<void()> callback)
    : m_state(std::make_unique<State>(State{std::move(callback)}))
{
    active = &m_state->callback;
    SetConsoleCtrlHandler(handle, TRUE);
}

Interrupts::~Interrupts()
{
    SetConsoleCtrlHandler(handle, FALSE);
    active = nullptr;
}

#else

bool isTerminal(Stream stream)
{
    return isatty(static_cast<int>(stream)) == 1;
}

std::optional<QByteArray> readLine(std::chrono::milliseconds patience, const CancelToken &cancel)
{
    std::array<int, 2> stop{};
    if (pipe(stop.data()) != 0)
        return std::nullopt;
    for (const int end : stop)
        fcntl(end, F_SETFD, FD_CLOEXEC);
    std::optional<QByteArray> line;
    {
        const auto wakeUp = cancel.onCancel([write = stop[1]] {
            const char byte = 1;
            [[maybe_unused]] const auto written = ::write(write, &byte, 1);
        });
        std::array<pollfd, 2> either{pollfd{stop[0], POLLIN, 0}, pollfd{STDIN_FILENO, POLLIN, 0}};
        std::array<char, 1024> text{};
        if (poll(either.data(), either.size(), static_cast<int>(patience.count())) > 0 &&
            either[0].revents == 0) {
            if (const auto size = read(STDIN_FILENO, text.data(), text.size()); size > 0)
                line = QByteArray(text.data(), static_cast<qsizetype>(size)).trimmed();
        }
    }
    for (const int end : stop)
        close(end);
    return line;
}

struct EchoOff::State
{
    termios mode{};
};

EchoOff::EchoOff(bool wanted)
{
    termios mode{};
    if (!wanted || tcgetattr(STDIN_FILENO, &mode) != 0)
        return;
    m_state = std::make_unique<State>(State{mode});
    mode.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &mode);
}

EchoOff::~EchoOff()
{
    if (m_state)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &m_state->mode);
}

namespace {

// A signal handler may do next to nothing; it writes a byte, and a thread that may do anything reads it.
std::array<int, 2> wakeUp{-1, -1};

extern "C" void belayOnSignal(int)
{
    const char byte = 1;
    [[maybe_unused]] const auto written = write(wakeUp[1], &byte, 1);
}

} // namespace

struct Interrupts::State
{
    std::thread reader;
    struct sigaction oldInt
    {
    };
    struct sigaction oldTerm
    {
    };
};

Interrupts::Interrupts(std::function<void()> callback)
    : m_state(std::make_unique<State>())
{
    if (pipe(wakeUp.data()) != 0)
        return;
    for (const int end : wakeUp)
        fcntl(end, F_SETFD, FD_CLOEXEC); // the commands we start have no business with it
    m_state->reader = std::thread([call = std::move(callback)] {
        char byte = 0;
        while (read(wakeUp[0], &byte, 1) == 1 && byte == 1)
            call();
    });
    struct sigaction action
    {
    };
    action.sa_handler = belayOnSignal;
    action.sa_flags = SA_RESTART;
    sigaction(SIGINT, &action, &m_state->oldInt);
    sigaction(SIGTERM, &action, &m_state->oldTerm);
}

Interrupts::~Interrupts()
{
    if (!m_state->reader.joinable())
        return;
    sigaction(SIGINT, &m_state->oldInt, nullptr);
    sigaction(SIGTERM, &m_state->oldTerm, nullptr);
    const char last = 0;
    [[maybe_unused]] const auto written = write(wakeUp[1], &last, 1);
    m_state->reader.join();
    close(wakeUp[0]);
    close(wakeUp[1]);
    wakeUp = {-1, -1};
}

#endif

} // namespace belay::terminal
