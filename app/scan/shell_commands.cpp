// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/shell_commands.h"

#include "app/scan/dockerfile.h"

#include <algorithm>

namespace belay::scan {

namespace {

/// Splits at &&, ||, ; outside quotes and substitutions; a comment ends the text. A pipe stays in one
/// command.
void splitCommands(Text text, int line, std::vector<ShellCommand> &commands)
{
    char quote = 0;
    int depth = 0;
    std::size_t start = 0;
    const auto take = [&](std::size_t end) {
        const Text one = trimmed(text.substr(start, end - start));
        if (!one.empty())
            commands.push_back(
                {line + static_cast<int>(std::count(
                            text.begin(),
                            text.begin() + static_cast<std::ptrdiff_t>(one.data() - text.data()), '\n')),
                 std::string(one)});
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quote != 0) {
            if (c == '\\' && quote == '"')
                ++i;
            else if (c == quote)
                quote = 0;
            continue;
        }
        if (c == '\\') {
            ++i;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '(') {
            ++depth;
        } else if (c == ')') {
            depth = std::max(0, depth - 1);
        } else if (c == '#' && (i == 0 || isSpace(text[i - 1]))) {
            take(i);
            start = std::min(text.find('\n', i), text.size());
            i = start;
        } else if (depth == 0 &&
                   (c == ';' || (i + 1 < text.size() && (c == '&' || c == '|') && text[i + 1] == c))) {
            take(i);
            i += c == ';' ? 0 : 1;
            start = i + 1;
        }
    }
    if (start < text.size())
        take(text.size());
}

/// The word that ends a here document begun on this line, or nothing.
std::string hereDocumentEnd(Text line)
{
    const std::size_t at = line.find("<<");
    if (at == Text::npos || line.substr(at).starts_with("<<<"))
        return {};
    Text word = line.substr(at + 2);
    if (word.starts_with("-"))
        word.remove_prefix(1);
    word = trimmed(word);
    const auto words = splitWords(word);
    const Text first = words.empty() ? Text() : withoutQuotes(words.front());
    return !first.empty() && isWordChar(first.front()) && !isDigit(first.front()) ? std::string(first)
                                                                                  : std::string();
}

void noteOptions(CommandList &list)
{
    for (const ShellCommand &command : list.commands) {
        if (!Text(command.text).starts_with("set "))
            continue;
        list.pipefail = list.pipefail || contains(command.text, "pipefail");
        const auto words = splitWords(command.text);
        for (const Text word : words)
            list.stopsOnError = list.stopsOnError || word == "errexit" ||
                                (word.starts_with("-") && !word.starts_with("--") && contains(word, "e"));
    }
}

std::vector<CommandList> dockerLists(const SourceFile &file)
{
    std::vector<CommandList> lists;
    const DockerBuild build = parseDockerfile(file);
    lists.resize(static_cast<std::size_t>(build.stages) + 1);
    for (const DockerInstruction &one : build.instructions) {
        CommandList &list = lists[static_cast<std::size_t>(one.stage)];
        if (one.name == "COPY" || one.name == "ADD")
            list.hasCopies = true;
        if (one.name == "RUN") {
            std::string text = one.value;
            // Mounts and other options stand before the command.
            while (text.starts_with("--")) {
                const std::size_t space = text.find_first_of(" \n");
                text = space == std::string::npos ? std::string() : text.substr(space + 1);
            }
            splitCommands(text, one.line, list.commands);
        }
    }
    return lists;
}

int firstLineOf(const YamlNode &text)
{
    return text.isBlock ? text.line + 1 : text.line;
}

std::vector<CommandList> workflowLists(const SourceFile &file)
{
    std::vector<CommandList> lists;
    for (const YamlNode &document : parseYaml(file.text())) {
        const YamlNode *jobs = document.find("jobs");
        for (std::size_t i = 0; jobs && jobs->isMap() && i < jobs->items.size(); ++i) {
            CommandList list;
            list.name = jobs->keys[i];
            list.stopsOnError = true; // GitHub runs its scripts with bash -e
            const YamlNode *steps = jobs->items[i].find("steps");
            for (std::size_t s = 0; steps && s < steps->items.size(); ++s) {
                const YamlNode *run = steps->items[s].find("run");
                if (!run)
                    continue;
                for (ShellCommand &command : shellCommands(run->value, firstLineOf(*run)))
                    list.commands.push_back(std::move(command));
                list.pipefail = list.pipefail || steps->items[s].text("shell") == "bash";
            }
            lists.push_back(std::move(list));
        }
    }
    return lists;
}

std::vector<CommandList> gitlabLists(const SourceFile &file)
{
    std::vector<CommandList> lists;
    for (const YamlNode &document : parseYaml(file.text())) {
        for (std::size_t i = 0; document.isMap() && i < document.items.size(); ++i) {
            CommandList list;
            list.name = document.keys[i];
            list.stopsOnError = true;
            for (const Text key : {"before_script", "script", "after_script"}) {
                const YamlNode *lines = document.items[i].find(key);
                for (std::size_t s = 0; lines && lines->isList() && s < lines->items.size(); ++s) {
                    for (ShellCommand &command :
                         shellCommands(lines->items[s].value, firstLineOf(lines->items[s])))
                        list.commands.push_back(std::move(command));
                }
            }
            if (!list.commands.empty())
                lists.push_back(std::move(list));
        }
    }
    return lists;
}

} // namespace

std::vector<ShellCommand> shellCommands(Text script, int firstLine)
{
    std::vector<ShellCommand> commands;
    const std::vector<Text> lines = splitLines(script);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const int number = firstLine + static_cast<int>(i);
        std::string whole(lines[i]);
        while (whole.ends_with('\\') && i + 1 < lines.size()) {
            whole.back() = '\n';
            whole += lines[++i];
        }
        splitCommands(whole, number, commands);
        const std::string end = hereDocumentEnd(whole);
        if (end.empty())
            continue;
        // Without its end it was no here document (an arithmetic shift, for example).
        std::size_t last = i + 1;
        while (last < lines.size() && trimmed(lines[last]) != end)
            ++last;
        if (last < lines.size())
            i = last;
    }
    return commands;
}

std::vector<CommandList> commandLists(const SourceFile &file)
{
    std::vector<CommandList> lists;
    if (file.is(Dockerfile))
        lists = dockerLists(file);
    else if (file.is(Workflow))
        lists = workflowLists(file);
    else if (file.is(GitlabCi))
        lists = gitlabLists(file);
    else if (file.is(Shell))
        lists.push_back({std::string(), shellCommands(file.text(), 1), false, false, false});
    for (CommandList &list : lists)
        noteOptions(list);
    if (file.is(Shell) && !lists.empty() && file.text().starts_with("#!")) {
        const auto words = splitWords(file.line(1));
        lists.front().stopsOnError = lists.front().stopsOnError || (words.size() > 1 && words.back() == "-e");
    }
    return lists;
}

bool runs(const ShellCommand &command, Text words)
{
    std::vector<Text> have = splitWords(command.text);
    std::size_t first = 0;
    while (first < have.size()) {
        const Text word = have[first];
        const std::size_t equals = word.find('=');
        const bool assigns = equals != Text::npos && equals > 0 && !contains(word.substr(0, equals), "/");
        if (!assigns && word != "sudo" && word != "then" && word != "do" && word != "if" && word != "!" &&
            word != "exec" && word != "time" && word != "env" && word != "else" && word != "run:")
            break;
        ++first;
    }
    const std::vector<Text> wanted = splitWords(words);
    if (have.size() < first + wanted.size())
        return false;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const Text word = i == 0 ? fileName(have[first]) : have[first + i];
        if (word != wanted[i])
            return false;
    }
    return true;
}

} // namespace belay::scan
