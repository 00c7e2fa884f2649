// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session/run_session.h"

#include <QPointer>

#include <exception>
#include <utility>

namespace belay {

namespace {

constexpr int frameMs = 16;

} // namespace

RunSession::RunSession(Work work, QObject *parent)
    : QObject(parent)
    , m_work(std::move(work))
{
    m_frame.setSingleShot(true);
    m_frame.setInterval(frameMs);
    connect(&m_frame, &QTimer::timeout, this, &RunSession::deliver);
}

RunSession::~RunSession()
{
    m_cancel.cancel();
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
}

void RunSession::observe(const RunEvent &event)
{
    const std::scoped_lock lock(m_mutex);
    m_waiting.push_back(event);
    if (!std::exchange(m_askedForFrame, true))
        QMetaObject::invokeMethod(&m_frame, qOverload<>(&QTimer::start), Qt::QueuedConnection);
}

void RunSession::deliver()
{
    std::vector<RunEvent> events;
    std::optional<Outcome> outcome;
    {
        const std::scoped_lock lock(m_mutex);
        events.swap(m_waiting);
        outcome = std::exchange(m_outcome, std::nullopt);
        m_askedForFrame = false;
    }
    const QPointer<RunSession> alive(this);
    if (!events.empty())
        Q_EMIT eventsReady(events);
    if (outcome && alive)
        Q_EMIT finished(*outcome);
}

} // namespace belay
