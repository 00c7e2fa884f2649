// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/env_text.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace belay::scan {

std::vector<EnvEntry> envEntries(const SourceFile &file)
{
    std::vector<EnvEntry> entries;
    for (int number = 1; number <= file.lineCount(); ++number) {
        Text line = trimmed(file.line(number));
        EnvEntry entry;
        entry.line = number;
        if (line.starts_with("#")) {
            entry.isComment = true;
            line = trimmed(line.substr(1));
        }
        if (line.starts_with("export "))
            line = trimmed(line.substr(7));
        const std::size_t equals = line.find('=');
        if (equals == Text::npos || equals == 0)
            continue;
        entry.name = trimmed(line.substr(0, equals));
        if (!std::all_of(entry.name.begin(), entry.name.end(), isWordChar) || isDigit(entry.name.front()))
            continue;
        Text value = trimmed(line.substr(equals + 1));
        if (!value.empty() && value.front() != '"' && value.front() != '\'') {
            const std::size_t comment = value.find(" #");
            value = trimmed(value.substr(0, comment));
        }
        entry.value = withoutQuotes(value);
        entries.push_back(entry);
    }
    return entries;
}

bool namesASecret(Text name)
{
    const std::string folded = lowered(name);
    for (const Text end : {"_url", "_file", "_path", "_name", "_id", "_expiry", "_ttl", "_length",
                           "_algorithm", "_header", "_field", "_type", "_policy", "_hint"}) {
        if (folded.ends_with(end))
            return false;
    }
    for (const Text part : {"secret", "password", "passwd", "token", "api_key", "apikey", "private_key",
                            "access_key", "credential", "encryption_key", "signing_key", "salt"}) {
        if (contains(folded, part))
            return !contains(folded, "public");
    }
    return false;
}

bool isPlaceholder(Text value)
{
    const std::string folded = lowered(trimmed(value));
    if (folded.size() < 8 || folded.find_first_of("${<>[]{}()%*…") != std::string::npos)
        return true;
    for (const Text word :
         {"change",      "example",  "your",      "placeholder", "dummy",    "xxxx",
          "todo",        "replace",  "insert",    "sample",      "secret",   "password",
          "localhost",   "fake",     "test",      "none",        "null",     "undefined",
          "development", "redacted", "generated", "_here",       "12345678", "abcdef",
          "process.env", "system.",  "vault",     "config",      "env.",     "os.environ"}) {
        if (contains(folded, word))
            return true;
    }
    return folded.find_first_not_of(folded.front()) == std::string::npos;
}

double entropyOf(Text text)
{
    std::array<int, 256> counts{};
    for (const char c : text)
        ++counts[static_cast<unsigned char>(c)];
    double bits = 0;
    for (const int count : counts) {
        if (count == 0)
            continue;
        const double share = static_cast<double>(count) / static_cast<double>(text.size());
        bits -= share * std::log2(share);
    }
    return bits;
}

} // namespace belay::scan
