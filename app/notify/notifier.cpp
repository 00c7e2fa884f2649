// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/notify/notifier.h"

#include <utility>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr std::size_t mostWaiting = 200; ///< more than that is not news any more
constexpr Milliseconds patienceAtTheEnd{5000};

/// An annotation is made of a start and an end, whatever else is asked for; a notification of a moment.
bool isFor(const NotifySpec &receiver, const Occasion &occasion)
{
    if (receiver.kind == NotifyKind::Desktop)
        return false; // the window's own affair
    if (receiver.kind != NotifyKind::Grafana)
        return !occasion.again && receiver.wants(occasion.moment);
    return occasion.kind != PlanKind::Watch &&
           (occasion.moment == NotifyMoment::Started || occasion.outcome != Outcome::None);
}

} // namespace

Notifier::Notifier(Ports ports, Problem onProblem)
    : m_delivery(ports)
    , m_onProblem(std::move(onProblem))
{
}

Notifier::~Notifier()
{
    settle(patienceAtTheEnd);
    m_cancel.cancel();
    {
        const std::scoped_lock lock(m_mutex);
        m_over = true;
    }
    m_changed.notify_all();
}

void Notifier::tell(const Occasion &occasion, const std::vector<NotifySpec> &receivers)
{
    QString tooMany;
    {
        const std::scoped_lock lock(m_mutex);
        for (const NotifySpec &receiver : receivers) {
            if (!isFor(receiver, occasion))
                continue;
            if (m_waiting.size() < mostWaiting)
                m_waiting.push_back({occasion, receiver});
            else
                tooMany = u"Not everybody was told (%1): too much is waiting to be sent."_s.arg(
                    toString(occasion.moment));
        }
        if (!m_waiting.empty() && !m_thread.joinable())
            m_thread = std::jthread([this] { work(); });
    }
    m_changed.notify_all();
    if (!tooMany.isEmpty())
        report(occasion.run, tooMany);
}

void Notifier::runEnded(const QString &run)
{
    QStringList texts;
    {
        const std::scoped_lock lock(m_mutex);
        m_ended.insert(run);
        if (const auto held = m_held.find(run); held != m_held.end()) {
            texts = held->second;
            m_held.erase(held);
        }
    }
    for (const QString &text : texts)
        m_onProblem(run, text);
}

bool Notifier::settle(Milliseconds patience)
{
    std::unique_lock lock(m_mutex);
    return m_changed.wait_for(lock, patience, [this] { return m_waiting.empty() && !m_busy; });
}

void Notifier::report(const QString &run, const QString &text)
{
    {
        const std::scoped_lock lock(m_mutex);
        if (!m_ended.count(run)) {
            m_held[run].append(text);
            return;
        }
    }
    m_onProblem(run, text);
}

void Notifier::work()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_changed.wait(lock, [this] { return m_over || !m_waiting.empty(); });
        if (m_over)
            return;
        const Task task = std::move(m_waiting.front());
        m_waiting.pop_front();
        m_busy = true;
        lock.unlock();
        if (const auto told = m_delivery.tell(task.occasion, task.receiver, m_cancel); !told)
            report(task.occasion.run, told.error().summary);
        lock.lock();
        m_busy = false;
        m_changed.notify_all();
    }
}

} // namespace belay
