// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/projects.h"

#include "app/session/background.h"
#include "app/window/cells.h"
#include "models/domain/names.h"
#include "models/domain/project_file.h"
#include "models/item/hosts_model.h"
#include "models/item/overview_model.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace belay {

namespace {

constexpr qint64 newestLookedAt = 20; ///< runs; a checklist is run more often than a release

QString keyOf(const QString &project, const QString &environment)
{
    return project + QLatin1Char('/') + environment;
}

QStringList describeConnection(const HostObservation &host)
{
    if (host.error) {
        QStringList lines{host.error->summary};
        if (!host.error->hint.isEmpty())
            lines.append(host.error->hint);
        if (!host.error->detail.trimmed().isEmpty())
            lines.append(host.error->detail.trimmed());
        return lines;
    }
    QStringList lines;
    lines.append(Projects::tr("Connected and asked in %1.").arg(formatDuration(host.roundTripMs)));
    lines.append(Projects::tr("System: %1").arg(host.system));
    lines.append(host.exists
                     ? Projects::tr("Folder %1 is there.").arg(host.path)
                     : Projects::tr("Folder %1 will be made by the first deployment.").arg(host.path));
    if (host.diskFreeBytes >= 0)
        lines.append(Projects::tr("Free disk: %1").arg(formatBytes(host.diskFreeBytes)));
    lines.append(
        host.missingTools.isEmpty()
            ? Projects::tr("All needed programs are there.")
            : Projects::tr("Missing programs: %1").arg(host.missingTools.join(QStringLiteral(", "))));
    if (!host.missingLinkedFiles.isEmpty())
        lines.append(
            Projects::tr("Missing in shared/: %1").arg(host.missingLinkedFiles.join(QStringLiteral(", "))));
    return lines;
}

/// What the newest run that had to do with the release in service has measured.
std::vector<double> newestMeasured(const HistoryStore &store, const QString &project,
                                   const QString &environment)
{
    HistoryQuery query;
    query.project = project;
    query.environment = environment;
    query.limit = newestLookedAt;
    for (const RunSummary &run : store.runs(query).value_or(std::vector<RunSummary>())) {
        if (run.kind == toString(PlanKind::Checklist) || run.kind == toString(PlanKind::Unlock))
            continue;
        return sparkline(replay(store.events(run.id).value_or(std::vector<RunEvent>())));
    }
    return {};
}

/// The versions an artifact path like "dist/{version}" finds here, newest name last. Empty when the path
/// names none.
QStringList builtVersions(const Project &project)
{
    const QString pattern = QDir(project.directory).absoluteFilePath(project.release.artifact);
    const QString mark = QStringLiteral("{version}");
    const QString name = QFileInfo(pattern).fileName();
    if (name.count(mark) != 1 || QFileInfo(pattern).path().contains(mark))
        return {};
    const qsizetype at = name.indexOf(mark);
    const QString tail = name.mid(at + mark.size());
    QStringList versions;
    for (const QString &entry :
         QDir(QFileInfo(pattern).path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot)) {
        const qsizetype length = entry.size() - at - tail.size();
        if (length > 0 && entry.startsWith(name.left(at)) && entry.endsWith(tail))
            versions.append(entry.mid(at, length));
    }
    return versions;
}

} // namespace

Projects::Projects(Workspace &workspace, AppModels models, QObject *parent)
    : QObject(parent)
    , m_workspace(workspace)
    , m_models(models)
{
}

const OpenProject *Projects::find(const QString &project) const
{
    const auto found =
        std::find_if(m_projects.begin(), m_projects.end(),
                     [&project](const OpenProject &open) { return open.project.name == project; });
    return found == m_projects.end() ? nullptr : &*found;
}

OpenProject *Projects::edit(const QString &project)
{
    return const_cast<OpenProject *>(find(project));
}

const EnvironmentKnowledge *Projects::knowledge(const QString &project, const QString &environment) const
{
    const OpenProject *open = find(project);
    if (!open)
        return nullptr;
    const auto found = open->environments.constFind(environment);
    return found == open->environments.constEnd() ? nullptr : &*found;
}

void Projects::reopenRecent()
{
    runInBackground<std::vector<OpenProject>>(
        this,
        [&workspace = m_workspace] {
            std::vector<OpenProject> projects;
            const HistoryStore *store = workspace.composition().history();
            const auto files = store ? store->recentProjects() : Result<QStringList>(QStringList());
            for (const QString &file : files.value_or(QStringList())) {
                auto project = readProjectFile(file); // not opened anew: the order of the last use stays
                if (!project)
                    continue;
                OpenProject open{std::move(*project), false, false, {}, {}};
                open.trusted = workspace.isTrusted(open.project);
                open.builtVersions = builtVersions(open.project);
                projects.push_back(std::move(open));
            }
            return projects;
        },
        [this](std::vector<OpenProject> projects) {
            for (OpenProject &open : projects) {
                if (!find(open.project.name))
                    m_projects.push_back(std::move(open));
            }
            refresh();
        });
}

void Projects::open(const QString &fileOrFolder, bool isSandbox)
{
    runInBackground<Result<OpenProject>>(
        this,
        [&workspace = m_workspace, fileOrFolder, isSandbox]() -> Result<OpenProject> {
            auto project = workspace.open(fileOrFolder);
            if (!project)
                return tl::unexpected(project.error());
            if (isSandbox)
                workspace.trust(*project);
            OpenProject opened{std::move(*project), false, isSandbox, {}, {}};
            opened.trusted = workspace.isTrusted(opened.project);
            opened.builtVersions = builtVersions(opened.project);
            return opened;
        },
        [this](Result<OpenProject> result) {
            if (!result) {
                Q_EMIT failed(result.error());
                return;
            }
            OpenProject open = std::move(*result);
            const QString name = open.project.name;
            if (OpenProject *known = edit(name))
                *known = std::move(open);
            else
                m_projects.push_back(std::move(open));
            refresh();
            Q_EMIT opened(name);
        });
}

void Projects::forget(const QString &file)
{
    std::erase_if(m_projects, [&file](const OpenProject &open) { return open.project.file == file; });
    if (HistoryStore *store = m_workspace.composition().history())
        runInBackground(
            this, [store, file] { store->forgetProject(file); }, [] {});
    publish();
}

void Projects::trust(const QString &file)
{
    const auto open = std::find_if(m_projects.begin(), m_projects.end(),
                                   [&file](const OpenProject &each) { return each.project.file == file; });
    if (open == m_projects.end())
        return;
    runInBackground<Result<void>>(
        this, [&workspace = m_workspace, project = open->project] { return workspace.trust(project); },
        [this, name = open->project.name,
         fingerprint = open->project.fingerprint](const Result<void> &trusted) {
            if (!trusted) {
                Q_EMIT failed(trusted.error());
                return;
            }
            // Reopened meanwhile it may read differently; only what was shown is trusted.
            if (OpenProject *now = edit(name); now && now->project.fingerprint == fingerprint)
                now->trusted = true;
            refresh();
        });
}

void Projects::refresh()
{
    for (OpenProject &open : m_projects) {
        for (const Environment &environment : open.project.environments)
            refresh(open.project.name, environment.name);
    }
    publish();
}

void Projects::refresh(const QString &project, const QString &environment)
{
    OpenProject *open = edit(project);
    const Environment *found = open ? open->project.environment(environment) : nullptr;
    if (!found || !open->trusted)
        return;
    if (open->environments[environment].asking) {
        m_askAgain.insert(keyOf(project, environment)); // the answer under way may be older than this wish
        return;
    }
    open->environments[environment].asking = true;
    // The history is read in the background too: its disk may be slow, or a run may be writing.
    runInBackground<Answer>(
        this,
        [&workspace = m_workspace, what = open->project, where = *found] {
            Answer answer;
            answer.fleet = workspace.observe(what, where, CancelToken());
            if (const HistoryStore *store = workspace.composition().history()) {
                answer.memory = environmentMemory(*store, what.name, where.name).value_or(answer.memory);
                answer.sparkline = newestMeasured(*store, what.name, where.name);
            }
            return answer;
        },
        [this, project, environment](Answer answer) { receive(project, environment, std::move(answer)); });
}

void Projects::receive(const QString &project, const QString &environment, Answer answer)
{
    OpenProject *open = edit(project);
    if (!open)
        return; // closed meanwhile
    EnvironmentKnowledge &known = open->environments[environment];
    known.asking = false;
    known.fleet = std::move(answer.fleet);
    known.memory = std::move(answer.memory);
    known.sparkline = std::move(answer.sparkline);
    if (m_askAgain.remove(keyOf(project, environment)))
        refresh(project, environment);
    publish();
}

void Projects::testConnection(const QString &project, const QString &environment, const QString &host)
{
    const OpenProject *open = find(project);
    const Environment *found = open ? open->project.environment(environment) : nullptr;
    if (!found)
        return;
    if (!open->trusted) {
        Q_EMIT failed({ErrorKind::Untrusted,
                       tr("%1 is not trusted yet, so its hosts are not asked.").arg(project),
                       {},
                       tr("Trust it on the Overview first.")});
        return;
    }
    const auto spec = std::find_if(found->target.hosts.begin(), found->target.hosts.end(),
                                   [&host](const HostSpec &each) { return each.name == host; });
    if (spec == found->target.hosts.end())
        return;
    runInBackground<HostObservation>(
        this,
        [&workspace = m_workspace, what = open->project, where = *found, one = *spec] {
            return workspace.observeHost(what, where, one, CancelToken());
        },
        [this, host, ref = hostRef(found->target, *spec)](const HostObservation &observation) {
            QStringList lines = describeConnection(observation);
            const QString way = m_workspace.composition().ports().hosts.transportNote(ref);
            if (!way.isEmpty())
                lines.append(way);
            Q_EMIT connectionTested(host, lines, !observation.error.has_value());
        });
}

void Projects::setRunning(const QString &project, const QString &environment, const QString &phrase,
                          double progress, std::vector<double> sparkline)
{
    if (phrase.isEmpty())
        m_running.remove(keyOf(project, environment));
    else
        m_running[keyOf(project, environment)] = {phrase, progress, std::move(sparkline)};
    publish();
}

void Projects::publish()
{
    std::vector<EnvironmentCell> cells;
    std::vector<HostEntry> hosts;
    for (const OpenProject &open : m_projects) {
        for (const Environment &environment : open.project.environments) {
            const EnvironmentKnowledge known = open.environments.value(environment.name);
            EnvironmentCell cell = environmentCell(open, environment, known);
            const auto running = m_running.constFind(keyOf(open.project.name, environment.name));
            if (running != m_running.constEnd())
                showRunning(cell, running->phrase, running->progress, running->sparkline);
            cells.push_back(std::move(cell));
            addHosts(hosts, open, environment, known);
        }
    }
    m_models.overview->setCells(cells);
    m_models.hosts->setHosts(hosts);
    Q_EMIT changed();
}

} // namespace belay
