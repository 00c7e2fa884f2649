// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/release_flow.h"

#include "app/countdown.h"
#include "app/following.h"
#include "models/domain/countdown.h"

namespace belay {

bool rollsBackByItself(const Environment &environment, Outcome deployment)
{
    return deployment == Outcome::VerdictRollBack && environment.rollback.automatic != AutomaticRollback::Off;
}

ReleaseEnd runRelease(const Workspace &workspace, const Project &project, const Environment &environment,
                      const Plan &plan, const ReleaseObservers &observers, const CancelToken &cancel,
                      const FailureGuide &guide)
{
    const auto &observer = observers.release;
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
    const auto remark = [&](EventKind kind, const QString &text, qint64 total = 0) {
        RunEvent event;
        event.kind = kind;
        event.text = text;
        event.total = total;
        workspace.note(plan.runId, event, observer);
    };
    const HistoryStore *history = workspace.composition().history();
    const auto past = history ? history->events(plan.runId) : Result<std::vector<RunEvent>>();
    if (past && !mayBeAnnounced(*past)) {
        remark(EventKind::Noted,
               QStringLiteral("No automatic rollback: there was one for this deployment already."));
        return end;
    }
    const bool isImmediate = environment.rollback.automatic == AutomaticRollback::Immediate;
    const Milliseconds time = isImmediate ? Milliseconds(0) : environment.rollback.countdown;
    Countdown countdown(workspace.composition().ports().clock, time);
    Following following(workspace, project, environment, plan.version, observers.following);
    remark(EventKind::CountdownStarted,
           isImmediate ? QStringLiteral("Automatic rollback at once.") : countdown.announcement(plan.version),
           time.count());
    const CountdownEnd over = isImmediate ? CountdownEnd::Over : countdown.wait(cancel);
    if (over != CountdownEnd::Over)
        following.end();
    remark(EventKind::Noted, countdown.said(over, plan.version, plan.by));
    if (over != CountdownEnd::Over)
        return end;
    // The rollback is a decision of its own: stopping the watch does not stop it half-way.
    const CancelToken unstoppable;
    const auto back = workspace.planRollback(project, environment, intent, unstoppable);
    if (!back) {
        end.error = back.error();
        return end;
    }
    end.rollbackRun = back->runId;
    // What is measured ends before the rollback's own end is told: that stays the last line of a release.
    const auto goingBack = [&observer, &following](const RunEvent &event) {
        if (event.kind == EventKind::RunFinished)
            following.end();
        observer(event);
    };
    end.rollback = workspace.execute(*back, goingBack, unstoppable);
    return end;
}

int exitCodeFor(const ReleaseEnd &end)
{
    if (end.rollback)
        return *end.rollback == Outcome::Succeeded ? 4 : exitCodeFor(*end.rollback);
    return exitCodeFor(end.deployment);
}

} // namespace belay
