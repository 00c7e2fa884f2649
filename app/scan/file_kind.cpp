// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/file_kind.h"

#include "app/scan/text.h"

#include <algorithm>
#include <array>

namespace belay::scan {

namespace {

struct Ending
{
    Text ending;
    FileKinds kinds;
};

constexpr std::array endings{
    Ending{".ex", ElixirSource},   Ending{".exs", ElixirSource},  Ending{".js", JavaScript},
    Ending{".jsx", JavaScript},    Ending{".mjs", JavaScript},    Ending{".cjs", JavaScript},
    Ending{".ts", JavaScript},     Ending{".tsx", JavaScript},    Ending{".vue", JavaScript},
    Ending{".svelte", JavaScript}, Ending{".py", Python},         Ending{".rb", Ruby},
    Ending{".rake", Ruby},         Ending{".php", Php},           Ending{".sh", Shell},
    Ending{".bash", Shell},        Ending{".yml", Yaml},          Ending{".yaml", Yaml},
    Ending{".md", Markdown},       Ending{".markdown", Markdown}, Ending{".min.js", Vendored},
    Ending{".min.css", Vendored},  Ending{".map", Vendored},      Ending{".svg", Vendored},
    Ending{".lock", LockFile},     Ending{".test.js", InTests},   Ending{".test.ts", InTests},
    Ending{".test.tsx", InTests},  Ending{".test.jsx", InTests},  Ending{".spec.js", InTests},
    Ending{".spec.ts", InTests},   Ending{".spec.tsx", InTests},  Ending{".stories.tsx", InTests},
    Ending{"_test.exs", InTests},  Ending{"_test.go", InTests},   Ending{"_test.py", InTests},
    Ending{"_spec.rb", InTests},   Ending{"_test.rb", InTests},   Ending{".snap", InTests},
};

constexpr std::array<Text, 5> lockFiles{"package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml",
                                        "go.sum", "bun.lockb"};

constexpr std::array<Text, 22> testFolders{
    "test",      "tests",   "spec",     "specs",     "__tests__", "__mocks__", "fixtures", "testdata",
    "test-data", "example", "examples", "sample",    "samples",   "doc",       "docs",     "cypress",
    "e2e",       "mocks",   "stories",  "benchmark", "demo",      "tutorial"};

constexpr std::array<Text, 10> vendorFolders{
    "node_modules", "vendor", "third_party", "third-party", "bower_components",
    "dist",         "_build", ".yarn",       "Pods",        "external"};

FileKinds placeOf(Text path)
{
    FileKinds kinds = 0;
    const std::vector<Text> parts = split(path, '/');
    for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
        if (std::find(testFolders.begin(), testFolders.end(), parts[i]) != testFolders.end())
            kinds |= InTests;
        if (std::find(vendorFolders.begin(), vendorFolders.end(), parts[i]) != vendorFolders.end())
            kinds |= Vendored;
        if (parts[i] == "static" && i > 0 && parts[i - 1] == "priv")
            kinds |= Vendored;
    }
    // A mix project's dependencies lie in `deps` beside mix.exs; other projects may have sources there.
    if (parts.size() > 2 && parts[0] == "deps")
        kinds |= Vendored;
    return kinds;
}

bool isUnder(Text path, Text folder)
{
    return path.starts_with(folder) || contains(path, std::string("/") + std::string(folder));
}

FileKinds envKinds(Text name)
{
    const bool dotEnv = name == ".env" || name.starts_with(".env.") || name == ".envrc";
    if (!dotEnv && !name.ends_with(".env") && name != "env.example")
        return 0;
    for (const Text word : {"example", "sample", "template", "dist", "defaults", "schema", "tpl", "vault"}) {
        if (contains(name, word))
            return EnvExample;
    }
    return EnvFile;
}

FileKinds nameKinds(Text path, Text name)
{
    FileKinds kinds = 0;
    if (name == "Dockerfile" || name.starts_with("Dockerfile.") || name.ends_with(".Dockerfile") ||
        name.ends_with(".dockerfile") || name == "Containerfile")
        kinds |= Dockerfile;
    if (name == "package.json")
        kinds |= PackageJson;
    if (name.starts_with("fly") && name.ends_with(".toml"))
        kinds |= FlyToml;
    if (name.starts_with("docker-compose") || name.starts_with("compose."))
        kinds |= Compose;
    if (path == ".gitlab-ci.yml")
        kinds |= GitlabCi;
    if (name == "mix.lock" || std::find(lockFiles.begin(), lockFiles.end(), name) != lockFiles.end())
        kinds |= LockFile;
    return kinds | envKinds(name);
}

FileKinds refined(FileKinds kinds, Text path)
{
    if ((kinds & ElixirSource) && path.ends_with(".exs")) {
        if (isUnder(path, "config/"))
            kinds |= ElixirConfig;
        if (isUnder(path, "migrations/"))
            kinds |= EctoMigration;
    }
    if ((kinds & Ruby) && isUnder(path, "db/migrate/"))
        kinds |= RailsMigration;
    if (path.ends_with(".sql") && (contains(path, "migration") || isUnder(path, "migrate/")))
        kinds |= SqlMigration;
    if ((kinds & JavaScript) && (isUnder(path, "migrations/") || isUnder(path, "migrate/")))
        kinds |= KnexMigration;
    if ((kinds & Yaml) && path.starts_with(".github/workflows/"))
        kinds |= Workflow;
    if ((kinds & Compose) && !(kinds & Yaml))
        kinds &= ~static_cast<unsigned>(Compose);
    return kinds;
}

} // namespace

FileKinds kindsOf(std::string_view path)
{
    const Text name = fileName(path);
    FileKinds kinds = nameKinds(path, name);
    const std::size_t dot = name.find('.');
    if (dot != Text::npos) {
        for (const Ending &each : endings) {
            if (name.ends_with(each.ending))
                kinds |= each.kinds;
        }
    }
    kinds = refined(kinds, path);
    if ((kinds & AnyText) == 0)
        kinds |= OtherText;
    return kinds | placeOf(path);
}

} // namespace belay::scan
