// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/log_signature.h"

#include <QString>

#include <algorithm>
#include <string_view>

namespace belay {

namespace {

constexpr qsizetype longest = 200;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isHex(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool isWordChar(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

/// What one word is worth: itself, or the mark of its kind.
QByteArray ofWord(QByteArrayView word)
{
    qsizetype numbers = 0;
    qsizetype hex = 0;
    for (const char c : word) {
        numbers += isDigit(c) ? 1 : 0;
        hex += isHex(c) ? 1 : 0;
    }
    if (numbers == 0)
        return word.toByteArray();
    if (numbers == word.size() || (word.size() > 2 && word[0] == '0' && (word[1] == 'x' || word[1] == 'X')))
        return "#";
    if (hex == word.size() && word.size() >= 6)
        return "%"; // a commit, a part of a UUID
    if (word.size() >= 16)
        return "%"; // a token: nobody writes words that long with digits in them
    QByteArray out; // "p99", "web1", "12ms": the digits only
    for (qsizetype i = 0; i < word.size(); ++i) {
        if (!isDigit(word[i]))
            out += word[i];
        else if (i == 0 || !isDigit(word[i - 1]))
            out += '#';
    }
    return out;
}

/// Where the shape matches: 'd' is a digit, 'x' a hexadecimal one, everything else itself. Its end, or `at`.
qsizetype endOfShape(QByteArrayView text, qsizetype at, std::string_view shape)
{
    if (at + qsizetype(shape.size()) > text.size())
        return at;
    for (std::size_t i = 0; i < shape.size(); ++i) {
        const char c = text[at + qsizetype(i)];
        const bool fits = shape[i] == 'd' ? isDigit(c) : shape[i] == 'x' ? isHex(c) : c == shape[i];
        if (!fits)
            return at;
    }
    return at + qsizetype(shape.size());
}

/// "2026-11-21", with what follows of a time: "T17:26:16.123Z", " 17:26:16,123+01:00".
qsizetype endOfTime(QByteArrayView text, qsizetype at)
{
    qsizetype end = endOfShape(text, at, "dddd-dd-dd");
    if (end == at)
        return at;
    for (const std::string_view clock : {"Tdd:dd:dd", " dd:dd:dd"}) {
        const qsizetype after = endOfShape(text, end, clock);
        if (after == end)
            continue;
        end = after;
        while (end < text.size() && (isDigit(text[end]) || text[end] == '.' || text[end] == ',' ||
                                     text[end] == 'Z' || text[end] == '+' || text[end] == ':'))
            ++end;
        break;
    }
    return end;
}

/// The end of a quoted string that begins at `at`, or `at` when it is only an apostrophe.
qsizetype endOfQuoted(QByteArrayView text, qsizetype at)
{
    const char quote = text[at];
    if (quote == '\'' && at > 0 && isWordChar(text[at - 1]))
        return at; // don't
    for (qsizetype i = at + 1; i < text.size(); ++i) {
        if (text[i] == '\\')
            ++i;
        else if (text[i] == quote)
            return i + 1;
    }
    return at;
}

/// "/api/users/42?x=1": from the slash to the next space or closing mark.
qsizetype endOfPath(QByteArrayView text, qsizetype at)
{
    qsizetype end = at;
    while (end < text.size() && text[end] != ' ' && text[end] != '\t' && text[end] != '"' &&
           text[end] != '\'' && text[end] != ')' && text[end] != ']' && text[end] != '>' &&
           text[end] != ',' && text[end] != ';')
        ++end;
    return end;
}

/// Marks that stand side by side, joined by what joins the parts of ids, times and addresses, are one.
void appendMark(QByteArray &out, const char *mark)
{
    static constexpr std::string_view joints = "-.:#%";
    qsizetype end = out.size();
    while (end > 0 && joints.find(out[end - 1]) != std::string_view::npos)
        --end;
    const bool follows = end < out.size() && (out.indexOf('#', end) >= 0 || out.indexOf('%', end) >= 0);
    if (!follows) {
        out += mark;
        return;
    }
    const bool hasHex = out.indexOf('%', end) >= 0 || *mark == '%';
    out.truncate(end);
    out += hasHex ? '%' : '#';
}

} // namespace

QByteArray logSignature(QByteArrayView message)
{
    QByteArray out;
    for (qsizetype at = 0; at < message.size() && out.size() < longest;) {
        const char c = message[at];
        if (c == '"' || c == '\'' || c == '`') {
            const qsizetype end = endOfQuoted(message, at);
            out += end > at ? "\"\"" : QByteArray(1, c);
            at = std::max(end, at + 1);
        } else if (c == '/' && (at == 0 || !isWordChar(message[at - 1])) && at + 1 < message.size() &&
                   isWordChar(message[at + 1])) {
            out += "/…";
            at = endOfPath(message, at);
        } else if (const qsizetype uuid = endOfShape(message, at, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx");
                   uuid > at) {
            out += '%';
            at = uuid;
        } else if (const qsizetype time = endOfTime(message, at); time > at) {
            out += '#';
            at = time;
        } else if (isWordChar(c)) {
            qsizetype end = at;
            while (end < message.size() && isWordChar(message[end]))
                ++end;
            const QByteArray word = ofWord(message.sliced(at, end - at));
            if (word == "#" || word == "%")
                appendMark(out, word.constData());
            else
                out += word;
            at = end;
        } else if (c == ' ' || c == '\t') {
            if (!out.isEmpty() && out.back() != ' ')
                out += ' ';
            ++at;
        } else {
            out += c;
            ++at;
        }
    }
    return out.left(longest).trimmed();
}

QString queryForSignature(QByteArrayView signature)
{
    QString longestPart;
    QString part;
    const QString text = QString::fromUtf8(signature) + QChar(u'#');
    for (const QChar c : text) {
        // The marks, and where a path or a quotation began: what stood there differs from line to line.
        if (c != u'#' && c != u'%' && c != u'"' && c != u'/' && c != QChar(0x2026)) {
            part += c;
            continue;
        }
        if (part.trimmed().size() > longestPart.size())
            longestPart = part.trimmed();
        part.clear();
    }
    constexpr qsizetype useful = 4;
    return longestPart.size() < useful ? QString() : QString(u'"' + longestPart + u'"');
}

} // namespace belay
