// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/following.h"

#include <exception>
#include <utility>

namespace belay {

namespace {

/// The rollback ends it; should that never come to an end, this does.
constexpr Milliseconds longest = std::chrono::hours(4);

} // namespace

Following::Following(const Workspace &workspace, const Project &project, const Environment &environment,
                     const QString &version, Observer observer)
{
    if (!observer || !environment.metrics)
        return;
    Environment warm = environment;
    warm.metrics->warmUp = Milliseconds(0); // that was before the verdict
    m_thread = std::thread([&workspace, plan = workspace.planFollowing(project, warm, version, longest),
                            hear = std::move(observer), cancel = m_cancel] {
        // Errors are values here; an exception of a library must not take the rollback beside it along.
        try {
            workspace.execute(plan, hear, cancel);
        } catch (const std::exception &problem) {
            RunEvent note;
            note.run = plan.runId;
            note.text = QStringLiteral("The measuring ended in an internal error: %1")
                            .arg(QString::fromUtf8(problem.what()));
            hear(note);
        }
    });
}

Following::~Following()
{
    end();
}

void Following::end()
{
    m_cancel.cancel();
    if (m_thread.joinable())
        m_thread.join();
}

} // namespace belay
