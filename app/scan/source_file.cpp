// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/source_file.h"

#include <algorithm>

namespace belay::scan {

SourceFile::SourceFile(Text path, Text text, FileKinds kinds)
    : m_path(path)
    , m_text(text)
    , m_kinds(kinds)
{
    // Scripts often have no ending; their first line says what they are.
    if (m_text.starts_with("#!")) {
        const Text first = m_text.substr(0, std::min(m_text.find('\n'), std::size_t(120)));
        if (containsWord(first, "sh") || containsWord(first, "bash") || containsWord(first, "dash"))
            m_kinds |= Shell;
    }
}

const std::vector<Text> &SourceFile::lines() const
{
    if (m_lines.empty())
        m_lines = splitLines(m_text);
    return m_lines;
}

int SourceFile::lineCount() const
{
    return static_cast<int>(lines().size());
}

Text SourceFile::line(int number) const
{
    const auto &all = lines();
    return number < 1 || number > static_cast<int>(all.size()) ? Text()
                                                               : all[static_cast<std::size_t>(number - 1)];
}

int SourceFile::lineAt(std::size_t offset) const
{
    const auto &all = lines();
    const char *at = m_text.data() + std::min(offset, m_text.size());
    const auto after = std::upper_bound(all.begin(), all.end(), at,
                                        [](const char *p, Text line) { return p < line.data(); });
    return static_cast<int>(after - all.begin());
}

} // namespace belay::scan
