// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string_view>

namespace belay {

/// "BELY": marks a SQLite file as a history of ours.
constexpr int historyApplicationId = 0x42454c59;

/// One step from schema version n to n + 1. Never changed once released; a new one is added at the end.
struct Migration
{
    std::string_view what;
    const char *sql;
};

std::span<const Migration> migrations();

} // namespace belay
