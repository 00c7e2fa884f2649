// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/release_flow.h"

#include "app/slept.h"
#include "models/domain/names.h"

namespace belay {

bool rollsBackByItself(const Environment &environment, Outcome deployment)
{
    return deployment == Outcome::VerdictRollBack && environment.rollback.automatic != AutomaticRollback::Off;
}

ReleaseEnd runRelease(const Workspace &workspace, const Project &project, const Environment &environment,
                      const Plan &plan, const std::function<void(const RunEvent &)> &observer,
                      const CancelToken &cancel, const FailureGuide &guide)
{
    ReleaseEnd end;
    end.deploymentRun = plan.runId;
    QString sentence;
    const auto watched = [&observer, &sentence](const RunEvent &event) {
        if (event.kind == EventKind::VerdictReached)
            sentence = event.text;
        observer(event);
    };
    end.deployment = workspace.execute(plan, watched, cancel, 1, guide);
    if (!rollsBackByItself(environment, end.deployment))
        return end;

    RollbackIntent intent;
    intent.reason = sentence;
    if (environment.rollback.automatic == AutomaticRollback::Countdown) {
        RunEvent countdown;
        countdown.kind = EventKind::CountdownStarted;
        countdown.total = environment.rollback.countdown.count();
        countdown.text = QStringLiteral("Automatic rollback in %1. Stopping now keeps %2 live.")
                             .arg(formatDuration(countdown.total), plan.version);
        const Clock &clock = workspace.composition().ports().clock;
        const Moment begin = momentNow(clock); // before it is announced: from then on it counts
        workspace.note(plan.runId, countdown, observer);
        const bool vetoed = clock.wait(environment.rollback.countdown, cancel);
        if (const qint64 late = lateMs(begin, momentNow(clock), countdown.total);
            !vetoed && late >= sleptMs) {
            RunEvent slept;
            slept.text =
                QStringLiteral("The automatic rollback was not begun: this computer stood still for %1 "
                               "meanwhile. %2 stays; look with `belay status`, then `belay rollback`.")
                    .arg(formatDuration(late), plan.version);
            workspace.note(plan.runId, slept, observer);
            return end;
        }
        if (vetoed) {
            RunEvent veto;
            veto.text = QStringLiteral("The automatic rollback was vetoed by %1.").arg(plan.by);
            workspace.note(plan.runId, veto, observer);
            return end;
        }
    }
    // The rollback is a decision of its own: stopping the watch does not stop it half-way.
    const CancelToken unstoppable;
    const auto back = workspace.planRollback(project, environment, intent, unstoppable);
    if (!back) {
        end.error = back.error();
        return end;
    }
    end.rollbackRun = back->runId;
    end.rollback = workspace.execute(*back, observer, unstoppable);
    return end;
}

int exitCodeFor(const ReleaseEnd &end)
{
    if (end.rollback)
        return *end.rollback == Outcome::Succeeded ? 4 : exitCodeFor(*end.rollback);
    return exitCodeFor(end.deployment);
}

} // namespace belay
