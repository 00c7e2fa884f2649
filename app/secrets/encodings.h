// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace belay {

/// The ways a value usually turns up in logs: as it is, base64 (at the three possible offsets of a longer
/// text, and URL-safe), percent-encoded, inside JSON, and shell-quoted. Without duplicates, longest first.
/// Empty for values under four bytes: taking those out would make texts unreadable and hide nothing.
QStringList encodingsOf(const QString &value);

} // namespace belay
