// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/scan/rule.h"

#include <vector>

namespace belay::scan {

/// Every rule, in the order of rules.cpp; made once.
const std::vector<Rule> &allRules();

/// The rule with this id, or nullptr.
const Rule *findRule(const QString &id);

/// Whether a profile ("phoenix", "node", "generic", or empty for all) wants the rule.
bool servesProfile(const Rule &rule, const QString &profile);

/// A rule about what a migration does to a database that is in use.
bool looksAtMigrationsOnly(const Rule &rule);

// The families; each is a file.
std::vector<Rule> elixirConfigRules();
std::vector<Rule> elixirCodeRules();
std::vector<Rule> elixirHealthRules();
std::vector<Rule> migrationRules();
std::vector<Rule> sqlMigrationRules();
std::vector<Rule> knexMigrationRules();
std::vector<Rule> dockerfileRules();
std::vector<Rule> buildOrderRules();
std::vector<Rule> workflowRules();
std::vector<Rule> workflowImageRules();
std::vector<Rule> flyRules();
std::vector<Rule> scriptRules();
std::vector<Rule> databaseScriptRules();
std::vector<Rule> kubernetesRules();
std::vector<Rule> nodeRules();
std::vector<Rule> envRules();
std::vector<Rule> secretRules();
std::vector<Rule> debugCodeRules();
std::vector<Rule> docsRules();
std::vector<Rule> parityRules();
std::vector<Rule> strengthRules();
std::vector<Rule> historyRules();

} // namespace belay::scan
