// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/metrics/watch_step.h"

#include "app/engine/nudge.h"
#include "app/metrics/health_watch.h"
#include "app/metrics/sampler.h"
#include "models/domain/log_watch.h"
#include "models/domain/names.h"

#include <algorithm>
#include <set>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

/// A baseline whose source has not answered once after this many rounds is given up: before a first
/// deployment there is nothing to measure, and waiting out the window would not change that.
constexpr int silentRounds = 3;

/// The look at the logs, from the beginning of a step to its end, whichever way that ends.
class Looking
{
public:
    Looking(FindingSource *source, const StepContext &context, const WatchAction &action)
        : m_source(action.logs ? source : nullptr)
        , m_context(context)
    {
        if (m_source)
            m_source->begin(context, action);
    }
    ~Looking() { end(); }
    Looking(const Looking &) = delete;
    Looking &operator=(const Looking &) = delete;

    void look()
    {
        if (m_source)
            m_source->look();
    }
    /// Tells what was found; who crashes counts in the verdict.
    Findings tell()
    {
        Findings found = m_source ? m_source->take() : Findings();
        for (const RunEvent &event : found.events)
            m_context.tell(event);
        return found;
    }
    void end()
    {
        if (!m_source)
            return;
        m_source->end();
        tell();
        m_source = nullptr;
    }

private:
    FindingSource *m_source;
    const StepContext &m_context;
};

/// What both steps share: asking the sampler and telling what came.
class Watching
{
public:
    Watching(const StepContext &context, const WatchAction &action, Sampler &sampler)
        : m_context(context)
        , m_metrics(action.metrics)
        , m_sampler(sampler)
        , m_before(action.before)
        , m_windowMs((action.before ? action.metrics.before : action.metrics.watch).count())
        , m_intervalMs(std::max<qint64>(1, action.metrics.interval.count()))
        , m_startedMs(context.ports.clock.monotonicMs())
    {
    }

    Sampler &sampler() { return m_sampler; }
    bool cancelled() const { return m_context.cancel.cancelled(); }
    qint64 elapsedMs() const { return m_context.ports.clock.monotonicMs() - m_startedMs; }
    bool over() const { return elapsedMs() >= m_windowMs; }

    /// Rounds lie on whole intervals after the start, or after the last nudge; one that took too long is
    /// followed by the next due one. A source that is silent is asked as often as one that answers: waiting
    /// longer each time would only lengthen the time until the verdict sees it again. True: cancelled.
    bool waitForNextRound()
    {
        const qint64 now = elapsedMs();
        const qint64 rounds = (now - m_roundsFromMs) / m_intervalMs + 1;
        const qint64 due = std::min(m_windowMs, m_roundsFromMs + rounds * m_intervalMs);
        const Milliseconds pause(due - now);
        if (!m_context.nudge)
            return m_context.ports.clock.wait(pause, m_context.cancel);
        const Nudge::End end = m_context.nudge->wait(m_context.ports.clock, pause, m_context.cancel);
        if (end == Nudge::End::Nudged)
            m_roundsFromMs = elapsedMs();
        return end == Nudge::End::Cancelled;
    }

    void tell(const SamplingRound &round)
    {
        for (const SampledPoint &point : round.points) {
            RunEvent event;
            event.kind = EventKind::SampleTaken;
            event.series = m_metrics.series.at(point.series).id;
            event.host = point.host;
            event.before = m_before;
            event.sample = point.sample;
            m_context.tell(event);
        }
        for (const Error &problem : round.problems)
            tellOnce(problem.hint.isEmpty() ? problem.summary
                                            : QString(problem.summary + u' ' + problem.hint),
                     true);
        for (const QString &note : round.notes)
            tellOnce(note, false);
    }

    void tellProgress() const
    {
        RunEvent event;
        event.kind = EventKind::StepProgress;
        event.done = std::min(elapsedMs(), m_windowMs) / 1000;
        event.total = m_windowMs / 1000;
        m_context.tell(event);
    }

private:
    /// A source that stays away says so once, not every interval.
    void tellOnce(const QString &line, bool isError)
    {
        if (!m_told.insert(line).second)
            return;
        RunEvent event;
        event.kind = EventKind::StepOutput;
        event.text = cleanLine(line);
        event.isError = isError;
        m_context.tell(event);
    }

    const StepContext &m_context;
    const MetricsSpec &m_metrics;
    Sampler &m_sampler;
    bool m_before;
    qint64 m_windowMs;
    qint64 m_intervalMs;
    qint64 m_startedMs;
    qint64 m_roundsFromMs = 0; ///< of elapsedMs()
    std::set<QString> m_told;
};

StepEnd cancelledEnd()
{
    StepEnd end;
    end.state = StepState::Cancelled;
    end.text = u"stopped"_s;
    return end;
}

// -- before the release

StepEnd baselineEnd(const MetricsSpec &metrics, const MetricsMemory &memory)
{
    QStringList missing;
    int values = 0;
    for (const SeriesSpec &spec : metrics.series) {
        const std::vector<Sample> samples = memory.before(spec.id);
        const auto count =
            std::count_if(samples.begin(), samples.end(), [](const Sample &s) { return s.value; });
        values += static_cast<int>(count);
        if (count == 0)
            missing << (spec.title.isEmpty() ? spec.id : spec.title);
    }
    StepEnd end;
    end.text = u"%1 samples"_s.arg(values);
    if (!missing.isEmpty())
        end.text += u", no data for %1: nothing to compare the release with"_s.arg(missing.join(u", "_s));
    return end;
}

void remember(MetricsMemory &memory, const MetricsSpec &metrics, const SamplingRound &round)
{
    for (const SampledPoint &point : round.points) {
        if (point.host.isEmpty())
            memory.add(metrics.series.at(point.series).id, point.sample);
    }
}

StepEnd runBaseline(Watching &watching, const StepContext &context, const MetricsSpec &metrics,
                    MetricsMemory &memory, Looking &logs)
{
    memory.clear();
    logs.look();
    const qint64 now = context.ports.clock.nowMs();
    if (const auto past = watching.sampler().past(now - metrics.before.count(), now, context.cancel)) {
        if (watching.cancelled())
            return cancelledEnd();
        watching.tell(*past);
        remember(memory, metrics, *past);
        return baselineEnd(metrics, memory);
    }
    int silent = 0;
    for (;;) {
        const SamplingRound round = watching.sampler().next(context.cancel);
        if (watching.cancelled())
            return cancelledEnd();
        watching.tell(round);
        remember(memory, metrics, round);
        watching.tellProgress();
        silent = round.answered || silent < 0 ? -1 : silent + 1;
        if (silent >= silentRounds || watching.over())
            return baselineEnd(metrics, memory);
        if (watching.waitForNextRound())
            return cancelledEnd();
    }
}

// -- after the release

/// A bad release that goes on being watched says the same with other numbers each time; once a minute is
/// enough.
constexpr qint64 repeatedAfterMs = 60'000;

/// The count of samples alone is not news; everything else in a sentence is.
bool isNews(const std::optional<Verdict> &told, const Verdict &verdict, bool isFollowed, qint64 sinceToldMs)
{
    if (!told || told->kind != verdict.kind)
        return true;
    if (verdict.kind == VerdictKind::Healthy || (isFollowed && sinceToldMs < repeatedAfterMs))
        return false;
    return told->sentence != verdict.sentence;
}

void tellVerdict(const StepContext &context, const Verdict &verdict)
{
    RunEvent event;
    event.kind = EventKind::VerdictReached;
    event.verdict = verdict;
    event.text = verdict.sentence;
    context.tell(event);
}

/// The window is over: what is still being collected will not come.
Verdict closed(Verdict verdict)
{
    if (verdict.kind != VerdictKind::Collecting)
        return verdict;
    verdict.kind = VerdictKind::NotEnoughData;
    const QString found = verdict.sentence.section(u" — "_s, 1);
    verdict.sentence = u"Not enough data — the watch has ended, and %1"_s.arg(found);
    for (SeriesVerdict &series : verdict.series) {
        if (series.kind != VerdictKind::Collecting)
            continue;
        series.kind = VerdictKind::NotEnoughData;
        series.sentence =
            u"Not enough data — the watch has ended, and %1"_s.arg(series.sentence.section(u" — "_s, 1));
    }
    return verdict;
}

StepEnd verdictEnd(const Verdict &verdict)
{
    StepEnd end;
    end.text = verdict.sentence;
    end.verdict = verdict;
    return end;
}

std::vector<SeriesData> startingData(const MetricsSpec &metrics, const MetricsMemory &memory)
{
    std::vector<SeriesData> data;
    for (const SeriesSpec &spec : metrics.series)
        data.push_back({spec, memory.before(spec.id), {}});
    return data;
}

/// Where a point goes: to its host's samples, or, from all hosts together, to what is judged.
std::vector<Sample> &samplesOf(SeriesData &data, const QString &host)
{
    if (host.isEmpty())
        return data.after;
    const auto found = std::find_if(data.hosts.begin(), data.hosts.end(),
                                    [&host](const HostSamples &one) { return one.host == host; });
    if (found != data.hosts.end())
        return found->after;
    data.hosts.push_back({host, {}, {}});
    return data.hosts.back().after;
}

/// The hours of this watch a day and a week ago, from a source that keeps the past: what is so every day is
/// not the release's doing. Asked for once, and only when something was measured before the release; what
/// cannot be had is left out without a word, because nothing is decided by it alone.
void addEarlier(std::vector<SeriesData> &data, Sampler &sampler, const StepContext &context,
                const MetricsSpec &metrics)
{
    constexpr qint64 dayMs = 86'400'000;
    constexpr qint64 weekMs = 7 * dayMs;
    const auto isMeasured = [](const Sample &sample) { return sample.value.has_value(); };
    const bool isOfUse = std::any_of(data.begin(), data.end(), [&isMeasured](const SeriesData &one) {
        return (one.spec.rollbackRatio || one.spec.holdRatio) &&
               std::any_of(one.before.begin(), one.before.end(), isMeasured);
    });
    const qint64 now = context.ports.clock.nowMs();
    for (const qint64 ago : {dayMs, weekMs}) {
        if (!isOfUse || context.cancel.cancelled())
            return;
        const auto past = sampler.past(now - ago, now - ago + metrics.watch.count(), context.cancel);
        if (!past)
            return;
        for (const SampledPoint &point : past->points) {
            SeriesData &one = data.at(point.series);
            if (!point.host.isEmpty())
                continue;
            (ago == dayMs ? one.yesterday : one.lastWeek).push_back(point.sample);
            RunEvent event;
            event.kind = EventKind::SampleTaken;
            event.series = one.spec.id;
            event.window = ago == dayMs ? u"yesterday"_s : u"last-week"_s;
            event.sample = point.sample;
            context.tell(event);
        }
    }
}

StepEnd watchLive(Watching &watching, const StepContext &context, const WatchAction &action,
                  const MetricsMemory &memory, Looking &logs)
{
    const MetricsSpec &metrics = action.metrics;
    HealthRows health;
    HealthTeller healthTeller;
    const VerdictRules rules = rulesFor(metrics);
    std::vector<SeriesData> data = startingData(metrics, memory);
    addEarlier(data, watching.sampler(), context, metrics);
    std::optional<Verdict> told;
    qint64 toldAtMs = 0;
    for (;;) {
        logs.look();
        const SamplingRound round = watching.sampler().next(context.cancel);
        if (watching.cancelled())
            return cancelledEnd();
        watching.tell(round);
        for (const SampledPoint &point : round.points)
            samplesOf(data.at(point.series), point.host).push_back(point.sample);
        const auto looks = askHealth(action.health, metrics.interval, context.ports.http, context.cancel);
        if (watching.cancelled())
            return cancelledEnd();
        for (const HealthLook &look : looks)
            health.add(look);
        healthTeller.tell(looks, context);
        const Findings found = logs.tell();
        const bool over = watching.over();
        const Verdict seen =
            withCrashLoops(health.with(judge(data, rules), rules.inARow), found.crashing, found.restarts,
                           static_cast<int>(context.plan.target.hosts.size()));
        const Verdict verdict = over ? closed(seen) : seen;
        const bool countChanged = over && told && told->samples != verdict.samples;
        const qint64 elapsed = watching.elapsedMs();
        if (isNews(told, verdict, action.untilOver, elapsed - toldAtMs) || countChanged) {
            tellVerdict(context, verdict);
            told = verdict;
            toldAtMs = elapsed;
        }
        watching.tellProgress();
        if (over || (verdict.kind == VerdictKind::RollBack && !action.untilOver))
            return verdictEnd(verdict);
        if (watching.waitForNextRound())
            return cancelledEnd();
    }
}

/// A source that cannot even be asked: nothing is known, and it is said at once instead of after the window.
StepEnd unaskable(const StepContext &context, bool before, const Error &error)
{
    RunEvent event;
    event.kind = EventKind::StepOutput;
    event.text = QString(error.summary + u' ' + error.hint);
    event.isError = true;
    context.tell(event);
    if (before) {
        StepEnd end;
        end.text = error.summary;
        return end;
    }
    Verdict verdict;
    verdict.sentence = u"Not enough data — %1"_s.arg(error.summary);
    tellVerdict(context, verdict);
    return verdictEnd(verdict);
}

} // namespace

StepEnd runWatch(const StepContext &context, MetricsMemory &memory, FindingSource *findings)
{
    const auto *action = std::get_if<WatchAction>(&context.step.action);
    if (!action) {
        StepEnd end;
        end.state = StepState::Failed;
        end.error = Error{
            ErrorKind::Internal, u"The step “%1” holds no metrics to watch."_s.arg(context.step.id), {}, {}};
        end.text = end.error->summary;
        return end;
    }
    const auto sampler = makeSampler(*action, context.plan, context.ports);
    if (!sampler)
        return unaskable(context, action->before, sampler.error());
    Watching watching(context, *action, **sampler);
    Looking logs(findings, context, *action);
    return action->before ? runBaseline(watching, context, action->metrics, memory, logs)
                          : watchLive(watching, context, *action, memory, logs);
}

StepRunners metricsSteps(const std::shared_ptr<MetricsMemory> &memory,
                         const std::shared_ptr<FindingSource> &findings)
{
    const StepRunner runner = [memory, findings](const StepContext &context) {
        return runWatch(context, *memory, findings.get());
    };
    return {{StepKind::Baseline, runner}, {StepKind::Watch, runner}};
}

} // namespace belay
