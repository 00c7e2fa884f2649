// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/scan/text.h"

#include <string>
#include <utility>
#include <vector>

namespace belay::scan {

/// A YAML value with the line it stands on (1-based). Aliases are not followed: they are empty scalars.
struct YamlNode
{
    enum class Kind { Scalar, Map, List };
    Kind kind = Kind::Scalar;
    std::string value;
    int line = 0;
    bool isBlock = false;        ///< a | or > text: its first line is the next one
    std::vector<YamlNode> items; ///< List: the items. Map: the values
    std::vector<std::string> keys;
    std::vector<int> keyLines;

    bool isMap() const { return kind == Kind::Map; }
    bool isList() const { return kind == Kind::List; }
    const YamlNode *find(Text key) const; ///< nullptr when it is no map or has no such key
    int lineOf(Text key) const;           ///< the key's line, or this node's
    std::string text(Text key) const;     ///< a scalar's value, or empty
    /// Along several keys.
    const YamlNode *at(std::initializer_list<Text> keys) const;
};

/// Every document of a YAML text. Empty when it is no YAML, or larger, deeper or more branched than
/// configuration ever is. Never throws.
std::vector<YamlNode> parseYaml(Text text);

} // namespace belay::scan
