// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever a repository holds, the scanner's readers come back with an answer. With clang and -DBELAY_FUZZ=ON
// this is a libFuzzer program; without, fuzz_driver.cpp mutates the case files for a bounded time, the same
// way every time.

#include "app/scan/rules.h"
#include "app/scan/scan.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

using namespace belay;
using namespace belay::scan;

namespace {

/// One name for each reader: the first byte of the input chooses.
constexpr const char *names[] = {"priv/repo/migrations/20240101000000_a.exs",
                                 "config/runtime.exs",
                                 "lib/a_web/controllers/health_controller.ex",
                                 "Dockerfile",
                                 ".github/workflows/ci.yml",
                                 ".gitlab-ci.yml",
                                 "k8s/deployment.yaml",
                                 "docker-compose.yml",
                                 "fly.toml",
                                 "scripts/deploy.sh",
                                 "package.json",
                                 ".env.production",
                                 ".env.example",
                                 "src/app.ts",
                                 "db/migrations/1_a.sql",
                                 "db/migrate/1_a.rb",
                                 "CHANGELOG.md",
                                 "mix.exs",
                                 ".tool-versions"};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0)
        return 0;
    const char *name = names[data[0] % std::size(names)];
    const std::string text(data + 1, data + size);
    ScanOptions options;
    options.threads = 1;
    const auto report = scanRepository(Repository::fromTexts({{name, text}}), options, {}, CancelToken());
    if (!report)
        __builtin_trap();
    for (const Finding &finding : report->findings) {
        // A finding names a line that is there.
        const auto lines = static_cast<int>(std::count(text.begin(), text.end(), '\n')) + 1;
        if (finding.line < 0 || finding.line > lines || finding.rule.isEmpty() || finding.message.isEmpty())
            __builtin_trap();
        if (finding.edit)
            withEdits(QString::fromStdString(text), {*finding.edit});
    }
    return 0;
}
