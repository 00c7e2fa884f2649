// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <cstdint>
#include <functional>
#include <string>

namespace belay::scan {

/// A file as it once was.
struct OldText
{
    std::string path;   ///< relative to the scanned folder
    std::string commit; ///< the newest commit that has it so, shortened
    std::string text;
};

/// What of the past is looked at; the newest comes first.
struct HistoryLimits
{
    std::size_t commits = 500;
    std::size_t texts = 5000;
    std::uint64_t bytes = std::uint64_t(64) << 20;
    std::size_t entries = 500'000; ///< of folders
};

/// Calls `look` with every text of earlier commits that the checked-out commit no longer has, each once.
/// Reads git's objects with libgit2, and nothing else: no configuration, no references but HEAD's, no
/// program. A store of objects with anything unusual in it (links, pipes, another store) is left alone.
/// Answers whether everything was looked at; what could not be read counts as not there.
bool eachOldText(const QString &root, const HistoryLimits &limits,
                 const std::function<void(const OldText &)> &look);

} // namespace belay::scan
