// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/decimate.h"

#include <algorithm>

namespace belay {

namespace {

/// The points of one slice of time that matter for its picture.
struct Slice
{
    QPointF first, lowest, highest, last;
    bool used = false;

    void add(const QPointF &point)
    {
        if (!used) {
            first = lowest = highest = last = point;
            used = true;
            return;
        }
        if (point.y() < lowest.y())
            lowest = point;
        if (point.y() > highest.y())
            highest = point;
        last = point;
    }

    /// Appends its points in order of time, each once.
    void flush(Stroke &stroke)
    {
        if (!used)
            return;
        QPointF kept[] = {first, lowest, highest, last};
        std::sort(std::begin(kept), std::end(kept),
                  [](const QPointF &a, const QPointF &b) { return a.x() < b.x(); });
        for (const QPointF &point : kept) {
            if (stroke.empty() || stroke.back().x() < point.x())
                stroke.push_back(point);
        }
        used = false;
    }
};

} // namespace

std::vector<Stroke> decimate(const std::vector<ChartPoint> &points, qint64 fromMs, qint64 toMs, int columns)
{
    std::vector<Stroke> strokes;
    if (points.empty() || toMs <= fromMs || columns < 1)
        return strokes;
    const auto before = [](const ChartPoint &point, qint64 time) { return point.timeMs < time; };
    auto from = std::lower_bound(points.begin(), points.end(), fromMs, before);
    auto to = std::lower_bound(from, points.end(), toMs + 1, before);
    if (from != points.begin())
        --from;
    if (to != points.end())
        ++to;

    const double width = static_cast<double>(toMs - fromMs) / columns;
    Stroke stroke;
    Slice slice;
    qint64 sliceIndex = 0;
    const auto endStroke = [&] {
        slice.flush(stroke);
        if (!stroke.empty())
            strokes.push_back(std::move(stroke));
        stroke = {};
    };
    for (auto point = from; point != to; ++point) {
        if (!point->value) {
            endStroke();
            continue;
        }
        const auto index = static_cast<qint64>(static_cast<double>(point->timeMs - fromMs) / width);
        if (index != sliceIndex) {
            slice.flush(stroke);
            sliceIndex = index;
        }
        slice.add({static_cast<double>(point->timeMs), *point->value});
    }
    endStroke();
    return strokes;
}

} // namespace belay
