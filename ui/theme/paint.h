// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QRectF>

QT_BEGIN_NAMESPACE
class QPainter;
QT_END_NAMESPACE

namespace belay {

/// A filled rounded rectangle with a sharp one-pixel edge inside `rect`. An invalid colour leaves that part
/// out.
void paintRounded(QPainter *painter, const QRectF &rect, double cornerRadius, const QColor &fill,
                  const QColor &edge = {}, double edgeWidth = 1.0);

/// The two-pixel ring of the focused control, just inside `rect`.
void paintFocusRing(QPainter *painter, const QRectF &rect, double cornerRadius);

/// Draws a Lucide icon with the turn of the running state for this moment (one turn a second; still when
/// motion is reduced).
void paintTurningIcon(QPainter *painter, const QRect &rect, const QString &lucideName, const QColor &color);

} // namespace belay
