// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/after_watch.h"

#include <algorithm>

namespace belay {

namespace {

/// Nobody watches a chart for a day; a look a minute is enough, and light for the source.
constexpr Milliseconds slowest = std::chrono::minutes(1);

/// An incident that nobody has ended by then is no longer decided by looking at a chart.
constexpr Milliseconds longestTrouble = std::chrono::hours(4);

QString keyOf(const QString &project, const QString &environment)
{
    return project + QLatin1Char('\n') + environment;
}

} // namespace

AfterWatch::AfterWatch(Workspace &workspace, QObject *parent)
    : QObject(parent)
    , m_workspace(workspace)
{
}

AfterWatch::~AfterWatch()
{
    for (auto &[key, session] : m_sessions)
        session.run->stop();
}

void AfterWatch::begin(const Project &project, const Environment &environment, const QString &version)
{
    end(project.name, environment.name);
    if (!environment.metrics || environment.metrics->afterWatch.count() == 0)
        return;
    Environment calm = environment;
    const Milliseconds duration = calm.metrics->afterWatch;
    calm.metrics->interval = std::max(calm.metrics->interval, std::min(slowest, duration / 60));
    calm.metrics->warmUp = Milliseconds(0); // that was long ago
    start(WatchPurpose::Afterwards, project, calm, version, duration);
}

void AfterWatch::follow(const Project &project, const Environment &environment, const QString &version)
{
    end(project.name, environment.name);
    if (!environment.metrics)
        return;
    Environment warm = environment;
    warm.metrics->warmUp = Milliseconds(0);
    start(WatchPurpose::Trouble, project, warm, version, longestTrouble);
}

void AfterWatch::confirm(const Project &project, const Environment &environment, const QString &version)
{
    end(project.name, environment.name);
    if (environment.metrics && environment.metrics->watch.count() > 0)
        start(WatchPurpose::Recovery, project, environment, version, environment.metrics->watch);
}

void AfterWatch::start(WatchPurpose purpose, const Project &project, const Environment &environment,
                       const QString &version, Milliseconds duration)
{
    Plan plan = purpose == WatchPurpose::Afterwards
                    ? m_workspace.planWatch(project, environment, duration)
                    : m_workspace.planFollowing(project, environment, version, duration);
    plan.version = version;
    const QString key = keyOf(project.name, environment.name);
    Session session;
    session.release = {purpose,    project.name,   environment.name, version,
                       plan.runId, plan.createdMs, duration.count(), {}};
    session.plan = plan;
    session.run =
        std::make_unique<RunSession>([&workspace = m_workspace, plan, nudge = session.nudge](
                                         const RunSession::Observer &observer, const CancelToken &cancel) {
            return workspace.execute(plan, observer, cancel, 1, {}, nullptr, &nudge);
        });
    connect(session.run.get(), &RunSession::eventsReady, this,
            [this, key](const std::vector<RunEvent> &events) { receive(key, events); });
    connect(session.run.get(), &RunSession::finished, this, [this, key] { finish(key); });
    session.run->start();
    m_sessions[key] = std::move(session);
    Q_EMIT changed();
}

void AfterWatch::receive(const QString &key, const std::vector<RunEvent> &events)
{
    const auto found = m_sessions.find(key);
    if (found == m_sessions.end())
        return;
    WatchedRelease &release = found->second.release;
    std::vector<WatchedRelease> others;
    for (const RunEvent &event : events) {
        if (event.kind != EventKind::VerdictReached || !event.verdict)
            continue;
        const bool isOther = !release.verdict || release.verdict->kind != event.verdict->kind;
        release.verdict = event.verdict;
        if (isOther)
            others.push_back(release);
    }
    const Plan plan = found->second.plan; // whoever hears of it may end the session
    Q_EMIT happened(plan, events);
    for (const WatchedRelease &other : others)
        Q_EMIT judged(other);
    Q_EMIT changed();
}

void AfterWatch::finish(const QString &key)
{
    const auto found = m_sessions.find(key);
    if (found == m_sessions.end())
        return;
    const WatchedRelease release = found->second.release;
    found->second.run.release()->deleteLater(); // we are inside its signal
    m_sessions.erase(found);
    Q_EMIT changed();
    Q_EMIT over(release);
}

void AfterWatch::comesBack(const QString &project, const QString &environment)
{
    const auto found = m_sessions.find(keyOf(project, environment));
    if (found != m_sessions.end() && found->second.release.purpose != WatchPurpose::Trouble)
        end(project, environment);
}

void AfterWatch::end(const QString &project, const QString &environment)
{
    const auto found = m_sessions.find(keyOf(project, environment));
    if (found == m_sessions.end())
        return;
    RunSession *run = found->second.run.release();
    m_sessions.erase(found);
    run->disconnect(this);
    // Its end takes a moment; nobody waits for it here.
    m_leaving.emplace_back(run);
    connect(run, &RunSession::finished, this, [this, run] {
        std::erase_if(m_leaving, [run](std::unique_ptr<RunSession> &each) {
            if (each.get() != run)
                return false;
            each.release()->deleteLater();
            return true;
        });
    });
    run->stop();
    Q_EMIT changed();
}

void AfterWatch::askNow(const QString &project, const QString &environment)
{
    if (const auto found = m_sessions.find(keyOf(project, environment)); found != m_sessions.end())
        found->second.nudge.nudge();
}

void AfterWatch::endAll()
{
    for (const WatchedRelease &release : watched())
        end(release.project, release.environment);
}

std::vector<WatchedRelease> AfterWatch::watched() const
{
    std::vector<WatchedRelease> all;
    for (const auto &[key, session] : m_sessions)
        all.push_back(session.release);
    return all;
}

} // namespace belay
