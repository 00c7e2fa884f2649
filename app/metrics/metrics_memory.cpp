// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/metrics/metrics_memory.h"

namespace belay {

void MetricsMemory::prime(const RunEvent &event)
{
    if (event.kind == EventKind::SampleTaken && event.before && event.sample && event.host.isEmpty())
        add(event.series, *event.sample);
}

void MetricsMemory::add(const QString &series, const Sample &sample)
{
    const std::lock_guard lock(m_mutex);
    m_before[series].push_back(sample);
}

void MetricsMemory::clear()
{
    const std::lock_guard lock(m_mutex);
    m_before.clear();
}

std::vector<Sample> MetricsMemory::before(const QString &series) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_before.find(series);
    return found == m_before.end() ? std::vector<Sample>() : found->second;
}

} // namespace belay
