// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/checklist.h"

#include <QString>

namespace belay {

/// What an item's row is compared with.
struct CheckContext
{
    QString commit;     ///< what is to be released
    qint64 usualMs = 0; ///< what the item usually takes; 0: not known
    qint64 nowMs = 0;   ///< UTC; a running item's time counts up to it
};

/// Time against the usual: "41 s, usually 38 s". Only the time when the usual is not known or reads the same.
QString tookWords(qint64 tookMs, qint64 usualMs);

/// What is known about an item, in one line: "142 tests · 41 s, usually 38 s · 14:02", "passed for 51aa09e,
/// this is 8f3c1d0", or what will happen when nobody has looked yet. Pure; times are local.
QString checkLine(const CheckStatus &status, const CheckContext &context);

} // namespace belay
