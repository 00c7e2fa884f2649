// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/inspection_world.h"

#include "app/git.h"
#include "app/net/certificate.h"
#include "app/net/name_lookup.h"
#include "app/scan/env_names.h"
#include "app/scan/env_text.h"
#include "app/scan/rules.h"
#include "app/scan/scan.h"

#include <mutex>
#include <optional>

namespace belay {

namespace {

constexpr qint64 runsLookedAt = 500;

/// Gathers an answer once; whoever asks meanwhile waits for it. An answer that was cancelled is not kept.
template <typename Value> class Once
{
public:
    template <typename Gather> Value get(const CancelToken &cancel, const Gather &gather)
    {
        const std::scoped_lock lock(m_mutex);
        if (m_value)
            return *m_value;
        Value value = gather();
        if (!cancel.cancelled())
            m_value = value;
        return value;
    }

private:
    std::mutex m_mutex;
    std::optional<Value> m_value;
};

class World final : public InspectionWorld
{
public:
    World(const Workspace &workspace, Project project, Environment environment, QString version)
        : m_workspace(workspace)
        , m_project(std::move(project))
        , m_environment(std::move(environment))
        , m_version(std::move(version))
    {
    }

    Result<scan::ScanReport> files(const CancelToken &cancel);
    Result<RuleFindings> findings(const QString &item, const CancelToken &cancel) override;
    Result<Changes> changes(const CancelToken &cancel) override;
    Result<std::vector<PastRelease>> past() override;
    QString remote(const CancelToken &cancel) override
    {
        return remoteAddress(m_project.directory, m_workspace.composition().ports().local, cancel);
    }
    FleetSnapshot fleet(const CancelToken &cancel) override
    {
        return m_fleet.get(cancel, [&] { return m_workspace.observe(m_project, m_environment, cancel); });
    }
    Result<Plan> rollbackPlan(const CancelToken &cancel) override
    {
        return m_wayBack.get(cancel, [&] {
            return m_workspace.planRollback(m_project, m_environment, RollbackIntent(), cancel);
        });
    }

    Result<Certificate> certificate(const QString &url, const CancelToken &cancel) override;
    Result<QStringList> addresses(const QString &name, const CancelToken &cancel) override;
    Result<std::vector<EnvironmentName>> environmentNames(const CancelToken &cancel) override;

private:
    const Workspace &m_workspace;
    const Project m_project;
    const Environment m_environment;
    const QString m_version;
    Once<Result<scan::ScanReport>> m_scan;
    Once<Result<Changes>> m_changes;
    Once<Result<std::vector<PastRelease>>> m_past;
    Once<FleetSnapshot> m_fleet;
    Once<Result<Plan>> m_wayBack;
    Once<Result<std::vector<EnvironmentName>>> m_names;
    NameLookups m_lookups;
};

Result<scan::ScanReport> World::files(const CancelToken &cancel)
{
    return m_scan.get(cancel, [&] {
        scan::ScanOptions options;
        options.profile = m_project.profile;
        options.version = m_version;
        options.criticalPaths = m_project.checklist.criticalPaths;
        if (const auto since = changes(cancel); since && !since->sinceCommit.isEmpty())
            options.newFiles = since->files + since->pending;
        return scan::scanRepository(m_project.directory, options, {}, cancel);
    });
}

Result<RuleFindings> World::findings(const QString &item, const CancelToken &cancel)
{
    const auto report = files(cancel);
    if (!report)
        return tl::unexpected(report.error());
    RuleFindings found;
    found.files = report->files;
    found.note = report->note;
    bool aboutMigrations = false;
    for (const scan::Rule &rule : scan::allRules()) {
        if (item != QLatin1String(rule.item) || !report->perRule.contains(QString::fromUtf8(rule.id)))
            continue;
        ++found.rules;
        aboutMigrations = aboutMigrations || scan::looksAtMigrationsOnly(rule);
    }
    if (const auto since = changes(cancel); aboutMigrations && since && !since->sinceCommit.isEmpty())
        found.note = QStringLiteral("Of the migrations, only those that %1 does not have were looked at. %2")
                         .arg(since->sinceVersion, found.note)
                         .trimmed();
    for (const Finding &finding : report->findings) {
        const scan::Rule *rule = scan::findRule(finding.rule);
        if (rule && item == QLatin1String(rule->item))
            found.findings.push_back(finding);
    }
    return found;
}

/// Whether a run's migration step was carried out.
bool migrated(const std::vector<RunEvent> &events)
{
    for (const RunEvent &event : events) {
        if (event.kind == EventKind::StepFinished && event.step.startsWith(QLatin1String("migrate")) &&
            event.state == StepState::Passed)
            return true;
    }
    return false;
}

Result<std::vector<PastRelease>> World::past()
{
    return m_past.get(CancelToken(), [this]() -> Result<std::vector<PastRelease>> {
        const HistoryStore *store = m_workspace.composition().history();
        if (!store)
            return fail(ErrorKind::Invalid, QStringLiteral("The history cannot be read."));
        HistoryQuery query;
        query.project = m_project.name;
        query.limit = runsLookedAt;
        const auto runs = store->runs(query);
        if (!runs)
            return tl::unexpected(runs.error());
        std::vector<PastRelease> past;
        for (const RunSummary &run : *runs) {
            const bool releases =
                run.kind == QLatin1String("deploy") || run.kind == QLatin1String("rollback");
            if (!releases || run.finishedMs == 0)
                continue;
            PastRelease each{run.kind,       run.environment, run.version, run.commit, run.by,
                             run.finishedMs, run.outcome,     run.verdict, false};
            if ((m_version.isEmpty() || each.version == m_version) && each.environment != m_environment.name)
                each.migrated = migrated(store->events(run.id).value_or(std::vector<RunEvent>()));
            past.push_back(std::move(each));
        }
        return past;
    });
}

Result<Changes> World::changes(const CancelToken &cancel)
{
    return m_changes.get(cancel, [&]() -> Result<Changes> {
        Changes changes;
        if (const auto runs = past()) {
            for (const PastRelease &run : *runs) {
                if (run.environment == m_environment.name && run.outcome == Outcome::Succeeded) {
                    changes.sinceVersion = run.version;
                    changes.sinceCommit = run.commit;
                    break;
                }
            }
        }
        return gitChanges(m_project.directory, std::move(changes), m_workspace.composition().ports().local,
                          cancel);
    });
}

Result<Certificate> World::certificate(const QString &url, const CancelToken &cancel)
{
    const auto seen = serverCertificate(url, cancel);
    if (!seen)
        return tl::unexpected(seen.error());
    return Certificate{seen->subject, seen->names, seen->expiresMs, seen->refusal};
}

Result<QStringList> World::addresses(const QString &name, const CancelToken &cancel)
{
    constexpr std::chrono::seconds longest{5};
    const auto found = m_lookups.find(name, 0, deadlineIn(longest), cancel);
    if (!found)
        return tl::unexpected(found.error());
    QStringList texts;
    for (const SocketAddress &address : *found)
        texts.append(numericHost(address));
    texts.removeDuplicates();
    return texts;
}

/// Addresses of databases hold a password more often than not.
bool carriesSecret(const std::string &name)
{
    return scan::namesASecret(name) || name.ends_with("DATABASE_URL") || name.ends_with("_DSN");
}

Result<std::vector<EnvironmentName>> World::environmentNames(const CancelToken &cancel)
{
    return m_names.get(cancel, [&]() -> Result<std::vector<EnvironmentName>> {
        const auto repository = scan::Repository::open(m_project.directory, cancel);
        if (!repository)
            return tl::unexpected(repository.error());
        std::vector<EnvironmentName> names;
        for (const scan::NameToSet &name : scan::namesToSet(*repository))
            names.push_back({QString::fromStdString(name.name), QString::fromStdString(name.file), name.line,
                             name.required, carriesSecret(name.name)});
        return names;
    });
}

} // namespace

std::unique_ptr<InspectionWorld> inspectionWorld(const Workspace &workspace, const Project &project,
                                                 const Environment &environment, const QString &version)
{
    return std::make_unique<World>(workspace, project, environment, version);
}

Result<scan::ScanReport> inspectedFiles(const Workspace &workspace, const Project &project,
                                        const Environment &environment, const QString &version,
                                        const QStringList &onlyItems, const CancelToken &cancel)
{
    auto report = World(workspace, project, environment, version).files(cancel);
    if (!report || onlyItems.isEmpty())
        return report;
    const auto isWanted = [&onlyItems](const QString &id) {
        const scan::Rule *rule = scan::findRule(id);
        return rule && onlyItems.contains(QString::fromLatin1(rule->item));
    };
    std::erase_if(report->findings, [&](const Finding &each) { return !isWanted(each.rule); });
    std::erase_if(report->perRule, [&](const auto &row) { return !isWanted(row.first); });
    return report;
}

} // namespace belay
