// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/scan/repository.h"

#include <set>
#include <string>
#include <vector>

namespace belay::scan {

/// What rules about one file need to know of the others, read once from the few files that say it.
class RepositoryFacts
{
public:
    explicit RepositoryFacts(const Repository &repository);

    const Repository &repository() const { return m_repository; }

    bool buildsElixirRelease() const { return m_buildsRelease; } ///< mix release is configured or run
    bool hasAssetsDeploy() const { return m_hasAssetsDeploy; }   ///< mix.exs has an alias assets.deploy
    bool hasRuntimeConfig() const { return m_hasRuntimeConfig; }
    bool runtimeSetsUrlHost() const { return m_runtimeSetsUrlHost; }
    bool locksByAdvisory() const { return m_locksByAdvisory; } ///< Ecto's migration_lock: :pg_advisory_lock
    bool sobelowExits() const { return m_sobelowExits; }       ///< .sobelow-conf sets exit
    bool reportsLcov() const { return m_reportsLcov; }         ///< mix.exs has a tool that writes lcov
    bool dumpsPlainSql() const { return m_dumpsPlainSql; }     ///< pg_dump without -Fc in a script

    /// Names of package.json at the top; empty without one.
    const std::set<std::string> &npmScripts() const { return m_npmScripts; }
    bool buildNeedsDevDependencies() const { return m_buildNeedsDev; }

private:
    void readMix();
    void readElixirConfig();
    void readPackage();
    void readScripts();

    const Repository &m_repository;
    bool m_buildsRelease = false;
    bool m_hasAssetsDeploy = false;
    bool m_hasRuntimeConfig = false;
    bool m_runtimeSetsUrlHost = false;
    bool m_locksByAdvisory = false;
    bool m_sobelowExits = false;
    bool m_reportsLcov = false;
    bool m_dumpsPlainSql = false;
    bool m_buildNeedsDev = false;
    std::set<std::string> m_npmScripts;
};

} // namespace belay::scan
