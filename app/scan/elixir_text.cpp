// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/elixir_text.h"

#include <optional>

namespace belay::scan {

namespace {

/// The code of a line: up to a # that stands outside a string and does not begin an interpolation.
Text withoutComment(Text line)
{
    char quote = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (quote != 0) {
            if (c == '\\')
                ++i;
            else if (c == quote)
                quote = 0;
        } else if (c == '?' && i + 1 < line.size() && (line[i + 1] == '"' || line[i + 1] == '#')) {
            ++i; // the character's code, as in ?"
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '#') {
            return line.substr(0, i);
        }
    }
    return line;
}

struct Block
{
    int indent;
    bool isFunction;
    bool notProduction;
    bool onlyProduction;
};

bool asksEnvironment(Text code)
{
    return containsAny(code, {"config_env()", "Mix.env()", "config_env ", "Mix.env "});
}

/// A block whose body does not run in production.
bool excludesProduction(Text code)
{
    if (!asksEnvironment(code))
        return false;
    if (contains(code, ":prod"))
        return contains(code, "!= :prod") || contains(code, "not in") || code.starts_with("unless");
    return containsAny(code, {"== :dev", "== :test", "in [:dev", "in [:test"}) && !code.starts_with("unless");
}

bool includesOnlyProduction(Text code)
{
    return asksEnvironment(code) && contains(code, "== :prod") && !code.starts_with("unless");
}

std::optional<Block> blockOpenedBy(Text code, int indent)
{
    const bool opens = code.ends_with(" do") || code.ends_with("->") || code == "do";
    if (!opens)
        return std::nullopt;
    const bool function = code.starts_with("def ") || code.starts_with("defp ");
    return Block{indent, function, excludesProduction(code), includesOnlyProduction(code)};
}

} // namespace

std::vector<ElixirLine> elixirLines(const SourceFile &file)
{
    std::vector<ElixirLine> lines;
    std::vector<Block> open;
    Text heredoc;
    int awaitedIndent = -1; // of a head that spans lines: "def f(a,\n b) do"; -1: none
    for (int number = 1; number <= file.lineCount(); ++number) {
        const Text raw = file.line(number);
        ElixirLine line;
        line.number = number;
        line.indent = indentOf(raw);
        if (!heredoc.empty()) {
            if (trimmed(raw).starts_with(heredoc))
                heredoc = Text();
            lines.push_back(line);
            continue;
        }
        const Text code = withoutComment(raw);
        for (const Text mark : {Text("\"\"\""), Text("'''")}) {
            const std::size_t at = code.find(mark);
            if (at != Text::npos && code.find(mark, at + 3) == Text::npos)
                heredoc = mark;
        }
        const Text words = trimmed(code);
        if (!words.empty()) {
            const bool turns = words == "else" || words.starts_with("else ");
            if (turns && !open.empty() && open.back().indent == line.indent)
                std::swap(open.back().notProduction, open.back().onlyProduction);
            while (!turns && !open.empty() && line.indent <= open.back().indent)
                open.pop_back();
        }
        for (const Block &block : open) {
            line.inFunction = line.inFunction || block.isFunction;
            line.notProduction = line.notProduction || block.notProduction;
        }
        const bool oneLine =
            (words.starts_with("def ") || words.starts_with("defp ")) && contains(words, ", do:");
        line.inFunction = line.inFunction || oneLine;
        if (auto block = blockOpenedBy(words, line.indent)) {
            if (awaitedIndent >= 0 && line.indent > awaitedIndent)
                block = Block{awaitedIndent, true, block->notProduction, block->onlyProduction};
            awaitedIndent = -1;
            open.push_back(*block);
        } else if ((words.starts_with("def ") || words.starts_with("defp ")) && !oneLine) {
            awaitedIndent = line.indent;
        }
        line.code = std::string(code);
        lines.push_back(std::move(line));
    }
    return lines;
}

} // namespace belay::scan
