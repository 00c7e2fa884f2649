// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/workspace.h"
#include "models/domain/fleet.h"
#include "models/item/app_models.h"
#include "models/item/release_view.h"
#include "models/store/history_store.h"

#include <QHash>
#include <QObject>
#include <QSet>

#include <optional>
#include <vector>

namespace belay {

/// What is known about one environment of an opened project: what its hosts said last, and what the history
/// says.
struct EnvironmentKnowledge
{
    std::optional<FleetSnapshot> fleet;
    bool asking = false;
    EnvironmentMemory memory;
    std::vector<double> sparkline; ///< sparkline() of the newest run; empty: nothing was measured
};

struct OpenProject
{
    Project project;
    bool trusted = false;
    bool isSandbox = false;
    QStringList builtVersions; ///< those whose artifact lies ready on this computer
    QHash<QString, EnvironmentKnowledge> environments;
};

/// The projects opened in the window and what is known about them. Lives on the window's thread; asks hosts
/// in the background, and only those of trusted projects.
class Projects : public QObject
{
    Q_OBJECT
public:
    Projects(Workspace &workspace, AppModels models, QObject *parent = nullptr);

    void reopenRecent();
    void open(const QString &fileOrFolder, bool isSandbox = false);
    void forget(const QString &file);
    void trust(const QString &file);
    void refresh();
    void refresh(const QString &project, const QString &environment);
    void testConnection(const QString &project, const QString &environment, const QString &host);

    const std::vector<OpenProject> &all() const { return m_projects; }
    const OpenProject *find(const QString &project) const;
    const EnvironmentKnowledge *knowledge(const QString &project, const QString &environment) const;

    /// A run of the environment is shown as under way with this phrase; empty ends it. `sparkline`: what it
    /// has measured so far.
    void setRunning(const QString &project, const QString &environment, const QString &phrase,
                    double progress, std::vector<double> sparkline = {});

Q_SIGNALS:
    void changed();
    void opened(const QString &project);
    void failed(const belay::Error &error);
    void connectionTested(const QString &host, const QStringList &lines, bool works);

private:
    struct Running
    {
        QString phrase;
        double progress = 0;
        std::vector<double> sparkline;
    };

    struct Answer
    {
        FleetSnapshot fleet;
        EnvironmentMemory memory;
        std::vector<double> sparkline;
    };

    OpenProject *edit(const QString &project);
    void receive(const QString &project, const QString &environment, Answer answer);
    void publish();

    Workspace &m_workspace;
    AppModels m_models;
    std::vector<OpenProject> m_projects;
    QHash<QString, Running> m_running; ///< project/environment
    QSet<QString> m_askAgain;          ///< project/environment
};

} // namespace belay
