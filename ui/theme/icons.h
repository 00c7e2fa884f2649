// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"

#include <QIcon>
#include <QString>

namespace belay {

/// A Lucide icon (resources/icons/<name>.svg) drawn in a token's colour, sharp at every size and scale.
/// Follows a theme switch by itself. An unknown name gives an icon that draws nothing and warns once.
QIcon icon(const QString &lucideName, ColorRole role = ColorRole::Text2);

/// The same in a fixed colour, for the rare place without a token (a chart's series).
QIcon icon(const QString &lucideName, const QColor &color);

/// Whether resources/icons has this one.
bool hasIcon(const QString &lucideName);

} // namespace belay
