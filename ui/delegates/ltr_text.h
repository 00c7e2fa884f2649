// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace belay {

/// Commands, paths, log lines and values with a unit read from left to right in every language: isolated, so
/// that a leading slash or number stays where it belongs in a right-to-left row.
inline QString ltrText(const QString &text, Qt::LayoutDirection direction)
{
    if (direction != Qt::RightToLeft || text.isEmpty())
        return text;
    constexpr QChar isolate(0x2066);
    constexpr QChar end(0x2069);
    return isolate + text + end;
}

} // namespace belay
