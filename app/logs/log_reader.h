// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/logs/log_follower.h"
#include "models/domain/log_chunk.h"

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

namespace belay {

/// What is known about the logs beside their lines.
struct LogReport
{
    std::vector<std::pair<QString, QString>> silent; ///< hosts that did not answer, and why
    QStringList notes;                               ///< files that are not there, and such
    std::vector<ErrorSignature> fresh; ///< kinds of errors that were not there before the deployment
    bool compared = false;             ///< there were lines from before it
    qint64 debugLines = 0;
    QStringList processes; ///< "web-2: the service was restarted once."
    qint64 rounds = 0;     ///< how often all hosts were asked
};

/// Follows the logs of all hosts on a thread of its own and hands the lines on in chunks, in the order of
/// time, understood and marked. What is there already comes first and whole. Its functions return at once;
/// the callbacks are called on its thread.
class LogReader
{
public:
    struct Options
    {
        qint64 sinceMs = 0;    ///< lines from then on are handed on
        qint64 deployedMs = 0; ///< what was not there before that is new; 0: nothing is
        Milliseconds every{1000};
    };

    LogReader(const LogsSpec &logs, const TargetSpec &target, const Ports &ports, Options options,
              std::function<void(LogChunkPtr)> lines, std::function<void(LogReport)> report);
    ~LogReader();
    LogReader(const LogReader &) = delete;
    LogReader &operator=(const LogReader &) = delete;

    /// Asks nobody until it is set again; goes on where it was.
    void setPaused(bool paused);
    /// The next round begins at once, not after the pause between two.
    void hurry();
    /// Ends it soon; the destructor waits for that.
    void stop() { m_cancel.cancel(); }

private:
    void run();
    bool waitForNext();
    void takeRound(const FollowedRound &round);
    void takeLines(const FollowedRound::Host &host, std::uint16_t index);
    void takeProcess(const QString &host, const ProcessLook &look);
    void handOn();
    LogReport reportOf(const FollowedRound &round);

    const Ports m_ports;
    const Options m_options;
    const std::function<void(LogChunkPtr)> m_lines;
    const std::function<void(LogReport)> m_report;
    LogFollower m_follower;
    LogWatch m_watch;
    std::vector<LogChunkPtr> m_waiting; ///< read, not yet in order
    std::vector<qint64> m_order;        ///< of all their lines: the time that counts
    qint64 m_waitingBytes = 0;
    std::map<QString, std::vector<ProcessLook>> m_looks;
    std::map<QString, QString> m_processes;
    QStringList m_notes;
    qint64 m_rounds = 0;
    CancelToken m_cancel;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_paused = false;
    bool m_hurried = false;
    std::shared_ptr<void> m_wake;
    std::thread m_thread;
};

} // namespace belay
