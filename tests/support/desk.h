// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/history_controller.h"
#include "app/window/projects.h"
#include "app/window/release_controller.h"
#include "models/item/app_models.h"
#include "tests/support/belay_cli.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QStringList>

#include <memory>
#include <vector>

namespace belay::test {

/// The window without its widgets: the real controllers and models over the real composition, and a project
/// whose two hosts "one" and "two" are folders. The program `cli` shares its history.
class Desk
{
public:
    Desk();
    ~Desk(); ///< as the window closes: stops what runs and waits

    /// belay.json, from the members below.
    void write() const;
    /// The artifact of a version, in the place that "dist/{version}" names.
    void build(const QString &version) const;
    /// Opens, trusts and waits until the hosts have answered.
    bool openTrusted();
    /// Chooses the version in production, deploys it with the checklist skipped, waits for the end.
    bool deploy(const QString &version);
    bool waitForRun();     ///< started after this call, to its end
    bool waitUntilAsked(); ///< no question to the hosts is under way

    QString folder() const { return cli.home() + QStringLiteral("/project"); }
    QString file() const { return folder() + QStringLiteral("/belay.json"); }
    QString hostPath(const QString &host) const { return cli.home() + QStringLiteral("/hosts/") + host; }
    /// The version behind `current` of both hosts: "1.0.0 1.0.0"; "-" without a link.
    QString live() const;
    /// The phrase of production's cell on the Overview.
    QString phrase() const;
    const RunState &run() const;
    const ReleaseView &view() const { return release->view(); }
    /// The outcomes of the runs that ended here, oldest first.
    QStringList outcomes() const { return m_outcomes; }

    BelayCli cli;
    QJsonObject environment; ///< "production"
    QJsonObject releaseSpec; ///< "release"
    QJsonObject checklist;
    QStringList failures; ///< what the window would have shown as errors
    QStringList told;
    AppModels models;
    std::unique_ptr<Composition> composition;
    std::unique_ptr<Workspace> workspace;
    std::unique_ptr<Projects> projects;
    std::unique_ptr<ReleaseController> release;
    std::unique_ptr<HistoryController> history;

private:
    class Prompter;

    QObject m_owner;
    std::unique_ptr<Prompter> m_prompter;
    QStringList m_outcomes;
};

} // namespace belay::test
