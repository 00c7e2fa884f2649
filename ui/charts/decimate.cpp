// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/decimate.h"

#include "ui/charts/point_store.h"

namespace belay {

std::vector<Stroke> decimate(const std::vector<ChartPoint> &points, qint64 fromMs, qint64 toMs, int columns)
{
    return PointStore(points).strokes(fromMs, toMs, columns);
}

} // namespace belay
