// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"

#include <QPalette>

namespace belay {

/// A palette with every role of every group set from the tokens, so that no control falls back to a system
/// colour.
QPalette makePalette(const Tokens &tokens);

/// `over` drawn on `under` with this opacity, as one opaque colour.
QColor mix(const QColor &over, const QColor &under, double opacity);

} // namespace belay
