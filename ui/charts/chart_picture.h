// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/hover_box.h"
#include "ui/charts/line_painter.h"
#include "ui/charts/point_store.h"

#include <QPixmap>
#include <QtCharts/QChartView>

#include <optional>
#include <span>
#include <utility>
#include <vector>

QT_BEGIN_NAMESPACE
class QCategoryAxis;
QT_END_NAMESPACE

namespace belay {

/// The picture of a TimeChart: Qt Charts draws axes and frame, the functions of line_painter.h the rest.
/// Frame and lines are kept as pictures of their own; new points change only the end of the lines, and the
/// frame is drawn again when an axis moves. Knows the mouse and the zoom.
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

    const Content &content() const { return m_content; }
    void setSeries(std::vector<ChartSeries> series);
    void setUnit(const QString &unit);
    void setMarks(PlotMarks marks);
    void setRange(qint64 fromMs, qint64 toMs);
    /// New points at the end of a series; of all its points about `held` stay. Drawn in one of the next
    /// frames.
    void append(std::size_t series, std::span<const ChartPoint> points, std::size_t held);
    void refresh(); ///< everything is drawn again, for example in another theme

    void resetZoom();
    void zoomTo(double fromMs, double toMs);
    void showCrosshair(double timeMs);
    void moveCrosshair(int steps); ///< by keyboard
    void hideCrosshair();
    bool isZoomed() const { return m_zoom.has_value(); }

    /// Brings the kept pictures up to date, if something changed. Painting does it, too.
    void prepare();
    /// Draws all of it, for a file.
    void drawAll(QPainter *painter);

Q_SIGNALS:
    void crosshairMoved(std::optional<double> timeMs); ///< by a person
    void zoomed(std::optional<std::pair<double, double>> range);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;

private:
    std::pair<double, double> timeRange() const;
    std::pair<double, double> wholeRange() const;
    std::pair<double, double> valueRange() const;
    int columns() const;
    void drawLines(const std::pair<double, double> &time);
    double extendLines();
    bool layOut(const std::pair<double, double> &time, const std::pair<double, double> &values);
    void drawFrame();
    void drawLayer(double fromX);
    void changed();
    void pick(double timeMs);
    void setHover(Hover hover);

    Content m_content;
    std::vector<PointStore> m_stores; ///< of content.series, one each
    std::vector<DrawnLine> m_lines;
    std::vector<std::size_t> m_grown; ///< series with new points since the lines were drawn
    PlotView m_view;
    QSize m_laidOut;
    QStringList m_ticks; ///< the labels the axes have now
    QCategoryAxis *m_timeAxis;
    QCategoryAxis *m_valueAxis;
    QPixmap m_frame;
    QPixmap m_layer; ///< frame, marks and lines
    bool m_dirty = true;
    bool m_frameDirty = true;
    bool m_grows = false; ///< points are appended: the range stands still as long as it can
    Hover m_hover;
    std::optional<std::pair<double, double>> m_zoom;
    std::optional<double> m_dragFrom;
    std::optional<std::pair<double, std::pair<double, double>>> m_pan; ///< pixel and range where it began
};

} // namespace belay
