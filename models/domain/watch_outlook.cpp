// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/watch_outlook.h"

#include "models/domain/series_judging.h"

#include <algorithm>
#include <limits>

namespace belay {

namespace {

const Step *watchStepOf(const Plan &plan)
{
    for (const Stage &stage : plan.stages) {
        for (const Step &step : stage.steps) {
            if (step.kind == StepKind::Watch && std::holds_alternative<WatchAction>(step.action))
                return &step;
        }
    }
    return nullptr;
}

/// What one series still needs until it can be judged.
struct Needed
{
    int samples = 0;
    int here = 0;
    qint64 waitMs = 0;
};

Needed neededBy(const SeriesData &data, const VerdictRules &rules, qint64 intervalMs)
{
    constexpr qint64 always = std::numeric_limits<qint64>::max();
    const qint64 fromMs = data.after.empty() ? 0 : data.after.front().timeMs + rules.warmUpMs;
    Needed needed;
    needed.samples = std::max(1, rules.minAfter);
    // Whether it can be compared follows from before alone; comparing all windows again would take long.
    const SeriesData past{data.spec, data.before, {}};
    if (isCompared(data.spec) && judgingOf(past, rules).problem().isEmpty())
        needed.samples = std::max(needed.samples, rules.minCompared);
    needed.here = static_cast<int>(judgedValues(data.after, fromMs, always).size());
    const qint64 missing = std::max(0, needed.samples - needed.here);
    const qint64 warmUpLeft = data.after.empty()
                                  ? rules.warmUpMs
                                  : std::max<qint64>(0, fromMs - data.after.back().timeMs - intervalMs);
    if (missing > 0)
        needed.waitMs = warmUpLeft + missing * intervalMs;
    return needed;
}

void lookAhead(WatchOutlook &outlook, const RunState &run, const VerdictRules &rules)
{
    for (const SeriesData &data : run.series) {
        if (!hasLimits(data.spec) && !isCompared(data.spec))
            continue;
        const Needed needed = neededBy(data, rules, outlook.intervalMs);
        const bool first = outlook.samplesNeeded == 0;
        if (!first && needed.waitMs <= outlook.firstVerdictMs)
            continue;
        outlook.samplesNeeded = needed.samples;
        outlook.samplesHere = needed.here;
        outlook.firstVerdictMs = needed.waitMs;
    }
}

/// How many rounds in a row brought no series a value. A series that is only measured now and then does not
/// make the source silent.
void lookForSilence(WatchOutlook &outlook, const RunState &run, const VerdictRules &rules,
                    const QString &step)
{
    qint64 lastValueMs = 0;
    qint64 firstMs = std::numeric_limits<qint64>::max();
    qint64 lastMs = 0;
    for (const SeriesData &data : run.series) {
        for (const Sample &sample : data.after) {
            firstMs = std::min(firstMs, sample.timeMs);
            lastMs = std::max(lastMs, sample.timeMs);
            if (sample.value)
                lastValueMs = std::max(lastValueMs, sample.timeMs);
        }
    }
    if (lastMs == 0)
        return;
    std::vector<qint64> rounds;
    for (const SeriesData &data : run.series) {
        for (const Sample &sample : data.after)
            if (sample.timeMs > lastValueMs)
                rounds.push_back(sample.timeMs);
    }
    std::sort(rounds.begin(), rounds.end());
    // The series of one round may be stamped some moments apart.
    qint64 begunMs = std::numeric_limits<qint64>::min() / 2;
    for (const qint64 time : rounds) {
        if (time - begunMs <= outlook.intervalMs / 2)
            continue;
        begunMs = time;
        ++outlook.roundsMissed;
    }
    outlook.nextRoundMs = lastMs + outlook.intervalMs;
    outlook.silentSinceMs = lastValueMs > 0 ? lastValueMs : firstMs;
    outlook.silent = outlook.roundsMissed >= std::max(1, rules.noDataInARow);
    outlook.unreachable =
        outlook.silent && std::any_of(run.log.begin(), run.log.end(), [&step](const LogLine &line) {
            return line.isError && line.step == step;
        });
}

} // namespace

WatchOutlook watchOutlook(const RunState &run, qint64 nowMs)
{
    WatchOutlook outlook;
    const Step *step = watchStepOf(run.plan);
    if (!step)
        return outlook;
    const MetricsSpec &metrics = std::get<WatchAction>(step->action).metrics;
    const VerdictRules rules = rulesFor(metrics);
    outlook.source = metrics.source.kind;
    outlook.intervalMs = std::max<qint64>(1, metrics.interval.count());
    outlook.windowMs = metrics.watch.count();
    const StepStatus *status = run.step(step->id);
    outlook.watching = status && status->state == StepState::Running && !run.finished;
    if (status && status->startedMs > 0) {
        if (status->total > 0)
            outlook.windowMs = status->total * 1000;
        const qint64 untilMs = outlook.watching ? nowMs : status->startedMs + status->durationMs;
        outlook.watchedMs = std::clamp<qint64>(untilMs - status->startedMs, 0, outlook.windowMs);
    }
    lookAhead(outlook, run, rules);
    lookForSilence(outlook, run, rules, step->id);
    return outlook;
}

} // namespace belay
