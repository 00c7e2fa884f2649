// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/rules.h"
#include "app/scan/scan.h"

#include <array>

namespace belay::scan {

namespace {

using namespace Qt::Literals::StringLiterals;

struct Leftover
{
    Text code;
    FileKinds kinds;
    Severity severity;
};

constexpr std::array leftovers{
    Leftover{"console.log(", JavaScript, Severity::Note},
    Leftover{"console.debug(", JavaScript, Severity::Note},
    Leftover{"debugger;", JavaScript, Severity::Warning},
    Leftover{"IO.inspect(", ElixirSource, Severity::Warning},
    Leftover{"IEx.pry", ElixirSource, Severity::Warning},
    Leftover{"dbg()", ElixirSource, Severity::Warning},
    Leftover{"binding.pry", Ruby, Severity::Warning},
    Leftover{"byebug", Ruby, Severity::Warning},
    Leftover{"pdb.set_trace(", Python, Severity::Warning},
    Leftover{"breakpoint()", Python, Severity::Warning},
    Leftover{"var_dump(", Php, Severity::Warning},
};

/// Programs of the build and of developers may print.
bool isTool(Text path)
{
    const Text name = fileName(path);
    return path.starts_with("scripts/") || path.starts_with("bin/") || path.starts_with("tools/") ||
           contains(path, "/scripts/") || contains(path, "/mix/tasks/") || contains(path, "config") ||
           contains(name, "cli") || contains(path, "/bin/") || name.ends_with(".exs") ||
           contains(name, "seed") || contains(name, "gulpfile") || contains(name, "Gemfile") ||
           contains(name, "logger");
}

bool isComment(Text line)
{
    const Text words = trimmed(line);
    return words.starts_with("//") || words.starts_with("#") || words.starts_with("*") ||
           words.starts_with("/*");
}

void debugOutput(FileSight &sight)
{
    if (isTool(sight.file.path()))
        return;
    for (const int number : sight.lines) {
        const Text line = sight.file.line(number);
        if (isComment(line))
            continue;
        for (const Leftover &each : leftovers) {
            const std::size_t at = sight.file.is(each.kinds) ? findWord(line, each.code) : Text::npos;
            if (at == Text::npos || containsAny(line.substr(0, at), {"//", "\"", "'", "`"}))
                continue;
            Finding &found = sight.report.at(sight.file.path(), number,
                                             u"%1 is left in the code"_s.arg(toQString(each.code)),
                                             u"Take it out, or write to the logger"_s, each.severity);
            found.column = static_cast<int>(at) + 1;
            break;
        }
    }
}

bool isCritical(Text path, const QStringList &critical)
{
    for (const QString &place : critical) {
        const std::string wanted = place.toStdString();
        const Text folder =
            Text(wanted).ends_with("/") ? Text(wanted).substr(0, wanted.size() - 1) : Text(wanted);
        if (path == folder || (path.starts_with(folder) && path.substr(folder.size()).starts_with("/")))
            return true;
    }
    return false;
}

void unfinished(FileSight &sight)
{
    if (!isCritical(sight.file.path(), sight.options.criticalPaths))
        return;
    for (const int number : sight.lines) {
        const Text line = sight.file.line(number);
        for (const Text word : {"TODO", "FIXME", "XXX"}) {
            if (containsWord(line, word)) {
                sight.report.at(sight.file.path(), number,
                                u"%1 in a critical path: %2"_s.arg(
                                    toQString(word), shown(line.substr(findWord(line, word)), 80)),
                                u"Finish it, or decide that it can wait and say so elsewhere"_s);
                break;
            }
        }
    }
}

void conflictMarker(FileSight &sight)
{
    bool begun = false;
    for (const int number : sight.lines) {
        const Text line = sight.file.line(number);
        if (line.starts_with("<<<<<<< ")) {
            begun = true;
        } else if (begun && line.starts_with(">>>>>>> ")) {
            sight.report.at(sight.file.path(), number, u"A merge conflict was committed unresolved"_s,
                            u"Choose between both sides, and take the markers out"_s);
            begun = false;
        }
    }
}

} // namespace

std::vector<Rule> debugCodeRules()
{
    std::vector<const char *> literals;
    for (const Leftover &each : leftovers)
        literals.push_back(each.code.data());
    constexpr FileKinds code = JavaScript | ElixirSource | Ruby | Python | Php;
    return {
        {"code/debug-output", "Debug output is left in the code",
         "It prints what is nobody's business, fills logs, and a breakpoint stops the process for ever.",
         deploymentOrigin, Severity::Warning, "debug-code", code, notOurs, literals, debugOutput},
        {"code/unfinished",
         "Something is unfinished in a critical path",
         "Sign-in, payment, data changes: what is marked unfinished there fails first. Which paths are "
         "critical is "
         "configured.",
         deploymentOrigin,
         Severity::Warning,
         "todos",
         AnyText,
         notOurs,
         {"TODO", "FIXME", "XXX"},
         unfinished},
        {"code/conflict-marker",
         "A merge conflict was committed",
         "The file holds both sides of a merge with git's markers between. It does not compile, or worse, "
         "does.",
         practiceOrigin,
         Severity::Error,
         "code-review",
         AnyText,
         notOurs | Markdown,
         {"<<<<<<< ", ">>>>>>> "},
         conflictMarker},
    };
}

} // namespace belay::scan
