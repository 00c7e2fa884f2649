// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/cancel_token.h"
#include "models/domain/run_event.h"

#include <QObject>
#include <QTimer>

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace belay {

/// One run on a worker thread of its own, seen from the window's thread: its events arrive in batches, at
/// most one per frame and no bigger than the window can take in without standing still, in order and complete
/// before `finished`. A run that tells more than the window can show waits for it. Deleting it stops the run
/// and waits for its end.
class RunSession : public QObject
{
    Q_OBJECT
public:
    using Observer = std::function<void(const RunEvent &)>;
    using Work = std::function<Outcome(const Observer &, const CancelToken &)>;

    explicit RunSession(Work work, QObject *parent = nullptr);
    ~RunSession() override;

    void start();
    void stop(); ///< the running step is brought to its end, nothing new is started

Q_SIGNALS:
    void eventsReady(const std::vector<belay::RunEvent> &events);
    void finished(belay::Outcome outcome);

private:
    void observe(const RunEvent &event);
    void deliver();
    Outcome workedOff();

    Work m_work;
    CancelToken m_cancel;
    QTimer m_frame;
    std::size_t m_most; ///< events in the next batch; only the window's thread touches it
    std::mutex m_mutex; ///< guards the four below
    std::condition_variable m_room;
    std::deque<RunEvent> m_waiting;
    std::optional<Outcome> m_outcome;
    bool m_askedForFrame = false;
    std::jthread m_thread; ///< last, so that it is joined first
};

} // namespace belay
