// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/report/report_content.h"

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

/// A line must not read otherwise than it is.
bool reorders(QChar c)
{
    const char16_t code = c.unicode();
    return (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) || code == 0x200e ||
           code == 0x200f;
}

/// Half of a pair, or one of the two that are no characters: XML has no way to write them.
bool isBroken(const QString &text, qsizetype at)
{
    const QChar c = text.at(at);
    if (c.isHighSurrogate())
        return at + 1 >= text.size() || !text.at(at + 1).isLowSurrogate();
    if (c.isLowSurrogate())
        return at == 0 || !text.at(at - 1).isHighSurrogate();
    return c.unicode() >= 0xfffe;
}

} // namespace

QString reportLine(const QString &text)
{
    QString out;
    out.reserve(text.size());
    for (qsizetype at = 0; at < text.size(); ++at) {
        const QChar c = text.at(at);
        if (c.category() == QChar::Other_Control || c == QChar::LineSeparator ||
            c == QChar::ParagraphSeparator)
            out += u' ';
        else if (isBroken(text, at))
            out += QChar(QChar::ReplacementCharacter);
        else if (!reorders(c))
            out += c;
    }
    return out.simplified();
}

QString reportEscaped(const QString &text)
{
    return reportLine(text).toHtmlEscaped().replace(u"'"_s, u"&#39;"_s);
}

} // namespace belay
