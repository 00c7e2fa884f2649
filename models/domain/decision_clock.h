// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/metrics.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace belay {

/// What the clock is computed from.
struct DecisionQuestion
{
    qint64 beganMs = 0; ///< when the trouble began
    qint64 nowMs = 0;
    std::vector<SeriesData> series; ///< of the watched run; error rate in percent and request rate per second
    qint64 rollbackTakesMs = 0;     ///< what a rollback takes by what is known; 0: unknown
    bool wayBackIsReady = false;    ///< every host has the release before, complete
    QString wayBack;                ///< in words: ready where, or what is missing
    int migrations = 0;             ///< that ran in the release
    QStringList destroys;           ///< where its migrations took data away: "priv/repo/migrations/7_x.exs:5"
    qint64 backMs = 0;              ///< when a rollback had ended well; 0: the way back is not taken
    QString backTo;                 ///< the version that serves since
    std::optional<VerdictKind> recovery; ///< of the watch that began after it; no value: none has spoken
};

/// Whether a way back that was taken has helped, by the numbers since.
enum class Recovery { BeingMeasured, Confirmed, NotHelped, NoData };

/// The way back, once it has been taken.
struct WayTaken
{
    qint64 sinceMs = 0; ///< when every host was back, UTC
    QString version;    ///< which serves since; empty: not known
    Recovery recovery = Recovery::BeingMeasured;
    std::optional<double> lostSince; ///< requests that failed since then
};

/// What a person needs to decide: how long, how much, how fast the way back, and whether there still is one;
/// once that is taken, what it was worth.
struct DecisionClock
{
    /// Duration of the trouble: until now, or until the release before was back, unless that has not helped.
    qint64 sinceMs = 0;
    /// Requests that failed since it began, once it is back until then; no value: not measured.
    std::optional<double> requestsLost;
    std::optional<double> lostPerMinute; ///< at the newest rate; no value: that is not known now
    qint64 rollbackTakesMs = 0;
    std::optional<double> lostByRollback; ///< requests that still fail while it runs
    bool wayBackIsReady = false;          ///< verified on every host, and nothing was lost
    bool pastNoReturn = false;            ///< going back would lose data or cannot be done as it is
    QString wayBack;                      ///< one sentence: open, or why not; empty once it is taken
    std::optional<WayTaken> taken;        ///< then there is no way back to decide about
    QString sentence; ///< all of it for a person: "3 min 12 s · about 420 requests failed …"
};

/// Failed requests are error rate × request rate of a sample, held until the next one has come, for at most
/// twice the usual distance of the few samples before it. A gap counts nothing, and neither does the time
/// after the newest sample: so the number is a lower bound, and it never shrinks when time passes and samples
/// come, since none changes what was counted before it. Pure.
DecisionClock decisionClock(const DecisionQuestion &question);

} // namespace belay
