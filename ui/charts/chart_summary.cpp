// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_summary.h"

#include "models/domain/metrics.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

constexpr int latestCount = 5;

QString translated(const char *text)
{
    return QCoreApplication::translate("TimeChart", text);
}

QString change(double before, double now)
{
    if (before == 0.0)
        return {};
    const double percent = std::round((now / before - 1.0) * 100.0);
    const QString sign = percent < 0.0 ? u"\u2212"_s : u"+"_s;
    return percent == 0.0 ? QString() : u" (%1%2 %)"_s.arg(sign).arg(std::abs(percent));
}

} // namespace

std::optional<double> medianOf(const std::vector<ChartSeries> &series, ChartSeries::Role role, int latest)
{
    std::vector<double> values;
    for (const ChartSeries &one : series) {
        if (one.role != role)
            continue;
        int taken = 0;
        for (auto point = one.points.rbegin(); point != one.points.rend(); ++point) {
            if (!point->value)
                continue;
            if (latest > 0 && ++taken > latest)
                break;
            values.push_back(*point->value);
        }
    }
    if (values.empty())
        return std::nullopt;
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2.0;
}

std::vector<std::pair<double, double>> gapsOf(const std::vector<ChartSeries> &series)
{
    std::vector<std::pair<double, double>> gaps;
    for (const ChartSeries &one : series) {
        if (one.role != ChartSeries::Role::Before && one.role != ChartSeries::Role::After &&
            one.role != ChartSeries::Role::Canary)
            continue; // one host of several: the whole is still known; and what was earlier is no gap of now
        const ChartPoint *known = nullptr;
        bool open = false;
        for (const ChartPoint &point : one.points) {
            const auto time = static_cast<double>(point.timeMs);
            if (!point.value && !open)
                gaps.emplace_back(known ? static_cast<double>(known->timeMs) : time, time);
            else if (open)
                gaps.back().second = time;
            open = !point.value;
            if (point.value)
                known = &point;
        }
    }
    return gaps;
}

QString chartSummary(const QString &title, const QString &unit, const std::vector<ChartSeries> &series,
                     std::optional<double> trigger)
{
    const auto before = medianOf(series, ChartSeries::Role::Before);
    auto now = medianOf(series, ChartSeries::Role::After, latestCount);
    if (!now)
        now = medianOf(series, ChartSeries::Role::Host, latestCount);
    QStringList parts;
    if (before)
        parts += translated(QT_TRANSLATE_NOOP("TimeChart", "%1 before")).arg(formatValue(*before, unit));
    if (now)
        parts += translated(QT_TRANSLATE_NOOP("TimeChart", "%1 now")).arg(formatValue(*now, unit)) +
                 (before ? change(*before, *now) : QString());
    if (const auto canary = medianOf(series, ChartSeries::Role::Canary, latestCount))
        parts += translated(QT_TRANSLATE_NOOP("TimeChart", "%1 canary")).arg(formatValue(*canary, unit));
    if (const auto yesterday = medianOf(series, ChartSeries::Role::Yesterday))
        parts += translated(QT_TRANSLATE_NOOP("TimeChart", "%1 yesterday at this hour"))
                     .arg(formatValue(*yesterday, unit));
    if (const auto lastWeek = medianOf(series, ChartSeries::Role::LastWeek))
        parts += translated(QT_TRANSLATE_NOOP("TimeChart", "%1 last week")).arg(formatValue(*lastWeek, unit));
    QString text =
        parts.isEmpty() ? translated(QT_TRANSLATE_NOOP("TimeChart", "no data yet")) : parts.join(u", "_s);
    if (!title.isEmpty())
        text = title + u": "_s + text;
    text += u'.';
    if (trigger)
        text += u' ' + translated(QT_TRANSLATE_NOOP("TimeChart", "Rollback trigger %1."))
                           .arg(formatValue(*trigger, unit));
    return text;
}

} // namespace belay
