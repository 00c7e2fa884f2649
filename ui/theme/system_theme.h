// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPalette>

namespace belay {

/// Whether the desktop asks for dark windows. `platform` is the palette Qt made from the platform before we
/// set our own. Asked in this order: BELAY_THEME, the registry (Windows), GTK_THEME, gtk settings.ini, the
/// palette.
bool systemIsDark(const QPalette &platform);

} // namespace belay
