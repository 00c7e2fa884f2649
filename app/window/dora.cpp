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

bool isDeployment(const RunSummary &run)
{
    return run.kind == QLatin1String("deploy") && run.finishedMs > 0 && run.outcome != Outcome::Cancelled;
}

bool isSamePlace(const RunSummary &a, const RunSummary &b)
{
    return a.project == b.project && a.environment == b.environment;
}

/// The rollback that took a release back, if there was one: the first later one away from its version.
const RunSummary *takenBackBy(const RunSummary &run, const std::vector<RunSummary> &runs)
{
    const RunSummary *first = nullptr;
    for (const RunSummary &other : runs) {
        const bool isIt = other.kind == QLatin1String("rollback") && isSamePlace(other, run) &&
                          other.fromVersion == run.version && other.startedMs >= run.startedMs &&
                          other.outcome == Outcome::Succeeded;
        if (isIt && (!first || other.startedMs < first->startedMs))
            first = &other;
    }
    return first;
}

/// The deployment of the same service and environment before this one; null: none is known.
const RunSummary *before(const RunSummary &run, const std::vector<RunSummary> &runs)
{
    const RunSummary *last = nullptr;
    for (const RunSummary &other : runs) {
        const bool isEarlier =
            isDeployment(other) && isSamePlace(other, run) && other.startedMs < run.startedMs;
        if (isEarlier && (!last || other.startedMs > last->startedMs))
            last = &other;
    }
    return last;
}

bool wasBad(const RunSummary &run, const std::vector<RunSummary> &runs)
{
    return wentWrong(run.outcome) || takenBackBy(run, runs);
}

/// -1 without values.
qint64 median(std::vector<qint64> values)
{
    if (values.empty())
        return -1;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

} // namespace

DoraFigures doraFigures(const std::vector<RunSummary> &runs, qint64 nowMs)
{
    DoraFigures figures;
    int failed = 0;
    int reworked = 0;
    std::vector<qint64> recoveries;
    std::vector<qint64> leads;
    for (const RunSummary &run : runs) {
        if (!isDeployment(run) || run.startedMs <= nowMs - windowMs)
            continue;
        ++figures.deployments;
        failed += wasBad(run, runs) ? 1 : 0;
        if (const RunSummary *previous = before(run, runs); previous && wasBad(*previous, runs))
            ++reworked;
        if (const RunSummary *rollback = takenBackBy(run, runs))
            recoveries.push_back(rollback->finishedMs - run.startedMs);
        else if (run.outcome == Outcome::RolledBack)
            recoveries.push_back(run.finishedMs - run.startedMs);
        // A commit from the future is a wrong clock, not a change that was live before it was made.
        if (run.committedMs > 0 && run.liveMs >= run.committedMs)
            leads.push_back(run.liveMs - run.committedMs);
    }
    if (figures.deployments > 0) {
        figures.perWeek = static_cast<double>(figures.deployments) / weeks;
        figures.failPercent = 100.0 * failed / figures.deployments;
        figures.reworkPercent = 100.0 * reworked / figures.deployments;
    }
    figures.recoveryMs = median(std::move(recoveries));
    figures.leadKnown = static_cast<int>(leads.size());
    figures.leadMs = median(std::move(leads));
    return figures;
}

} // namespace belay
