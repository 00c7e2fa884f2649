// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/paint.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QElapsedTimer>
#include <QPainter>

namespace belay {

void paintRounded(QPainter *painter, const QRectF &rect, double cornerRadius, const QColor &fill,
                  const QColor &edge, double edgeWidth)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const double inset = edge.isValid() ? edgeWidth / 2.0 : 0.0;
    painter->setPen(edge.isValid() ? QPen(edge, edgeWidth) : QPen(Qt::NoPen));
    painter->setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    painter->drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), cornerRadius - inset,
                             cornerRadius - inset);
    painter->restore();
}

void paintFocusRing(QPainter *painter, const QRectF &rect, double cornerRadius)
{
    paintRounded(painter, rect, cornerRadius, {}, tokens().focus, 2.0);
}

void paintTurningIcon(QPainter *painter, const QRect &rect, const QString &lucideName, const QColor &color)
{
    static const QElapsedTimer clock = [] {
        QElapsedTimer timer;
        timer.start();
        return timer;
    }();
    const double angle = reducedMotion() ? 0.0 : static_cast<double>(clock.elapsed() % 1000) * 0.36;
    painter->save();
    painter->setRenderHint(QPainter::SmoothPixmapTransform);
    painter->setRenderHint(QPainter::Antialiasing);
    const QPointF center = QRectF(rect).center();
    painter->translate(center);
    painter->rotate(angle);
    painter->translate(-center);
    icon(lucideName, color).paint(painter, rect);
    painter->restore();
}

} // namespace belay
