// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace belay {

/// "1 feature", "3 features": a number and its noun.
QString counted(qsizetype number, const QString &one, const QString &many);

/// "2026-11-21 12:05 UTC".
QString minuteText(qint64 timeMs);

} // namespace belay
