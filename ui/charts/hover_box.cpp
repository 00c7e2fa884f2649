// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/hover_box.h"

#include "models/domain/metrics.h"
#include "ui/charts/line_painter.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace belay {

namespace {

/// The point nearest in time, if the moment lies within the series.
const ChartPoint *nearest(const std::vector<ChartPoint> &points, double timeMs)
{
    if (points.empty())
        return nullptr;
    const auto time = static_cast<qint64>(timeMs);
    // One sampling step beyond the ends still belongs to the series.
    const qint64 step =
        points.size() > 1 ? points[points.size() - 1].timeMs - points[points.size() - 2].timeMs : 1000;
    if (time < points.front().timeMs - step || time > points.back().timeMs + step)
        return nullptr;
    auto after =
        std::lower_bound(points.begin(), points.end(), time,
                         [](const ChartPoint &point, qint64 wanted) { return point.timeMs < wanted; });
    if (after == points.end())
        return &points.back();
    if (after == points.begin())
        return &points.front();
    const auto earlier = after - 1;
    return time - earlier->timeMs < after->timeMs - time ? &*earlier : &*after;
}

} // namespace

std::vector<HoverValue> valuesAt(const std::vector<ChartSeries> &series, double timeMs, const QString &unit)
{
    std::vector<HoverValue> values;
    for (const ChartSeries &one : series) {
        const ChartPoint *point = nearest(one.points, timeMs);
        if (point == nullptr)
            continue;
        const double time = static_cast<double>(point->timeMs);
        const QString text = point->value ? formatValue(*point->value, unit)
                                          : QCoreApplication::translate("TimeChart", "no data");
        values.push_back({one.name, text, seriesPen(one.role).color(),
                          QPointF(time, point->value.value_or(std::nan("")))});
    }
    return values;
}

void paintHover(QPainter *painter, const PlotView &view, const Hover &hover)
{
    const Tokens &t = tokens();
    painter->setRenderHint(QPainter::Antialiasing);
    if (hover.drag) {
        QColor veil = t.accent;
        veil.setAlphaF(0.14F);
        const auto [a, b] = *hover.drag;
        painter->fillRect(QRectF(std::min(a, b), view.plot.top(), std::abs(a - b), view.plot.height()), veil);
    }
    if (!hover.timeMs)
        return;
    const double x = std::round(view.x(*hover.timeMs)) + 0.5;
    painter->setPen(QPen(t.borderStrong, 1.0));
    painter->drawLine(QPointF(x, view.plot.top()), QPointF(x, view.plot.bottom()));

    const QFontMetricsF metrics(metaFont());
    double names = metrics.horizontalAdvance(hover.title);
    double numbers = 0.0;
    for (const HoverValue &value : hover.values) {
        names = std::max(names, metrics.horizontalAdvance(value.name) + 14.0);
        numbers = std::max(numbers, metrics.horizontalAdvance(value.value));
        if (!std::isfinite(value.point.y()))
            continue;
        painter->setPen(QPen(t.surface, 1.5));
        painter->setBrush(value.color);
        painter->drawEllipse(view.at(value.point), 4.0, 4.0);
    }
    const double line = metrics.height() + 3.0;
    QRectF box(0, 0, names + numbers + 16.0 + 2.0 * space::s,
               line * static_cast<double>(hover.values.size() + 1) + 10.0);
    const bool right = x + 12.0 + box.width() <= view.plot.right();
    box.moveTopLeft({right ? x + 12.0 : x - 12.0 - box.width(), view.plot.top() + 6.0});
    paintRounded(painter, box, radius::control, t.surface, t.borderStrong);
    painter->setFont(metaFont());
    painter->setPen(t.text2);
    QRectF row = box.adjusted(space::s, 5.0, -space::s, 0.0);
    row.setHeight(line);
    painter->drawText(row, Qt::AlignVCenter | Qt::AlignLeft, hover.title);
    for (const HoverValue &value : hover.values) {
        row.translate(0.0, line);
        painter->setPen(QPen(value.color, 3.0));
        painter->drawLine(QPointF(row.left(), row.center().y()), QPointF(row.left() + 8.0, row.center().y()));
        painter->setPen(t.text);
        painter->drawText(row.adjusted(14.0, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, value.name);
        painter->drawText(row, Qt::AlignVCenter | Qt::AlignRight, value.value);
    }
}

} // namespace belay
