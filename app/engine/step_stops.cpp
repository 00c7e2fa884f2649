// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/step_stops.h"

#include <optional>

namespace belay {

void StepStops::stop(const QString &step) const
{
    std::optional<CancelToken> token;
    {
        const std::lock_guard lock(m_mutex);
        if (const auto found = m_running.constFind(step); found != m_running.constEnd())
            token = *found;
    }
    if (token)
        token->cancel(); // its callbacks run here, and may take their time
}

StepStops::Entry::Entry(StepStops *stops, const QString &step, const CancelToken &run)
    : m_stops(stops)
    , m_step(step)
    , m_link(run.onCancel([token = m_token] { token.cancel(); }))
{
    if (!m_stops)
        return;
    const std::lock_guard lock(m_stops->m_mutex);
    m_stops->m_running.insert(m_step, m_token);
}

StepStops::Entry::~Entry()
{
    if (!m_stops)
        return;
    const std::lock_guard lock(m_stops->m_mutex);
    m_stops->m_running.remove(m_step);
}

} // namespace belay
