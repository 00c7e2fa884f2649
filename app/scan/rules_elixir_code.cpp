// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/elixir_text.h"
#include "app/scan/rules.h"

namespace belay::scan {

namespace {

using namespace Qt::Literals::StringLiterals;

void getEnvBang(FileSight &sight)
{
    for (const ElixirLine &line : elixirLines(sight.file)) {
        const std::size_t at = line.code.find("System.get_env!");
        if (at == std::string::npos)
            continue;
        Finding &found = sight.report.at(sight.file.path(), line.number,
                                         u"System.get_env! does not exist: this line raises when it runs"_s,
                                         u"Use System.fetch_env!"_s);
        found.column = static_cast<int>(at) + 1;
        QString mended = toQString(sight.file.line(line.number));
        found.edit = TextEdit{line.number, line.number,
                              mended.replace(u"System.get_env!"_s, u"System.fetch_env!"_s), false};
    }
}

void mixAtRuntime(FileSight &sight)
{
    const Text path = sight.file.path();
    const bool inLib = path.starts_with("lib/") || contains(path, "/lib/");
    if (!inLib || contains(path, "/mix/tasks/") || path.starts_with("lib/mix/") ||
        contains(sight.file.text(), "use Mix.Task") || contains(sight.file.text(), "Code.ensure_loaded?(Mix"))
        return;
    for (const ElixirLine &line : elixirLines(sight.file)) {
        for (const Text call : {"Mix.env()", "Mix.env ", "Mix.Project.", "Mix.target()"}) {
            const std::size_t at = findWord(line.code, call);
            if (!line.inFunction || at == Text::npos || (at > 0 && line.code[at - 1] == '.'))
                continue;
            Finding &found = sight.report.at(
                path, line.number, u"Mix is not part of a release: this call raises in production"_s,
                u"Read it once when compiling (@env Mix.env()), or from the application's configuration"_s,
                sight.facts.buildsElixirRelease() ? Severity::Error : Severity::Warning);
            found.column = static_cast<int>(at) + 1;
            break;
        }
    }
}

void noReleaseMigrations(RepositorySight &sight)
{
    if (!sight.facts.buildsElixirRelease())
        return;
    const FileEntry *mix = sight.repository.find("mix.exs");
    const bool migrates = !sight.repository.ofKind(EctoMigration).empty();
    if (!mix || !migrates)
        return;
    // The rule's literals have already picked the files that use Ecto's migrator.
    for (const FileEntry *file : sight.files) {
        if (!(file->kinds & EctoMigration))
            return;
    }
    sight.report.at(mix->path, 0,
                    u"A release is built and there are migrations, but no code in lib runs them"_s,
                    u"Add a release module with Ecto.Migrator.with_repo (mix phx.gen.release writes one)"_s);
}

} // namespace

std::vector<Rule> elixirCodeRules()
{
    return {
        {"elixir/get-env-bang",
         "System.get_env! does not exist",
         "The function that raises for a missing variable is System.fetch_env!/1. System.get_env!/1 was "
         "never there, "
         "so the line fails with an UndefinedFunctionError at the first start in production.",
         gotchasOrigin,
         Severity::Error,
         "runtime-config",
         ElixirSource,
         notOurs,
         {"System.get_env!"},
         getEnvBang},
        {"elixir/mix-at-runtime",
         "Mix is called at run time",
         "A release holds the compiled application without Mix. Mix.env() in a function works on every "
         "developer's "
         "machine and raises in production. Module attributes and code outside functions are evaluated when "
         "compiling "
         "and are fine.",
         phoenixOrigin,
         Severity::Error,
         "runtime-config",
         ElixirSource,
         notOurs,
         {"Mix.env", "Mix.Project", "Mix.target"},
         mixAtRuntime},
        {"elixir/no-release-migrations",
         "Nothing in the release can migrate the database",
         "There is no mix on a production host. A module that calls Ecto.Migrator makes `bin/app eval` and "
         "`bin/migrate` possible.",
         gotchasOrigin,
         Severity::Warning,
         "release-migrations",
         ElixirSource,
         InTests | Vendored,
         {"Ecto.Migrator"},
         nullptr,
         noReleaseMigrations},
    };
}

} // namespace belay::scan
