// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/nudge.h"
#include "app/session/run_session.h"
#include "app/workspace.h"

#include <QObject>

#include <map>
#include <memory>
#include <vector>

namespace belay {

/// Why an environment goes on being watched.
enum class WatchPurpose {
    Afterwards, ///< the release stayed live: leaks take hours
    Trouble,    ///< the verdict is Roll back: until somebody has decided and the way back is gone
    Recovery,   ///< rolled back: whether that has helped
};

/// One environment that goes on being watched.
struct WatchedRelease
{
    WatchPurpose purpose = WatchPurpose::Afterwards;
    QString project;
    QString environment;
    QString version;
    QString run;
    qint64 startedMs = 0; ///< UTC
    qint64 durationMs = 0;
    std::optional<Verdict> verdict;
};

/// Goes on watching releases after they were judged, side by side with whatever else the window does. Each
/// is a run of its own in the history, compared with what was before the release; one an environment, a new
/// one ends the one before. Window thread.
class AfterWatch : public QObject
{
    Q_OBJECT
public:
    explicit AfterWatch(Workspace &workspace, QObject *parent = nullptr);
    ~AfterWatch() override; ///< stops and waits

    /// Begins when the environment asks for it (metrics.after_watch).
    void begin(const Project &project, const Environment &environment, const QString &version);
    /// Begins for a release that is to be rolled back: shown, and judged without an end to it.
    void follow(const Project &project, const Environment &environment, const QString &version);
    /// Begins when a rollback has ended, as long as the watch of a release.
    void confirm(const Project &project, const Environment &environment, const QString &version);
    /// A rollback begins: what was watched is no more, except that trouble is followed until it has ended.
    void comesBack(const QString &project, const QString &environment);
    /// A new release comes.
    void end(const QString &project, const QString &environment);
    void endAll();

    /// Asks the sources now instead of at the next round.
    void askNow(const QString &project, const QString &environment);

    /// Those under way, by project and environment.
    std::vector<WatchedRelease> watched() const;

Q_SIGNALS:
    void changed();
    /// All that these watches bring, as it comes.
    void happened(const belay::Plan &watch, const std::vector<belay::RunEvent> &events);
    /// A verdict that is not the one before; Healthy too.
    void judged(const belay::WatchedRelease &release);
    /// The time is over. Not sent for one that was ended.
    void over(const belay::WatchedRelease &release);

private:
    struct Session
    {
        WatchedRelease release;
        Plan plan;
        Nudge nudge;
        std::unique_ptr<RunSession> run;
    };

    void start(WatchPurpose purpose, const Project &project, const Environment &environment,
               const QString &version, Milliseconds duration);
    void receive(const QString &key, const std::vector<RunEvent> &events);
    void finish(const QString &key);

    Workspace &m_workspace;
    std::map<QString, Session> m_sessions;              ///< by project and environment
    std::vector<std::unique_ptr<RunSession>> m_leaving; ///< stopped, not ended yet
};

} // namespace belay
