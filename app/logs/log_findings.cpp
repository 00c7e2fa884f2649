// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/logs/log_findings.h"

#include "models/domain/names.h"
#include "models/domain/watch_findings.h"

#include <algorithm>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr qint64 longestText = 300;        ///< characters of a line that go into the history
constexpr qint64 looksKeptMs = 10 * 60000; ///< longer than a crash loop is judged over
constexpr int mostReads = 8;               ///< of one look, where a host has more to read at once
/// A way back must not wait for a log; a before-window may, and without it every error would look new.
constexpr std::chrono::milliseconds watchWaits{300};
constexpr std::chrono::milliseconds baselineWaits{10000};

RunEvent findingOf(LogFindingKind kind, const QString &host, const QString &text, qint64 total)
{
    RunEvent event;
    event.kind = EventKind::LogFound;
    event.data = toString(kind);
    event.host = host;
    event.text = text;
    event.total = total;
    return event;
}

} // namespace

void LogFindingTeller::remark(const QString &text, std::vector<RunEvent> &out)
{
    if (!m_remarks.insert(text).second)
        return;
    RunEvent event;
    event.kind = EventKind::StepOutput;
    event.text = cleanLine(text, longestText);
    out.push_back(std::move(event));
}

void LogFindingTeller::takeLines(const FollowedRound::Host &host, qint64 nowMs)
{
    const bool known = !m_read.insert(host.name).second;
    for (const HostLogLine &line : host.read.lines) {
        const qint64 debugBefore = m_watch.debugLines();
        if (known || !m_isReleased)
            m_watch.take(line.entry, host.name, nowMs, m_isReleased);
        else
            m_watch.take(line.entry, host.name, 0);
        if (m_debugHost.isEmpty() && m_watch.debugLines() > debugBefore)
            m_debugHost = host.name;
    }
}

void LogFindingTeller::takeProcess(const QString &host, const ProcessLook &look, Findings &out)
{
    Process &process = m_processes[host];
    const int before = judgeRestarts(host, process.looks).restarts;
    process.looks.push_back(look);
    const int more = judgeRestarts(host, process.looks).restarts - before;
    while (process.looks.size() > 1 && process.looks[1].timeMs < look.timeMs - looksKeptMs)
        process.looks.erase(process.looks.begin());
    const RestartFinding found = judgeRestarts(host, process.looks);
    process.restarts += more;
    if (found.loop) {
        out.crashing << host;
        out.restarts = std::max<qint64>(out.restarts, found.restarts);
    }
    if (found.loop && (!process.told || more > 0)) {
        process.told = true;
        out.events.push_back(findingOf(
            LogFindingKind::CrashLoop, host,
            u"%1: the service keeps crashing, it was restarted %2 times."_s.arg(host).arg(process.restarts),
            process.restarts));
    } else if (more > 0) {
        out.events.push_back(findingOf(LogFindingKind::Restart, host, restartSentence(host, process.restarts),
                                       process.restarts));
    }
    if (look.startedMs == 0 && !process.down)
        remark(u"%1: the service does not run."_s.arg(host), out.events);
    process.down = look.startedMs == 0;
}

void LogFindingTeller::tellErrors(bool all, std::vector<RunEvent> &out)
{
    for (const ErrorSignature &kind : m_watch.newErrors()) {
        const auto told = m_told.find(kind.signature);
        const bool isFirst = told == m_told.end();
        if (!isFirst && kind.after < told->second * 10 && !(all && kind.after > told->second))
            continue;
        if (isFirst && m_told.size() >= mostKinds) {
            remark(
                u"Further kinds of errors are new in the logs; %1 of them are named here."_s.arg(mostKinds),
                out);
            continue;
        }
        m_told[kind.signature] = kind.after;
        out.push_back(findingOf(LogFindingKind::NewError, kind.host,
                                cleanLine(QString::fromUtf8(kind.example), longestText), kind.after));
    }
}

void LogFindingTeller::tellDebugLines(bool all, std::vector<RunEvent> &out)
{
    const qint64 lines = m_watch.debugLines();
    if (!m_isProtected || lines == 0 ||
        (m_debugTold > 0 && lines < m_debugTold * 10 && !(all && lines > m_debugTold)))
        return;
    m_debugTold = lines;
    out.push_back(
        findingOf(LogFindingKind::DebugLines, m_debugHost,
                  u"The log holds debug lines. They may name people and secrets; raise the level."_s, lines));
}

Findings LogFindingTeller::take(const FollowedRound &round, qint64 nowMs)
{
    Findings out;
    for (const FollowedRound::Host &host : round.hosts) {
        if (host.problem) {
            if (host.problem->kind != ErrorKind::Cancelled)
                remark(u"%1: its log is not read: %2"_s.arg(host.name, host.problem->summary), out.events);
            continue;
        }
        for (const QString &note : host.read.notes)
            remark(note, out.events);
        takeLines(host, nowMs);
        if (host.read.process && m_isReleased)
            takeProcess(host.name, *host.read.process, out);
    }
    if (m_isReleased) {
        tellErrors(false, out.events);
        tellDebugLines(false, out.events);
    }
    return out;
}

std::vector<RunEvent> LogFindingTeller::rest()
{
    std::vector<RunEvent> out;
    tellErrors(true, out);
    tellDebugLines(true, out);
    return out;
}

LogFindings::~LogFindings()
{
    end();
}

void LogFindings::begin(const StepContext &context, const WatchAction &action)
{
    end();
    if (!action.logs)
        return;
    m_clock = &context.ports.clock;
    if (!m_teller) {
        HostLog::Options options;
        options.backlog = options.budget;
        m_follower = std::make_unique<LogFollower>(*action.logs, context.plan.target, context.ports, options);
        // Without a before-window the run's start divides the lines; a watch alone has only the past before
        // it.
        const qint64 deployedMs =
            context.plan.kind == PlanKind::Watch ? m_clock->nowMs() : context.plan.createdMs;
        m_teller = std::make_unique<LogFindingTeller>(context.plan.isProtected, deployedMs);
    }
    if (!action.before)
        m_teller->released();
    m_cancel = CancelToken();
    m_before = action.before;
    m_run = context.cancel;
    m_wake = m_run.onCancel([this] { m_changed.notify_all(); });
    m_over = m_wanted = m_busy = false;
    m_thread = std::thread([this] { work(); });
}

void LogFindings::look()
{
    {
        const std::lock_guard lock(m_mutex);
        m_wanted = true;
    }
    m_changed.notify_all();
}

Findings LogFindings::take()
{
    const std::lock_guard lock(m_mutex);
    Findings out = std::move(m_found);
    m_found = {};
    // Who crashes is so until the next look says otherwise.
    m_found.crashing = out.crashing;
    m_found.restarts = out.restarts;
    return out;
}

void LogFindings::end()
{
    if (!m_thread.joinable())
        return;
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait_for(lock, m_before ? baselineWaits : watchWaits,
                           [this] { return (!m_wanted && !m_busy) || m_run.cancelled(); });
        m_over = true;
    }
    m_cancel.cancel(); // only what has not ended by now: a shell that is cut off must be opened again
    m_changed.notify_all();
    m_thread.join();
    m_wake.reset();
    for (RunEvent &event : m_teller->rest())
        m_found.events.push_back(std::move(event));
}

void LogFindings::work()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_changed.wait(lock, [this] { return m_wanted || m_over; });
        if (m_over)
            return;
        m_wanted = false;
        m_busy = true;
        lock.unlock();
        lookOnce();
        lock.lock();
        m_busy = false;
        m_changed.notify_all();
    }
}

void LogFindings::lookOnce()
{
    for (int reads = 0; reads < mostReads && !m_cancel.cancelled(); ++reads) {
        const FollowedRound round = m_follower->next(m_cancel);
        Findings found = m_teller->take(round, m_clock->nowMs());
        const std::lock_guard lock(m_mutex);
        for (RunEvent &event : found.events)
            m_found.events.push_back(std::move(event));
        m_found.crashing = found.crashing;
        m_found.restarts = found.restarts;
        if (!round.more)
            return;
    }
}

} // namespace belay
