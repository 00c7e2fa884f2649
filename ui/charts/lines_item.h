// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/decimate.h"
#include "ui/charts/plot_view.h"

#include <QGraphicsItem>

namespace belay {

/// One series as it is drawn.
struct DrawnLine
{
    ChartSeries::Role role = ChartSeries::Role::After;
    QString name;
    std::vector<Stroke> strokes;
};

/// What LinesItem draws besides the lines.
struct PlotMarks
{
    std::optional<double> trigger;
    QString triggerLabel;
    std::optional<double> beforeMedian; ///< drawn on after zero, so that now is seen against before
    double zeroMs = 0.0;
    QString zeroLabel;
    std::vector<ChartMarker> markers;
};

/// Draws the series, the trigger line, the markers and the names at the lines' ends over the frame that Qt
/// Charts draws. The colours are asked for while painting.
class LinesItem : public QGraphicsItem
{
public:
    using QGraphicsItem::QGraphicsItem;

    void setContent(const PlotView &view, std::vector<DrawnLine> lines, PlotMarks marks);

    QRectF boundingRect() const override { return m_view.plot.adjusted(-4, -24, 16, 4); }
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *option, QWidget *widget) override;

private:
    void paintMarks(QPainter *painter) const;
    void paintTrigger(QPainter *painter) const;
    QRectF nameRect(const DrawnLine &line, const QPointF &end) const; ///< `end`: the line's last pixel
    void paintNames(QPainter *painter) const;

    PlotView m_view;
    std::vector<DrawnLine> m_lines;
    PlotMarks m_marks;
};

/// The colour and dash of a role; canary and after also differ by width, so that colour is never alone.
QPen seriesPen(ChartSeries::Role role);

} // namespace belay
