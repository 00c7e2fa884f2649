// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/fuzzy.h"

namespace belay {

std::optional<int> fuzzyScore(const QString &typed, const QString &text)
{
    int score = 0;
    qsizetype at = 0;
    qsizetype last = -2;
    for (const QChar wanted : typed) {
        if (wanted.isSpace())
            continue;
        // Prefer the start of a word over the next occurrence.
        qsizetype found = -1;
        for (qsizetype i = at; i < text.size(); ++i) {
            if (text[i].toCaseFolded() != wanted.toCaseFolded())
                continue;
            const bool wordStart = i == 0 || !text[i - 1].isLetterOrNumber();
            if (found < 0 || (wordStart && found != last + 1)) {
                found = i;
                if (wordStart || i == last + 1)
                    break;
            }
        }
        if (found < 0)
            return std::nullopt;
        const bool wordStart = found == 0 || !text[found - 1].isLetterOrNumber();
        score += 1 + (wordStart ? 8 : 0) + (found == last + 1 ? 5 : 0);
        last = found;
        at = found + 1;
    }
    return typed.isEmpty() ? 0 : score * 8 - static_cast<int>(qMin<qsizetype>(text.size(), 60)) / 4;
}

} // namespace belay
