// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/rules.h"

#include <algorithm>

namespace belay::scan {

const std::vector<Rule> &allRules()
{
    static const std::vector<Rule> all = [] {
        std::vector<Rule> rules;
        for (const auto family : {
                 elixirConfigRules,   elixirCodeRules,    elixirHealthRules, migrationRules,
                 sqlMigrationRules,   knexMigrationRules, dockerfileRules,   buildOrderRules,
                 workflowRules,       workflowImageRules, flyRules,          scriptRules,
                 databaseScriptRules, kubernetesRules,    nodeRules,         envRules,
                 secretRules,         debugCodeRules,     docsRules,         parityRules,
                 strengthRules,       historyRules,
             }) {
            std::vector<Rule> some = family();
            std::move(some.begin(), some.end(), std::back_inserter(rules));
        }
        return rules;
    }();
    return all;
}

const Rule *findRule(const QString &id)
{
    const auto &all = allRules();
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&id](const Rule &rule) { return id == QLatin1StringView(rule.id); });
    return found == all.end() ? nullptr : &*found;
}

bool servesProfile(const Rule &rule, const QString &profile)
{
    const Text id = rule.id;
    if (profile == QLatin1StringView("node"))
        return !id.starts_with("elixir/") && !id.starts_with("migration/");
    return true;
}

bool looksAtMigrationsOnly(const Rule &rule)
{
    // One that looks at the repository as a whole compares new migrations with the old ones.
    return rule.checkFile && rule.kinds != 0 && (rule.kinds & ~AnyMigration) == 0;
}

} // namespace belay::scan
