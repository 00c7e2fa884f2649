// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/checklist.h"
#include "models/domain/failure_question.h"
#include "models/domain/incident.h"

#include <QObject>
#include <QString>

#include <optional>

namespace belay {

/// Everything a person can ask for in the window, as signals. Pages emit through this one object; the
/// composition connects it to the workspace. Arguments are names, never widgets.
class WindowIntents : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

Q_SIGNALS:
    // projects
    void sandboxRequested();
    void openProjectRequested(const QString &file);
    void forgetProjectRequested(const QString &file);
    void trustRequested(const QString &file);
    void editProjectFileRequested(const QString &file); ///< in the program the system edits such files with
    void refreshRequested();                            ///< ask every host again

    // the release stepper: what is being released
    void releaseChosen(const QString &project, const QString &environment, const QString &version);
    void planRequested();                              ///< ask the hosts and make the plan again
    void runChecksRequested(const QStringList &items); ///< empty: everything automatic that is open
    void stopChecksRequested();
    void stopCheckRequested(const QString &item); ///< this one; the others go on
    void answerRequested(const QString &item, belay::CheckState state, const QString &text);
    /// Confirms a waiver as the second person; `as`: who, empty: who this account belongs to.
    void waiverConfirmRequested(const QString &item, const QString &as);
    void answerUndoRequested(const QString &item);            ///< takes the newest answer back
    void deployRequested(const QString &skipChecklistReason); ///< empty reason: the gate must be open
    void deployWhenUnlockedRequested(const QString &skipChecklistReason); ///< waits for the locks of others
    void stopRunRequested();      ///< finish the running step, start no new one
    void rollBackNowRequested();  ///< during a countdown: do not wait
    void vetoRollbackRequested(); ///< during a countdown: no automatic rollback
    void stopWatchingRequested();
    void sourceAskedNow(const QString &project,
                        const QString &environment);   ///< do not wait for the next round
    void failureAnswered(belay::FailureChoice choice); ///< the run waits for it

    // the way back
    void rollbackPreviewRequested(const QString &project, const QString &environment,
                                  const QString &toVersion);
    void rollbackRequested(const QString &project, const QString &environment, const QString &toVersion,
                           const QString &reason);
    void unlockRequested(const QString &project, const QString &environment, const QString &reason);

    // an incident of the environment that is shown
    void incidentShown(const QString &project, const QString &environment);
    void incidentReadAgain(); ///< the history could not be read
    void incidentOpened(const QString &whatWasSeen);
    void incidentFactAdded(belay::IncidentFact fact, std::optional<belay::IncidentStep> step,
                           const QString &text);
    void incidentItemAnswered(const QString &item, belay::CheckState state, const QString &text);
    /// The release stays, although an automatic rollback was counting when Belay ended.
    void incidentKeptLive();
    void incidentSaved(const QString &file); ///< as its ending says: md, html, json

    // what is to be done after the last release of an environment
    void nextStepAnswered(const QString &project, const QString &environment, const QString &item,
                          belay::CheckState state, const QString &text);

    // the logs of an environment's hosts, since its deployment
    void logsShown(const QString &project, const QString &environment);

    // the past
    void historySearchChanged(const QString &text);
    void runOpened(const QString &runId); ///< show this run: live or replayed
    void resumeRequested(const QString &runId);
    void rollbackInterruptedRequested(const QString &runId);
    void markHandledRequested(const QString &runId, const QString &reason);
    void replayRequested(const QString &runId); ///< play it again, as it was
    void reportRequested(const QString &runId);
    void saveReportRequested(const QString &runId, const QString &file);

    // hosts
    void testConnectionRequested(const QString &project, const QString &environment, const QString &host);

    // preferences
    void themeChosen(const QString &theme); ///< light | dark | system
};

} // namespace belay
