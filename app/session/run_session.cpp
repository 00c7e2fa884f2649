// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session/run_session.h"

#include <QElapsedTimer>
#include <QPointer>

#include <algorithm>
#include <exception>
#include <iterator>
#include <utility>

namespace belay {

namespace {

constexpr int frameMs = 16;
/// What a batch may take of the window's time: there is painting to be done, too.
constexpr qint64 longMs = 8;
constexpr qint64 shortMs = 3;
constexpr std::size_t fewest = 512; ///< the fixed cost of a batch must not starve the run
constexpr std::size_t most = 8192;
constexpr std::size_t waitingMost = 50000;

} // namespace

RunSession::RunSession(Work work, QObject *parent)
    : QObject(parent)
    , m_work(std::move(work))
    , m_most(fewest)
{
    m_frame.setSingleShot(true);
    m_frame.setInterval(frameMs);
    connect(&m_frame, &QTimer::timeout, this, &RunSession::deliver);
}

RunSession::~RunSession()
{
    stop();
}

void RunSession::start()
{
    m_thread = std::jthread([this] {
        const Outcome outcome = workedOff();
        const std::scoped_lock lock(m_mutex);
        m_outcome = outcome;
        QMetaObject::invokeMethod(&m_frame, qOverload<>(&QTimer::start), Qt::QueuedConnection);
    });
}

/// Errors are values here; an exception of a library must not end the program, and with it other runs.
Outcome RunSession::workedOff()
{
    try {
        return m_work([this](const RunEvent &event) { observe(event); }, m_cancel);
    } catch (const std::exception &problem) {
        RunEvent note;
        note.text = tr("The run ended in an internal error: %1").arg(QString::fromUtf8(problem.what()));
        observe(note);
        return Outcome::None; // no end was recorded: the run counts as interrupted
    }
}

void RunSession::stop()
{
    m_cancel.cancel();
    const std::scoped_lock lock(m_mutex);
    m_room.notify_all();
}

void RunSession::observe(const RunEvent &event)
{
    std::unique_lock lock(m_mutex);
    m_room.wait(lock, [this] { return m_waiting.size() < waitingMost || m_cancel.cancelled(); });
    m_waiting.push_back(event);
    if (!std::exchange(m_askedForFrame, true))
        QMetaObject::invokeMethod(&m_frame, qOverload<>(&QTimer::start), Qt::QueuedConnection);
}

void RunSession::deliver()
{
    std::vector<RunEvent> events;
    std::optional<Outcome> outcome;
    bool more = false;
    {
        const std::scoped_lock lock(m_mutex);
        const auto end = m_waiting.begin() + std::ptrdiff_t(std::min(m_most, m_waiting.size()));
        events.assign(std::make_move_iterator(m_waiting.begin()), std::make_move_iterator(end));
        m_waiting.erase(m_waiting.begin(), end);
        more = !m_waiting.empty();
        m_askedForFrame = more;
        if (!more)
            outcome = std::exchange(m_outcome, std::nullopt);
        m_room.notify_all();
    }
    const QPointer<RunSession> alive(this);
    QElapsedTimer timer;
    timer.start();
    if (!events.empty())
        Q_EMIT eventsReady(events);
    if (!alive)
        return;
    if (timer.elapsed() > longMs)
        m_most = std::max(fewest, m_most / 2);
    else if (timer.elapsed() < shortMs && events.size() == m_most)
        m_most = std::min(most, m_most * 2);
    if (more)
        m_frame.start();
    else if (outcome)
        Q_EMIT finished(*outcome);
}

} // namespace belay
