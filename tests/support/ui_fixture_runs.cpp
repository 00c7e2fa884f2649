// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_fixtures.h"

#include <nlohmann/json.hpp>

#include <QDateTime>

#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace belay::test {

namespace {

constexpr qint64 second = 1000;
constexpr qint64 minute = 60 * second;
const QStringList hostNames = fixtureHosts();

/// Writes a run's facts down in order, with a clock that only goes forward.
class Teller
{
public:
    Teller(const Plan &plan, qint64 startMs)
        : m_run(plan.runId)
        , m_time(startMs)
    {
        RunEvent event = next(EventKind::RunStarted);
        event.data = QString::fromStdString(toJson(plan).dump());
        m_events.push_back(event);
    }

    qint64 time() const { return m_time; }
    void wait(qint64 ms) { m_time += ms; }
    std::vector<RunEvent> take() { return std::move(m_events); }

    void begin(const QString &title, const QString &host = {})
    {
        RunEvent event = next(EventKind::StepStarted);
        place(event, title, host);
        m_events.push_back(event);
    }

    void say(const QString &title, const QString &host, const QString &text, bool isError = false)
    {
        RunEvent event = next(EventKind::StepOutput);
        place(event, title, host);
        event.text = text;
        event.isError = isError;
        m_events.push_back(event);
    }

    void finish(const QString &title, const QString &host, qint64 tookMs, const QString &text = {},
                StepState state = StepState::Passed, bool undo = false)
    {
        m_time += tookMs;
        RunEvent event = next(EventKind::StepFinished);
        place(event, title, host);
        event.durationMs = tookMs;
        event.text = text;
        event.state = state;
        event.undo = undo;
        if (state == StepState::Failed)
            event.error = Error{ErrorKind::Remote, text, {}, u"Look at the service's log on the host."_s};
        m_events.push_back(event);
    }

    void pass(const QString &title, const QString &host, qint64 tookMs, const QString &line)
    {
        begin(title, host);
        say(title, host, line);
        finish(title, host, tookMs);
    }

    void progress(const QString &title, const QString &host, qint64 done, qint64 total)
    {
        RunEvent event = next(EventKind::StepProgress);
        place(event, title, host);
        event.done = done;
        event.total = total;
        m_events.push_back(event);
    }

    void tell(EventKind kind, const QString &text, qint64 total = 0, Outcome outcome = Outcome::None)
    {
        RunEvent event = next(kind);
        event.text = text;
        event.total = total;
        event.outcome = outcome;
        m_events.push_back(event);
    }

    void sample(const QString &name, qint64 timeMs, std::optional<double> value, bool before,
                const QString &host = {})
    {
        RunEvent event = next(EventKind::SampleTaken);
        event.host = host;
        event.series = name;
        event.sample = Sample{timeMs, value};
        event.before = before;
        m_events.push_back(event);
    }

    void health(const QString &host, qint64 timeMs, qint64 round, StepState state, const QString &text,
                qint64 tookMs)
    {
        RunEvent event = next(EventKind::HealthSeen);
        event.timeMs = timeMs;
        event.host = host;
        event.done = round;
        event.state = state;
        event.text = text;
        event.durationMs = tookMs;
        m_events.push_back(event);
    }

    void found(const QString &kind, const QString &host, const QString &text, qint64 total)
    {
        RunEvent event = next(EventKind::LogFound);
        event.data = kind;
        event.host = host;
        event.text = text;
        event.total = total;
        m_events.push_back(event);
    }

    void verdict(const Verdict &verdict)
    {
        RunEvent event = next(EventKind::VerdictReached);
        event.verdict = verdict;
        event.text = verdict.sentence;
        m_events.push_back(event);
    }

private:
    RunEvent next(EventKind kind)
    {
        RunEvent event;
        event.seq = static_cast<qint64>(m_events.size()) + 1;
        event.timeMs = m_time;
        event.run = m_run;
        event.kind = kind;
        return event;
    }

    static void place(RunEvent &event, const QString &title, const QString &host)
    {
        event.step = host.isEmpty() ? title : title + u'@' + host;
        event.host = host;
    }

    QString m_run;
    qint64 m_time;
    std::vector<RunEvent> m_events;
};

/// What the service measured before, and how far it wanders; the same for every call.
double usual(const QString &name, int at)
{
    const double wobble = std::sin(at * 1.7) * 0.5 + std::sin(at * 0.63 + 1) * 0.3 + std::sin(at * 4.1) * 0.2;
    if (name == u"error_rate")
        return 0.11 + 0.04 * wobble;
    if (name == u"p99_latency")
        return 181 + 7 * wobble;
    if (name == u"p95_latency")
        return 96 + 4 * wobble;
    if (name == u"requests")
        return 412 + 16 * wobble;
    if (name == u"memory")
        return 1.21e9 + 2e7 * wobble;
    return 20 + 2 * wobble;
}

constexpr int beforeSamples = 60;
constexpr qint64 every = 10 * second;

void tellBefore(Teller &teller)
{
    teller.begin(u"sample before"_s);
    for (const SeriesSpec &spec : watchedSeries()) {
        for (int i = 0; i < beforeSamples; ++i)
            teller.sample(spec.id, teller.time() - (beforeSamples - i) * every, usual(spec.id, i), true);
    }
    teller.finish(u"sample before"_s, {}, 2 * second, u"60 samples"_s);
}

void tellPreparation(Teller &teller)
{
    tellBefore(teller);
    for (const QString &host : hostNames)
        teller.pass(u"lock"_s, host, 120, u"lock taken: dana@workstation 20261121-140231-7f3a"_s);
    for (const QString &host : hostNames)
        teller.pass(u"preflight"_s, host, 340,
                    u"61 GB free, 3 linked files present, current is 20261119083000"_s);
}

void tellUpload(Teller &teller, const QString &host)
{
    teller.pass(u"upload"_s, host, 4200, u"48 MB in 4.2 s, 11 MB/s"_s);
    teller.pass(u"publish"_s, host, 900, u"SHA-256 of 412 files verified, releases/20261121140500"_s);
}

void tellBatch(Teller &teller, const QString &host)
{
    teller.pass(u"switch"_s, host, 60, u"current: 20261119083000 → 20261121140500"_s);
    teller.pass(u"restart"_s, host, 2100, u"storefront.service restarted"_s);
    teller.pass(u"health"_s, host, 1800, u"200 twice in a row"_s);
}

void tellLive(Teller &teller)
{
    tellPreparation(teller);
    for (const QString &host : hostNames)
        tellUpload(teller, host);
    teller.pass(u"migrate"_s, u"web-1"_s, 3100, u"== Migrated 20261121091500 in 0.4s"_s);
    for (const QString &host : hostNames)
        tellBatch(teller, host);
    for (const QString &host : hostNames)
        teller.pass(u"record"_s, host, 80, u"revisions.log"_s);
    for (const QString &host : hostNames)
        teller.pass(u"unlock"_s, host, 70, u"lock given back"_s);
}

double after(RunStage stage, const QString &name, int at, int count)
{
    const double base = usual(name, at + 200);
    const double part = static_cast<double>(at) / count;
    if (stage == RunStage::Hold && name == u"p99_latency")
        return base + 52 * part;
    const bool bad = stage == RunStage::CountingDown || stage == RunStage::RolledBack;
    if (bad && name == u"error_rate")
        return base + 5.9 * part * part;
    if (bad && name == u"p99_latency")
        return base + 38 * part;
    return base;
}

Verdict verdictFor(RunStage stage, int samples)
{
    Verdict verdict;
    verdict.samples = samples;
    verdict.kind = VerdictKind::Healthy;
    verdict.sentence = u"Healthy: nothing differs from before by more than noise."_s;
    for (const SeriesSpec &spec : watchedSeries()) {
        SeriesVerdict one;
        one.series = spec.id;
        one.kind = VerdictKind::Healthy;
        one.before = usual(spec.id, 3);
        one.now = usual(spec.id, 230);
        one.sentence = u"%1 is as before."_s.arg(spec.title);
        if (spec.id == u"error_rate")
            one.trigger = 5;
        if (spec.id == u"p99_latency")
            one.trigger = 272;
        verdict.series.push_back(one);
    }
    if (stage == RunStage::Hold) {
        verdict.kind = VerdictKind::Hold;
        verdict.sentence =
            u"Hold: p99 latency is 27 % slower than before the release (230 ms against 181 ms). "
            "The rollback trigger is 272 ms."_s;
        verdict.series[1].kind = VerdictKind::Hold;
        verdict.series[1].now = 230;
    }
    if (stage == RunStage::CountingDown || stage == RunStage::RolledBack) {
        verdict.kind = VerdictKind::RollBack;
        verdict.sentence = u"Roll back: error rate is 5.8 %, the trigger is 5 %, for 3 samples in a row."_s;
        verdict.series[0].kind = VerdictKind::RollBack;
        verdict.series[0].now = 5.8;
        verdict.series[1].kind = VerdictKind::Hold;
        verdict.series[1].now = 218;
    }
    if (stage == RunStage::Partial) {
        verdict.kind = VerdictKind::NotEnoughData;
        verdict.sentence = u"Healthy on 2 hosts, web-3 has no data."_s;
    }
    if (stage == RunStage::NoData || stage == RunStage::Offline) {
        verdict.kind = VerdictKind::NotEnoughData;
        verdict.sentence = u"Not enough data — error rate has had no value for 3 samples in a row."_s;
        for (SeriesVerdict &one : verdict.series) {
            one.kind = VerdictKind::NotEnoughData;
            one.now.reset();
        }
    }
    return verdict;
}

/// One round of health checks: all is well, but web-2 stumbles now and then in a bad release.
void tellHealth(Teller &teller, RunStage stage, int round, int count, qint64 at)
{
    const bool bad = stage == RunStage::CountingDown || stage == RunStage::RolledBack;
    if (round == 0) {
        for (const QString &host : hostNames)
            teller.health(host, at, 1, StepState::Passed, u"HTTP 200"_s, 12);
    }
    const bool fails = bad && (round == count / 2 || round >= count - 3);
    const bool failed = bad && round - 1 == count / 2;
    if (fails)
        teller.health(u"web-2"_s, at, round + 1, StepState::Failed, u"HTTP 503"_s, 2100);
    else if (failed)
        teller.health(u"web-2"_s, at, round + 1, StepState::Passed, u"HTTP 200"_s, 14);
    teller.health({}, at, round + 1, StepState::Passed, {}, 14);
}

void tellWatch(Teller &teller, RunStage stage, int count)
{
    teller.begin(u"watch"_s);
    const qint64 from = teller.time();
    for (int i = 0; i < count; ++i) {
        const bool missing = (stage == RunStage::NoData || stage == RunStage::Offline) && i >= count - 24;
        const qint64 at = from + (i + 1) * every;
        for (const SeriesSpec &spec : watchedSeries()) {
            teller.sample(spec.id, at, missing ? std::optional<double>() : after(stage, spec.id, i, count),
                          false);
            for (const QString &host : hostNames) {
                if (stage == RunStage::Partial && (host != hostNames.last() || i < count - 12))
                    teller.sample(spec.id, at, after(stage, spec.id, i + 7 * host.back().digitValue(), count),
                                  false, host);
            }
        }
    }
    for (int i = 0; i < count; ++i)
        tellHealth(teller, stage, i, count, from + (i + 1) * every);
    teller.wait(count * every);
    if (stage == RunStage::CountingDown || stage == RunStage::RolledBack) {
        teller.found(u"new-error"_s, u"web-2"_s, u"column orders.total does not exist"_s, 10);
        teller.found(u"restart"_s, u"web-2"_s, u"web-2: the service was restarted once."_s, 1);
    }
    teller.progress(u"watch"_s, {}, count * every / second, 600);
    if (stage == RunStage::Offline)
        teller.say(u"watch"_s, {}, u"http://prometheus:9090 refused the connection."_s, true);
    if (stage != RunStage::Collecting)
        teller.verdict(verdictFor(stage, count * 6));
}

void tellDeploying(Teller &teller)
{
    tellPreparation(teller);
    tellUpload(teller, u"web-1"_s);
    teller.begin(u"upload"_s, u"web-2"_s);
    teller.begin(u"upload"_s, u"web-3"_s);
    teller.say(u"upload"_s, u"web-2"_s, u"tar: assets/fonts: time stamp is 0.4 s in the future"_s, true);
    teller.wait(2 * second);
    teller.progress(u"upload"_s, u"web-2"_s, 31'000'000, 48'000'000);
    teller.progress(u"upload"_s, u"web-3"_s, 12'000'000, 48'000'000);
}

void tellFailure(Teller &teller, bool undone)
{
    tellPreparation(teller);
    for (const QString &host : hostNames)
        tellUpload(teller, host);
    teller.pass(u"migrate"_s, u"web-1"_s, 3100, u"== Migrated 20261121091500 in 0.4s"_s);
    tellBatch(teller, u"web-1"_s);
    teller.pass(u"switch"_s, u"web-2"_s, 60, u"current: 20261119083000 → 20261121140500"_s);
    teller.pass(u"restart"_s, u"web-2"_s, 2100, u"storefront.service restarted"_s);
    teller.begin(u"health"_s, u"web-2"_s);
    teller.say(u"health"_s, u"web-2"_s, u"503 Service Unavailable: database pool exhausted"_s, true);
    teller.finish(u"health"_s, u"web-2"_s, minute, u"503 for 60 s, wanted 2xx twice in a row"_s,
                  StepState::Failed);
    teller.tell(EventKind::UndoStarted,
                u"The health check of web-2 failed: 503 for 60 s. What was begun is undone."_s);
    teller.finish(u"switch back"_s, u"web-2"_s, 70, u"current: 20261119083000"_s, StepState::Passed, true);
    if (!undone)
        return;
    teller.finish(u"switch back"_s, u"web-1"_s, 70, u"current: 20261119083000"_s, StepState::Passed, true);
    teller.tell(EventKind::RunFinished,
                u"The health check of web-2 failed: 503 for 60 s. v1.4.1 serves on 3 of 3 hosts."_s, 0,
                Outcome::RolledBack);
}

} // namespace

qint64 now()
{
    static const qint64 started = QDateTime::currentMSecsSinceEpoch();
    return started;
}

std::vector<RunEvent> runEvents(RunStage stage)
{
    const bool isWatched =
        stage != RunStage::Deploying && stage != RunStage::FailedUndone && stage != RunStage::Undoing;
    Teller teller(deployPlan(), now() - (stage == RunStage::Collecting ? 3 * minute
                                         : isWatched                   ? 8 * minute
                                                                       : 50 * second));
    switch (stage) {
    case RunStage::Deploying:
        tellDeploying(teller);
        break;
    case RunStage::Undoing:
        tellFailure(teller, false);
        break;
    case RunStage::FailedUndone:
        tellFailure(teller, true);
        break;
    case RunStage::Healthy:
    case RunStage::Hold:
    case RunStage::NoData:
    case RunStage::Offline:
    case RunStage::Partial:
        tellLive(teller);
        tellWatch(teller, stage, 39);
        teller.wait(now() - teller.time());
        break;
    case RunStage::Collecting:
        tellLive(teller);
        tellWatch(teller, stage, 8);
        break;
    case RunStage::CountingDown:
        tellLive(teller);
        tellWatch(teller, stage, 39);
        teller.wait(QDateTime::currentMSecsSinceEpoch() - teller.time()); // however long the tests take
        teller.tell(EventKind::CountdownStarted, {}, minute);
        break;
    case RunStage::RolledBack:
        tellLive(teller);
        tellWatch(teller, stage, 39);
        teller.finish(u"watch"_s, {}, second, u"error rate is 5.8 %, the trigger is 5 %"_s,
                      StepState::Failed);
        teller.tell(EventKind::UndoStarted, u"The verdict says roll back."_s);
        for (int i = 2; i >= 0; --i)
            teller.finish(u"switch back"_s, hostNames[i], 80, u"current: 20261119083000"_s, StepState::Passed,
                          true);
        teller.tell(EventKind::RunFinished,
                    u"v1.4.1 serves again on 3 of 3 hosts after 8.7 s. Deploys of storefront are held."_s, 0,
                    Outcome::RolledBack);
        break;
    }
    return teller.take();
}

std::vector<RunEvent> rollbackEvents(bool ended)
{
    Teller teller(rollbackPlan(), now() - 4 * second);
    for (const QString &host : hostNames) {
        if (host == hostNames.last())
            break;
        teller.begin(u"switch"_s, host);
        teller.finish(u"switch"_s, host, 80, u"current: 20261119083000"_s);
        if (host != hostNames.first() && !ended)
            continue;
        teller.begin(u"restart"_s, host);
        teller.finish(u"restart"_s, host, second, u"storefront.service restarted"_s);
        teller.begin(u"health"_s, host);
        teller.finish(u"health"_s, host, second / 2, u"200 twice in a row"_s);
        teller.begin(u"hold"_s, host);
        teller.finish(u"hold"_s, host, 20, u"deploys are held"_s);
    }
    teller.begin(u"switch"_s, hostNames.last());
    if (!ended)
        return teller.take();
    teller.finish(u"switch"_s, hostNames.last(), second, u"connection refused"_s, StepState::Failed);
    teller.tell(EventKind::RunFinished, u"v1.4.1 serves on 2 of 3 hosts."_s, 0, Outcome::Partial);
    return teller.take();
}

RunState runState(RunStage stage)
{
    return replay(runEvents(stage));
}

} // namespace belay::test
