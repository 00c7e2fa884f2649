// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/env_names.h"

#include <algorithm>
#include <array>
#include <set>

namespace belay::scan {

namespace {

/// `System.get_env("NAME") ||` with a `raise` on this line or on one of the two below it.
bool stopsWithout(const SourceFile &file, int number)
{
    if (!contains(file.line(number), "||"))
        return false;
    for (int each = number; each <= std::min(number + 2, file.lineCount()); ++each)
        if (contains(file.line(each), "raise"))
            return true;
    return false;
}

} // namespace

std::vector<NameRead> namesRead(const SourceFile &file)
{
    std::vector<NameRead> names;
    const auto quoted = [](Text line, std::size_t from) -> std::string {
        const std::size_t start = line.find_first_of("\"'", from);
        const std::size_t end = start == Text::npos ? start : line.find(line[start], start + 1);
        return end == Text::npos || start > from + 2 ? std::string()
                                                     : std::string(line.substr(start + 1, end - start - 1));
    };
    for (int number = 1; number <= file.lineCount(); ++number) {
        const Text line = file.line(number);
        if (line.size() > 2000 || trimmed(line).starts_with("#") || trimmed(line).starts_with("//"))
            continue;
        for (const Text call :
             {"System.get_env(", "System.fetch_env!(", "System.get_env!(", "System.fetch_env("}) {
            for (std::size_t at = line.find(call); at != Text::npos; at = line.find(call, at + 1))
                names.push_back({quoted(line, at + call.size()), number,
                                 contains(call, "!") || stopsWithout(file, number)});
        }
        static constexpr Text process = "process.env.";
        for (std::size_t at = line.find(process); at != Text::npos; at = line.find(process, at + 1)) {
            std::size_t end = at + process.size();
            while (end < line.size() && isWordChar(line[end]))
                ++end;
            names.push_back(
                {std::string(line.substr(at + process.size(), end - at - process.size())), number, false});
        }
        static constexpr Text index = "process.env[";
        for (std::size_t at = line.find(index); at != Text::npos; at = line.find(index, at + 1))
            names.push_back({quoted(line, at + index.size()), number, false});
    }
    return names;
}

bool setBySomebodyElse(Text name)
{
    static constexpr std::array known{
        Text("NODE_ENV"), Text("CI"),   Text("HOME"),       Text("PATH"),        Text("USER"),  Text("TZ"),
        Text("HOSTNAME"), Text("PORT"), Text("MIX_ENV"),    Text("LANG"),        Text("DEBUG"), Text("PWD"),
        Text("SHELL"),    Text("TERM"), Text("MIX_TARGET"), Text("NODE_OPTIONS")};
    if (std::find(known.begin(), known.end(), name) != known.end())
        return true;
    for (const Text start : {"npm_", "MIX_TEST", "RELEASE_", "FLY_", "KUBERNETES_", "GITHUB_", "VERCEL_",
                             "HEROKU_", "JEST_", "VITEST", "PLUG_EDITOR"}) {
        if (name.starts_with(start))
            return true;
    }
    return false;
}

bool readsForProduction(const FileEntry &file)
{
    const Text name = fileName(file.path);
    if (file.kinds & ElixirSource)
        return name == "runtime.exs" || name == "releases.exs";
    return !contains(name, "config.") && !contains(name, ".d.ts");
}

std::vector<NameToSet> namesToSet(const Repository &repository)
{
    std::vector<NameToSet> names;
    std::set<std::string> seen;
    for (const FileEntry *file : repository.ofKind(ElixirConfig | JavaScript)) {
        const auto text = readsForProduction(*file) ? repository.text(file->path) : std::nullopt;
        if (!text)
            continue;
        for (const auto &[name, line, required] : namesRead(SourceFile(file->path, *text, file->kinds))) {
            const bool plain = !name.empty() && std::all_of(name.begin(), name.end(), isWordChar);
            if (plain && !setBySomebodyElse(name) && seen.insert(name).second)
                names.push_back({name, file->path, line, required});
        }
    }
    return names;
}

} // namespace belay::scan
