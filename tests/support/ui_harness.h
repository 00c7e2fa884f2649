// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"

#include <QSize>
#include <QString>
#include <QStringList>

QT_BEGIN_NAMESPACE
class QWidget;
QT_END_NAMESPACE

namespace belay::test {

/// Shows `widget` at this size in this theme, lets layouts settle, and saves
/// "<name>-<light|dark>-<w>x<h>.png" into $BELAY_SCREENSHOTS when that is set.
void show(QWidget &widget, const QString &name, QSize size, Theme theme);

/// What is wrong with the visible widgets of `root`, one line per finding; empty means all is well:
/// labels and buttons whose text does not fit, labels that would render markup, controls without an
/// accessible name, controls the Tab key does not reach.
QStringList findings(QWidget &root);

/// The findings from right to left, and with letters of one and a half times the size (in a large window):
/// once each. Also saves pictures, see show().
QStringList findingsMirroredAndLarge(QWidget &widget, const QString &name);

/// The findings in both themes at 1280x800, 960x600 and 1920x1080. Also saves pictures, see show().
QStringList findingsInAllSizes(QWidget &widget, const QString &name);

} // namespace belay::test
