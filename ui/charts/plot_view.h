// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <QRectF>

namespace belay {

/// Where a moment and a value stand in the plot area, and back.
struct PlotView
{
    QRectF plot;
    double fromMs = 0.0;
    double toMs = 1.0;
    double low = 0.0;
    double high = 1.0;

    double x(double timeMs) const { return plot.left() + (timeMs - fromMs) / (toMs - fromMs) * plot.width(); }
    double y(double value) const { return plot.bottom() - (value - low) / (high - low) * plot.height(); }
    QPointF at(const QPointF &timeAndValue) const { return {x(timeAndValue.x()), y(timeAndValue.y())}; }
    double timeAt(double pixel) const
    {
        return fromMs + (pixel - plot.left()) / plot.width() * (toMs - fromMs);
    }
};

} // namespace belay
