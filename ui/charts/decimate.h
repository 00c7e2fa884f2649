// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_series.h"

#include <QPointF>

#include <vector>

namespace belay {

/// A line without gaps; x is milliseconds, y the value.
using Stroke = std::vector<QPointF>;

/// Cuts a series into strokes: a point without a value ends one. In each of `columns` equal slices of time
/// only the first, lowest, highest and last point stay, so no peak is lost and drawing costs pixels, not
/// points. Points outside the range are left out except the neighbours that lead the line to the edge. Pure.
/// For points that are kept, see PointStore, which gives the same without looking at every one.
std::vector<Stroke> decimate(const std::vector<ChartPoint> &points, qint64 fromMs, qint64 toMs, int columns);

} // namespace belay
