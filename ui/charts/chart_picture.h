// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/lines_item.h"

#include <QtCharts/QChartView>

QT_BEGIN_NAMESPACE
class QCategoryAxis;
QT_END_NAMESPACE

namespace belay {

class HoverItem;

/// The picture of a TimeChart: Qt Charts draws axes and frame, LinesItem the rest. Knows the mouse and the
/// zoom.
class ChartPicture : public QChartView
{
    Q_OBJECT
public:
    explicit ChartPicture(QWidget *parent = nullptr);

    struct Content
    {
        QString unit;
        std::vector<ChartSeries> series;
        PlotMarks marks;
        qint64 fromMs = 0; ///< with toMs: the wished range; both 0: what the points need
        qint64 toMs = 0;
    };

    Content &content() { return m_content; }
    const Content &content() const { return m_content; }
    void refresh(); ///< after a change of content(), size or theme
    void resetZoom();
    void moveCrosshair(int steps); ///< by keyboard
    void hideCrosshair();
    bool isZoomed() const { return m_zoom.has_value(); }

protected:
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;

private:
    std::pair<double, double> timeRange() const;
    std::pair<double, double> valueRange(const std::vector<DrawnLine> &lines) const;
    void layOut(const std::pair<double, double> &time, const std::pair<double, double> &values);
    void showAt(double timeMs);

    Content m_content;
    PlotView m_view;
    QCategoryAxis *m_timeAxis;
    QCategoryAxis *m_valueAxis;
    LinesItem *m_lines;
    HoverItem *m_hover;
    std::optional<std::pair<double, double>> m_zoom;
    std::optional<double> m_dragFrom;
};

} // namespace belay
