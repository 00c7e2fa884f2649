// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSize>

QT_BEGIN_NAMESPACE
class QPainter;
class QStyleOptionButton;
class QWidget;
QT_END_NAMESPACE

namespace belay {

/// Room for icon, 8 px, text and padding; never narrower than the text.
QSize buttonSize(const QStyleOptionButton &option, const QWidget *widget);

/// Background, edge, focus ring, icon and text by the button's `kind` property.
void paintButton(QPainter *painter, const QStyleOptionButton &option, const QWidget *widget);

} // namespace belay
