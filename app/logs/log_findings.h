// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/finding_source.h"
#include "app/logs/log_follower.h"

#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <thread>

namespace belay {

/// What one watch finds in the logs and processes of its hosts, told as events: pure but for the time, which
/// comes with every round. Kinds of errors are told at their first line and again when there are ten times as
/// many; at most `mostKinds` of them, so that a release that fails in a thousand ways does not drown its
/// history. Use from one thread.
class LogFindingTeller
{
public:
    static constexpr std::size_t mostKinds = 50;

    LogFindingTeller(bool isProtected, qint64 deployedMs)
        : m_watch(deployedMs)
        , m_isProtected(isProtected)
    {
    }

    /// The release begins: lines of a host that has been read before are its own from now on, whatever its
    /// clock says. Of other hosts the lines' own times decide, and lines without one were there before.
    void released() { m_isReleased = true; }
    /// What one round over the hosts brought.
    Findings take(const FollowedRound &round, qint64 nowMs);
    /// Counts that have grown since they were told.
    std::vector<RunEvent> rest();

private:
    struct Process
    {
        std::vector<ProcessLook> looks; ///< of the last minutes
        qint64 restarts = 0;
        bool told = false; ///< the loop
        bool down = false;
    };

    void takeLines(const FollowedRound::Host &host, qint64 nowMs);
    void takeProcess(const QString &host, const ProcessLook &look, Findings &out);
    void tellErrors(bool all, std::vector<RunEvent> &out);
    void tellDebugLines(bool all, std::vector<RunEvent> &out);
    void remark(const QString &text, std::vector<RunEvent> &out);

    LogWatch m_watch;
    bool m_isProtected;
    bool m_isReleased = false;
    std::set<QString> m_read;            ///< hosts whose log has been read once
    std::map<QByteArray, qint64> m_told; ///< kind of error → how many were told
    QString m_debugHost;
    qint64 m_debugTold = 0;
    std::map<QString, Process> m_processes;
    std::set<QString> m_remarks;
};

/// Follows the logs of all hosts while a release is watched: see FindingSource. The before-window reads what
/// is there already, so that the watch knows which errors are old.
class LogFindings : public FindingSource
{
public:
    LogFindings() = default;
    ~LogFindings() override;
    LogFindings(const LogFindings &) = delete;
    LogFindings &operator=(const LogFindings &) = delete;

    void begin(const StepContext &context, const WatchAction &action) override;
    void look() override;
    Findings take() override;
    void end() override;

private:
    void work();
    void lookOnce();

    std::unique_ptr<LogFollower> m_follower; ///< the thread's, while there is one
    std::unique_ptr<LogFindingTeller> m_teller;
    const Clock *m_clock = nullptr;
    std::thread m_thread;
    CancelToken m_cancel;
    CancelToken m_run;
    std::shared_ptr<void> m_wake;
    bool m_before = false;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_wanted = false;
    bool m_busy = false;
    bool m_over = false;
    Findings m_found;
};

} // namespace belay
