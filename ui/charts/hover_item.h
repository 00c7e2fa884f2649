// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_series.h"
#include "ui/charts/plot_view.h"

#include <QColor>
#include <QGraphicsItem>

#include <optional>
#include <vector>

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

/// Crosshair, box of values and the frame of a zoom being dragged, above the lines.
class HoverItem : public QGraphicsItem
{
public:
    using QGraphicsItem::QGraphicsItem;

    void setView(const PlotView &view);
    void setHover(std::optional<double> timeMs, const QString &title, std::vector<HoverValue> values);
    void setDrag(std::optional<std::pair<double, double>> pixels);
    std::optional<double> hoverTime() const { return m_timeMs; }

    QRectF boundingRect() const override { return m_view.plot.adjusted(-2, -2, 2, 2); }
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *widget) override;

private:
    PlotView m_view;
    std::optional<double> m_timeMs;
    QString m_title;
    std::vector<HoverValue> m_values;
    std::optional<std::pair<double, double>> m_drag;
};

} // namespace belay
