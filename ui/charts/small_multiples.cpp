// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/small_multiples.h"

#include "models/domain/metrics.h"
#include "ui/charts/chart_summary.h"
#include "ui/charts/line_painter.h"
#include "ui/charts/ticks.h"
#include "ui/delegates/ltr_text.h"
#include "ui/theme/theme.h"

#include <QMouseEvent>
#include <QPainter>
#include <QStyle>

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

constexpr int smallestRow = 44;
constexpr int wordsWidth = 156;
constexpr double headroom = 0.08; ///< share of the values above the highest
constexpr double gapBelow = 6.0;
constexpr int latest = 5; ///< values that make "now", as in the sentence of a chart

int timesHeight()
{
    return QFontMetrics(metaFont()).height() + 4;
}

QString shown(const std::optional<double> &value, const QString &unit)
{
    return value ? formatValue(*value, unit) : SmallMultiples::tr("no data");
}

/// As many slices as pixels: no peak is smoothed away.
std::vector<DrawnLine> linesOf(const std::vector<ChartSeries> &series, const PlotView &view)
{
    std::vector<DrawnLine> lines;
    for (const ChartSeries &one : series)
        lines.push_back(
            {one.role,
             {},
             decimate(one.points, static_cast<qint64>(view.fromMs), static_cast<qint64>(view.toMs),
                      std::max(16, static_cast<int>(view.plot.width())))});
    return lines;
}

} // namespace

SmallMultiples::SmallMultiples(QWidget *parent)
    : QWidget(parent)
{
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    connect(themeNotifier(), &ThemeNotifier::changed, this, qOverload<>(&QWidget::update));
}

void SmallMultiples::setRows(std::vector<Row> rows, qint64 zeroMs, std::vector<ChartMarker> marks)
{
    m_rows = std::move(rows);
    m_marks = std::move(marks);
    m_fromMs = std::numeric_limits<qint64>::max();
    m_toMs = std::numeric_limits<qint64>::min();
    QStringList names;
    QStringList sentences;
    for (const Row &row : m_rows) {
        names += row.title;
        sentences += chartSummary(row.title, row.unit, row.series, row.trigger);
        for (const ChartSeries &one : row.series) {
            if (one.points.empty())
                continue;
            m_fromMs = std::min(m_fromMs, one.points.front().timeMs);
            m_toMs = std::max(m_toMs, one.points.back().timeMs);
        }
    }
    if (m_fromMs >= m_toMs) {
        m_fromMs = zeroMs - 600'000;
        m_toMs = zeroMs + 600'000;
    }
    m_zeroMs = zeroMs != 0 ? zeroMs : m_fromMs;
    setAccessibleName(tr("Charts of %1").arg(names.join(u", "_s)));
    setAccessibleDescription(sentences.join(u' '));
    updateGeometry();
    update();
}

QSize SmallMultiples::sizeHint() const
{
    return {420, minimumSizeHint().height()}; // it takes what there is, and asks for little
}

QSize SmallMultiples::minimumSizeHint() const
{
    return {260, smallestRow * std::max(1, rowCount()) + timesHeight()};
}

QRectF SmallMultiples::rowRect(std::size_t row) const
{
    const double all = height() - timesHeight();
    const double each = all / static_cast<double>(std::max<std::size_t>(1, m_rows.size()));
    return {0.0, each * static_cast<double>(row), static_cast<double>(width()), each};
}

/// Time runs to the right in every language; the words stand on the leading side.
PlotView SmallMultiples::viewOf(std::size_t row) const
{
    const QRectF rect = rowRect(row);
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    PlotView view;
    view.plot = QRectF(rect.left() + (mirrored ? 1.0 : wordsWidth), rect.top() + 2.0,
                       std::max(20.0, rect.width() - wordsWidth - 1.0),
                       std::max(10.0, rect.height() - gapBelow - 2.0));
    view.fromMs = static_cast<double>(m_fromMs);
    view.toMs = static_cast<double>(m_toMs);
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const ChartSeries &one : m_rows[row].series) {
        for (const ChartPoint &point : one.points) {
            if (!point.value)
                continue;
            low = std::min(low, *point.value);
            high = std::max(high, *point.value);
        }
    }
    if (low > high) {
        low = 0.0;
        high = m_rows[row].trigger.value_or(1.0);
    }
    std::tie(view.low, view.high) = valueRange(low, high, m_rows[row].unit, m_rows[row].trigger);
    view.high += (view.high - view.low) * headroom;
    return view;
}

void SmallMultiples::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    for (std::size_t row = 0; row < m_rows.size(); ++row) {
        paintWords(&painter, row);
        painter.save();
        painter.setLayoutDirection(Qt::LeftToRight);
        paintRow(&painter, row);
        painter.restore();
    }
    painter.setLayoutDirection(Qt::LeftToRight);
    if (m_rows.empty())
        return;
    paintTimes(&painter);
    paintMarkName(&painter);
}

void SmallMultiples::paintRow(QPainter *painter, std::size_t row) const
{
    const Row &what = m_rows[row];
    const PlotView view = viewOf(row);
    const Tokens &t = tokens();
    for (const auto &[from, to] : gapsOf(what.series))
        painter->fillRect(
            QRectF(QPointF(view.x(from), view.plot.top()), QPointF(view.x(to), view.plot.bottom())),
            QBrush(t.border, Qt::BDiagPattern));
    painter->setPen(QPen(t.border, 1.0));
    painter->drawLine(view.plot.bottomLeft(), view.plot.bottomRight());
    const auto vertical = [&](double timeMs, const QColor &color) {
        const double x = std::round(view.x(timeMs)) + 0.5;
        painter->setPen(QPen(color, 1.0));
        painter->drawLine(QPointF(x, view.plot.top()), QPointF(x, view.plot.bottom()));
    };
    for (const ChartMarker &mark : m_marks)
        vertical(static_cast<double>(mark.timeMs), t.border);
    vertical(static_cast<double>(m_zeroMs), t.borderStrong);
    paintLines(painter, view, linesOf(what.series, view), 0.0);
    PlotMarks marks;
    marks.trigger = what.trigger;
    if (what.trigger)
        marks.triggerLabel = formatValue(*what.trigger, what.unit);
    paintTrigger(painter, view, marks);
    if (m_hoverMs)
        vertical(*m_hoverMs, t.accent);
}

/// Name, value, and what it was: now, or at the moment under the pointer.
void SmallMultiples::paintWords(QPainter *painter, std::size_t row) const
{
    const Row &what = m_rows[row];
    const QRect rect = QStyle::visualRect(
        layoutDirection(), this->rect(),
        QRectF(rowRect(row).topLeft(), QSizeF(wordsWidth - space::s, rowRect(row).height())).toAlignedRect());
    const auto before = medianOf(what.series, ChartSeries::Role::Before);
    auto now = medianOf(what.series, ChartSeries::Role::After, latest);
    if (m_hoverMs) {
        now.reset();
        for (const ChartSeries &one : what.series) {
            const bool isWhole =
                one.role == ChartSeries::Role::After || one.role == ChartSeries::Role::Before;
            const auto at =
                std::lower_bound(one.points.begin(), one.points.end(), static_cast<qint64>(*m_hoverMs),
                                 [](const ChartPoint &point, qint64 time) { return point.timeMs < time; });
            if (isWhole && at != one.points.end() && at->timeMs - static_cast<qint64>(*m_hoverMs) < 60'000 &&
                at->value)
                now = at->value;
        }
    }
    const QFontMetrics strong(bodyStrongFont());
    const QFontMetrics meta(metaFont());
    const int top = rect.top() + std::max(0, (rect.height() - strong.height() - meta.height()) / 2);
    const auto line = [&](int y, const QFont &font, const QColor &color, const QString &text) {
        const QFontMetrics metrics(font);
        painter->setFont(font);
        painter->setPen(color);
        painter->drawText(QRect(rect.left(), y, rect.width(), metrics.height()),
                          Qt::AlignLeading | Qt::AlignVCenter | Qt::TextSingleLine,
                          metrics.elidedText(text, Qt::ElideRight, rect.width()));
    };
    const auto isolated = [this, &what](const std::optional<double> &value) {
        return ltrText(shown(value, what.unit), layoutDirection());
    };
    const QString values =
        before && !m_hoverMs ? tr("%1, was %2").arg(isolated(now), isolated(before)) : isolated(now);
    line(top, bodyStrongFont(), tokens().text, what.title);
    line(top + strong.height(), metaFont(), tokens().text2, values);
}

void SmallMultiples::paintTimes(QPainter *painter) const
{
    const PlotView view = viewOf(m_rows.size() - 1);
    const QRectF strip(view.plot.left(), height() - timesHeight(), view.plot.width(), timesHeight());
    painter->setFont(metaFont());
    painter->setPen(tokens().text2);
    const QFontMetricsF metrics(metaFont());
    const int atMost = std::clamp(static_cast<int>(strip.width() / 90.0), 2, 7);
    for (const double tick : timeTicks(view.fromMs - static_cast<double>(m_zeroMs),
                                       view.toMs - static_cast<double>(m_zeroMs), atMost)) {
        const QString text = relativeTime(tick);
        const double width = metrics.horizontalAdvance(text) + 1.0;
        const double left = std::clamp(view.x(tick + static_cast<double>(m_zeroMs)) - width / 2.0,
                                       strip.left(), std::max(strip.left(), strip.right() - width));
        painter->drawText(QRectF(left, strip.top(), width, strip.height()), Qt::AlignCenter, text);
    }
}

/// At the foot of the first row: its head is where a line that has risen is.
void SmallMultiples::paintMarkName(QPainter *painter) const
{
    if (m_marks.empty() || m_marks.back().label.isEmpty())
        return;
    const PlotView view = viewOf(0);
    const QFontMetricsF metrics(metaFont());
    const double width = metrics.horizontalAdvance(m_marks.back().label) + 8.0;
    const double x = view.x(static_cast<double>(m_marks.back().timeMs));
    const double left =
        std::clamp(x - width / 2.0, view.plot.left(), std::max(view.plot.left(), view.plot.right() - width));
    const QRectF rect(left, view.plot.bottom() - metrics.height() - 2.0, width, metrics.height());
    painter->fillRect(rect, tokens().surface);
    painter->setFont(metaFont());
    painter->setPen(tokens().text2);
    painter->drawText(rect, Qt::AlignCenter, m_marks.back().label);
}

void SmallMultiples::mouseMoveEvent(QMouseEvent *event)
{
    m_hoverMs.reset();
    if (!m_rows.empty()) {
        const PlotView view = viewOf(0);
        const double x = event->position().x();
        if (x >= view.plot.left() && x <= view.plot.right())
            m_hoverMs = view.timeAt(x);
    }
    update();
}

void SmallMultiples::leaveEvent(QEvent *)
{
    m_hoverMs.reset();
    update();
}

} // namespace belay
