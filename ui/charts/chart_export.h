// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"

#include <QString>

namespace belay {

class ChartPicture;

/// Writes a chart as it is shown, with its title above and its sentence below: .svg as a drawing, everything
/// else as PNG in twice the size. Whole or not at all. Errors: Internal. Window thread.
Result<void> saveChart(ChartPicture &picture, const QString &title, const QString &sentence,
                       const QString &file);

} // namespace belay
