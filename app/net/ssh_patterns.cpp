// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/ssh_patterns.h"

#include <QByteArrayList>

namespace belay {

bool globMatches(QByteArrayView pattern, QByteArrayView text)
{
    qsizetype p = 0;
    qsizetype t = 0;
    qsizetype star = -1;
    qsizetype resume = 0;
    while (t < text.size()) {
        if (p < pattern.size() && (pattern[p] == '?' || (pattern[p] == text[t] && pattern[p] != '*'))) {
            ++p;
            ++t;
        } else if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            resume = t;
        } else if (star >= 0) {
            p = star + 1;
            t = ++resume;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*')
        ++p;
    return p == pattern.size();
}

bool listMatches(const QByteArray &patterns, const QByteArray &text)
{
    bool matched = false;
    for (const QByteArray &each : patterns.toLower().split(',')) {
        if (each.startsWith('!')) {
            if (globMatches(QByteArrayView(each).sliced(1), text))
                return false; // a negation wins over every other pattern of the line
        } else if (globMatches(each, text)) {
            matched = true;
        }
    }
    return matched;
}

} // namespace belay
