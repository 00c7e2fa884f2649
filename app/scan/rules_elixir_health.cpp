// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/elixir_text.h"
#include "app/scan/rules.h"

namespace belay::scan {

namespace {

using namespace Qt::Literals::StringLiterals;

bool isHealthController(const SourceFile &file)
{
    const Text name = fileName(file.path());
    return contains(name, "health") && (contains(name, "controller") || contains(name, "plug"));
}

bool asksDatabase(Text text)
{
    return containsNoCase(text, "select 1") ||
           containsAny(text,
                       {"Repo.", ".SQL.query", "Repo,", "check_database", "database_check", "health_check"});
}

void healthWithoutDatabase(FileSight &sight)
{
    // The question about the repository last: it is asked of every file that gets so far.
    if (!isHealthController(sight.file) || asksDatabase(sight.file.text()) ||
        sight.facts.repository().ofKind(EctoMigration).empty())
        return;
    for (const ElixirLine &line : elixirLines(sight.file)) {
        const Text words = trimmed(line.code);
        if (words.starts_with("def ") && containsAny(words, {"conn"})) {
            sight.report.at(
                sight.file.path(), line.number,
                u"The health endpoint says ok without asking the database: it is green while every page "
                "fails"_s,
                u"Run SELECT 1 through the repo, and answer 503 when it fails"_s);
            return;
        }
    }
}

/// A function whose whole body says that all is well: `def check_redis do %{status: :ok} end`.
void checkIsAStub(FileSight &sight)
{
    const auto lines = elixirLines(sight.file);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const Text head = trimmed(lines[i].code);
        if (!head.starts_with("def") || !contains(head, "check") || !head.ends_with(" do"))
            continue;
        std::vector<Text> body;
        for (std::size_t next = i + 1; next < lines.size() && next < i + 12; ++next) {
            const Text words = trimmed(lines[next].code);
            if (lines[next].indent <= lines[i].indent && words == "end")
                break;
            if (!words.empty())
                body.push_back(words);
        }
        const bool onlyOk = body.size() == 1 && containsAny(body[0], {"status: :ok}", ":ok"}) &&
                            (body[0].starts_with("%{") || body[0] == ":ok" || body[0].starts_with("{:ok"));
        if (onlyOk)
            sight.report.at(sight.file.path(), lines[i].number,
                            u"This check never looks: it answers ok whatever happens"_s,
                            u"Ask the service, or take the check out of the answer"_s);
    }
}

/// Checks that are called and not defined in the same module: check_cache().
void checkIsNotDefined(FileSight &sight)
{
    if (!isHealthController(sight.file) || contains(sight.file.text(), "import "))
        return;
    for (const ElixirLine &line : elixirLines(sight.file)) {
        const std::size_t at = line.code.find("check_");
        if (at == std::string::npos || trimmed(line.code).starts_with("def"))
            continue;
        std::size_t end = at;
        while (end < line.code.size() && isWordChar(line.code[end]))
            ++end;
        const std::string name = line.code.substr(at, end - at);
        const bool calls =
            end < line.code.size() && line.code[end] == '(' && (at == 0 || line.code[at - 1] != '.');
        if (calls && !contains(sight.file.text(), "def " + name) &&
            !contains(sight.file.text(), "defp " + name))
            sight.report.at(
                sight.file.path(), line.number,
                u"%1 is called, and nothing here defines it: the module does not compile"_s.arg(shown(name)),
                u"Write the function, or take the call out"_s);
    }
}

void routeIsStatic(FileSight &sight)
{
    for (const int number : sight.lines) {
        const Text line = trimmed(sight.file.line(number));
        if (line.starts_with("get \"/health\", PageController"))
            sight.report.at(
                sight.file.path(), number,
                u"The health route is a page: it proves that the web server runs and nothing else"_s,
                u"Give it a controller that runs SELECT 1"_s);
    }
}

} // namespace

std::vector<Rule> elixirHealthRules()
{
    return {
        {"elixir/health-without-database",
         "The health endpoint does not ask the database",
         "A balancer believes the health endpoint. One that only answers 200 keeps hosts in service that "
         "cannot reach "
         "their database.",
         gotchasOrigin,
         Severity::Warning,
         "health-database",
         ElixirSource,
         notOurs,
         {"conn"},
         healthWithoutDatabase},
        {"elixir/health-stub",
         "A health check that never looks",
         "A check that always says ok is worse than none: the dashboard shows the service as tested.",
         phoenixOrigin,
         Severity::Warning,
         "health-database",
         ElixirSource,
         notOurs,
         {"check"},
         checkIsAStub},
        {"elixir/health-check-undefined",
         "A health check that is not defined",
         "The endpoint calls a function that is nowhere in its module.",
         phoenixOrigin,
         Severity::Warning,
         "health-database",
         ElixirSource,
         notOurs,
         {"check_"},
         checkIsNotDefined},
        {"elixir/health-route-static",
         "The health route is an ordinary page",
         "Balancers need an answer that depends on what the application needs: above all the database.",
         gotchasOrigin,
         Severity::Warning,
         "health-database",
         ElixirSource,
         notOurs,
         {"/health"},
         routeIsStatic},
    };
}

} // namespace belay::scan
