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
};

/// What a person needs to decide: how long, how much, how fast the way back, and whether there still is one.
struct DecisionClock
{
    qint64 sinceMs = 0;                  ///< duration of the trouble
    std::optional<double> requestsLost;  ///< requests that failed since it began; no value: not measured
    std::optional<double> lostPerMinute; ///< at the newest rate
    qint64 rollbackTakesMs = 0;
    std::optional<double> lostByRollback; ///< requests that still fail while it runs
    bool wayBackIsReady = false;          ///< verified on every host, and nothing was lost
    bool pastNoReturn = false;            ///< going back would lose data or cannot be done as it is
    QString wayBack;                      ///< one sentence: open, or why not
    QString sentence; ///< all of it for a person: "3 min 12 s · about 420 requests failed …"
};

/// Failed requests are error rate × request rate, held from one sample to the next for at most twice the
/// usual distance of samples: a gap counts nothing, so the number is a lower bound. Pure.
DecisionClock decisionClock(const DecisionQuestion &question);

} // namespace belay
