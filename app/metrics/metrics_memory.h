// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/run_event.h"

#include <QString>

#include <map>
#include <mutex>
#include <vector>

namespace belay {

/// The before-window of one run: written by the baseline step, read by the watch step. One per run;
/// thread-safe.
class MetricsMemory
{
public:
    /// For a run that is taken up again: events of its earlier part, in any order. Others than samples of the
    /// before-window change nothing.
    void prime(const RunEvent &event);

    void add(const QString &series, const Sample &sample);
    void clear();
    std::vector<Sample> before(const QString &series) const;

private:
    mutable std::mutex m_mutex;
    std::map<QString, std::vector<Sample>> m_before;
};

} // namespace belay
