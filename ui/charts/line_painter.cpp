// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/line_painter.h"

#include "ui/charts/marker_labels.h"
#include "ui/theme/paint.h"
#include "ui/theme/palette.h"
#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

constexpr double labelGap = 4.0;
constexpr double edge = 6.0;         ///< pixels a pen reaches beyond its points
constexpr std::size_t mostNames = 5; ///< more would cover each other

/// Text on a patch of the card's colour, so that it reads over lines.
void paintLabel(QPainter *painter, const QRectF &rect, const QString &text, const QColor &color)
{
    QColor patch = tokens().surface;
    patch.setAlphaF(0.85F);
    painter->setPen(Qt::NoPen);
    painter->setBrush(patch);
    painter->drawRoundedRect(rect.adjusted(-3, -1, 3, 1), 4, 4);
    painter->setPen(color);
    painter->drawText(rect, Qt::AlignCenter | Qt::TextSingleLine, text);
}

QSizeF textSize(const QString &text)
{
    const QFontMetricsF metrics(metaFont());
    return {metrics.horizontalAdvance(text) + 1.0, metrics.height()};
}

struct NameLabel
{
    QRectF rect;
    QString text;
    QColor color;
};

bool besideEachOther(const QRectF &a, const QRectF &b)
{
    return a.right() < b.left() || b.right() < a.left();
}

/// Pushes labels down until none covers another, and what then is below the plot up again. There are few, so
/// this is quadratic on purpose.
void separate(std::vector<NameLabel> &labels, const QRectF &plot)
{
    std::sort(labels.begin(), labels.end(),
              [](const NameLabel &a, const NameLabel &b) { return a.rect.top() < b.rect.top(); });
    for (std::size_t i = 1; i < labels.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            if (labels[i].rect.intersects(labels[j].rect))
                labels[i].rect.moveTop(labels[j].rect.bottom() + 1.0);
        }
    }
    for (std::size_t i = labels.size(); i-- > 0;) {
        double lowest = plot.bottom();
        for (std::size_t j = i + 1; j < labels.size(); ++j) {
            if (!besideEachOther(labels[i].rect, labels[j].rect))
                lowest = std::min(lowest, labels[j].rect.top() - 1.0);
        }
        if (labels[i].rect.bottom() > lowest)
            labels[i].rect.moveBottom(lowest);
    }
}

/// The lines whose names are written: all, or, when there are too many, those of the whole and of the hosts
/// that end farthest from it.
std::vector<const DrawnLine *> namedLines(const std::vector<DrawnLine> &lines)
{
    std::vector<const DrawnLine *> named;
    double whole = 0.0;
    for (const DrawnLine &line : lines) {
        if (line.name.isEmpty() || line.strokes.empty())
            continue;
        named.push_back(&line);
        if (line.role == ChartSeries::Role::After)
            whole = line.strokes.back().back().y();
    }
    if (named.size() <= mostNames)
        return named;
    const auto distance = [whole](const DrawnLine *line) {
        return line->role == ChartSeries::Role::Host ? std::abs(line->strokes.back().back().y() - whole)
                                                     : std::numeric_limits<double>::infinity();
    };
    std::stable_sort(named.begin(), named.end(), [&distance](const DrawnLine *a, const DrawnLine *b) {
        return distance(a) > distance(b);
    });
    named.resize(mostNames);
    return named;
}

QPen hairline(ChartSeries::Role role)
{
    QPen pen(seriesPen(role).color(), 1.0);
    pen.setCosmetic(true);
    return pen;
}

/// `end`: the line's last pixel.
QRectF nameRect(const PlotView &view, const DrawnLine &line, const QPointF &end)
{
    const QSizeF size = textSize(line.name);
    const double right = std::min(end.x(), view.plot.right());
    const bool fits =
        right + 2.0 * labelGap + size.width() <= view.plot.right() && line.role != ChartSeries::Role::Before;
    QRectF rect(QPointF(right + 2.0 * labelGap, end.y() - size.height() / 2.0), size);
    if (!fits) {
        // No room after the end: above everything this line does in its last stretch.
        const double left = right - size.width() - labelGap;
        double top = end.y();
        for (const Stroke &stroke : line.strokes) {
            for (const QPointF &point : stroke) {
                const QPointF pixel = view.at(point);
                if (pixel.x() >= left - 2.0 * labelGap && pixel.x() <= right)
                    top = std::min(top, pixel.y());
            }
        }
        rect.moveTopLeft({left, top - size.height() - labelGap});
    }
    const double lowest = std::max(view.plot.top(), view.plot.bottom() - size.height());
    rect.moveTop(std::clamp(rect.top(), view.plot.top(), lowest));
    return rect;
}

} // namespace

QPen seriesPen(ChartSeries::Role role)
{
    const Tokens &t = tokens();
    QPen pen;
    switch (role) {
    case ChartSeries::Role::Before:
        pen = QPen(t.chartBefore, 1.6, Qt::CustomDashLine);
        pen.setDashPattern({4.0, 3.0});
        break;
    case ChartSeries::Role::Canary:
        pen = QPen(t.chartCanary, 2.6);
        break;
    case ChartSeries::Role::Host:
        pen = QPen(mix(t.chartAfter, t.surface, 0.65), 1.3);
        break;
    case ChartSeries::Role::Yesterday:
        pen = QPen(t.chartBefore, 1.0, Qt::DotLine);
        break;
    case ChartSeries::Role::LastWeek:
        pen = QPen(t.chartBefore, 1.0, Qt::DashDotDotLine);
        break;
    case ChartSeries::Role::After:
        pen = QPen(t.chartAfter, 2.0);
        break;
    }
    pen.setJoinStyle(Qt::RoundJoin);
    pen.setCapStyle(role == ChartSeries::Role::Before ? Qt::FlatCap : Qt::RoundCap);
    return pen;
}

void paintLines(QPainter *painter, const PlotView &view, const std::vector<DrawnLine> &lines, double fromX)
{
    painter->save();
    painter->setClipRect(view.plot.adjusted(0, 0, 1, 1), Qt::IntersectClip);
    const double fromMs = view.timeAt(fromX - edge);
    std::vector<QPointF> pixels;
    for (const DrawnLine &line : lines) {
        for (const Stroke &stroke : line.strokes) {
            auto first = std::lower_bound(stroke.begin(), stroke.end(), fromMs,
                                          [](const QPointF &point, double time) { return point.x() < time; });
            if (first == stroke.end())
                continue;
            if (first != stroke.begin())
                --first; // the line leads in from there
            pixels.clear();
            for (; first != stroke.end(); ++first)
                pixels.push_back(view.at(*first));
            // A line with several points in each column is a band of noise: smooth edges would only cost
            // time.
            const bool dense = static_cast<double>(stroke.size()) > 1.5 * view.plot.width();
            painter->setRenderHint(QPainter::Antialiasing, !dense);
            painter->setPen(dense ? hairline(line.role) : seriesPen(line.role));
            if (stroke.size() == 1)
                painter->drawEllipse(pixels.front(), 1.5, 1.5); // alone between two gaps, but measured
            else
                painter->drawPolyline(pixels.data(), static_cast<int>(pixels.size()));
        }
    }
    painter->restore();
}

void paintMarks(QPainter *painter, const PlotView &view, const PlotMarks &marks)
{
    const Tokens &t = tokens();
    painter->setFont(metaFont());
    for (const auto &[from, to] : marks.gaps) {
        const double left = std::max(view.plot.left(), view.x(from));
        const double right = std::min(view.plot.right(), view.x(to));
        if (right > left)
            painter->fillRect(QRectF(left, view.plot.top(), right - left, view.plot.height()),
                              QBrush(t.border, Qt::BDiagPattern));
    }
    std::vector<MarkerLabel> labels;
    const auto vertical = [&](double time, const QString &label, const QColor &color, bool keeps) {
        if (time < view.fromMs || time > view.toMs)
            return;
        const double x = std::round(view.x(time)) + 0.5;
        painter->setPen(QPen(color, 1.0));
        painter->drawLine(QPointF(x, view.plot.top() - 4.0), QPointF(x, view.plot.bottom()));
        labels.push_back({x, label, keeps});
    };
    // The release first: when labels collide, its own stays.
    vertical(marks.zeroMs, marks.zeroLabel, t.borderStrong, true);
    for (const ChartMarker &marker : marks.markers)
        vertical(static_cast<double>(marker.timeMs), marker.label, t.border, marker.keepsLabel);
    const std::vector<PlacedLabel> placed = placeLabels(
        labels, view.plot, textSize(QStringLiteral("x")).height(),
        [](const QString &text) { return textSize(text).width(); },
        [](int events) {
            return QCoreApplication::translate("TimeChart", "%n events", "on a chart, too close to name",
                                               events);
        });
    for (const PlacedLabel &label : placed) {
        if (label.row > 0) {
            paintLabel(painter, label.rect, label.text, t.text2);
            continue;
        }
        painter->setPen(t.text2);
        painter->drawText(label.rect, Qt::AlignCenter, label.text);
    }
    if (marks.beforeMedian && marks.zeroMs < view.toMs) {
        painter->setPen(QPen(t.chartBefore, 1.0, Qt::DotLine));
        const double y = view.y(*marks.beforeMedian);
        const double left = std::max(view.plot.left(), view.x(marks.zeroMs));
        painter->drawLine(QPointF(left, y), QPointF(view.plot.right(), y));
    }
}

void paintTrigger(QPainter *painter, const PlotView &view, const PlotMarks &marks)
{
    if (!marks.trigger)
        return;
    painter->setFont(metaFont());
    painter->setRenderHint(QPainter::Antialiasing);
    const QColor color = tokens().chartTrigger;
    const bool above = *marks.trigger > view.high;
    const double y = above ? view.plot.top() : view.y(*marks.trigger);
    if (!above) {
        painter->setPen(QPen(color, 1.5, Qt::DashDotLine));
        painter->drawLine(QPointF(view.plot.left(), y), QPointF(view.plot.right(), y));
    }
    const QString label = above ? u"\u2191 "_s + marks.triggerLabel : marks.triggerLabel;
    if (label.isEmpty())
        return;
    const QSizeF size = textSize(label);
    // On the line, at its start: the ends of the other lines are on the other side.
    const double top = above ? y + labelGap : y - size.height() / 2.0;
    paintLabel(painter, QRectF(QPointF(view.plot.left() + 2.0 * labelGap, top), size), label, color);
}

void paintNames(QPainter *painter, const PlotView &view, const std::vector<DrawnLine> &lines)
{
    painter->setFont(metaFont());
    std::vector<NameLabel> labels;
    for (const DrawnLine *line : namedLines(lines)) {
        const QPointF end = view.at(line->strokes.back().back());
        if (end.x() < view.plot.left() || view.at(line->strokes.front().front()).x() > view.plot.right())
            continue;
        labels.push_back({nameRect(view, *line, end), line->name, seriesPen(line->role).color()});
    }
    separate(labels, view.plot);
    for (const NameLabel &label : labels)
        paintLabel(painter, label.rect, label.text, label.color);
}

} // namespace belay
