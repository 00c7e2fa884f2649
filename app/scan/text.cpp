// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/text.h"

#include "models/domain/names.h"

#include <algorithm>

namespace belay::scan {

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isWordChar(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c) || c == '_';
}

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

Text trimmed(Text text)
{
    while (!text.empty() && isSpace(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isSpace(text.back()))
        text.remove_suffix(1);
    return text;
}

std::string lowered(Text text)
{
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), lower);
    return result;
}

bool contains(Text text, Text part)
{
    return text.find(part) != Text::npos;
}

bool containsNoCase(Text text, Text part)
{
    return std::search(text.begin(), text.end(), part.begin(), part.end(),
                       [](char a, char b) { return lower(a) == lower(b); }) != text.end();
}

bool equalsNoCase(Text a, Text b)
{
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

std::size_t findWord(Text text, Text part, std::size_t from)
{
    if (part.empty())
        return Text::npos;
    for (std::size_t at = text.find(part, from); at != Text::npos; at = text.find(part, at + 1)) {
        const bool startsWord = at == 0 || !isWordChar(text[at - 1]) || !isWordChar(part.front());
        const std::size_t end = at + part.size();
        const bool endsWord = end >= text.size() || !isWordChar(text[end]) || !isWordChar(part.back());
        if (startsWord && endsWord)
            return at;
    }
    return Text::npos;
}

bool containsWord(Text text, Text part)
{
    return findWord(text, part) != Text::npos;
}

bool containsAny(Text text, std::initializer_list<Text> parts)
{
    return std::any_of(parts.begin(), parts.end(), [text](Text part) { return contains(text, part); });
}

std::vector<Text> splitLines(Text text)
{
    std::vector<Text> lines = split(text, '\n');
    for (Text &line : lines) {
        if (!line.empty() && line.back() == '\r')
            line.remove_suffix(1);
    }
    return lines;
}

std::vector<Text> splitWords(Text text)
{
    std::vector<Text> words;
    std::size_t at = 0;
    while (at < text.size()) {
        while (at < text.size() && isSpace(text[at]))
            ++at;
        const std::size_t start = at;
        while (at < text.size() && !isSpace(text[at]))
            ++at;
        if (at > start)
            words.push_back(text.substr(start, at - start));
    }
    return words;
}

std::vector<Text> split(Text text, char at)
{
    std::vector<Text> parts;
    std::size_t start = 0;
    for (std::size_t end = text.find(at); end != Text::npos; end = text.find(at, start)) {
        parts.push_back(text.substr(start, end - start));
        start = end + 1;
    }
    parts.push_back(text.substr(start));
    return parts;
}

Text withoutQuotes(Text text)
{
    text = trimmed(text);
    if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front())
        return text.substr(1, text.size() - 2);
    return text;
}

int indentOf(Text line)
{
    std::size_t at = 0;
    while (at < line.size() && (line[at] == ' ' || line[at] == '\t'))
        ++at;
    return static_cast<int>(at);
}

Text fileName(Text path)
{
    const std::size_t slash = path.rfind('/');
    return slash == Text::npos ? path : path.substr(slash + 1);
}

Text folderOf(Text path)
{
    const std::size_t slash = path.rfind('/');
    return slash == Text::npos ? Text() : path.substr(0, slash);
}

QString shown(Text text, int maxChars)
{
    return cleanLine(toQString(trimmed(text)), maxChars);
}

QString toQString(Text text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

} // namespace belay::scan
