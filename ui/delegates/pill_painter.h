// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/status.h"

#include <QFont>
#include <QRect>
#include <QSize>

QT_BEGIN_NAMESPACE
class QPainter;
QT_END_NAMESPACE

namespace belay {

/// The look of a status pill, for delegates and the Pill widget alike.
QFont pillFont();
QSize pillSize(const StatusLook &look);

/// Draws the pill over all of `rect` and returns the text that was really shown (elided if there was no
/// room).
QString paintPill(QPainter *painter, const QRect &rect, const StatusLook &look,
                  Qt::LayoutDirection direction = Qt::LeftToRight);

/// Draws only the status icon, turning if the state runs.
void paintStatusIcon(QPainter *painter, const QRect &rect, const StatusLook &look);

} // namespace belay
