// SPDX-License-Identifier: GPL-3.0-or-later
// The way back: preview, rollback, countdown and veto, unlocking, and going on after an interruption.
#include "app/window/release_controller.h"

#include "app/recovery.h"
#include "app/session/background.h"
#include "models/domain/names.h"
#include "models/domain/rollback_reason.h"
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
        [&workspace = m_workspace, event, run = m_models.run->state().runId] {
            RunEvent kept;
            workspace.note(run, event, [&kept](const RunEvent &noted) { kept = noted; });
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
    m_countdownBegan = momentNow(m_workspace.composition().ports().clock);
    m_countdown.start(static_cast<int>(wait));
}

/// A rollback begins by itself only while a person could have objected to it. After a night's sleep of this
/// computer nobody could, and somebody else may have released since.
void ReleaseController::countdownOver()
{
    const qint64 late =
        lateMs(m_countdownBegan, momentNow(m_workspace.composition().ports().clock), m_countdown.interval());
    if (late < sleptMs || !m_running) {
        rollBackNow();
        return;
    }
    const Chosen what = *m_running;
    endCountdown();
    m_running.reset();
    RunEvent event;
    event.text =
        tr("The automatic rollback was not begun: this computer stood still for %1 meanwhile. Look at "
           "the hosts, then roll back or keep the release.")
            .arg(formatDuration(late));
    remark(event);
    m_projects.refresh(what.project.name, what.environment.name);
    Q_EMIT told(event.text);
    publish();
}

void ReleaseController::endCountdown()
{
    m_countdown.stop();
    RunEvent event;
    event.kind = EventKind::CountdownStarted; // one that ends at no time is over
    event.timeMs = m_models.run->state().lastEventMs;
    event.total = -event.timeMs;
    m_models.run->applyEvents({event});
}

void ReleaseController::rollBackNow()
{
    if (!m_running || m_run)
        return;
    const Chosen what = *m_running;
    RollbackIntent intent;
    intent.reason = automaticReason(m_models.run->state());
    RunEvent begins; // what the countdown came to stands after it, so that a crash is told from a decision
    begins.text = tr("The automatic rollback begins.");
    remark(begins);
    endCountdown();
    m_running.reset();
    m_isAutomatic = true;
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
        [&workspace = m_workspace, what = *what, intent] {
            return workspace.rollbackPreview(what.project, what.environment, intent);
        },
        [this](RollbackPreview preview) {
            const RunState &state = m_models.run->state();
            if (state.verdict && state.plan.project == preview.project &&
                state.plan.environment == preview.environment) {
                const ReasonDraft draft = draftReason(state.verdict->sentence, state.verdict, state.series);
                preview.suggestedReason = draft.text;
                preview.suggestedCode = draft.code;
            }
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
    if (m_building) {
        m_rollbackAfterwards = {what, intent};
        m_building->stop();
        return;
    }
    runInBackground<Result<Plan>>(
        this,
        [&workspace = m_workspace, what, intent] {
            return workspace.planRollback(what.project, what.environment, intent, CancelToken());
        },
        [this, what](Result<Plan> plan) {
            if (plan) {
                start(what, std::move(*plan));
                return;
            }
            m_isAutomatic = false;
            Q_EMIT failed(plan.error());
        });
}

void ReleaseController::unlock(const QString &project, const QString &environment, const QString &reason)
{
    const auto what = chosen(project, environment);
    if (!what || m_run || refusedByCountdown())
        return;
    runInBackground<Result<Plan>>(
        this,
        [&workspace = m_workspace, what = *what, reason]() -> Result<Plan> {
            if (auto trusted = workspace.requireTrust(what.project); !trusted)
                return tl::unexpected(trusted.error());
            return workspace.planUnlock(what.project, what.environment, reason, CancelToken());
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
    if (m_run || refusedByCountdown())
        return;
    runInBackground<Result<Recovery>>(
        this,
        [&workspace = m_workspace, runId, rollBack] {
            return planRecovery(workspace, runId, rollBack ? RecoveryWay::RollBack : RecoveryWay::Continue,
                                CancelToken());
        },
        [this](Result<Recovery> recovery) {
            if (!recovery) {
                Q_EMIT failed(recovery.error());
                return;
            }
            if (recovery->continued) {
                m_models.run->reset(recovery->before);
                m_models.watched->reset(recovery->before);
                m_models.series->setState(recovery->before);
                m_models.log->setLines(recovery->before.log);
            }
            start(Chosen{recovery->project, recovery->environment}, recovery->plan, recovery->firstSeq);
        });
}

void ReleaseController::checkReadiness()
{
    const auto what = chosen(m_view.project, m_view.environment);
    if (!what || !m_view.trusted)
        return;
    const int request = ++m_readinessRequest;
    runInBackground<Readiness>(
        this,
        [&workspace = m_workspace, what = *what] {
            return workspace.readiness(what.project, what.environment, CancelToken());
        },
        [this, request, project = what->project.name,
         environment = what->environment.name](const Readiness &readiness) {
            if (request != m_readinessRequest || project != m_view.project ||
                environment != m_view.environment)
                return;
            m_view.readiness = readiness;
            publish();
        });
}

} // namespace belay
