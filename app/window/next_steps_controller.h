// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/projects.h"
#include "models/item/release_view.h"

#include <QObject>

namespace belay {

/// What is still to be done after the newest release that is live, in any open project. Reads in the
/// background. Window thread.
class NextStepsController : public QObject
{
    Q_OBJECT
public:
    NextStepsController(Workspace &workspace, Projects &projects, QObject *parent = nullptr);

    void refresh();
    void answer(const QString &project, const QString &environment, const QString &item, CheckState state,
                const QString &text);
    const NextSteps &steps() const { return m_steps; }

Q_SIGNALS:
    void changed(const belay::NextSteps &steps);
    void failed(const belay::Error &error);

private:
    Workspace &m_workspace;
    Projects &m_projects;
    NextSteps m_steps;
    int m_request = 0; ///< only the newest answer counts
};

} // namespace belay
