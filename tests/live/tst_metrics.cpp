// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/metrics/prometheus_api.h"
#include "app/metrics/watch_step.h"
#include "app/net/curl_http.h"
#include "tests/support/http_server.h"

#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <chrono>

using namespace belay;
using namespace Qt::Literals::StringLiterals;
using belay::test::HttpServer;

namespace {

/// Time passes only when somebody waits.
class VirtualClock : public Clock
{
public:
    explicit VirtualClock(qint64 startMs = 1'700'000'000'000)
        : m_startMs(startMs)
    {
    }
    qint64 nowMs() const override { return m_startMs + m_passedMs; }
    qint64 monotonicMs() const override { return m_passedMs; }
    bool wait(Milliseconds time, const CancelToken &cancel) const override
    {
        m_passedMs += time.count();
        return cancel.cancelled();
    }

private:
    qint64 m_startMs;
    mutable std::atomic<qint64> m_passedMs = 0;
};

class RealClock : public Clock
{
public:
    qint64 nowMs() const override { return since(std::chrono::system_clock::now()); }
    qint64 monotonicMs() const override { return since(std::chrono::steady_clock::now()); }
    bool wait(Milliseconds time, const CancelToken &cancel) const override { return cancel.waitFor(time); }

private:
    template <typename Point> static qint64 since(const Point &point)
    {
        return std::chrono::duration_cast<Milliseconds>(point.time_since_epoch()).count();
    }
};

class NoHosts : public HostShell
{
public:
    Result<ScriptResult> run(const HostRef &, const ScriptRequest &, const CancelToken &) override
    {
        return fail(ErrorKind::Internal, u"no hosts here"_s);
    }
    void forget(const HostRef &) override {}
};

class NoCommands : public LocalShell
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

/// A service that serves 1000 requests between two looks; from a look on, some of them fail.
class Service
{
public:
    HttpServer::Handler handler()
    {
        return [this](const HttpServer::Request &) { return page(); };
    }

    std::atomic<int> failsFrom = 1'000'000;  ///< the look from which 10 % fail
    std::atomic<int> gone = 1'000'000;       ///< the look from which it answers 503
    std::atomic<int> restartsAt = 1'000'000; ///< the look before which it was restarted
    std::atomic<int> looks = 0;

private:
    QByteArray page()
    {
        const int look = looks++;
        if (look == restartsAt)
            m_good = m_bad = 0;
        const int bad = look >= failsFrom ? 100 : 1;
        m_bad += bad;
        m_good += 1000 - bad;
        if (look >= gone)
            return HttpServer::answer(503, "down for maintenance");
        const QByteArray all = QByteArray::number(m_good + m_bad);
        const QByteArray fast = QByteArray::number((m_good + m_bad) * 995 / 1000);
        return HttpServer::answer(
            200, "# TYPE http_requests_total counter\n"
                 "http_requests_total{status=\"200\"} " +
                     QByteArray::number(m_good) + "\nhttp_requests_total{status=\"500\"} " +
                     QByteArray::number(m_bad) + "\nhttp_request_duration_seconds_bucket{le=\"0.2\"} " +
                     fast + "\nhttp_request_duration_seconds_bucket{le=\"1\"} " + all +
                     "\nhttp_request_duration_seconds_bucket{le=\"+Inf\"} " + all + "\n");
    }

    qint64 m_good = 0;
    qint64 m_bad = 0;
};

SeriesSpec errorRate()
{
    SeriesSpec spec;
    spec.id = u"error_rate"_s;
    spec.title = u"Error rate"_s;
    spec.unit = u"percent"_s;
    spec.query =
        u"100 * sum(rate(http_requests_total{status=~\"5..\"}[5s])) / sum(rate(http_requests_total[5s]))"_s;
    spec.warn = 1;
    spec.rollback = 5;
    return spec;
}

SeriesSpec p99()
{
    SeriesSpec spec;
    spec.id = u"p99"_s;
    spec.title = u"p99 latency"_s;
    spec.unit = u"ms"_s;
    spec.rollbackRatio = 1.5;
    return spec;
}

/// One run's baseline and watch, and what they told.
class Bench
{
public:
    explicit Bench(Clock &clock)
        : m_ports{m_hosts, m_commands, m_http, clock, m_secrets}
    {
        action.metrics.source.kind = MetricsSourceKind::Scrape;
        action.metrics.interval = std::chrono::seconds(10);
        action.metrics.before = std::chrono::seconds(60);
        action.metrics.watch = std::chrono::seconds(60);
        action.metrics.series = {errorRate()};
    }

    StepEnd perform(bool before)
    {
        Step step;
        step.id = before ? u"baseline"_s : u"watch"_s;
        step.kind = before ? StepKind::Baseline : StepKind::Watch;
        action.before = before;
        step.action = action;
        const StepContext context{m_plan, step, m_ports, cancel, [this](const RunEvent &event) {
                                      events.push_back(event);
                                      if (onEvent)
                                          onEvent(event);
                                  }};
        return m_runners.at(step.kind)(context);
    }

    /// "before error_rate 0.1" "error_rate none" "! error line" "note line" "= verdict"
    QStringList transcript() const
    {
        QStringList lines;
        for (const RunEvent &event : events) {
            if (event.kind == EventKind::SampleTaken) {
                const auto &value = event.sample->value;
                lines << QString((event.before ? u"before "_s : QString()) + event.series + u' ' +
                                 (value ? QString::number(*value, 'g', 4) : u"none"_s));
            } else if (event.kind == EventKind::StepOutput) {
                lines << QString((event.isError ? u"! "_s : u"note "_s) + event.text);
            } else if (event.kind == EventKind::VerdictReached) {
                lines << QString(u"= " + event.text);
            }
        }
        return lines;
    }

    WatchAction action;
    CancelToken cancel;
    std::vector<RunEvent> events;
    std::function<void(const RunEvent &)> onEvent;

private:
    NoHosts m_hosts;
    NoCommands m_commands;
    NoSecrets m_secrets;
    CurlHttp m_http;
    Ports m_ports;
    Plan m_plan;
    StepRunners m_runners = metricsSteps(std::make_shared<MetricsMemory>());
};

quint16 closedPort()
{
    const HttpServer server([](const HttpServer::Request &) { return QByteArray(); });
    return server.port();
}

/// A real Prometheus on a free port, scraping `target` every second.
class PrometheusServer
{
public:
    explicit PrometheusServer(quint16 target)
    {
        QFile config(m_folder.filePath(u"prometheus.yml"_s));
        if (!config.open(QIODevice::WriteOnly))
            return;
        config.write("global: {scrape_interval: 1s}\nscrape_configs:\n- job_name: app\n  static_configs:\n"
                     "  - targets: ['127.0.0.1:" +
                     QByteArray::number(target) + "']\n");
        config.close();
        m_port = closedPort();
        m_process.setStandardOutputFile(QProcess::nullDevice());
        m_process.setStandardErrorFile(m_folder.filePath(u"log"_s));
        m_process.start(u"prometheus"_s, {QString(u"--config.file=" + config.fileName()),
                                          QString(u"--storage.tsdb.path=" + m_folder.filePath(u"data"_s)),
                                          u"--web.listen-address=127.0.0.1:%1"_s.arg(m_port)});
    }
    ~PrometheusServer()
    {
        m_process.terminate();
        if (!m_process.waitForFinished(10000)) {
            m_process.kill();
            m_process.waitForFinished();
        }
    }
    QString url() const { return u"http://127.0.0.1:%1/"_s.arg(m_port); }

    /// It has scraped often enough for a rate.
    bool hasData(const QString &query) const
    {
        CurlHttp http;
        const qint64 now = RealClock().nowMs() / 1000 * 1000;
        const auto answer = PrometheusApi(url(), http).range({query, now, now, 1000}, {});
        return answer && answer->found && answer->samples.front().value;
    }

private:
    QTemporaryDir m_folder;
    QProcess m_process;
    quint16 m_port = 0;
};

} // namespace

class TestMetrics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aGoodReleaseIsHealthyWhenTheWindowIsOver()
    {
        Service service;
        const HttpServer server(service.handler());
        VirtualClock clock;
        Bench bench(clock);
        bench.action.urls = {server.url(u"/metrics"_s)};
        const StepEnd baseline = bench.perform(true);
        QVERIFY(baseline.state == StepState::Passed);
        QCOMPARE(baseline.text, u"6 samples"_s);
        const StepEnd end = bench.perform(false);
        QVERIFY(end.state == StepState::Passed);
        QCOMPARE(end.text,
                 u"Healthy — nothing differs from before the release by more than its limits. 6 samples."_s);
        QVERIFY(end.verdict && end.verdict->kind == VerdictKind::Healthy);
        const QStringList before(6, u"before error_rate 0.1"_s);
        const QStringList expected =
            before + QStringList{u"= Collecting — error rate has 0 of the 3 samples needed."_s,
                                 u"error_rate 0.1"_s,
                                 u"= Collecting — error rate has 1 of the 3 samples needed."_s,
                                 u"error_rate 0.1"_s,
                                 u"= Collecting — error rate has 2 of the 3 samples needed."_s,
                                 u"error_rate 0.1"_s,
                                 u"= Healthy — nothing differs from before the release by more than its "
                                 "limits. 3 samples."_s,
                                 u"error_rate 0.1"_s,
                                 u"error_rate 0.1"_s,
                                 u"error_rate 0.1"_s,
                                 u"= Healthy — nothing differs from before the release by more than its "
                                 "limits. 6 samples."_s};
        QCOMPARE(bench.transcript(), expected);
        QVERIFY(bench.events.back().kind == EventKind::StepProgress);
        QCOMPARE(bench.events.back().done, 60);
        QCOMPARE(bench.events.back().total, 60);
        QCOMPARE(clock.monotonicMs(), 120000);
    }

    void aLeakingReleaseIsCaughtBeforeTheWindowIsOver()
    {
        Service service;
        service.failsFrom = 2; // the third look of the watch
        const HttpServer server(service.handler());
        VirtualClock clock;
        Bench bench(clock);
        bench.action.urls = {server.url()};
        const StepEnd end = bench.perform(false);
        QVERIFY(end.state == StepState::Passed);
        QCOMPARE(end.text, u"Roll back — error rate 10 %, trigger is 5 %, for 3 samples in a row."_s);
        QVERIFY(end.verdict && end.verdict->kind == VerdictKind::RollBack);
        QCOMPARE(bench.transcript().last(),
                 u"= Roll back — error rate 10 %, trigger is 5 %, for 3 samples in a row."_s);
        QCOMPARE(clock.monotonicMs(), 40000); // looks at 0, 10, 20, 30, 40 s
    }

    void aServiceThatStopsAnsweringIsNotEnoughData()
    {
        Service service;
        service.gone = 4;
        const HttpServer server(service.handler());
        VirtualClock clock;
        Bench bench(clock);
        bench.action.urls = {server.url(u"/metrics"_s)};
        const StepEnd end = bench.perform(false);
        QVERIFY(end.state == StepState::Passed);
        QVERIFY(end.verdict && end.verdict->kind == VerdictKind::NotEnoughData);
        QCOMPARE(end.text, u"Not enough data — error rate has had no value for 3 samples in a row."_s);
        QCOMPARE(bench.transcript().count(u"error_rate none"_s), 3);
        const QString line =
            u"! 127.0.0.1:%1 answered 503 to /metrics. Look at the log of the service that answered."_s.arg(
                server.port());
        QCOMPARE(bench.transcript().count(line), 1); // said once, not every interval
    }

    void aServiceThatNeverAnsweredIsNotEnoughData()
    {
        VirtualClock clock;
        Bench bench(clock);
        bench.action.urls = {u"http://127.0.0.1:%1/metrics"_s.arg(closedPort())};
        const StepEnd baseline = bench.perform(true);
        QVERIFY(baseline.state == StepState::Passed);
        QCOMPARE(baseline.text, u"0 samples, no data for Error rate: nothing to compare the release with"_s);
        QCOMPARE(clock.monotonicMs(), 20000); // given up after three looks
        const StepEnd end = bench.perform(false);
        QVERIFY(end.verdict && end.verdict->kind == VerdictKind::NotEnoughData);
        QCOMPARE(bench.transcript().count(u"error_rate none"_s), 7);
    }

    void aWindowTooShortToJudgeIsNotEnoughData()
    {
        Service service;
        const HttpServer server(service.handler());
        VirtualClock clock;
        Bench bench(clock);
        bench.action.urls = {server.url()};
        bench.action.metrics.watch = std::chrono::seconds(15);
        const StepEnd end = bench.perform(false);
        QVERIFY(end.verdict && end.verdict->kind == VerdictKind::NotEnoughData);
        QCOMPARE(end.text,
                 u"Not enough data — the watch has ended, and error rate has 2 of the 3 samples needed."_s);
    }

    void aMissingInstanceIsSaidAndTheOthersAreRead()
    {
        Service service;
        Service other;
        const HttpServer server(service.handler());
        const HttpServer second(other.handler());
        VirtualClock clock;
        Bench bench(clock);
        const quint16 port = closedPort();
        bench.action.urls = {server.url(), u"http://127.0.0.1:%1/"_s.arg(port), second.url()};
        SeriesSpec requests;
        requests.id = u"request_rate"_s;
        requests.unit = u"per_second"_s;
        requests.query = u"rate(http_requests_total)"_s;
        bench.action.metrics.series = {errorRate(), requests};
        const StepEnd end = bench.perform(false);
        QVERIFY(end.verdict && end.verdict->kind == VerdictKind::Healthy);
        QCOMPARE(bench.transcript().count(u"request_rate 200"_s), 6);
        QCOMPARE(bench.transcript().filter(u"! 127.0.0.1:%1 refuses"_s.arg(port)).size(), 1);
    }

    void aRestartInTheMiddleIsNoDip()
    {
        Service service;
        service.restartsAt = 3;
        const HttpServer server(service.handler());
        VirtualClock clock;
        Bench bench(clock);
        bench.action.urls = {server.url()};
        bench.perform(false);
        QCOMPARE(bench.transcript().count(u"error_rate 0.1"_s), 6);
    }

    void aSeriesWithoutAQueryIsFoundOnThePage()
    {
        Service service;
        const HttpServer server(service.handler());
        VirtualClock clock;
        Bench bench(clock);
        bench.action.urls = {server.url()};
        bench.action.metrics.series = {p99()};
        bench.perform(true);
        const StepEnd end = bench.perform(false);
        QVERIFY(end.verdict && end.verdict->kind == VerdictKind::Healthy);
        QVERIFY(bench.transcript().contains(
            u"note Series “p99” has no query; it is read as 1000 * histogram_quantile(0.99, "
            "rate(http_request_duration_seconds_bucket))"_s));
        QCOMPARE(bench.transcript().filter(u"before p99 199"_s).size(), 6);
    }

    void aQueryThatCannotBeReadIsSaidAndIsNoData()
    {
        Service service;
        const HttpServer server(service.handler());
        VirtualClock clock;
        Bench bench(clock);
        bench.action.urls = {server.url()};
        bench.action.metrics.series.front().query = u"rate(http_requests_total"_s;
        const StepEnd end = bench.perform(false);
        QVERIFY(end.verdict && end.verdict->kind == VerdictKind::NotEnoughData);
        QCOMPARE(bench.transcript()
                     .filter(u"! Series “error_rate”: The query cannot be read: ) was expected in "
                             "column 25."_s)
                     .size(),
                 1);
    }

    void aWebPageIsNotMetrics()
    {
        const HttpServer server(
            [](const HttpServer::Request &) { return HttpServer::answer(200, "<html></html>"); });
        VirtualClock clock;
        Bench bench(clock);
        bench.action.urls = {server.url()};
        const StepEnd end = bench.perform(false);
        QVERIFY(end.verdict && end.verdict->kind == VerdictKind::NotEnoughData);
        QVERIFY(bench.transcript()
                    .filter(u"! 127.0.0.1:%1: Line 1 of the metrics cannot be read"_s.arg(server.port()))
                    .size() == 1);
    }

    void aSourceThatCannotBeAskedIsSaidAtOnce()
    {
        VirtualClock clock;
        Bench bench(clock);
        bench.action.metrics.source.kind = MetricsSourceKind::Host;
        bench.action.urls = {u"http://127.0.0.1/"_s};
        const StepEnd end = bench.perform(false);
        QVERIFY(end.verdict && end.verdict->kind == VerdictKind::NotEnoughData);
        QCOMPARE(clock.monotonicMs(), 0);
        QVERIFY(bench.perform(true).state == StepState::Passed);
    }

    void aCancelEndsTheWatchWhileTheServerIsSilent()
    {
        HttpServer server([](const HttpServer::Request &) { return QByteArray(); });
        cancelled(
            server.url(), [&] { return server.waitForRequests(1); }, std::chrono::seconds(10));
    }

    void aCancelEndsTheWatchBetweenTwoRounds()
    {
        Service service;
        HttpServer server(service.handler());
        cancelled(
            server.url(), [&] { return server.waitForRequests(1); }, std::chrono::hours(1));
    }

    void theBeforeWindowSurvivesARestartOfTheProgram()
    {
        MetricsMemory memory;
        RunEvent event;
        event.kind = EventKind::SampleTaken;
        event.series = u"p99"_s;
        event.sample = Sample{1, 230.0};
        memory.prime(event); // not of the before-window
        event.before = true;
        memory.prime(event);
        QCOMPARE(memory.before(u"p99"_s).size(), std::size_t(1));
        QCOMPARE(memory.before(u"p99"_s).front().value.value_or(0), 230.0);
        QVERIFY(memory.before(u"other"_s).empty());
    }

    // -- Prometheus

    void longRangesAreSplit()
    {
        QVERIFY(splitRange({u"q"_s, 0, 10, 0}).empty());
        QCOMPARE(splitRange({u"q"_s, 5000, 5000, 1000}).size(), std::size_t(1));
        QCOMPARE(splitRange({u"q"_s, 0, 10'999'000, 1000}).size(), std::size_t(1));
        const auto parts = splitRange({u"q"_s, 0, 11'000'000, 1000});
        QCOMPARE(parts.size(), std::size_t(2));
        QCOMPARE(parts[0].endMs, 10'999'000);
        QCOMPARE(parts[1].startMs, 11'000'000);
        QCOMPARE(parts[1].endMs, 11'000'000);
    }

    void answersOfTheApiAreRead_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("expected");
        const auto matrix = [](const QByteArray &result) {
            return QByteArray(R"({"status":"success","data":{"resultType":"matrix","result":)" + result +
                              "}}");
        };
        QTest::newRow("values, NaN and a gap")
            << matrix(R"([{"metric":{},"values":[[10,"1.5"],[12,"NaN"],[13,"+Inf"]]}])") << u"1.5 - - -"_s;
        QTest::newRow("nothing found") << matrix("[]") << u"- - - - not found"_s;
        QTest::newRow("warnings")
            << QByteArray(
                   R"({"status":"success","warnings":["slow store"],"data":{"resultType":"matrix","result":[]}})")
            << u"- - - - not found warning: slow store"_s;
        QTest::newRow("two series") << matrix(
                                           R"([{"metric":{"a":"1"},"values":[]},{"metric":{},"values":[]}])")
                                    << u"remote: The query gives 2 series where one is needed."_s;
        QTest::newRow("an error") << QByteArray(
                                         R"({"status":"error","errorType":"bad_data","error":"parse error"})")
                                  << u"remote: Prometheus refuses the query (bad_data): parse error"_s;
        const QString foreign = u"invalid: The answer is not that of a Prometheus server."_s;
        QTest::newRow("a web page") << QByteArray("<html>") << foreign;
        QTest::newRow("a number") << QByteArray("7") << foreign;
        QTest::newRow("no data") << QByteArray(R"({"status":"success"})") << foreign;
        QTest::newRow("another type")
            << QByteArray(R"({"status":"success","data":{"resultType":"vector","result":[]}})") << foreign;
        QTest::newRow("values of another kind") << matrix(R"([{"metric":{},"values":[["x",1]]}])") << foreign;
        QTest::newRow("a time outside the range")
            << matrix(R"([{"metric":{},"values":[[99,"1"]]}])") << foreign;
        QTest::newRow("a time beyond all numbers")
            << matrix(R"([{"metric":{},"values":[[1e300,"1"]]}])") << foreign;
        QTest::newRow("a series without values") << matrix(R"([{"metric":{}}])") << foreign;
        QTest::newRow("deep") << QByteArray(100000, '[') << foreign;
        QTest::newRow("deep and closed")
            << QByteArray("{\"a\":" + QByteArray(500, '[') + QByteArray(500, ']') + '}') << foreign;
    }

    void answersOfTheApiAreRead()
    {
        QFETCH(QByteArray, body);
        const auto answer = parseRangeAnswer(body, {u"q"_s, 10000, 13000, 1000});
        QStringList words;
        if (answer) {
            for (const Sample &sample : answer->samples)
                words << (sample.value ? QString::number(*sample.value) : u"-"_s);
            if (!answer->found)
                words << u"not found"_s;
            for (const QString &warning : answer->warnings)
                words << QString(u"warning: " + warning);
        } else {
            words << QString(toString(answer.error().kind) + u": " + answer.error().summary);
        }
        QTEST(words.join(u' '), "expected");
    }

    void aGatewayInFrontOfPrometheusIsNamed()
    {
        const HttpServer server(
            [](const HttpServer::Request &) { return HttpServer::answer(502, "Bad Gateway"); });
        CurlHttp http;
        const auto answer = PrometheusApi(server.url(), http).range({u"q"_s, 0, 0, 1000}, {});
        QVERIFY(!answer);
        QCOMPARE(answer.error().summary,
                 u"127.0.0.1:%1 answered 502 to /api/v1/query_range."_s.arg(server.port()));
    }

    void aRealPrometheusIsReadAndWatched()
    {
        if (QStandardPaths::findExecutable(u"prometheus"_s).isEmpty())
            QSKIP("prometheus is not installed");
        Service service;
        const HttpServer app(service.handler());
        const PrometheusServer prometheus(app.port());
        const QString errors = errorRate().query;
        QTRY_VERIFY_WITH_TIMEOUT(prometheus.hasData(errors), 60000);

        CurlHttp http;
        const PrometheusApi api(prometheus.url(), http);
        refusesAndExplains(api);
        const qint64 now = RealClock().nowMs() / 1000 * 1000;
        const auto many = api.range({u"vector(7)"_s, now - 12'000'000, now, 1000}, {});
        QVERIFY2(many, many ? "" : qPrintable(many.error().summary));
        QCOMPARE(many->samples.size(), std::size_t(12001));
        QVERIFY(std::all_of(many->samples.begin(), many->samples.end(),
                            [](const Sample &sample) { return sample.value == 7.0; }));

        watchesHealthy(prometheus, errors);
        findsQueriesByItself(prometheus);
        placesWindowsByTheServersClock(prometheus);

        service.failsFrom = 0;
        RealClock clock;
        Bench bench(clock);
        setUp(bench, prometheus);
        bench.action.metrics.watch = std::chrono::seconds(30);
        const StepEnd end = bench.perform(false);
        QVERIFY2(end.verdict && end.verdict->kind == VerdictKind::RollBack, qPrintable(end.text));
    }

private:
    static void setUp(Bench &bench, const PrometheusServer &prometheus)
    {
        bench.action.urls = {prometheus.url()};
        bench.action.metrics.source.kind = MetricsSourceKind::Prometheus;
        bench.action.metrics.interval = std::chrono::seconds(1);
        bench.action.metrics.before = std::chrono::seconds(30);
        bench.action.metrics.watch = std::chrono::seconds(4);
    }

    void refusesAndExplains(const PrometheusApi &api)
    {
        const auto wrong = api.range({u"rate("_s, 0, 1000, 1000}, {});
        QVERIFY(!wrong);
        QVERIFY2(wrong.error().summary.startsWith(u"Prometheus refuses the query (bad_data)"),
                 qPrintable(wrong.error().summary));
        const qint64 now = RealClock().nowMs() / 1000 * 1000;
        const auto several = api.range({u"http_requests_total"_s, now - 1000, now, 1000}, {});
        QVERIFY(!several);
        QCOMPARE(several.error().summary, u"The query gives 2 series where one is needed."_s);
        QVERIFY(several.error().detail.contains(u"http_requests_total"));
        const auto none = api.range({u"no_such_metric"_s, now - 1000, now, 1000}, {});
        QVERIFY(none && !none->found);
    }

    void watchesHealthy(const PrometheusServer &prometheus, const QString &errors)
    {
        QVERIFY(prometheus.hasData(errors));
        RealClock clock;
        Bench bench(clock);
        setUp(bench, prometheus);
        const StepEnd baseline = bench.perform(true);
        QVERIFY2(bench.transcript().contains(u"before error_rate 0.1"_s), qPrintable(baseline.text));
        QCOMPARE(bench.transcript().size(), 31); // both ends of 30 s
        const StepEnd end = bench.perform(false);
        QVERIFY2(end.verdict && end.verdict->kind == VerdictKind::Healthy, qPrintable(end.text));
        QVERIFY(bench.transcript().count(u"error_rate 0.1"_s) >= 3);
    }

    void findsQueriesByItself(const PrometheusServer &prometheus)
    {
        RealClock clock;
        Bench bench(clock);
        setUp(bench, prometheus);
        bench.action.metrics.series = profileSeries(u"generic"_s);
        bench.action.metrics.series.push_back(p99());
        bench.action.metrics.series.back().id = u"queue"_s;
        bench.perform(true);
        const QStringList lines = bench.transcript();
        QVERIFY(lines.contains(u"before error_rate 0.1"_s));
        QCOMPARE(lines.filter(u"note Series “error_rate” has no query; Prometheus is asked for"_s).size(), 1);
        QVERIFY(!lines.filter(u"before p99 199"_s).isEmpty());
        // How many a second depends on how much of the two minutes has passed.
        static const QRegularExpression rate(u"^before request_rate [1-9]"_s);
        QVERIFY(!lines.filter(rate).isEmpty());
        QCOMPARE(lines.filter(u"! Series “queue” has no query"_s).size(), 1);
    }

    /// This computer's clock is five hours slow; the points carry its time, the values are there.
    void placesWindowsByTheServersClock(const PrometheusServer &prometheus)
    {
        constexpr qint64 fiveHours = 5LL * 3600 * 1000;
        VirtualClock clock(RealClock().nowMs() - fiveHours);
        Bench bench(clock);
        setUp(bench, prometheus);
        bench.perform(true);
        QVERIFY(bench.transcript().contains(u"before error_rate 0.1"_s));
        QCOMPARE(bench.transcript()
                     .filter(u"note The clocks of this computer and of Prometheus differ by"_s)
                     .size(),
                 1);
        for (const RunEvent &event : bench.events) {
            if (event.sample)
                QVERIFY(std::abs(event.sample->timeMs - clock.nowMs()) < 60000);
        }
    }

    template <typename UnderWay>
    void cancelled(const QString &url, UnderWay underWay, std::chrono::milliseconds interval)
    {
        RealClock clock;
        Bench bench(clock);
        bench.action.urls = {url};
        bench.action.metrics.interval = interval;
        bench.action.metrics.watch = std::chrono::hours(2);
        StepEnd end;
        std::thread worker([&] { end = bench.perform(false); });
        const bool started = underWay();
        QElapsedTimer timer;
        timer.start();
        bench.cancel.cancel();
        worker.join();
        const qint64 needed = timer.elapsed();
        QVERIFY(started);
        QVERIFY(end.state == StepState::Cancelled);
        QVERIFY2(needed < 500, qPrintable(QString::number(needed)));
    }
};

QTEST_GUILESS_MAIN(TestMetrics)
#include "tst_metrics.moc"
