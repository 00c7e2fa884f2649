// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/console.h"
#include "models/domain/run_event.h"
#include "models/domain/run_state.h"

namespace belay {

/// Shows a run in the terminal as it happens: one line per fact on standard error, or with --json one object
/// per line on standard output. Keeps the folded state for the closing table.
class EventPrinter
{
public:
    enum class Data {
        Written,
        Left, ///< standard output belongs to something else: everything is a message
    };

    explicit EventPrinter(const Console &console, Data data = Data::Written)
        : m_console(console)
        , m_data(data)
    {
    }

    void operator()(const RunEvent &event);
    const RunState &state() const { return m_state; }

private:
    void printStep(const RunEvent &event);

    const Console &m_console;
    const Data m_data;
    RunState m_state;
};

/// Shows what is measured beside a countdown or a rollback: with --json every event as it is, else only what
/// was found. That nothing is known yet, or how the measuring ended, is no news beside the other run's lines.
class BesidePrinter
{
public:
    explicit BesidePrinter(const Console &console)
        : m_console(console)
        , m_printer(console, EventPrinter::Data::Left)
    {
    }

    void operator()(const RunEvent &event);

private:
    const Console &m_console;
    EventPrinter m_printer;
};

} // namespace belay
