// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/notify/notifier.h"

#include <functional>

namespace belay {

/// Everybody who is told about runs, and what could not be told to them. Thread-safe.
class RunTelling
{
public:
    /// `note` keeps a problem with its run; called on any thread, after the run has ended.
    RunTelling(Ports ports, const Notifier::Problem &note);

    Notifier &notifier() { return m_notifier; }
    /// Waits until everything is sent, or the patience is over; the problems since the last call.
    QStringList settle(Milliseconds patience);

private:
    std::mutex m_mutex;
    QStringList m_problems;
    Notifier m_notifier; ///< last: its thread uses the others
};

/// Hears the events of one run and tells its receivers; made before the run and gone after it. Used from the
/// run's thread.
class RunEar
{
public:
    RunEar(RunTelling &telling, std::vector<NotifySpec> receivers, QString run,
           const std::vector<RunEvent> &past);
    ~RunEar();
    RunEar(const RunEar &) = delete;
    RunEar &operator=(const RunEar &) = delete;

    void hear(const RunEvent &event);

private:
    RunTelling &m_telling;
    const std::vector<NotifySpec> m_receivers;
    const QString m_run;
    OccasionFinder m_finder;
};

} // namespace belay
