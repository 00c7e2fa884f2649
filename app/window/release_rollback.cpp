// SPDX-License-Identifier: GPL-3.0-or-later
// The way back: preview, rollback, countdown and veto, unlocking, and going on after an interruption.
#include "app/window/release_controller.h"

#include "app/recovery.h"
#include "app/session/background.h"
#include "models/domain/names.h"
#include "models/item/log_model.h"
#include "models/item/run_model.h"
#include "models/item/series_model.h"

namespace belay {

namespace {

QString automaticReason(const RunState &state)
{
    return state.verdict ? state.verdict->sentence : state.text;
}

} // namespace

/// Kept with the shown run, and shown. The disk is written in the background.
void ReleaseController::remark(const RunEvent &event)
{
    runInBackground<RunEvent>(
        this,
        [this, event, run = m_models.run->state().runId] {
            RunEvent kept;
            m_workspace.note(run, event, [&kept](const RunEvent &noted) { kept = noted; });
            return kept;
        },
        [this](const RunEvent &kept) {
            if (kept.run == m_models.run->state().runId)
                m_models.run->applyEvents({kept});
        });
}

void ReleaseController::startCountdown(const Chosen &what)
{
    m_running = what;
    const bool atOnce = what.environment.rollback.automatic == AutomaticRollback::Immediate;
    const qint64 wait = atOnce ? 0 : what.environment.rollback.countdown.count();
    RunEvent event;
    event.kind = EventKind::CountdownStarted;
    event.total = wait;
    event.text = tr("Automatic rollback in %1").arg(formatDuration(wait));
    remark(event);
    m_countdown.start(static_cast<int>(wait));
}

void ReleaseController::endCountdown()
{
    m_countdown.stop();
    RunEvent event;
    event.kind = EventKind::CountdownStarted; // a countdown of nothing is over
    event.total = 0;
    m_models.run->applyEvents({event});
}

void ReleaseController::rollBackNow()
{
    if (!m_running || m_run)
        return;
    const Chosen what = *m_running;
    RollbackIntent intent;
    intent.reason = automaticReason(m_models.run->state());
    endCountdown();
    m_running.reset();
    startRollback(what, intent);
}

void ReleaseController::veto()
{
    if (!m_countdown.isActive())
        return;
    endCountdown();
    m_running.reset();
    RunEvent event;
    event.text = tr("The automatic rollback was vetoed.");
    remark(event);
    publish();
}

void ReleaseController::previewRollback(const QString &project, const QString &environment,
                                        const QString &toVersion)
{
    const auto what = chosen(project, environment);
    if (!what)
        return;
    RollbackIntent intent;
    intent.toVersion = toVersion;
    runInBackground<RollbackPreview>(
        this,
        [this, what = *what, intent] {
            RollbackPreview preview = m_workspace.rollbackPreview(what.project, what.environment, intent);
            return preview;
        },
        [this](RollbackPreview preview) {
            const RunState &state = m_models.run->state();
            if (state.verdict && state.plan.environment == preview.environment)
                preview.suggestedReason = state.verdict->sentence;
            Q_EMIT rollbackPreviewReady(preview);
        });
}

void ReleaseController::rollBack(const QString &project, const QString &environment, const QString &toVersion,
                                 const QString &reason)
{
    const auto what = chosen(project, environment);
    if (!what)
        return;
    RollbackIntent intent;
    intent.toVersion = toVersion;
    intent.reason = reason;
    startRollback(*what, intent);
}

void ReleaseController::startRollback(const Chosen &what, const RollbackIntent &intent)
{
    if (m_countdown.isActive()) {
        endCountdown();
        m_running.reset();
    }
    if (m_run) {
        // A watch makes room at once. A run that is still changing hosts undoes what it has begun and ends;
        // only a release that stayed live then is left to be rolled back.
        m_rollbackAfterwards = {what, intent};
        m_run->stop();
        return;
    }
    runInBackground<Result<Plan>>(
        this,
        [this, what, intent] {
            return m_workspace.planRollback(what.project, what.environment, intent, CancelToken());
        },
        [this, what](Result<Plan> plan) {
            if (plan)
                start(what, std::move(*plan));
            else
                Q_EMIT failed(plan.error());
        });
}

void ReleaseController::unlock(const QString &project, const QString &environment, const QString &reason)
{
    const auto what = chosen(project, environment);
    if (!what || m_run)
        return;
    runInBackground<Result<Plan>>(
        this,
        [this, what = *what, reason] {
            return m_workspace.planUnlock(what.project, what.environment, reason, CancelToken());
        },
        [this, what = *what](Result<Plan> plan) {
            if (plan)
                start(what, std::move(*plan));
            else
                Q_EMIT failed(plan.error());
        });
}

void ReleaseController::resume(const QString &runId, bool rollBack)
{
    if (m_run)
        return;
    runInBackground<Result<Recovery>>(
        this,
        [this, runId, rollBack] {
            return planRecovery(m_workspace, runId, rollBack ? RecoveryWay::RollBack : RecoveryWay::Continue,
                                CancelToken());
        },
        [this](Result<Recovery> recovery) {
            if (!recovery) {
                Q_EMIT failed(recovery.error());
                return;
            }
            if (recovery->continued) {
                m_models.run->reset(recovery->before);
                m_models.series->setState(recovery->before);
            }
            start(Chosen{recovery->project, recovery->environment}, recovery->plan, recovery->firstSeq);
        });
}

void ReleaseController::checkReadiness()
{
    const auto what = chosen(m_view.project, m_view.environment);
    if (!what || !m_view.trusted)
        return;
    runInBackground<Readiness>(
        this,
        [this, what = *what] { return m_workspace.readiness(what.project, what.environment, CancelToken()); },
        [this, project = what->project.name,
         environment = what->environment.name](const Readiness &readiness) {
            if (project != m_view.project || environment != m_view.environment)
                return;
            m_view.readiness = readiness;
            publish();
        });
}

} // namespace belay
