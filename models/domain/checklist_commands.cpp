// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/checklist_table.h"

namespace belay::checklisttable {

namespace {

constexpr auto must = CheckLevel::Must;
constexpr auto should = CheckLevel::Should;
constexpr auto code = "Code quality";
constexpr auto testing = "Testing";

// clang-format off
constexpr CommandRow phoenixRows[] = {
    {"compile", "No compiler warnings", code, must, "mix compile --warnings-as-errors", "mix-compile", 15, 0,
     "A warning is often a bug that has not happened yet. Mend it, or change the code so that it is not needed."},
    {"format", "Code is formatted", code, must, "mix format --check-formatted", "mix-format", 5, 0,
     "Run `mix format` and commit the result."},
    {"test", "All tests passing", testing, must, "mix test", "mix-test", 30, 0,
     "Every failing test is shown by name. A test that fails now and then is a failing test."},
    {"coverage", "Test coverage at least 80 %", testing, must, "mix test --cover", "coverage", 30, 80,
     "The Total row is compared with 80 %, not with Mix's own threshold of 90 %. Set another with expect.coverage_at_least."},
    {"credo", "No credo issues", code, must, "mix credo --strict", "credo", 10, 0,
     "Mend the issues, or configure the rule in .credo.exs if the team does not want it."},
    {"sobelow", "Security audit passed (sobelow)", code, must, "mix sobelow --config", "sobelow", 10, 0,
     "Findings count even though sobelow exits with 0 when it has some. Skip a false one with a comment in the code."},
    {"hex-audit", "No retired or vulnerable dependencies", code, must, "mix hex.audit", "hex-audit", 5, 0,
     "Older versions of Hex list retired packages only; newer ones list security advisories too."},
    {"dialyzer", "No type errors (dialyzer)", code, should, "mix dialyzer", "dialyzer", 60, 0,
     "The first run builds the PLT and takes long; later ones take a minute or two."},
    {"release-build", "Release builds", code, must, "MIX_ENV=prod mix release --overwrite", "mix-release", 30, 0,
     "The same build that is uploaded. Run `mix assets.deploy` before it, or the release has no CSS and JavaScript."},
};

constexpr CommandRow nodeRows[] = {
    {"npm-ci", "Dependencies install from the lock file", code, must, "npm ci", "npm-ci", 15, 0,
     "Fails when package.json and the lock file disagree. Run `npm install` and commit the lock file."},
    {"build", "Build succeeds", code, must, "npm run build", "exit", 20, 0,
     "Needs the development dependencies: build before they are left out."},
    {"lint", "Linting passes", code, must, "npm run lint", "eslint", 10, 0,
     "Mend the findings, or change the rule for everybody in the configuration."},
    {"type-check", "Types check", code, must, "npm run type-check", "tsc", 10, 0,
     "Disable this item if the project is not typed."},
    {"unit-tests", "Unit tests passing", testing, must, "npm run test:unit", "tests", 20, 0,
     "A test that fails now and then is a failing test."},
    {"integration-tests", "Integration tests passing", testing, must, "npm run test:integration", "tests", 30, 0,
     "They need the services of the project (database, queue) on this computer."},
    {"e2e", "End-to-end tests passing", testing, must, "npm run test:e2e", "tests", 45, 0,
     "Run against staging or a copy, never against production."},
    {"coverage", "Test coverage at least 80 %", testing, must, "npm run test:coverage", "coverage", 30, 80,
     "Compared as a decimal: 79.3 % is less than 80 %."},
    {"npm-audit", "No vulnerable dependencies (high or critical)", code, must,
     "npm audit --omit=dev --audit-level=high", "npm-audit", 5, 0,
     "Update the package, or override the one below it. Findings under the level are counted but do not fail."},
};
// clang-format on

} // namespace

std::span<const CommandRow> phoenixCommands()
{
    return phoenixRows;
}

std::span<const CommandRow> nodeCommands()
{
    return nodeRows;
}

} // namespace belay::checklisttable
