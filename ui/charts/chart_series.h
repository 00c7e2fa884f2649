// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>
#include <vector>

namespace belay {

/// One measured point; no value is a gap, never zero.
struct ChartPoint
{
    qint64 timeMs = 0;
    std::optional<double> value;
};

struct ChartSeries
{
    enum class Role {
        Before,
        After,
        Canary,
        Host,
        Yesterday, ///< the hours of the watch, a day earlier, moved to where they are compared
        LastWeek,
    };
    QString id;
    QString name; ///< written at the line's end
    Role role = Role::After;
    std::vector<ChartPoint> points; ///< oldest first
};

struct ChartMarker
{
    qint64 timeMs = 0;
    QString label;
    bool keepsLabel = false; ///< is what a person looks for: other labels make room
};

} // namespace belay
