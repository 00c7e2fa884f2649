// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/scan/source_file.h"

#include <string>
#include <vector>

namespace belay::scan {

/// A line of Elixir as rules read it: without its comment, empty inside documentation and other heredocs.
struct ElixirLine
{
    int number = 0;
    std::string code;
    int indent = 0;
    bool inFunction = false;    ///< inside def or defp: runs at run time, not when compiled
    bool notProduction = false; ///< inside a block that only runs in development or tests
};

/// Tells lines apart by indentation, as the formatter writes it; no parser of the language. Any text goes in.
std::vector<ElixirLine> elixirLines(const SourceFile &file);

} // namespace belay::scan
