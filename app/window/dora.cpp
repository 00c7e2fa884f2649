// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/dora.h"

#include <algorithm>

namespace belay {

namespace {

constexpr int weeks = 12;
constexpr qint64 windowMs = qint64(weeks) * 7 * 24 * 3600 * 1000;

bool wentWrong(Outcome outcome)
{
    return outcome == Outcome::RolledBack || outcome == Outcome::NotRolledBack ||
           outcome == Outcome::Partial || outcome == Outcome::VerdictRollBack || outcome == Outcome::Failed;
}

} // namespace

DoraFigures doraFigures(const std::vector<RunSummary> &runs, qint64 nowMs)
{
    DoraFigures figures;
    int failed = 0;
    std::vector<qint64> recoveries;
    for (const RunSummary &run : runs) {
        const bool counts = run.kind == QLatin1String("deploy") && run.finishedMs > 0 &&
                            run.startedMs > nowMs - windowMs && run.outcome != Outcome::Cancelled;
        if (!counts)
            continue;
        ++figures.deployments;
        // The rollback that took this release back, if there was one: the first later one away from its
        // version.
        const RunSummary *takenBack = nullptr;
        for (const RunSummary &other : runs) {
            const bool isIt = other.kind == QLatin1String("rollback") && other.project == run.project &&
                              other.environment == run.environment && other.fromVersion == run.version &&
                              other.startedMs >= run.startedMs && other.outcome == Outcome::Succeeded;
            if (isIt && (!takenBack || other.startedMs < takenBack->startedMs))
                takenBack = &other;
        }
        if (wentWrong(run.outcome) || takenBack)
            ++failed;
        if (takenBack)
            recoveries.push_back(takenBack->finishedMs - run.startedMs);
        else if (run.outcome == Outcome::RolledBack)
            recoveries.push_back(run.finishedMs - run.startedMs);
    }
    if (figures.deployments > 0) {
        figures.perWeek = static_cast<double>(figures.deployments) / weeks;
        figures.failPercent = 100.0 * failed / figures.deployments;
    }
    if (!recoveries.empty()) {
        std::sort(recoveries.begin(), recoveries.end());
        figures.recoveryMs = recoveries[recoveries.size() / 2];
    }
    return figures;
}

} // namespace belay
