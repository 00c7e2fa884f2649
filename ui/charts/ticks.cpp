// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/ticks.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace belay {

namespace {

constexpr double leastPercentShown = 1.0;
constexpr double leastShareShown = 0.5; ///< of the highest value, for what does not start at zero
constexpr double farTrigger = 8.0;      ///< spans of the values; beyond, it is named at the edge instead

QString translated(const char *text)
{
    return QCoreApplication::translate("TimeChart", text);
}

/// The next larger step of the 1, 2, 2.5, 5 ladder.
double niceStep(double atLeast)
{
    const double power = std::pow(10.0, std::floor(std::log10(atLeast)));
    for (const double factor : {1.0, 2.0, 2.5, 5.0}) {
        if (factor * power >= atLeast * (1.0 - 1e-9))
            return factor * power;
    }
    return 10.0 * power;
}

} // namespace

Scale valueScale(double lowest, double highest, int atMost)
{
    const bool aboveZero = lowest >= 0.0;
    if (highest - lowest <= 1e-12 * std::max(std::abs(highest), std::abs(lowest)) || highest <= lowest) {
        const double room = highest == 0.0 ? 1.0 : std::abs(highest) * 0.5;
        lowest -= room;
        highest += room;
    }
    if (aboveZero)
        lowest = std::max(0.0, lowest);
    double step = niceStep((highest - lowest) / std::max(1, atMost - 1));
    Scale scale;
    while (true) {
        scale.from = std::floor(lowest / step + 1e-9) * step;
        scale.to = std::ceil(highest / step - 1e-9) * step;
        const int count = static_cast<int>(std::lround((scale.to - scale.from) / step)) + 1;
        if (count <= atMost) {
            for (int i = 0; i < count; ++i)
                scale.ticks.push_back(scale.from + i * step);
            return scale;
        }
        step = niceStep(step * 1.01);
    }
}

std::pair<double, double> valueRange(double lowest, double highest, const QString &unit,
                                     std::optional<double> trigger)
{
    const bool percent = unit == QLatin1String("percent");
    const bool fromZero = percent || unit == QLatin1String("per_second") || unit == QLatin1String("count");
    const bool aboveZero = lowest >= 0.0;
    if (fromZero) {
        lowest = std::min(lowest, 0.0);
        highest = std::max(highest, percent ? leastPercentShown : 0.0);
    }
    const double missing = std::abs(highest) * leastShareShown - (highest - lowest);
    if (missing > 0.0) {
        lowest -= missing / 2.0;
        highest += missing / 2.0;
    }
    if (aboveZero)
        lowest = std::max(lowest, 0.0);
    const double span = highest - lowest;
    if (trigger && *trigger <= highest + farTrigger * span)
        highest = std::max(highest, *trigger + span * 0.1);
    return {lowest, highest};
}

std::vector<double> timeTicks(double fromMs, double toMs, int atMost)
{
    constexpr double second = 1000.0, minute = 60.0 * second, hour = 60.0 * minute;
    constexpr double ladder[] = {second,      2 * second,  5 * second, 10 * second, 15 * second,
                                 30 * second, minute,      2 * minute, 5 * minute,  10 * minute,
                                 15 * minute, 30 * minute, hour,       2 * hour,    3 * hour,
                                 6 * hour,    12 * hour,   24 * hour,  48 * hour,   168 * hour};
    std::vector<double> ticks;
    if (!(toMs > fromMs))
        return ticks;
    for (const double step : ladder) {
        const double first = std::ceil(fromMs / step);
        const double last = std::floor(toMs / step);
        if (last - first + 1 > atMost)
            continue;
        for (double i = first; i <= last; ++i)
            ticks.push_back(i * step + 0.0);
        return ticks;
    }
    return ticks;
}

QString relativeTime(double ms)
{
    const double size = std::abs(ms);
    if (size < 500.0)
        return QStringLiteral("0");
    const QString sign = ms < 0 ? QStringLiteral("\u2212") : QStringLiteral("+");
    const auto number = [](double value) { return QLocale().toString(value, 'g', 3); };
    if (size < 60e3 || (size < 600e3 && std::fmod(size, 60e3) != 0.0 && std::fmod(size, 1e3) == 0.0))
        return sign + translated(QT_TRANSLATE_NOOP("TimeChart", "%1 s")).arg(number(std::round(size / 1e3)));
    if (size < 7200e3)
        return sign + translated(QT_TRANSLATE_NOOP("TimeChart", "%1 min")).arg(number(size / 60e3));
    return sign + translated(QT_TRANSLATE_NOOP("TimeChart", "%1 h")).arg(number(size / 3600e3));
}

QString relativeClock(qint64 ms)
{
    const qint64 seconds = std::abs(ms) / 1000;
    const QChar zero = u'0';
    QString text = QStringLiteral("%1:%2").arg(seconds / 60 % 60).arg(seconds % 60, 2, 10, zero);
    if (seconds >= 3600)
        text = QStringLiteral("%1:%2:%3")
                   .arg(seconds / 3600)
                   .arg(seconds / 60 % 60, 2, 10, zero)
                   .arg(seconds % 60, 2, 10, zero);
    if (seconds == 0)
        return text;
    return (ms < 0 ? QStringLiteral("\u2212") : QStringLiteral("+")) + text;
}

} // namespace belay
