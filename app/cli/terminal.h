// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>

namespace belay::terminal {

// What differs between the systems' terminals; everything else in the command line is portable.

enum class Stream { Input, Output, Error };
bool isTerminal(Stream stream);

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
