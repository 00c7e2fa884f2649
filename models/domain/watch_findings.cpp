// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/watch_findings.h"

#include <algorithm>
#include <array>
#include <utility>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

/// Giving up one tick at a time would move all of them every round.
constexpr std::ptrdiff_t ticksDroppedAtOnce = 100;

constexpr std::array<std::pair<LogFindingKind, const char16_t *>, 4> words{{
    {LogFindingKind::NewError, u"new-error"},
    {LogFindingKind::DebugLines, u"debug-lines"},
    {LogFindingKind::Restart, u"restart"},
    {LogFindingKind::CrashLoop, u"crash-loop"},
}};

void addTick(HostHealth &host, HealthTick tick)
{
    if (tick.state != StepState::Passed)
        ++host.failed;
    if (host.ticks.size() >= static_cast<std::size_t>(HostHealth::tickLimit))
        host.ticks.erase(host.ticks.begin(), host.ticks.begin() + ticksDroppedAtOnce);
    host.ticks.push_back(std::move(tick));
}

void takeHealth(std::vector<HostHealth> &health, const RunEvent &event)
{
    if (event.host.isEmpty()) {
        for (HostHealth &host : health) {
            if (host.ticks.empty() || host.ticks.back().round == event.done)
                continue;
            HealthTick same = host.ticks.back();
            same.timeMs = event.timeMs;
            same.round = event.done;
            addTick(host, std::move(same));
        }
        return;
    }
    auto host = std::find_if(health.begin(), health.end(),
                             [&event](const HostHealth &one) { return one.host == event.host; });
    if (host == health.end())
        host = health.insert(health.end(), HostHealth{event.host, {}, 0});
    addTick(*host, {event.timeMs, event.state, event.text, event.durationMs, event.done});
}

/// A kind of error is told apart by its first line; of the others a host has one each.
bool isSame(const LogFinding &found, LogFindingKind kind, const RunEvent &event)
{
    return found.kind == kind && found.host == event.host &&
           (kind != LogFindingKind::NewError || found.text == event.text);
}

void takeFinding(std::vector<LogFinding> &all, const RunEvent &event)
{
    const auto kind = logFindingKindFromString(event.data);
    if (!kind)
        return;
    const auto known = std::find_if(all.begin(), all.end(),
                                    [&](const LogFinding &found) { return isSame(found, *kind, event); });
    if (known == all.end()) {
        all.push_back({*kind, event.host, event.text, event.timeMs, event.timeMs, event.total});
        return;
    }
    known->text = event.text;
    known->lastMs = event.timeMs;
    known->total = event.total;
}

} // namespace

QString toString(LogFindingKind kind)
{
    for (const auto &[value, word] : words) {
        if (value == kind)
            return QString::fromUtf16(word);
    }
    return {};
}

std::optional<LogFindingKind> logFindingKindFromString(const QString &word)
{
    for (const auto &[value, known] : words) {
        if (word == QStringView(known))
            return value;
    }
    return std::nullopt;
}

void WatchFindings::take(const RunEvent &event)
{
    if (event.kind == EventKind::HealthSeen)
        takeHealth(health, event);
    else if (event.kind == EventKind::LogFound)
        takeFinding(found, event);
}

qint64 WatchFindings::restartsOf(const QString &host) const
{
    qint64 restarts = 0;
    for (const LogFinding &one : found) {
        if (one.host == host &&
            (one.kind == LogFindingKind::Restart || one.kind == LogFindingKind::CrashLoop))
            restarts = std::max(restarts, one.total);
    }
    return restarts;
}

int WatchFindings::newErrorsOf(const QString &host) const
{
    return static_cast<int>(std::count_if(found.begin(), found.end(), [&host](const LogFinding &one) {
        return one.host == host && one.kind == LogFindingKind::NewError;
    }));
}

QString findingLine(const RunEvent &event)
{
    if (event.kind == EventKind::LogFound) {
        if (event.data != toString(LogFindingKind::NewError))
            return event.text;
        const QString times = event.total > 1 ? u", %1 times"_s.arg(event.total) : QString();
        return u"new since the deployment%1: %2"_s.arg(times, event.text);
    }
    if (event.kind != EventKind::HealthSeen || event.host.isEmpty())
        return {};
    if (event.state == StepState::Passed) // that all is well at the beginning is no news
        return event.done > 1 ? u"health check passes again: %1"_s.arg(event.text) : QString();
    return event.state == StepState::Failed ? u"health check failed: %1"_s.arg(event.text)
                                            : u"health check not answered: %1"_s.arg(event.text);
}

} // namespace belay
