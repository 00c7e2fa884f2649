// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_picture.h"

#include "models/domain/metrics.h"
#include "ui/charts/hover_item.h"
#include "ui/charts/ticks.h"
#include "ui/theme/theme.h"

#include <QDateTime>
#include <QMouseEvent>
#include <QtCharts/QCategoryAxis>
#include <QtCharts/QChart>
#include <QtCharts/QLineSeries>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

constexpr double minimumZoomMs = 5000.0;
constexpr double minimumDragPixels = 6.0;
constexpr double topMargin = 26.0; ///< room for the markers' labels

QCategoryAxis *makeAxis()
{
    auto *axis = new QCategoryAxis;
    axis->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
    axis->setTruncateLabels(false);
    return axis;
}

void colour(QCategoryAxis *axis)
{
    axis->setLabelsFont(metaFont());
    axis->setLabelsColor(tokens().text2);
    axis->setGridLinePen(QPen(tokens().border, 1.0));
    axis->setLinePen(QPen(tokens().border, 1.0));
}

template <typename Label>
void setTicks(QCategoryAxis *axis, double from, double to, const std::vector<double> &ticks, double offset,
              Label label)
{
    for (const QString &old : axis->categoriesLabels())
        axis->remove(old);
    axis->setStartValue(from + offset - (to - from));
    QStringList used;
    for (const double tick : ticks) {
        QString text = label(tick);
        while (used.contains(text))
            text += QChar(0x200B); // categories must differ; a zero-width space is not seen
        used += text;
        axis->append(text, tick + offset);
    }
    axis->setRange(from + offset, to + offset);
}

} // namespace

ChartPicture::ChartPicture(QWidget *parent)
    : QChartView(parent)
    , m_timeAxis(makeAxis())
    , m_valueAxis(makeAxis())
{
    setFrameShape(QFrame::NoFrame);
    setRenderHint(QPainter::Antialiasing);
    setMouseTracking(true);
    setFocusPolicy(Qt::NoFocus); // TimeChart has the focus
    viewport()->setAutoFillBackground(false);
    setBackgroundBrush(Qt::NoBrush);
    QChart *frame = chart();
    frame->setBackgroundVisible(false);
    frame->setDropShadowEnabled(false);
    frame->setAnimationOptions(QChart::NoAnimation);
    frame->legend()->hide();
    frame->setMargins({});
    frame->addAxis(m_timeAxis, Qt::AlignBottom);
    frame->addAxis(m_valueAxis, Qt::AlignLeft);
    auto *carrier = new QLineSeries; // axes are only laid out when a series holds on to them
    frame->addSeries(carrier);
    carrier->attachAxis(m_timeAxis);
    carrier->attachAxis(m_valueAxis);
    m_lines = new LinesItem(frame);
    m_lines->setZValue(10);
    m_hover = new HoverItem(frame);
    m_hover->setZValue(20);
}

void ChartPicture::refresh()
{
    if (width() < 40 || height() < 40)
        return;
    const auto time = timeRange();
    std::vector<DrawnLine> lines;
    for (const ChartSeries &one : m_content.series)
        lines.push_back({one.role, one.name,
                         decimate(one.points, static_cast<qint64>(time.first),
                                  static_cast<qint64>(time.second), std::max(16, width()))});
    layOut(time, valueRange(lines));
    m_lines->setContent(m_view, std::move(lines), m_content.marks);
    m_hover->setView(m_view);
    if (const auto shown = m_hover->hoverTime())
        showAt(*shown);
}

std::pair<double, double> ChartPicture::timeRange() const
{
    if (m_zoom)
        return *m_zoom;
    if (m_content.toMs > m_content.fromMs)
        return {static_cast<double>(m_content.fromMs), static_cast<double>(m_content.toMs)};
    qint64 from = std::numeric_limits<qint64>::max();
    qint64 to = std::numeric_limits<qint64>::min();
    for (const ChartSeries &one : m_content.series) {
        if (one.points.empty())
            continue;
        from = std::min(from, one.points.front().timeMs);
        to = std::max(to, one.points.back().timeMs);
    }
    if (from >= to) {
        const double zero = m_content.marks.zeroMs;
        return {zero - 600e3, zero + 600e3};
    }
    return {static_cast<double>(from), static_cast<double>(to)};
}

std::pair<double, double> ChartPicture::valueRange(const std::vector<DrawnLine> &lines) const
{
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const DrawnLine &line : lines) {
        for (const Stroke &stroke : line.strokes) {
            for (const QPointF &point : stroke) {
                low = std::min(low, point.y());
                high = std::max(high, point.y());
            }
        }
    }
    if (low > high) {
        low = 0.0;
        high = m_content.marks.trigger.value_or(1.0);
    }
    return belay::valueRange(low, high, m_content.unit, m_content.marks.trigger);
}

void ChartPicture::layOut(const std::pair<double, double> &time, const std::pair<double, double> &values)
{
    const QFontMetricsF metrics(metaFont());
    const Scale scale = valueScale(values.first, values.second, height() < 220 ? 4 : 5);
    double labels = 0.0;
    for (const double tick : scale.ticks)
        labels = std::max(labels, metrics.horizontalAdvance(formatValue(tick, m_content.unit)));
    const double left = std::ceil(labels) + 16.0;
    const double bottom = std::ceil(metrics.height()) + 12.0;
    // The right margin holds half of the last time label.
    const QRectF plot(left, topMargin, std::max(10.0, width() - left - 30.0),
                      std::max(10.0, height() - topMargin - bottom));
    m_view = {plot, time.first, time.second, scale.from, scale.to};
    chart()->resize(size());
    chart()->setPlotArea(plot);

    colour(m_timeAxis);
    colour(m_valueAxis);
    // Relative numbers keep the axis' own arithmetic small.
    const double zero = m_content.marks.zeroMs;
    const int atMost = std::clamp(static_cast<int>(plot.width() / 84.0), 3, 7);
    setTicks(m_timeAxis, time.first - zero, time.second - zero,
             timeTicks(time.first - zero, time.second - zero, atMost), 0.0, relativeTime);
    setTicks(m_valueAxis, scale.from, scale.to, scale.ticks, 0.0,
             [this](double tick) { return formatValue(tick, m_content.unit); });
}

void ChartPicture::resetZoom()
{
    m_zoom.reset();
    refresh();
}

void ChartPicture::showAt(double timeMs)
{
    if (timeMs < m_view.fromMs || timeMs > m_view.toMs) {
        hideCrosshair();
        return;
    }
    const QString clock = QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(timeMs)).toString(u"HH:mm:ss"_s);
    const QString title =
        clock + u"  "_s + relativeTime(std::round((timeMs - m_content.marks.zeroMs) / 1e3) * 1e3);
    m_hover->setHover(timeMs, title, valuesAt(m_content.series, timeMs, m_content.unit));
}

void ChartPicture::moveCrosshair(int steps)
{
    const double middle = (m_view.fromMs + m_view.toMs) / 2.0;
    const double at = m_hover->hoverTime().value_or(middle) + steps * (m_view.toMs - m_view.fromMs) / 100.0;
    showAt(std::clamp(at, m_view.fromMs, m_view.toMs));
}

void ChartPicture::hideCrosshair()
{
    m_hover->setHover(std::nullopt, {}, {});
}

void ChartPicture::resizeEvent(QResizeEvent *event)
{
    QChartView::resizeEvent(event);
    refresh();
}

void ChartPicture::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && m_view.plot.contains(event->position()))
        m_dragFrom = event->position().x();
}

void ChartPicture::mouseMoveEvent(QMouseEvent *event)
{
    const double x = std::clamp(event->position().x(), m_view.plot.left(), m_view.plot.right());
    if (m_dragFrom)
        m_hover->setDrag(std::pair(*m_dragFrom, x));
    if (m_view.plot.contains(event->position()))
        showAt(m_view.timeAt(x));
    else if (!m_dragFrom)
        hideCrosshair();
}

void ChartPicture::mouseReleaseEvent(QMouseEvent *event)
{
    if (!m_dragFrom || event->button() != Qt::LeftButton)
        return;
    const double from = *m_dragFrom;
    const double to = std::clamp(event->position().x(), m_view.plot.left(), m_view.plot.right());
    m_dragFrom.reset();
    m_hover->setDrag(std::nullopt);
    const double a = m_view.timeAt(std::min(from, to));
    const double b = m_view.timeAt(std::max(from, to));
    if (std::abs(from - to) < minimumDragPixels || b - a < minimumZoomMs)
        return;
    m_zoom = std::pair(a, b);
    refresh();
}

void ChartPicture::mouseDoubleClickEvent(QMouseEvent *)
{
    m_dragFrom.reset();
    m_hover->setDrag(std::nullopt);
    resetZoom();
}

void ChartPicture::leaveEvent(QEvent *)
{
    hideCrosshair();
}

void ChartPicture::wheelEvent(QWheelEvent *event)
{
    event->ignore(); // the page scrolls, the chart does not
}

} // namespace belay
