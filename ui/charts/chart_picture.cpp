// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_picture.h"

#include "models/domain/metrics.h"
#include "ui/charts/chart_pulse.h"
#include "ui/charts/ticks.h"
#include "ui/charts/time_window.h"
#include "ui/theme/theme.h"

#include <QDateTime>
#include <QGraphicsLayout>
#include <QMouseEvent>
#include <QPaintEvent>
#include <QPainter>
#include <QWheelEvent>
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

/// Labels of which no two are the same, as the axis wants them.
QStringList distinct(const QStringList &labels)
{
    QStringList used;
    for (QString text : labels) {
        while (used.contains(text))
            text += QChar(0x200B); // a zero-width space is not seen
        used += text;
    }
    return used;
}

void setTicks(QCategoryAxis *axis, double from, double to, const std::vector<double> &ticks,
              const QStringList &labels)
{
    for (const QString &old : axis->categoriesLabels())
        axis->remove(old);
    axis->setStartValue(from - (to - from));
    for (std::size_t i = 0; i < ticks.size(); ++i)
        axis->append(labels[static_cast<qsizetype>(i)], ticks[i]);
    axis->setRange(from, to);
}

/// Cuts a line back to before a moment. What is left ends with the newest point before it.
void cutBack(std::vector<Stroke> &strokes, double timeMs)
{
    while (!strokes.empty()) {
        Stroke &last = strokes.back();
        while (!last.empty() && last.back().x() >= timeMs)
            last.pop_back();
        if (!last.empty())
            return;
        strokes.pop_back();
    }
}

/// Puts newly drawn strokes behind a line; the first goes on where the line ends when it begins with that
/// point.
void join(std::vector<Stroke> &strokes, std::vector<Stroke> &&more)
{
    for (Stroke &stroke : more) {
        const bool goesOn = !strokes.empty() && strokes.back().back().x() == stroke.front().x();
        if (goesOn)
            strokes.back().insert(strokes.back().end(), stroke.begin() + 1, stroke.end());
        else
            strokes.push_back(std::move(stroke));
    }
}

} // namespace

ChartPicture::ChartPicture(QWidget *parent)
    : QChartView(parent)
    , m_timeAxis(makeAxis())
    , m_valueAxis(makeAxis())
{
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    setFocusPolicy(Qt::NoFocus); // TimeChart has the focus
    viewport()->setAutoFillBackground(false);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent, false); // the card shows through
    viewport()->setAttribute(Qt::WA_NoSystemBackground, true);
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
}

void ChartPicture::changed()
{
    m_dirty = true;
    viewport()->update();
}

void ChartPicture::setSeries(std::vector<ChartSeries> series)
{
    m_content.series = std::move(series);
    m_stores.clear();
    m_stores.reserve(m_content.series.size());
    for (const ChartSeries &one : m_content.series)
        m_stores.emplace_back(one.points);
    m_grows = false;
    changed();
}

void ChartPicture::setUnit(const QString &unit)
{
    m_content.unit = unit;
    changed();
}

void ChartPicture::setMarks(PlotMarks marks)
{
    m_content.marks = std::move(marks);
    changed();
}

void ChartPicture::setRange(qint64 fromMs, qint64 toMs)
{
    m_content.fromMs = fromMs;
    m_content.toMs = toMs;
    changed();
}

void ChartPicture::refresh()
{
    m_frameDirty = true;
    changed();
}

void ChartPicture::append(std::size_t series, std::span<const ChartPoint> points, std::size_t held)
{
    if (series >= m_stores.size() || points.empty())
        return;
    std::vector<ChartPoint> &all = m_content.series[series].points;
    for (const ChartPoint &point : points) {
        if (!all.empty() && point.timeMs <= all.back().timeMs)
            continue;
        all.push_back(point);
        m_stores[series].append(point);
    }
    m_stores[series].keepNewest(held);
    if (all.size() > held + held / 4) // in larger pieces, because the rest moves up
        all.erase(all.begin(), all.end() - static_cast<std::ptrdiff_t>(held));
    m_grows = true;
    if (std::find(m_grown.begin(), m_grown.end(), series) == m_grown.end())
        m_grown.push_back(series);
    ChartPulse::instance().request(this);
}

int ChartPicture::columns() const
{
    return std::max(16, width());
}

void ChartPicture::prepare()
{
    if (width() < 40 || height() < 40 || (!m_dirty && m_grown.empty() && m_laidOut == size()))
        return;
    const auto time = timeRange();
    const bool sameTime = time.first == m_view.fromMs && time.second == m_view.toMs;
    const bool onlyGrown = !m_dirty && sameTime && m_laidOut == size() && m_lines.size() == m_stores.size();
    double fromX = 0.0;
    if (onlyGrown)
        fromX = extendLines();
    else
        drawLines(time);
    m_grown.clear();
    m_dirty = false;
    if (layOut(time, valueRange()))
        fromX = 0.0;
    drawLayer(onlyGrown ? fromX : 0.0);
    if (m_hover.timeMs)
        showCrosshair(*m_hover.timeMs);
    viewport()->update(); // from the kept pictures
}

void ChartPicture::drawLines(const std::pair<double, double> &time)
{
    m_lines.resize(m_stores.size());
    for (std::size_t i = 0; i < m_stores.size(); ++i)
        m_lines[i] = {m_content.series[i].role, m_content.series[i].name,
                      m_stores[i].strokes(static_cast<qint64>(time.first), static_cast<qint64>(time.second),
                                          columns())};
}

/// Draws the columns of the series that grew again from the one that had the newest point. Returns the pixel
/// from which on the picture changes.
double ChartPicture::extendLines()
{
    const auto from = static_cast<qint64>(m_view.fromMs);
    const auto to = static_cast<qint64>(m_view.toMs);
    const double width = static_cast<double>(to - from) / columns();
    double changedFrom = m_view.toMs;
    for (const std::size_t series : m_grown) {
        DrawnLine &line = m_lines[series];
        const double newest = line.strokes.empty() ? m_view.fromMs : line.strokes.back().back().x();
        const double column = std::clamp(std::floor((newest - static_cast<double>(from)) / width), 0.0,
                                         static_cast<double>(columns() - 1));
        const auto begin = from + static_cast<qint64>(column * width);
        cutBack(line.strokes, static_cast<double>(begin));
        join(line.strokes, m_stores[series].strokes(begin, to, columns() - static_cast<int>(column)));
        // A dashed line drawn in pieces would lose its rhythm.
        const bool dashed = line.role == ChartSeries::Role::Before;
        changedFrom = std::min(changedFrom, dashed ? m_view.fromMs : static_cast<double>(begin) - width);
    }
    for (std::size_t i = 0; i < m_lines.size(); ++i) {
        const bool dashedThere = m_lines[i].role == ChartSeries::Role::Before &&
                                 !m_lines[i].strokes.empty() &&
                                 m_lines[i].strokes.back().back().x() >= changedFrom;
        if (dashedThere)
            return 0.0;
    }
    return std::floor(m_view.x(changedFrom)) - 8.0;
}

std::pair<double, double> ChartPicture::timeRange() const
{
    if (m_zoom)
        return *m_zoom;
    if (m_content.toMs > m_content.fromMs)
        return {static_cast<double>(m_content.fromMs), static_cast<double>(m_content.toMs)};
    const auto whole = wholeRange();
    return m_grows ? steadyRange({m_view.fromMs, m_view.toMs}, whole.first, whole.second) : whole;
}

std::pair<double, double> ChartPicture::wholeRange() const
{
    qint64 from = std::numeric_limits<qint64>::max();
    qint64 to = std::numeric_limits<qint64>::min();
    for (const PointStore &store : m_stores) {
        if (store.empty())
            continue;
        from = std::min(from, store.firstTime());
        to = std::max(to, store.lastTime());
    }
    if (from >= to) {
        const double zero = m_content.marks.zeroMs;
        return {zero - 600e3, zero + 600e3};
    }
    return {static_cast<double>(from), static_cast<double>(to)};
}

std::pair<double, double> ChartPicture::valueRange() const
{
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const DrawnLine &line : m_lines) {
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

/// Gives the axes their ranges; true when that changed the frame.
bool ChartPicture::layOut(const std::pair<double, double> &time, const std::pair<double, double> &values)
{
    const QFontMetricsF metrics(metaFont());
    const Scale scale = valueScale(values.first, values.second, height() < 220 ? 4 : 5);
    QStringList valueLabels;
    double widest = 0.0;
    for (const double tick : scale.ticks) {
        valueLabels += formatValue(tick, m_content.unit);
        widest = std::max(widest, metrics.horizontalAdvance(valueLabels.last()));
    }
    const double left = std::ceil(widest) + 16.0;
    const double bottom = std::ceil(metrics.height()) + 12.0;
    // The right margin holds half of the last time label.
    const QRectF plot(left, topMargin, std::max(10.0, width() - left - 30.0),
                      std::max(10.0, height() - topMargin - bottom));
    // Relative numbers keep the axis' own arithmetic small.
    const double zero = m_content.marks.zeroMs;
    const int atMost = std::clamp(static_cast<int>(plot.width() / 84.0), 3, 7);
    const std::vector<double> times = timeTicks(time.first - zero, time.second - zero, atMost);
    QStringList timeLabels;
    for (const double tick : times)
        timeLabels += relativeTime(tick);
    const PlotView view{plot, time.first, time.second, scale.from, scale.to};
    const QStringList ticks = timeLabels + QStringList{QString()} + valueLabels;
    const bool same = m_laidOut == size() && m_view.plot == plot && m_view.fromMs == view.fromMs &&
                      m_view.toMs == view.toMs && m_view.low == view.low && m_view.high == view.high &&
                      m_ticks == ticks && !m_frameDirty;
    if (same)
        return false;
    m_laidOut = size();
    m_view = view;
    m_ticks = ticks;
    chart()->resize(size());
    chart()->setPlotArea(plot);
    colour(m_timeAxis);
    colour(m_valueAxis);
    setTicks(m_timeAxis, time.first - zero, time.second - zero, times, distinct(timeLabels));
    setTicks(m_valueAxis, scale.from, scale.to, scale.ticks, distinct(valueLabels));
    m_frameDirty = false;
    drawFrame();
    return true;
}

void ChartPicture::drawFrame()
{
    // The axes take their places when the layout is next activated, which the event loop would do too late.
    chart()->layout()->invalidate();
    chart()->layout()->activate();
    const double ratio = devicePixelRatioF();
    m_frame = QPixmap(size() * ratio);
    m_frame.setDevicePixelRatio(ratio);
    m_frame.fill(Qt::transparent);
    QPainter painter(&m_frame);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF all(QPointF(0, 0), QSizeF(size()));
    scene()->render(&painter, all, all);
}

/// Draws the kept picture again from a pixel on.
void ChartPicture::drawLayer(double fromX)
{
    if (m_layer.size() != m_frame.size()) {
        m_layer = QPixmap(m_frame.size());
        m_layer.setDevicePixelRatio(m_frame.devicePixelRatio());
        m_layer.fill(Qt::transparent); // also makes it one that can be seen through
        fromX = 0.0;
    }
    QPainter painter(&m_layer);
    painter.setLayoutDirection(Qt::LeftToRight); // time runs to the right in every language
    const QRectF part(std::max(0.0, fromX), 0.0, width() - std::max(0.0, fromX), height());
    painter.setClipRect(part);
    painter.setCompositionMode(QPainter::CompositionMode_Source);
    const double ratio = m_frame.devicePixelRatio();
    painter.drawPixmap(part, m_frame, QRectF(part.topLeft() * ratio, part.size() * ratio));
    painter.setCompositionMode(QPainter::CompositionMode_SourceOver);
    painter.setRenderHint(QPainter::Antialiasing);
    paintMarks(&painter, m_view, m_content.marks);
    paintLines(&painter, m_view, m_lines, fromX);
}

void ChartPicture::paintEvent(QPaintEvent *event)
{
    prepare();
    if (m_layer.isNull())
        return;
    QPainter painter(viewport());
    painter.setClipRegion(event->region());
    painter.setLayoutDirection(Qt::LeftToRight);
    painter.drawPixmap(0, 0, m_layer);
    paintTrigger(&painter, m_view, m_content.marks);
    paintNames(&painter, m_view, m_lines);
    paintHover(&painter, m_view, m_hover);
}

void ChartPicture::drawAll(QPainter *painter)
{
    prepare();
    painter->setLayoutDirection(Qt::LeftToRight);
    painter->setRenderHint(QPainter::Antialiasing);
    const QRectF all(QPointF(0, 0), QSizeF(size()));
    scene()->render(painter, all, all);
    paintMarks(painter, m_view, m_content.marks);
    paintLines(painter, m_view, m_lines, 0.0);
    paintTrigger(painter, m_view, m_content.marks);
    paintNames(painter, m_view, m_lines);
}

void ChartPicture::zoomTo(double fromMs, double toMs)
{
    m_zoom = std::pair(fromMs, std::max(toMs, fromMs + minimumZoomMs));
    changed();
}

void ChartPicture::resetZoom()
{
    m_zoom.reset();
    changed();
}

void ChartPicture::setHover(Hover hover)
{
    m_hover = std::move(hover);
    viewport()->update();
}

void ChartPicture::showCrosshair(double timeMs)
{
    Hover hover;
    hover.drag = m_hover.drag;
    if (timeMs >= m_view.fromMs && timeMs <= m_view.toMs) {
        const QString clock =
            QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(timeMs)).toString(u"HH:mm:ss"_s);
        hover.timeMs = timeMs;
        hover.title =
            clock + u"  "_s + relativeTime(std::round((timeMs - m_content.marks.zeroMs) / 1e3) * 1e3);
        hover.values = valuesAt(m_content.series, timeMs, m_content.unit);
    }
    setHover(std::move(hover));
}

/// A person looks at this moment.
void ChartPicture::pick(double timeMs)
{
    showCrosshair(timeMs);
    Q_EMIT crosshairMoved(timeMs);
}

void ChartPicture::moveCrosshair(int steps)
{
    const double middle = (m_view.fromMs + m_view.toMs) / 2.0;
    const double at = m_hover.timeMs.value_or(middle) + steps * (m_view.toMs - m_view.fromMs) / 100.0;
    pick(std::clamp(at, m_view.fromMs, m_view.toMs));
}

void ChartPicture::hideCrosshair()
{
    setHover({});
}

void ChartPicture::resizeEvent(QResizeEvent *event)
{
    QChartView::resizeEvent(event);
    changed();
}

void ChartPicture::mousePressEvent(QMouseEvent *event)
{
    if (!m_view.plot.contains(event->position()))
        return;
    const bool pans = event->button() == Qt::MiddleButton ||
                      (event->button() == Qt::LeftButton && event->modifiers() == Qt::ShiftModifier);
    if (pans)
        m_pan = std::pair(event->position().x(), std::pair(m_view.fromMs, m_view.toMs));
    else if (event->button() == Qt::LeftButton)
        m_dragFrom = event->position().x();
}

void ChartPicture::mouseMoveEvent(QMouseEvent *event)
{
    const double x = std::clamp(event->position().x(), m_view.plot.left(), m_view.plot.right());
    if (m_pan) {
        const auto [from, to] = m_pan->second;
        const double by = (m_pan->first - event->position().x()) / m_view.plot.width() * (to - from);
        zoomTo(from + by, to + by);
        Q_EMIT zoomed(m_zoom);
        return;
    }
    if (m_dragFrom)
        m_hover.drag = std::pair(*m_dragFrom, x);
    if (m_view.plot.contains(event->position())) {
        pick(m_view.timeAt(x));
    } else if (!m_dragFrom) {
        hideCrosshair();
        Q_EMIT crosshairMoved(std::nullopt);
    }
}

void ChartPicture::mouseReleaseEvent(QMouseEvent *event)
{
    m_pan.reset();
    if (!m_dragFrom || event->button() != Qt::LeftButton)
        return;
    const double from = *m_dragFrom;
    const double to = std::clamp(event->position().x(), m_view.plot.left(), m_view.plot.right());
    m_dragFrom.reset();
    m_hover.drag.reset();
    viewport()->update();
    const double a = m_view.timeAt(std::min(from, to));
    const double b = m_view.timeAt(std::max(from, to));
    if (std::abs(from - to) < minimumDragPixels || b - a < minimumZoomMs)
        return;
    zoomTo(a, b);
    Q_EMIT zoomed(m_zoom);
}

void ChartPicture::mouseDoubleClickEvent(QMouseEvent *)
{
    m_dragFrom.reset();
    m_hover.drag.reset();
    resetZoom();
    Q_EMIT zoomed(std::nullopt);
}

void ChartPicture::leaveEvent(QEvent *)
{
    hideCrosshair();
    Q_EMIT crosshairMoved(std::nullopt);
}

/// With Ctrl the moment under the pointer stays where it is; without, the page scrolls and the chart does
/// not.
void ChartPicture::wheelEvent(QWheelEvent *event)
{
    if (event->modifiers() != Qt::ControlModifier || !m_view.plot.contains(event->position())) {
        event->ignore();
        return;
    }
    const double at = m_view.timeAt(event->position().x());
    const double factor = std::pow(0.8, event->angleDelta().y() / 120.0);
    zoomTo(at - (at - m_view.fromMs) * factor, at + (m_view.toMs - at) * factor);
    Q_EMIT zoomed(m_zoom);
    event->accept();
}

} // namespace belay
