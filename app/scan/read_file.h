// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace belay::scan {

enum class FileRead { Whole, TooBig, Failed };

/// Reads a regular file that has at most `limit` bytes. Never follows a link in the last component, never
/// waits for a pipe or a device.
FileRead readRegularFile(const std::string &path, std::uint64_t limit, std::string &buffer);

} // namespace belay::scan
