// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/scan/file_kind.h"
#include "app/scan/text.h"

#include <vector>

namespace belay::scan {

/// One text file while it is looked at. Does not own its text. Lines are counted from 1 and have no line end.
class SourceFile
{
public:
    SourceFile(Text path, Text text, FileKinds kinds);

    Text path() const { return m_path; }
    Text text() const { return m_text; }
    FileKinds kinds() const { return m_kinds; }
    bool is(FileKinds any) const { return (m_kinds & any) != 0; }

    int lineCount() const;
    Text line(int number) const; ///< empty when there is no such line
    int lineAt(std::size_t offset) const;
    const std::vector<Text> &lines() const;

private:
    Text m_path;
    Text m_text;
    FileKinds m_kinds;
    mutable std::vector<Text> m_lines;
};

} // namespace belay::scan
