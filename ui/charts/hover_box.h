// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_series.h"
#include "ui/charts/plot_view.h"

#include <QColor>
#include <QPointF>
#include <QString>

#include <optional>
#include <utility>
#include <vector>

QT_BEGIN_NAMESPACE
class QPainter;
QT_END_NAMESPACE

namespace belay {

/// One line of the crosshair's box.
struct HoverValue
{
    QString name;
    QString value;
    QColor color;
    QPointF point; ///< time and value; the dot on the line
};

/// The values nearest to a moment; a series without a value there says "no data". Pure.
std::vector<HoverValue> valuesAt(const std::vector<ChartSeries> &series, double timeMs, const QString &unit);

/// What the crosshair shows.
struct Hover
{
    std::optional<double> timeMs;
    QString title;
    std::vector<HoverValue> values;
    std::optional<std::pair<double, double>> drag; ///< pixels; the frame of a zoom being dragged
};

void paintHover(QPainter *painter, const PlotView &view, const Hover &hover);

} // namespace belay
