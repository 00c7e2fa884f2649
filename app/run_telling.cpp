// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/run_telling.h"

#include <utility>

namespace belay {

RunTelling::RunTelling(Ports ports, const Notifier::Problem &note)
    : m_notifier(ports, [this, note](const QString &run, const QString &text) {
        {
            const std::scoped_lock lock(m_mutex);
            m_problems.append(text);
        }
        note(run, text);
    })
{
}

QStringList RunTelling::settle(Milliseconds patience)
{
    m_notifier.settle(patience);
    const std::scoped_lock lock(m_mutex);
    return std::exchange(m_problems, {});
}

RunEar::RunEar(RunTelling &telling, std::vector<NotifySpec> receivers, QString run,
               const std::vector<RunEvent> &past)
    : m_telling(telling)
    , m_receivers(std::move(receivers))
    , m_run(std::move(run))
{
    m_finder.remember(past);
}

RunEar::~RunEar()
{
    m_telling.notifier().runEnded(m_run);
}

void RunEar::hear(const RunEvent &event)
{
    if (m_receivers.empty())
        return;
    if (const auto occasion = m_finder.take(event))
        m_telling.notifier().tell(*occasion, m_receivers);
}

} // namespace belay
