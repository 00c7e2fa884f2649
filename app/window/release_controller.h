// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/nudge.h"
#include "app/engine/step_stops.h"
#include "app/notify/occasion.h"
#include "app/session/run_session.h"
#include "app/slept.h"
#include "app/window/asking_guide.h"
#include "app/window/projects.h"
#include "models/item/release_view.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>

namespace belay {

/// The release being worked on: plan, checklist, deployment, watch, rollback. Answers the window's intents
/// and keeps the Release screen's models; everything that waits happens on worker threads. One run at a time
/// in this program.
class ReleaseController : public QObject
{
    Q_OBJECT
public:
    ReleaseController(Workspace &workspace, Projects &projects, AppModels models, QObject *parent = nullptr);
    ~ReleaseController() override;

    void choose(const QString &project, const QString &environment, const QString &version);
    void plan();
    void runChecks(const QStringList &items);
    void stopChecks();
    void stopCheck(const QString &item); ///< the others go on
    void confirmWaiver(const QString &item, const QString &as);
    void undoAnswer(const QString &item);
    void answer(const QString &item, CheckState state, const QString &text);
    void deploy(const QString &skipReason);
    void deployWhenUnlocked(const QString &skipReason); ///< waits for the locks of others first
    void stop();
    /// The run's metrics source is asked at once, not at the next round.
    void askSourceNow(const QString &project, const QString &environment);
    void answerFailure(FailureChoice choice);
    void rollBackNow();
    void veto();
    void previewRollback(const QString &project, const QString &environment, const QString &toVersion);
    void rollBack(const QString &project, const QString &environment, const QString &toVersion,
                  const QString &reason);
    void unlock(const QString &project, const QString &environment, const QString &reason);
    void resume(const QString &runId, bool rollBack);
    void setReport(const QString &runId, const QString &markdown);

    const ReleaseView &view() const { return m_view; }
    /// A run, or the build before one, is under way.
    bool isRunning() const { return m_run != nullptr || m_building != nullptr; }

Q_SIGNALS:
    void viewChanged(const belay::ReleaseView &view);
    void rollbackPreviewReady(const belay::RollbackPreview &preview);
    void failed(const belay::Error &error);
    void told(const QString &message);
    void runStarted(const QString &runId);
    void runEnded(const QString &runId, belay::Outcome outcome);
    /// What people who do not look at the window want to know.
    void happened(const belay::Occasion &occasion);

private:
    struct Chosen
    {
        Project project;
        Environment environment;
    };

    std::optional<Chosen> chosen(const QString &project, const QString &environment) const;
    void start(const Chosen &what, Plan plan, qint64 firstSeq = 1);
    void showFailure(const FailureQuestion &question, qint64 patienceMs);
    void endFailure();
    void beginWatched(const Plan &plan);
    void receive(const std::vector<RunEvent> &events);
    void finish(const Chosen &what, Outcome outcome);
    bool refusedByCountdown();
    enum class Locks { Refuse, AwaitThem };
    void build(const QString &skipReason, Locks locks);
    void startPlanned(const Chosen &what, Result<Plan> plan);
    void remark(const RunEvent &event);
    void startCountdown(const Chosen &what);
    void endCountdown();
    void countdownOver();
    void startRollback(const Chosen &what, const RollbackIntent &intent);
    void loadChecklist();
    void changeAnswer(std::function<Result<CheckRecord>(const Chosen &)> change);
    void checkReadiness();
    void publish();
    void publishProgress();

    Workspace &m_workspace;
    Projects &m_projects;
    AppModels m_models;
    ReleaseView m_view;
    AskingGuide m_guide; ///< outlives the run that waits in it
    Nudge m_nudge;       ///< of the run
    std::unique_ptr<RunSession> m_run;
    StepStops m_checkStops; ///< outlives the checks it stops
    std::unique_ptr<RunSession> m_checks;
    std::unique_ptr<RunSession> m_building; ///< a deployment being built and planned
    std::optional<Chosen> m_running;
    OccasionFinder m_occasions; ///< of the run
    struct Waiting
    {
        Chosen what;
        RollbackIntent intent;
    };
    bool m_isAutomatic = false;                  ///< the next run begins by itself and waits for nobody
    std::optional<Waiting> m_rollbackAfterwards; ///< asked for while a run was going on
    QTimer m_countdown;
    Moment m_countdownBegan;
    QTimer m_readiness;
    bool m_logHoldsBuild = false;
    int m_planRequest = 0; ///< of these three only the newest answer counts
    int m_checklistRequest = 0;
    int m_readinessRequest = 0;
};

} // namespace belay
