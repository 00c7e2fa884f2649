// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/log_controller.h"

#include "app/session/background.h"

#include <mutex>

namespace belay {

/// The threads outlive what they were begun for by the time of one answer. What they say then goes nowhere.
struct LogController::Link
{
    std::mutex mutex;
    LogController *controller = nullptr;

    /// Calls it on the window's thread, if the link still holds when its turn comes.
    static void post(const std::shared_ptr<Link> &link, std::function<void(LogController &)> work)
    {
        const std::lock_guard lock(link->mutex);
        if (!link->controller)
            return;
        QMetaObject::invokeMethod(
            link->controller,
            [link, work = std::move(work)] {
                if (link->controller) // only cut on this thread
                    work(*link->controller);
            },
            Qt::QueuedConnection);
    }
};

LogController::LogController(Workspace &workspace, Projects &projects, QObject *parent)
    : QObject(parent)
    , m_workspace(workspace)
    , m_projects(projects)
{
}

LogController::~LogController()
{
    leave();
}

/// Hosts that hang must not hold up the window, so the threads end in the background.
void LogController::leave()
{
    if (m_link) {
        const std::lock_guard lock(m_link->mutex);
        m_link->controller = nullptr;
    }
    m_link.reset();
    if (m_reader) {
        m_reader->stop();
        runInBackground(
            nullptr, [reader = std::move(m_reader), desk = m_desk]() mutable { reader.reset(); }, [] {});
    }
    m_reader.reset();
    m_desk.reset();
}

qint64 LogController::sinceMs() const
{
    const qint64 now = m_workspace.composition().ports().clock.nowMs();
    constexpr qint64 minuteMs = 60'000;
    switch (m_view.range) {
    case LogRange::QuarterHour:
        return now - 15 * minuteMs;
    case LogRange::Hour:
        return now - 60 * minuteMs;
    case LogRange::Deployment:
        break;
    }
    return m_view.deployedMs > 0 ? m_view.deployedMs : now - 15 * minuteMs;
}

void LogController::show(const QString &project, const QString &environment)
{
    const OpenProject *open = m_projects.find(project);
    const Environment *found = open ? open->project.environment(environment) : nullptr;
    LogsView view;
    view.range = m_view.range;
    if (found) {
        view.project = project;
        view.environment = environment;
        view.projectFile = open->project.file;
        view.isProtected = found->isProtected;
        for (const HostSpec &host : found->target.hosts)
            view.hosts.append(host.name);
        view.state = !found->logs     ? LogsView::State::NoLogs
                     : !open->trusted ? LogsView::State::Untrusted
                                      : LogsView::State::Reading;
        if (const EnvironmentKnowledge *known = m_projects.knowledge(project, environment)) {
            view.deployedMs = known->memory.sinceMs;
            view.version = known->memory.version;
        }
    }
    const bool isSame = m_reader && view.state == LogsView::State::Reading &&
                        view.project == m_view.project && view.environment == m_view.environment &&
                        view.deployedMs == m_view.deployedMs && found->logs == m_logs &&
                        found->target == m_target;
    if (isSame)
        return;
    leave();
    m_view = std::move(view);
    if (m_view.state == LogsView::State::Reading) {
        m_logs = *found->logs;
        m_target = found->target;
        if (m_active)
            read();
    }
    Q_EMIT viewChanged(m_view);
}

void LogController::read()
{
    m_link = std::make_shared<Link>();
    m_link->controller = this;
    const std::shared_ptr<Link> link = m_link;
    m_desk = std::make_shared<LogDesk>(
        m_view.hosts, [link] { Link::post(link, [](LogController &here) { here.passScreen(); }); });
    m_desk->setQuery(m_query, ++m_queryNumber);
    m_desk->wish(m_wish);
    LogReader::Options options;
    options.sinceMs = sinceMs();
    options.deployedMs = m_view.deployedMs;
    m_reader = std::make_shared<LogReader>(
        m_logs, m_target, m_workspace.composition().ports(), options,
        [desk = m_desk](LogChunkPtr chunk) { desk->add(std::move(chunk)); },
        [link](LogReport report) {
            Link::post(link, [report = std::move(report)](LogController &here) { here.receive(report); });
        });
}

void LogController::setActive(bool active)
{
    m_active = active;
    if (m_reader)
        m_reader->setPaused(!active);
    else if (active && m_view.state == LogsView::State::Reading)
        read();
}

void LogController::setQuery(const QString &text)
{
    auto query = LogQuery::parse(text);
    if (!query) {
        Q_EMIT queryJudged(QString(query.error().summary + QLatin1Char(' ') + query.error().hint));
        return;
    }
    Q_EMIT queryJudged(QString());
    m_query = *std::move(query);
    if (m_desk)
        m_desk->setQuery(m_query, ++m_queryNumber);
}

void LogController::wish(const LogWish &wish)
{
    m_wish = wish;
    if (m_desk)
        m_desk->wish(wish);
}

void LogController::setRange(LogRange range)
{
    if (range == m_view.range)
        return;
    m_view.range = range;
    const bool wasReading = m_reader != nullptr;
    leave();
    if (wasReading) {
        m_view.state = LogsView::State::Reading;
        read();
    }
    Q_EMIT viewChanged(m_view);
}

void LogController::retry()
{
    for (const LogsView::SilentHost &silent : m_view.silent) {
        for (const HostSpec &host : m_target.hosts)
            if (host.name == silent.host)
                m_workspace.composition().ports().hosts.forget(hostRef(m_target, host));
    }
    if (m_reader)
        m_reader->hurry();
}

void LogController::receive(const LogReport &report)
{
    m_view.state = LogsView::State::Live;
    m_view.silent.clear();
    for (const auto &[host, why] : report.silent)
        m_view.silent.push_back({host, why});
    m_view.notes = report.notes;
    m_view.fresh = report.fresh;
    m_view.compared = report.compared;
    m_view.debugLines = report.debugLines;
    m_view.processes = report.processes;
    Q_EMIT viewChanged(m_view);
}

void LogController::passScreen()
{
    if (const auto screen = m_desk ? m_desk->takeScreen() : std::nullopt; screen)
        Q_EMIT screenReady(*screen);
}

} // namespace belay
