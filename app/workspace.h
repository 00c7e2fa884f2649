// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/composition.h"
#include "app/engine/failure_guide.h"
#include "app/strategies/planner.h"
#include "models/domain/checklist.h"
#include "models/domain/fleet.h"
#include "models/domain/plan.h"
#include "models/domain/project.h"
#include "models/domain/run_event.h"
#include "models/item/release_view.h"

#include <QString>

#include <functional>
#include <memory>

namespace belay {

class RunTelling;
class Nudge;
class StepStops;

/// What someone wants to release.
struct DeployIntent
{
    QString version;
    QString reason; ///< why the checklist is skipped, when it is
    bool watch = true;
    bool askHosts = true; ///< false: a plan for reading only, made without contacting anyone
    bool build = true;    ///< run the project's build command first
    QString runId;        ///< empty: a new one
};

/// Where someone wants to go back to.
struct RollbackIntent
{
    QString toVersion; ///< empty: the release that was live before, on each host
    QString reason;
    QString token; ///< the lock of an interrupted run of ours, taken over
    bool askHosts = true;
};

/// The verbs of Belay, used alike by the window and the command line: opens projects, asks hosts, makes
/// plans, runs them and remembers. Every call blocks and belongs on a worker thread; several may run at once.
class Workspace
{
public:
    explicit Workspace(Composition &composition);

    /// Reads belay.json of a folder or file. Inert.
    Result<Project> open(const QString &fileOrFolder) const;
    bool isTrusted(const Project &project) const;
    Result<void> trust(const Project &project) const;
    /// Error Untrusted, naming the command that trusts.
    Result<void> requireTrust(const Project &project) const;

    /// The version the project's own command prints. Runs it: needs trust.
    Result<QString> detectVersion(const Project &project, const CancelToken &cancel) const;
    /// The commit of the checkout, or empty when it is not one. Runs git: needs trust.
    QString commit(const Project &project, const CancelToken &cancel) const;

    /// Every host at once. `onHost` hears each answer as it comes, one at a time, on any thread: a host that
    /// does not answer holds up nobody's row but its own.
    FleetSnapshot observe(const Project &project, const Environment &environment, const CancelToken &cancel,
                          const std::function<void(const HostObservation &)> &onHost = {}) const;
    HostObservation observeHost(const Project &project, const Environment &environment, const HostSpec &host,
                                const CancelToken &cancel) const;

    Result<Plan> planDeploy(const Project &project, const Environment &environment,
                            const DeployIntent &intent, const EventSink &onBuild,
                            const CancelToken &cancel) const;
    Result<Plan> planRollback(const Project &project, const Environment &environment,
                              const RollbackIntent &intent, const CancelToken &cancel) const;
    Result<Plan> planUnlock(const Project &project, const Environment &environment, const QString &reason,
                            const CancelToken &cancel) const;
    Plan planWatch(const Project &project, const Environment &environment, Milliseconds duration) const;
    /// The same for what is known to be bad, or was a moment ago: it does not end with the verdict Roll back.
    Plan planFollowing(const Project &project, const Environment &environment, const QString &version,
                       Milliseconds duration) const;
    /// Whether every host could go back now: asked of the hosts, read-only.
    Readiness readiness(const Project &project, const Environment &environment,
                        const CancelToken &cancel) const;
    /// The rollback as it would run now, for the dialog that shows it first.
    RollbackPreview rollbackPreview(const Project &project, const Environment &environment,
                                    const RollbackIntent &intent) const;

    std::vector<CheckStatus> checklist(const Project &project, const Environment &environment,
                                       const QString &commit) const;
    Plan planChecklist(const Project &project, const Environment &environment, const QString &version,
                       const QString &commit, const std::vector<CheckItem> &items) const;
    /// `as`: who says so, when it is not who this account belongs to.
    Result<CheckRecord> answer(const Project &project, const Environment &environment, const QString &item,
                               CheckState state, const QString &text, const QString &version,
                               const QString &commit, const QString &as = {}) const;
    /// Confirms a waiver as the second person.
    Result<CheckRecord> confirmWaiver(const Project &project, const Environment &environment,
                                      const QString &item, const QString &commit,
                                      const QString &as = {}) const;
    /// Takes the newest answer back: a confirmation first, then the answer.
    Result<CheckRecord> undoAnswer(const Project &project, const Environment &environment,
                                   const QString &item, const QString &commit, const QString &as = {}) const;

    /// Runs a plan on this thread. Every event is in the history before `observer` sees it. `firstSeq`
    /// continues an interrupted run's numbering. The guide is asked what to do about failures; empty: see
    /// RunOptions. `stops`: single checks of a checklist can be stopped by it; `nudge`: a watch asks again at
    /// once.
    Outcome execute(const Plan &plan, const std::function<void(const RunEvent &)> &observer,
                    const CancelToken &cancel, qint64 firstSeq = 1, const FailureGuide &guide = {},
                    StepStops *stops = nullptr, const Nudge *nudge = nullptr) const;

    /// Adds a remark to a run's history, after the newest of its events.
    void note(const QString &runId, RunEvent event,
              const std::function<void(const RunEvent &)> &observer) const;

    /// Waits until everybody was told what happened, or the patience is over. What could not be told since
    /// the last call; the runs' histories have it, too.
    QStringList settleNotifications(Milliseconds patience) const;

    /// Marks an interrupted run as dealt with by a person.
    Result<void> markHandled(const QString &runId, const QString &reason) const;

    Composition &composition() const { return m_composition; }

private:
    using AnswerChange = Result<CheckRecord> (*)(const CheckStatus &status, const QString &by, qint64 nowMs);
    Result<CheckRecord> changeAnswer(const Project &project, const Environment &environment,
                                     const QString &item, const QString &commit, const QString &as,
                                     AnswerChange change) const;
    RollbackRequest rollbackRequest(const Project &project, const Environment &environment,
                                    const RollbackIntent &intent) const;
    Result<void> build(const Project &project, const QString &version, const EventSink &onBuild,
                       const CancelToken &cancel) const;

    Composition &m_composition;
    std::shared_ptr<RunTelling> m_telling;
};

} // namespace belay
