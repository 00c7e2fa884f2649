// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/run_event.h"

#include <QString>

#include <optional>
#include <vector>

namespace belay {

/// What the logs and the processes of the hosts showed while a release was watched.
enum class LogFindingKind {
    NewError,   ///< an error of a kind that was not there before the deployment
    DebugLines, ///< the log of a protected environment holds lines of the level debug
    Restart,    ///< the service was restarted, beyond the deployment's own restart
    CrashLoop,  ///< it is restarted again and again
};

/// "new-error", "debug-lines", "restart", "crash-loop": what RunEvent::data of a LogFound says.
QString toString(LogFindingKind kind);
std::optional<LogFindingKind> logFindingKindFromString(const QString &word);

struct LogFinding
{
    LogFindingKind kind = LogFindingKind::NewError;
    QString host; ///< where it was first seen
    QString text; ///< NewError: the first line of its kind; others: a sentence
    qint64 firstMs = 0;
    qint64 lastMs = 0;
    qint64 total = 0; ///< how often so far
};

/// One answer of a host's health check.
struct HealthTick
{
    qint64 timeMs = 0;
    StepState state = StepState::Unknown; ///< Passed, Failed or Unknown
    QString text;                         ///< "HTTP 503"
    qint64 durationMs = 0;
    qint64 round = 0;

    bool operator==(const HealthTick &) const = default;
};

struct HostHealth
{
    QString host;
    std::vector<HealthTick> ticks; ///< oldest first, at most `tickLimit`
    qint64 failed = 0;             ///< of all ticks, also of those given up

    static constexpr int tickLimit = 1500; ///< a day at a look a minute
};

/// The health checks and findings of one watch, folded from its events: the live window, a replay and a
/// report show the same.
struct WatchFindings
{
    std::vector<HostHealth> health; ///< in the order in which the hosts were first heard of
    std::vector<LogFinding> found;  ///< in the order in which they were first told

    /// HealthSeen and LogFound; others change nothing.
    void take(const RunEvent &event);

    qint64 restartsOf(const QString &host) const;
    /// Kinds of new errors first seen on the host.
    int newErrorsOf(const QString &host) const;
};

/// The line such an event writes into a log and onto a terminal: "health check failed: HTTP 503". Empty: it
/// is nothing to read.
QString findingLine(const RunEvent &event);

} // namespace belay
