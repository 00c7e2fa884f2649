// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/decimate.h"
#include "ui/charts/plot_view.h"

#include <QPen>

#include <optional>
#include <utility>
#include <vector>

QT_BEGIN_NAMESPACE
class QPainter;
QT_END_NAMESPACE

namespace belay {

/// One series as it is drawn.
struct DrawnLine
{
    ChartSeries::Role role = ChartSeries::Role::After;
    QString name;
    std::vector<Stroke> strokes;
};

/// What is drawn besides the lines.
struct PlotMarks
{
    std::optional<double> trigger;
    QString triggerLabel;
    std::optional<double> beforeMedian; ///< drawn on after zero, so that now is seen against before
    double zeroMs = 0.0;
    QString zeroLabel;
    std::vector<ChartMarker> markers;
    std::vector<std::pair<double, double>> gaps = {}; ///< milliseconds in which there was no data: hatched
};

/// Markers and the median of before, which lie under the lines. The colours are asked for while painting,
/// here and below.
void paintMarks(QPainter *painter, const PlotView &view, const PlotMarks &marks);
/// The lines as far as they lie right of the pixel `fromX`.
void paintLines(QPainter *painter, const PlotView &view, const std::vector<DrawnLine> &lines, double fromX);
/// The trigger line with its label on it.
void paintTrigger(QPainter *painter, const PlotView &view, const PlotMarks &marks);
/// The lines' names at their ends; when there are too many to be told apart there, those of the whole and of
/// the hosts farthest from it.
void paintNames(QPainter *painter, const PlotView &view, const std::vector<DrawnLine> &lines);

/// The colour and dash of a role; canary and after also differ by width, so that colour is never alone.
QPen seriesPen(ChartSeries::Role role);

} // namespace belay
