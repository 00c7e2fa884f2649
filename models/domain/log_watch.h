// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/log_entry.h"
#include "models/domain/metrics.h"

#include <QString>

#include <map>
#include <unordered_map>
#include <vector>

namespace belay {

/// A kind of error and how often it was there.
struct ErrorSignature
{
    QByteArray signature;
    QByteArray example; ///< the first line of its kind, at most 500 bytes
    QString host;       ///< where it was first seen
    qint64 firstMs = 0; ///< since the deployment
    qint64 before = 0;  ///< how many there were in the window before
    qint64 after = 0;
};

/// What the logs say about a deployment: errors of a kind that was not there before, lines of the level debug
/// in production. Bounded: 5,000 kinds are told apart, further ones are counted together. Use from one
/// thread.
class LogWatch
{
public:
    /// Lines before this time are the comparison, lines from it on are the release's. 0: all are compared.
    explicit LogWatch(qint64 deployedMs)
        : m_deployedMs(deployedMs)
    {
    }

    /// `arrivedMs` stands in for lines that say no time. True: an error of a kind that is new since the
    /// deployment.
    bool take(const ServiceLogEntry &entry, const QString &host, qint64 arrivedMs);
    /// The same, for a caller that knows on which side of the deployment the line is.
    bool take(const ServiceLogEntry &entry, const QString &host, qint64 arrivedMs, bool after);

    /// Errors that were not there before the deployment, the most frequent first.
    std::vector<ErrorSignature> newErrors() const;
    qint64 errorsBefore() const { return m_errorsBefore; }
    qint64 errorsAfter() const { return m_errorsAfter; }
    qint64 debugLines() const { return m_debugAfter; }
    bool sawBefore() const { return m_linesBefore > 0; }

    /// Sentences for the window and the terminal: new errors, debug lines, that there was nothing to compare
    /// with. Empty: nothing to say.
    QStringList findings(bool production) const;

private:
    std::unordered_map<std::string, ErrorSignature> m_signatures;
    qint64 m_deployedMs;
    qint64 m_linesBefore = 0;
    qint64 m_errorsBefore = 0;
    qint64 m_errorsAfter = 0;
    qint64 m_debugAfter = 0;
    qint64 m_untold = 0; ///< errors beyond the kinds that are told apart
};

/// What is known about a service's process at one moment.
struct ProcessLook
{
    qint64 timeMs = 0;    ///< when it was looked
    qint64 startedMs = 0; ///< 0: it does not run
    int restarts = -1;    ///< as systemd or the container's engine counts them; -1: not known
    qint64 pid = 0;       ///< of the process; 0: not known
};

struct RestartFinding
{
    int restarts = 0; ///< seen since the first look
    bool loop = false;
    QString sentence; ///< empty: nothing happened
};

/// Counts restarts from looks, oldest first: a counter that grew, another process, or a start time that
/// moved. A crash loop is three or more within five minutes. Pure.
RestartFinding judgeRestarts(const QString &host, const std::vector<ProcessLook> &looks);

/// "web-2: the service was restarted 2 times."
QString restartSentence(const QString &host, qint64 restarts);

/// The verdict with the hosts on which the service keeps crashing: Roll back when it does on all of them,
/// because then it is down, however well the answers between two crashes look; Hold when it does on some. It
/// never gets better.
Verdict withCrashLoops(Verdict verdict, const QStringList &crashing, qint64 restarts, int hosts);

} // namespace belay
