// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/notify/delivery.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <set>
#include <thread>

namespace belay {

/// Tells the receivers of an environment what happens in its runs, on a thread of its own: a receiver that is
/// slow or gone holds up nobody and fails nothing. What could not be told is told to `onProblem` once the run
/// has ended, since before that only the run itself writes its history. Thread-safe. Deleting it waits
/// a moment for what is still to be sent.
class Notifier
{
public:
    using Problem = std::function<void(const QString &run, const QString &text)>;

    Notifier(Ports ports, Problem onProblem);
    ~Notifier();
    Notifier(const Notifier &) = delete;
    Notifier &operator=(const Notifier &) = delete;

    /// Queues the occasion for every receiver that wants it. Never waits.
    void tell(const Occasion &occasion, const std::vector<NotifySpec> &receivers);
    /// The run's own writing is over: its problems may be noted.
    void runEnded(const QString &run);
    /// Until everything is sent or given up; false: the patience was over first.
    bool settle(Milliseconds patience);

private:
    struct Task
    {
        Occasion occasion;
        NotifySpec receiver;
    };

    void work();
    void report(const QString &run, const QString &text);

    Delivery m_delivery;
    const Problem m_onProblem;
    CancelToken m_cancel;
    std::mutex m_mutex; ///< guards the rest
    std::condition_variable m_changed;
    std::deque<Task> m_waiting;
    std::map<QString, QStringList> m_held; ///< problems of runs that go on
    std::set<QString> m_ended;
    bool m_busy = false;
    bool m_over = false;
    std::jthread m_thread; ///< begun with the first occasion; last, so that it is joined first
};

} // namespace belay
