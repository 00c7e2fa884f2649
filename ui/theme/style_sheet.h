// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"

#include <QString>

namespace belay {

/// The one style sheet: what a QStyle cannot say shortly (menus, scroll bars, headers, tabs, colours of
/// labels by their `role` property). Buttons, fields and focus rings are drawn by BelayStyle.
QString makeStyleSheet(const Tokens &tokens);

} // namespace belay
