// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/projects.h"
#include "models/item/incident_view.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <functional>
#include <optional>

namespace belay {

/// The incident of one environment in the window. Reads the history, git and the hosts in the background, and
/// again every minute while the incident is open: the way back is verified, not remembered. Window thread.
class IncidentController : public QObject
{
    Q_OBJECT
public:
    IncidentController(Workspace &workspace, Projects &projects, QObject *parent = nullptr);

    /// Shows the environment's open incident, else its last one, else that there is none. When the history
    /// cannot be read, the view says so; an incident that is shown already stays, and failed() tells it.
    void show(const QString &project, const QString &environment);
    /// After the history could not be read.
    void readAgain();
    void refresh();
    /// Only what the history says; the hosts are not asked again. However often it is called, reading takes
    /// at most a tenth of the time.
    void refreshNumbers();
    /// Opens one in the shown environment.
    void open(const QString &text);
    void add(IncidentFact fact, std::optional<IncidentStep> step, const QString &text);
    /// The release stays, although an automatic rollback was counting when Belay ended: written into its run.
    void keepLive();
    /// Looks whether an incident of the environment waits for that decision, and says so.
    void lookForLeftCountdown(const QString &project, const QString &environment);
    /// Answers one of the items for this case.
    void answer(const QString &item, CheckState state, const QString &text);
    /// Writes the incident; the format is the file's ending: md, html or json.
    void save(const QString &file);

    const IncidentView &view() const { return m_view; }
    QString project() const { return m_project; }
    QString environment() const { return m_environment; }

Q_SIGNALS:
    void viewChanged(const belay::IncidentView &view);
    void failed(const belay::Error &error);
    void told(const QString &message);
    void countdownLeft(const QString &project, const QString &environment);
    /// How many incidents are open in all environments.
    void openCounted(int open);

private:
    struct Look
    {
        Result<IncidentView> view;
        bool whole = false;       ///< the hosts were asked
        bool numbersOnly = false; ///< and are not to be
    };

    void keep(const std::function<Result<Incident>(HistoryStore &, qint64)> &write);
    void recall(bool numbersOnly);
    void countOpen();
    void receive(int request, Look look);
    void cannotRead(const Error &error);
    void forget();
    std::optional<OpenProject> place(Environment &environment) const;

    Workspace &m_workspace;
    Projects &m_projects;
    QString m_project;
    QString m_environment;
    IncidentView m_view;
    QTimer m_every;
    int m_request = 0; ///< only the newest answer counts
    bool m_recalling = false;
    QElapsedTimer m_recalled; ///< since it was begun, then since it ended
    qint64 m_recallTookMs = 0;
};

} // namespace belay
