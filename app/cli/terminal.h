// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/cancel_token.h"

#include <QByteArray>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace belay::terminal {

// What differs between the systems' terminals; everything else in the command line is portable.

enum class Stream { Input, Output, Error };
bool isTerminal(Stream stream);

/// The next line of standard input, without its end; nothing when the time is over, the wait was cancelled or
/// the input has ended. For a terminal: a line is there as a whole or not at all.
std::optional<QByteArray> readLine(std::chrono::milliseconds patience, const CancelToken &cancel);

/// Turns the terminal's echo off while it lives.
class EchoOff
{
public:
    explicit EchoOff(bool wanted);
    ~EchoOff();
    EchoOff(const EchoOff &) = delete;
    EchoOff &operator=(const EchoOff &) = delete;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// Calls back, on a thread of its own, for each SIGINT or SIGTERM (Ctrl+C) while it lives. One at a time.
class Interrupts
{
public:
    explicit Interrupts(std::function<void()> callback);
    ~Interrupts();
    Interrupts(const Interrupts &) = delete;
    Interrupts &operator=(const Interrupts &) = delete;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace belay::terminal
