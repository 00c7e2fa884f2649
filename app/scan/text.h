// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <string>
#include <string_view>
#include <vector>

/// Small words over bytes. Scanned text is UTF-8 at best, and never converted as a whole: rules look at
/// bytes.
namespace belay::scan {

using Text = std::string_view;

bool isSpace(char c);
bool isDigit(char c);
bool isWordChar(char c); ///< letters, digits, underscore
char lower(char c);

Text trimmed(Text text);
std::string lowered(Text text);
bool contains(Text text, Text part);
bool containsNoCase(Text text, Text part);
bool equalsNoCase(Text a, Text b);
/// `part` stands in `text` with no word character on either side.
bool containsWord(Text text, Text part);
/// Where `part` stands as a word at or after `from`, or npos.
std::size_t findWord(Text text, Text part, std::size_t from = 0);
bool containsAny(Text text, std::initializer_list<Text> parts);

std::vector<Text> splitLines(Text text);
/// Words at spaces and tabs, quotes left in place.
std::vector<Text> splitWords(Text text);
std::vector<Text> split(Text text, char at);
Text withoutQuotes(Text text);
int indentOf(Text line);

Text fileName(Text path);
Text folderOf(Text path);

/// For messages: valid UTF-8 without control characters, at most `maxChars` long.
QString shown(Text text, int maxChars = 80);
QString toQString(Text text);

} // namespace belay::scan
