// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace belay {

/// How well `text` answers what was typed: every letter must occur in order. Higher is better; starts of
/// words and unbroken runs count more, long texts a little less. None: does not match. An empty query matches
/// all with 0. Pure.
std::optional<int> fuzzyScore(const QString &typed, const QString &text);

} // namespace belay
