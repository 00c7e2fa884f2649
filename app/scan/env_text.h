// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/scan/source_file.h"

#include <vector>

namespace belay::scan {

/// One NAME=value of an .env file. The value is only judged, never shown.
struct EnvEntry
{
    int line = 0;
    Text name;
    Text value;             ///< without quotes and without a comment behind it
    bool isComment = false; ///< "# NAME=value": documented, not set
};

/// Reads any text; lines that are no assignment are left out.
std::vector<EnvEntry> envEntries(const SourceFile &file);

/// A name that usually carries a secret.
bool namesASecret(Text name);
/// A value that stands for one: empty, "changeme", "<your key>", "${…}", "secret", …
bool isPlaceholder(Text value);
/// Shannon entropy in bits per character.
double entropyOf(Text text);

} // namespace belay::scan
