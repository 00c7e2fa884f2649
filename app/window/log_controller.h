// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/logs/log_reader.h"
#include "app/session/log_desk.h"
#include "app/window/projects.h"
#include "models/item/logs_view.h"

#include <QObject>

#include <memory>

namespace belay {

/// The logs of one environment's hosts in the window. A reader's thread asks the hosts, a desk's thread keeps
/// and filters the lines; here only what is shown passes. The hosts are asked while the page is seen.
/// Window thread.
class LogController : public QObject
{
    Q_OBJECT
public:
    LogController(Workspace &workspace, Projects &projects, QObject *parent = nullptr);
    ~LogController() override;

    /// Shows the environment's logs; the same again changes nothing.
    void show(const QString &project, const QString &environment);
    /// The page is seen, or no longer: what has been read stays.
    void setActive(bool active);
    void setQuery(const QString &text);
    void wish(const LogWish &wish);
    void setRange(LogRange range);
    /// Asks at once, over new connections where a host did not answer.
    void retry();

    const LogsView &view() const { return m_view; }

Q_SIGNALS:
    void viewChanged(const belay::LogsView &view);
    void screenReady(const belay::LogScreen &screen);
    /// What is wrong with the query; empty: nothing.
    void queryJudged(const QString &problem);

private:
    struct Link; ///< from the threads to here, cut when others take their place

    void read();
    void leave();
    void receive(const LogReport &report);
    void passScreen();
    qint64 sinceMs() const;

    Workspace &m_workspace;
    Projects &m_projects;
    LogsView m_view;
    LogsSpec m_logs;
    TargetSpec m_target;
    LogQuery m_query;
    quint64 m_queryNumber = 0;
    LogWish m_wish;
    bool m_active = false;
    std::shared_ptr<Link> m_link;
    std::shared_ptr<LogDesk> m_desk;
    std::shared_ptr<LogReader> m_reader;
};

} // namespace belay
