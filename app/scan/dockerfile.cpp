// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/dockerfile.h"

#include <algorithm>

namespace belay::scan {

namespace {

bool isName(Text word)
{
    return !word.empty() &&
           std::all_of(word.begin(), word.end(), [](char c) { return lower(c) >= 'a' && lower(c) <= 'z'; });
}

std::string upper(Text word)
{
    std::string result(word);
    for (char &c : result)
        c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return result;
}

/// Takes the lines of one instruction; `number` ends behind them. Line ends become '\n' in the value, so that
/// a command's own line can be told.
std::string joined(const SourceFile &file, int &number)
{
    std::string value;
    for (bool goesOn = true; goesOn && number <= file.lineCount(); ++number) {
        Text line = trimmed(file.line(number));
        if (line.starts_with("#")) { // a comment between continuation lines
            value += '\n';
            continue;
        }
        goesOn = line.ends_with("\\") || (line.empty() && !value.empty());
        if (line.ends_with("\\"))
            line = trimmed(line.substr(0, line.size() - 1));
        value += line;
        if (goesOn)
            value += '\n';
    }
    return value;
}

void noteStage(DockerBuild &build, Text value)
{
    ++build.stages;
    const std::vector<Text> words = splitWords(value);
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        if (equalsNoCase(words[i], "as"))
            build.stageNames.push_back(lowered(words[i + 1]));
    }
}

} // namespace

DockerBuild parseDockerfile(const SourceFile &file)
{
    DockerBuild build;
    int number = 1;
    while (number <= file.lineCount()) {
        const Text line = trimmed(file.line(number));
        if (line.empty() || line.front() == '#') {
            ++number;
            continue;
        }
        DockerInstruction one;
        one.line = number;
        const std::string whole = joined(file, number);
        const std::size_t space = whole.find_first_of(" \t\n");
        const Text word = Text(whole).substr(0, space);
        if (!isName(word) || space == std::string::npos)
            continue;
        one.name = upper(word);
        one.value = whole.substr(space + 1);
        if (one.name == "FROM")
            noteStage(build, one.value);
        one.stage = build.stages;
        build.instructions.push_back(std::move(one));
    }
    return build;
}

} // namespace belay::scan
