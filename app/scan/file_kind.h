// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace belay::scan {

/// What a file is, told by its path alone. A file can be several.
enum FileKind : unsigned {
    ElixirSource = 1U << 0,  ///< .ex, .exs
    ElixirConfig = 1U << 1,  ///< config/*.exs
    EctoMigration = 1U << 2, ///< …/migrations/*.exs
    SqlMigration = 1U << 3,  ///< *.sql below migrations, migrate or migration
    RailsMigration = 1U << 4,
    Dockerfile = 1U << 5,
    Workflow = 1U << 6, ///< .github/workflows/*.yml at the top, where GitHub reads them
    GitlabCi = 1U << 7,
    Compose = 1U << 8,
    Yaml = 1U << 9,
    FlyToml = 1U << 10,
    Shell = 1U << 11,
    PackageJson = 1U << 12,
    EnvFile = 1U << 13,    ///< .env, .env.production, …: holds values
    EnvExample = 1U << 14, ///< .env.example and its synonyms: holds names
    JavaScript = 1U << 15, ///< and TypeScript
    Python = 1U << 16,
    Ruby = 1U << 17,
    Php = 1U << 18,
    Markdown = 1U << 19,
    OtherText = 1U << 20,
    KnexMigration = 1U << 21, ///< JavaScript or TypeScript in migrations or migrate
    AnyText = (1U << 22) - 1,
    AnyMigration = EctoMigration | SqlMigration | RailsMigration | KnexMigration,

    // Where it lies. Rules about what reaches production leave these alone.
    InTests = 1U << 24,  ///< tests, fixtures, examples, documentation
    Vendored = 1U << 25, ///< somebody else's code, or generated
    LockFile = 1U << 26,
};

using FileKinds = unsigned;

/// `path` is relative to the scanned folder, with slashes.
FileKinds kindsOf(std::string_view path);

} // namespace belay::scan
