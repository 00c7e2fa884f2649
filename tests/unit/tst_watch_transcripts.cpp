// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/countdown.h"
#include "app/metrics/watch_step.h"
#include "models/domain/countdown.h"
#include "models/domain/names.h"

#include <QFile>
#include <QRegularExpression>
#include <QTest>

#include <cmath>
#include <functional>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

// Incidents as they are told: two hosts behind a scrape source, a watch of twenty minutes, an automatic
// rollback with a countdown of 30 s, and a clock that only passes when somebody waits. What is said is
// compared with a text file, to the letter. BELAY_WRITE_TRANSCRIPTS=1 writes the files instead; read the
// difference before you keep it.

namespace {

constexpr qint64 secondMs = 1000;
constexpr qint64 startMs = 1'795'000'000'000;

class ManualClock : public Clock
{
public:
    qint64 nowMs() const override { return startMs + m_passedMs; }
    qint64 monotonicMs() const override { return m_passedMs; }
    bool wait(Milliseconds time, const CancelToken &cancel) const override
    {
        const qint64 end = m_passedMs + time.count();
        if (vetoAtMs >= 0 && vetoAtMs <= end) {
            m_passedMs = std::max(m_passedMs, vetoAtMs);
            return true;
        }
        m_passedMs = end;
        return cancel.cancelled();
    }

    qint64 vetoAtMs = -1; ///< a person presses Veto then

private:
    mutable qint64 m_passedMs = 0;
};

/// What the service does at a time: seconds after the release, negative before it.
struct State
{
    double errors = 0.1; ///< percent
    double p99 = 180;    ///< milliseconds
    bool metrics = true; ///< the metrics page answers
    bool health = true;  ///< the health check answers 200
};

using Story = std::function<State(double second)>;

/// Two hosts that answer GET /metrics with counters and a gauge, and GET /health.
class Service : public Http
{
public:
    Service(const ManualClock &clock, Story story)
        : m_clock(clock)
        , m_story(std::move(story))
    {
    }

    void releasedAt(qint64 monotonicMs) { m_releasedMs = monotonicMs; }

    Result<HttpResponse> send(const HttpRequest &request, const CancelToken &) override
    {
        const double second = static_cast<double>(m_clock.monotonicMs() - m_releasedMs) / secondMs;
        const State state = m_story(second);
        HttpResponse response;
        response.status = 200;
        if (request.url.contains(u"/health")) {
            response.status = state.health ? 200 : 503;
            return response;
        }
        if (!state.metrics)
            return fail(ErrorKind::Network, u"web refuses the connection."_s);
        response.body = "error_percent " + QByteArray::number(state.errors, 'g', 10) + "\np99_ms " +
                        QByteArray::number(state.p99, 'g', 10) + "\n";
        return response;
    }

private:
    const ManualClock &m_clock;
    Story m_story;
    qint64 m_releasedMs = 0;
};

class Nowhere : public HostShell
{
public:
    Result<ScriptResult> run(const HostRef &, const ScriptRequest &, const CancelToken &) override
    {
        return fail(ErrorKind::Internal, u"no hosts here"_s);
    }
    void forget(const HostRef &) override {}
};

class Nothing : public LocalShell
{
public:
    CommandResult run(const CommandRequest &, const CancelToken &) override { return {}; }
};

class NoSecrets : public Secrets
{
public:
    Result<QString> lookup(const QString &) override
    {
        return fail(ErrorKind::NotFound, u"no secrets here"_s);
    }
    QString redact(const QString &text) const override { return text; }
};

WatchAction watchAction()
{
    WatchAction action;
    action.metrics.source.kind = MetricsSourceKind::Scrape;
    action.metrics.watch = std::chrono::minutes(20);
    SeriesSpec errors;
    errors.id = u"error_rate"_s;
    errors.title = u"Error rate"_s;
    errors.unit = u"percent"_s;
    errors.query = u"max(error_percent)"_s;
    errors.warn = 1;
    errors.rollback = 5;
    SeriesSpec p99;
    p99.id = u"p99"_s;
    p99.title = u"p99"_s;
    p99.unit = u"ms"_s;
    p99.query = u"max(p99_ms)"_s;
    p99.rollbackRatio = 1.5;
    action.metrics.series = {errors, p99};
    action.urls = {u"http://web/metrics"_s};
    return action;
}

/// "  4:10 Hold — …": what is said, and when, after the release.
class Teller
{
public:
    Teller(const ManualClock &clock, qint64 zeroMs)
        : m_clock(clock)
        , m_zeroMs(zeroMs)
    {
    }

    void operator()(const RunEvent &event)
    {
        events.push_back(event);
        if (event.kind == EventKind::VerdictReached || event.kind == EventKind::Noted ||
            event.kind == EventKind::CountdownStarted || event.kind == EventKind::StepOutput)
            say(event.text);
    }

    /// Of lines that differ in their numbers only, one after the other, the first and the last are kept.
    void say(const QString &text)
    {
        static const QRegularExpression numbers(u"[0-9]+(\\.[0-9]+)?"_s);
        const qint64 seconds = (m_clock.monotonicMs() - m_zeroMs) / secondMs;
        const QString line =
            u"%1:%2 %3"_s.arg(seconds / 60, 3).arg(seconds % 60, 2, 10, QChar(u'0')).arg(text);
        QString shape = text;
        shape.replace(numbers, u"#"_s);
        m_alike = shape == m_shape ? m_alike + 1 : 0;
        m_shape = shape;
        if (m_alike > 1)
            lines.removeLast();
        lines << line;
    }

    QStringList lines;
    std::vector<RunEvent> events;

private:
    const ManualClock &m_clock;
    qint64 m_zeroMs;
    QString m_shape;
    int m_alike = 0;
};

/// The whole incident: baseline, release, watch, and what follows by itself.
QStringList tell(const Story &story, qint64 vetoAfterMs = -1)
{
    ManualClock clock;
    Service service(clock, story);
    Nowhere hosts;
    Nothing commands;
    NoSecrets secrets;
    Ports ports{hosts, commands, service, clock, secrets};
    const CancelToken cancel;
    MetricsMemory memory;
    const Plan plan;
    WatchAction action = watchAction();
    const auto run = [&](bool before, const std::function<void(RunEvent)> &sink) {
        action.before = before;
        Step step;
        step.kind = before ? StepKind::Baseline : StepKind::Watch;
        step.action = action;
        return runWatch({plan, step, ports, cancel, sink}, memory);
    };
    service.releasedAt(action.metrics.before.count());
    run(true, [](const RunEvent &) {});
    for (const QString &host : {u"web-1"_s, u"web-2"_s})
        action.health.push_back({host, {QString(u"http://" + host + u"/health")}});
    Teller teller(clock, clock.monotonicMs());
    const StepEnd end = run(false, [&teller](const RunEvent &event) { teller(event); });
    if (!end.verdict || end.verdict->kind != VerdictKind::RollBack || !mayBeAnnounced(teller.events))
        return teller.lines;
    Countdown countdown(clock, std::chrono::seconds(30));
    teller.say(countdown.announcement(u"1.5.0"_s));
    if (vetoAfterMs >= 0)
        clock.vetoAtMs = clock.monotonicMs() + vetoAfterMs;
    teller.say(countdown.said(countdown.wait(cancel), u"1.5.0"_s, u"dana"_s));
    return teller.lines;
}

/// A little unrest, so that the samples are not all the same: up to 4 % either way.
double unrest(double second)
{
    static constexpr int swings[] = {0, 3, -2, 4, -4, 1, -3, 2, -1};
    const auto round = static_cast<std::size_t>(std::fabs(second) / 10);
    return 1 + swings[(round * 5) % std::size(swings)] / 100.0;
}

State well(double second)
{
    State state;
    state.p99 = 180 * unrest(second);
    return state;
}

} // namespace

class TestWatchTranscripts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anIncidentIsToldToTheLetter_data();
    void anIncidentIsToldToTheLetter();
    void aCrashDuringTheCountdownIsTold();
};

namespace {

struct Incident
{
    const char *name;
    Story story;
    qint64 vetoAfterMs = -1;
};

const std::vector<Incident> &incidents()
{
    static const std::vector<Incident> all = {
        {"healthy", well},
        {"slow_leak",
         [](double second) { // a percent more of p99 every ten seconds
             State state = well(second);
             state.p99 *= second > 0 ? 1 + second / 1000 : 1;
             return state;
         }},
        {"leak_of_errors_vetoed",
         [](double second) {
             State state = well(second);
             state.errors = second > 120 ? second / 50 : 0.1;
             return state;
         },
         12 * secondMs},
        {"spike_of_one_sample",
         [](double second) {
             State state = well(second);
             if (second >= 300 && second < 310) {
                 state.p99 = 9000;
                 state.errors = 60;
             }
             return state;
         }},
        {"source_dies",
         [](double second) {
             State state = well(second);
             state.metrics = second < 400;
             return state;
         }},
        {"source_comes_back",
         [](double second) {
             State state = well(second);
             state.metrics = second < 400 || second >= 500;
             return state;
         }},
        {"all_hosts_down",
         [](double second) {
             State state = well(second);
             state.metrics = state.health = second < 200;
             return state;
         }},
    };
    return all;
}

QString fileOf(const char *name)
{
    return QStringLiteral(BELAY_SOURCE_DIR "/tests/unit/transcripts/%1.txt").arg(QLatin1StringView(name));
}

} // namespace

void TestWatchTranscripts::anIncidentIsToldToTheLetter_data()
{
    QTest::addColumn<int>("index");
    int index = 0;
    for (const Incident &incident : incidents())
        QTest::newRow(incident.name) << index++;
}

void TestWatchTranscripts::anIncidentIsToldToTheLetter()
{
    QFETCH(int, index);
    const Incident &incident = incidents().at(static_cast<std::size_t>(index));
    const QString told = tell(incident.story, incident.vetoAfterMs).join(u'\n') + u'\n';
    QFile file(fileOf(incident.name));
    if (qEnvironmentVariableIntValue("BELAY_WRITE_TRANSCRIPTS") == 1) {
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(told.toUtf8());
        return;
    }
    QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(file.fileName()));
    QCOMPARE(told.split(u'\n'), QString::fromUtf8(file.readAll()).split(u'\n'));
}

/// The announcement is kept before the counting begins, so that the history tells a crash from a decision,
/// and a second one is never made for the same deployment.
void TestWatchTranscripts::aCrashDuringTheCountdownIsTold()
{
    RunEvent verdict;
    verdict.kind = EventKind::VerdictReached;
    RunEvent announced;
    announced.kind = EventKind::CountdownStarted;
    announced.total = 30000;
    RunEvent begun;
    begun.kind = EventKind::Noted;
    QVERIFY(countdownOf({}) == CountdownStage::None);
    QVERIFY(countdownOf({begun, verdict}) == CountdownStage::None);
    QVERIFY(countdownOf({begun, verdict, announced}) == CountdownStage::Open);
    QVERIFY(countdownOf({verdict, announced, begun}) == CountdownStage::Settled);
    QVERIFY(mayBeAnnounced({verdict, begun}));
    QVERIFY(!mayBeAnnounced({verdict, announced}));
    QVERIFY(!mayBeAnnounced({verdict, announced, begun}));
}

QTEST_GUILESS_MAIN(TestWatchTranscripts)
#include "tst_watch_transcripts.moc"
