// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/notify_spec.h"
#include "models/domain/run_state.h"

#include <QString>

#include <optional>
#include <set>
#include <vector>

namespace belay {

/// Something about a run that people want to be told. All texts are plain and on one line.
struct Occasion
{
    NotifyMoment moment = NotifyMoment::Started;
    PlanKind kind = PlanKind::Deploy;
    Outcome outcome = Outcome::None;
    QString run;
    QString project;
    QString environment;
    QString version;
    QString from; ///< live before; empty: nothing was
    QString by;
    QString reason;
    QString strategy;
    QString text;    ///< the run's last sentence, or the verdict's
    QString stopped; ///< the host at which it failed, where one did
    int hosts = 0;
    int hostsDone = 0;
    qint64 timeMs = 0;    ///< UTC, when it happened
    qint64 startedMs = 0; ///< UTC
    qint64 liveMs = 0;    ///< UTC, when the last host was switched; 0: not yet
    bool again = false;   ///< the run's end, whose moment has been told before

    bool operator==(const Occasion &) const = default;
};

/// Whether the desktop shows it: as a receiver of kind desktop says, or without one everything but the start,
/// which whoever presses the button knows. Pure.
bool isForDesktop(const std::vector<NotifySpec> &receivers, const Occasion &occasion);

/// Finds the occasions in a run's events, each moment at most once (the end comes always, see `again`).
/// Deployments, rollbacks and watches have some; checklists and unlocks have none. One per run; not
/// thread-safe.
class OccasionFinder
{
public:
    /// Events of an interrupted run that goes on: what they held has been told.
    void remember(const std::vector<RunEvent> &past);
    std::optional<Occasion> take(const RunEvent &event);

private:
    std::optional<NotifyMoment> momentOf(const RunEvent &event) const;

    RunState m_state;
    std::set<NotifyMoment> m_told;
};

} // namespace belay
