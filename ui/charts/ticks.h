// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>
#include <utility>
#include <vector>

namespace belay {

/// A scale that starts and ends on ticks, in steps of 1, 2, 2.5 or 5 times a power of ten.
struct Scale
{
    double from = 0.0;
    double to = 1.0;
    std::vector<double> ticks; ///< ascending, first == from, last == to
};

/// The smallest such scale around the values with at most `atMost` ticks. A scale of values above zero never
/// goes below it. Pure.
Scale valueScale(double lowest, double highest, int atMost = 5);

/// What the value axis must hold so that noise does not look like an outage. Percentages, rates and counts
/// start at zero, percentages reach at least 1 %; of times and sizes at least half of the highest value is
/// shown. A trigger is held too, unless it is so far off that it would press the values flat. Pure.
std::pair<double, double> valueRange(double lowest, double highest, const QString &unit,
                                     std::optional<double> trigger);

/// Ticks for a span of time in milliseconds, relative to the release: whole seconds, minutes or hours. Pure.
std::vector<double> timeTicks(double fromMs, double toMs, int atMost);

/// "−10 min", "0", "+90 s", "+2 h". Pure.
QString relativeTime(double ms);

/// "−9:50", "0:00", "+1:02:05": minutes and seconds for columns. Pure.
QString relativeClock(qint64 ms);

} // namespace belay
