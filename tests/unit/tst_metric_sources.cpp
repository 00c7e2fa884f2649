// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/metrics/authorized_http.h"
#include "app/metrics/command_sampler.h"
#include "app/metrics/host_numbers.h"
#include "app/metrics/http_answer.h"
#include "app/metrics/instance_names.h"
#include "app/metrics/metric_query.h"
#include "app/metrics/probe_sampler.h"
#include "app/metrics/prometheus_api.h"
#include "app/metrics/sample_totals.h"
#include "models/domain/metric_profiles.h"

#include <QTest>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

QString shown(std::optional<double> value)
{
    return value ? QString::number(*value, 'g', 6) : u"no data"_s;
}

HostSpec hostAt(const QString &name, const QString &address, const QString &port = {})
{
    HostSpec host;
    host.name = name;
    host.address = address;
    if (!port.isEmpty())
        host.vars = {{u"http_port"_s, port}};
    return host;
}

/// Keeps what was sent.
class Recorder : public Http
{
public:
    Result<HttpResponse> send(const HttpRequest &request, const CancelToken &) override
    {
        sent.push_back(request);
        return HttpResponse();
    }
    QStringList headers() const
    {
        QStringList lines;
        for (const auto &[name, value] : sent.back().headers)
            lines << QString(name + u": " + value);
        return lines;
    }
    std::vector<HttpRequest> sent;
};

class TwoSecrets : public Secrets
{
public:
    Result<QString> lookup(const QString &name) override
    {
        if (name == u"token")
            return u"t0k{secret:password}"_s;
        if (name == u"password")
            return u"pässword"_s;
        return fail(ErrorKind::NotFound, u"The secret '%1' is not known here."_s.arg(name));
    }
    QString redact(const QString &text) const override { return text; }
};

SeriesSpec specOf(const QString &unit, BadDirection bad = BadDirection::Up)
{
    SeriesSpec spec;
    spec.unit = unit;
    spec.bad = bad;
    return spec;
}

const char *const firstLook = "system Linux\ncpu_busy 1000\ncpu_all 4000\ncpus 4\nmemory_all 1000\n"
                              "memory_free 250\nload 2.5\nprocesses 120\nuptime 33.5\n"
                              "disk_used 30\ndisk_free 70\nclock 1700000000\n";
const char *const secondLook = "system Linux\ncpu_busy 1300\ncpu_all 5000\ncpus 4\nmemory_all 1000\n"
                               "memory_free 100\nload 0.25\nprocesses 121\nclock 1700000010\n";

} // namespace

class TestMetricSources : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // -- credentials

    void everyRequestCarriesItsCredentials()
    {
        Recorder http;
        TwoSecrets secrets;
        MetricsSource source;
        source.bearer = u"{secret:token}"_s;
        source.headers = {{u"X-Scope-OrgID"_s, u"a-{secret:password}-b"_s}};
        HttpRequest request;
        request.headers = {{u"Accept"_s, u"text/plain"_s}};
        AuthorizedHttp bearer(source, http, secrets);
        QVERIFY(bearer.send(request, {}));
        // What a secret holds is not looked through for placeholders again.
        QCOMPARE(http.headers(), (QStringList{u"Accept: text/plain"_s, u"X-Scope-OrgID: a-pässword-b"_s,
                                              u"Authorization: Bearer t0k{secret:password}"_s}));
        source.bearer.clear();
        source.headers.clear();
        source.user = u"belay"_s;
        source.password = u"{secret:password}"_s;
        AuthorizedHttp basic(source, http, secrets);
        QVERIFY(basic.send(HttpRequest(), {}));
        QCOMPARE(http.headers(), QStringList{u"Authorization: Basic YmVsYXk6cMOkc3N3b3Jk"_s});
    }

    void anUnknownSecretSendsNothing()
    {
        Recorder http;
        TwoSecrets secrets;
        MetricsSource source;
        source.headers = {{u"X-Token"_s, u"{secret:other}"_s}};
        const auto answer = AuthorizedHttp(source, http, secrets).send(HttpRequest(), {});
        QVERIFY(!answer);
        QCOMPARE(answer.error().summary, u"The secret 'other' is not known here."_s);
        QVERIFY(http.sent.empty());
    }

    // -- Prometheus

    void severalSeriesAreReadBesideEachOther()
    {
        const QByteArray body =
            R"({"status":"success","isPartial":true,"data":{"resultType":"matrix","result":[
            {"metric":{"instance":"a:1"},"values":[[10,"1"],[11,"2"]]},
            {"metric":{"instance":"b:1"},"values":[[11,"3"]]}]}})";
        const auto answer = parseRangeLines(body, {u"q"_s, 10000, 12000, 1000});
        QVERIFY(answer);
        QCOMPARE(answer->lines.size(), std::size_t(2));
        QCOMPARE(answer->lines[0].labels.at(u"instance"_s), u"a:1"_s);
        QCOMPARE(answer->warnings,
                 QStringList{u"the answer is partial: a part of the storage did not answer"_s});
        QStringList values;
        for (const RangeLine &line : answer->lines) {
            for (const Sample &sample : line.samples)
                values << shown(sample.value);
        }
        QCOMPARE(values, (QStringList{u"1"_s, u"2"_s, u"no data"_s, u"no data"_s, u"3"_s, u"no data"_s}));
    }

    void refusalsOfTheApiAreToldApart_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("expected");
        QTest::newRow("timeout")
            << QByteArray(R"({"status":"error","errorType":"timeout","error":"query timed out"})")
            << u"timeout: Prometheus gave the query up, it took too long: query timed out"_s;
        QTest::newRow("unavailable")
            << QByteArray(R"({"status":"error","errorType":"unavailable","error":"TSDB not ready"})")
            << u"remote: Prometheus cannot answer now (unavailable): TSDB not ready"_s;
        QTest::newRow("native histograms")
            << QByteArray(
                   R"({"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"histograms":[]}]}})")
            << u"invalid: The query gives native histograms, which are not numbers."_s;
    }

    void refusalsOfTheApiAreToldApart()
    {
        QFETCH(QByteArray, body);
        const auto answer = parseRangeLines(body, {u"q"_s, 10000, 12000, 1000});
        QVERIFY(!answer);
        QTEST(QString(toString(answer.error().kind) + u": " + answer.error().summary), "expected");
    }

    void instancesAreCalledByTheirHosts_data()
    {
        QTest::addColumn<SeriesLabels>("labels");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *name, const SeriesLabels &labels, const QString &expected) {
            QTest::newRow(name) << labels << expected;
        };
        row("by address", {{u"instance"_s, u"10.0.0.1:9100"_s}}, u"web-1"_s);
        row("by name", {{u"instance"_s, u"web-2:9100"_s}}, u"web-2"_s);
        row("without a port", {{u"instance"_s, u"10.0.0.1"_s}}, u"web-1"_s);
        row("a probed address", {{u"instance"_s, u"https://10.0.0.1:8443/health"_s}}, u"web-1"_s);
        row("IPv6", {{u"instance"_s, u"[fd00::5]:9100"_s}}, u"six"_s);
        row("several on one address", {{u"instance"_s, u"127.0.0.1:4002"_s}}, u"local-2"_s);
        row("several, and none has the port", {{u"instance"_s, u"127.0.0.1:9"_s}}, u"127.0.0.1:9"_s);
        row("a stranger", {{u"instance"_s, u"db:9187"_s}, {u"job"_s, u"pg"_s}}, u"db:9187"_s);
        row("no instance", {{u"pod"_s, u"web-7f9c"_s}}, u"web-7f9c"_s);
        row("other labels", {{u"job"_s, u"a"_s}, {u"zone"_s, u"b"_s}}, u"job=a, zone=b"_s);
        row("no labels", {}, QString());
    }

    void instancesAreCalledByTheirHosts()
    {
        QFETCH(SeriesLabels, labels);
        const std::vector<HostSpec> hosts{
            hostAt(u"web-1"_s, u"10.0.0.1"_s), hostAt(u"web-2"_s, u"web-2"_s), hostAt(u"six"_s, u"fd00::5"_s),
            hostAt(u"local-1"_s, u"127.0.0.1"_s, u"4001"_s), hostAt(u"local-2"_s, u"127.0.0.1"_s, u"4002"_s)};
        QTEST(hostOfSeries(labels, hosts), "expected");
    }

    void severalHostsBecomeOneNumber()
    {
        const std::vector<std::optional<double>> values{2.0, std::nullopt, 5.0, 1.0};
        QCOMPARE(shown(overHosts(values, specOf(u"per_second"_s))), u"8"_s);
        QCOMPARE(shown(overHosts(values, specOf(u"percent"_s))), u"5"_s);
        QCOMPARE(shown(overHosts(values, specOf(u"percent"_s, BadDirection::Down))), u"1"_s);
        QCOMPARE(shown(worst(values, specOf(u"count"_s))), u"5"_s);
        QCOMPARE(shown(overHosts({std::nullopt}, specOf(u"count"_s))), u"no data"_s);
        QCOMPARE(shown(overHosts({}, specOf(u"ms"_s))), u"no data"_s);
    }

    // -- ready queries

    void everyReadyQueryCanBeAskedOfAPage()
    {
        for (const QString &profile : metricProfileNames()) {
            const auto series = metricProfile(profile);
            QVERIFY2(series.size() >= 4, qPrintable(profile));
            for (const SeriesSpec &spec : series) {
                if (spec.query.isEmpty())
                    continue;
                const auto query = MetricQuery::parse(spec.query);
                QVERIFY2(query, qPrintable(profile + u' ' + spec.id + u": " +
                                           (query ? QString() : query.error().summary)));
            }
        }
        QVERIFY(metricProfile(u"no such"_s).empty());
    }

    void readyQueriesFindTheNamesThatTheLibrariesGive_data()
    {
        QTest::addColumn<QString>("profile");
        QTest::addColumn<QString>("series");
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("now");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *profile, const char *series, const QByteArray &before,
                            const QByteArray &now, const QString &expected) {
            QTest::addRow("%s %s %s", profile, series, now.left(now.indexOf('{')).constData())
                << QString::fromLatin1(profile) << QString::fromLatin1(series) << before << now << expected;
        };
        row("phoenix", "error_rate", "shop_prom_ex_phoenix_http_requests_total{status=\"200\"} 100\n",
            "shop_prom_ex_phoenix_http_requests_total{status=\"200\"} 190\n"
            "shop_prom_ex_phoenix_http_requests_total{status=\"503\"} 10\n",
            u"10"_s);
        row("phoenix", "error_rate", "phoenix_endpoint_stop_duration_count{status=\"200\"} 100\n",
            "phoenix_endpoint_stop_duration_count{status=\"200\"} 200\n", u"0"_s);
        row("phoenix", "error_rate", "phoenix_endpoint_stop_duration_count 100\n",
            "phoenix_endpoint_stop_duration_count 200\n", u"no data"_s); // no label that could say
        row("phoenix", "request_rate", "phoenix_router_dispatch_stop_duration_count 100\n",
            "phoenix_router_dispatch_stop_duration_count 200\n", u"10"_s);
        row("phoenix", "vm_memory", "", "shop_prom_ex_beam_memory_allocated_bytes 2048\n", u"2048"_s);
        row("phoenix", "vm_memory", "", "vm_memory_total 2\n", u"2000"_s);
        row("phoenix", "process_count", "", "shop_prom_ex_beam_stats_process_count 512\n", u"512"_s);
        row("phoenix", "run_queue", "", "vm_total_run_queue_lengths_total 3\n", u"3"_s);
        row("phoenix", "ecto_queue_p99",
            "shop_repo_query_queue_time_bucket{le=\"10\"} 0\nshop_repo_query_queue_time_bucket{le=\"+Inf\"} "
            "0\n",
            "shop_repo_query_queue_time_bucket{le=\"10\"} "
            "100\nshop_repo_query_queue_time_bucket{le=\"+Inf\"} "
            "100\n",
            u"9.9"_s);
        row("node", "event_loop_lag", "", "nodejs_eventloop_lag_p99_seconds 0.0205\n", u"20.5"_s);
        row("node", "cpu", "process_cpu_seconds_total 1\n", "process_cpu_seconds_total 6\n", u"50"_s);
        row("nginx", "request_rate", "nginx_http_requests_total 10\n", "nginx_http_requests_total 60\n",
            u"5"_s);
        row("haproxy", "error_rate",
            "haproxy_frontend_http_responses_total{proxy=\"web\",code=\"2xx\"} 0\n"
            "haproxy_frontend_http_responses_total{proxy=\"web\",code=\"5xx\"} 0\n",
            "haproxy_frontend_http_responses_total{proxy=\"web\",code=\"2xx\"} 95\n"
            "haproxy_frontend_http_responses_total{proxy=\"web\",code=\"5xx\"} 5\n",
            u"5"_s);
        row("node_exporter", "cpu",
            "node_cpu_seconds_total{cpu=\"0\",mode=\"idle\"} "
            "0\nnode_cpu_seconds_total{cpu=\"0\",mode=\"user\"} "
            "0\n",
            "node_cpu_seconds_total{cpu=\"0\",mode=\"idle\"} 7.5\n"
            "node_cpu_seconds_total{cpu=\"0\",mode=\"user\"} 2.5\n",
            u"25"_s);
        row("golden", "response_time",
            "http_request_duration_seconds_sum 0\nhttp_request_duration_seconds_count 0\n",
            "http_request_duration_seconds_sum 5\nhttp_request_duration_seconds_count 50\n", u"100"_s);
    }

    void readyQueriesFindTheNamesThatTheLibrariesGive()
    {
        QFETCH(QString, profile);
        QFETCH(QString, series);
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, now);
        const auto all = metricProfile(profile);
        const auto spec =
            std::find_if(all.begin(), all.end(), [&](const SeriesSpec &one) { return one.id == series; });
        QVERIFY(spec != all.end());
        const auto query = MetricQuery::parse(spec->query);
        const auto earlier = parsePrometheusText(before);
        const auto later = parsePrometheusText(now);
        QVERIFY(query && earlier && later);
        QTEST(shown(query->evaluate({{&*earlier, &*later, 10}})), "expected");
    }

    void aQueryKnowsWhatItReads()
    {
        const auto query =
            MetricQuery::parse(u"sum(rate({__name__=~\".+_total\",code=\"5\"}[1m])) or max(b) / 2"_s);
        QVERIFY(query);
        QVERIFY(query->reads("a_total"));
        QVERIFY(query->reads("b"));
        QVERIFY(!query->reads("a_bucket"));
        QVERIFY(!MetricQuery::parse(u"{code=\"5\"}"_s));
    }

    // -- scrape

    void anOpenMetricsPageThatWasCutOffIsRefused()
    {
        QVERIFY(parsePrometheusText("a 1\n# EOF\n", TextFormat::OpenMetrics));
        const auto cut = parsePrometheusText("a 1\nb 2\n", TextFormat::OpenMetrics);
        QVERIFY(!cut);
        QCOMPARE(cut.error().summary, u"The page of metrics was cut off: it has no # EOF at its end."_s);
        QVERIFY(!parsePrometheusText("a 1\n# EOF\nb 2\n", TextFormat::OpenMetrics));
        QVERIFY(parsePrometheusText("a 1\n# EOF\nb 2\n"));
        QVERIFY(textFormatOf(u"application/openmetrics-text; version=1.0.0; charset=utf-8"_s) ==
                TextFormat::OpenMetrics);
        QVERIFY(textFormatOf(u"text/plain; version=0.0.4"_s) == TextFormat::Prometheus);
    }

    void onlyWhatIsWantedIsKept()
    {
        const auto page = parsePrometheusText("a 1\nb{x=\"1\"} 2\nc 3\n", TextFormat::Prometheus,
                                              [](const QByteArray &name) { return name == "b"; });
        QVERIFY(page);
        QCOMPARE(page->metrics.size(), std::size_t(1));
        QCOMPARE(page->metrics.at("b").front().value, 2.0);
    }

    void samplesOfLongAgoAreLeftOut()
    {
        auto page =
            parsePrometheusText("a 1 1700000000000\na{x=\"1\"} 2 1699999000000\nb 3 1699999000000\nc 4\n");
        QVERIFY(page);
        QCOMPARE(dropStale(*page, 1'700'000'000'000, 300'000), 2);
        QCOMPARE(page->metrics.size(), std::size_t(2));
        QCOMPARE(page->metrics.at("a").size(), std::size_t(1));
        auto seconds = parsePrometheusText("a 1 1700000000.5\n# EOF\n", TextFormat::OpenMetrics);
        QVERIFY(seconds);
        QCOMPARE(seconds->metrics.at("a").front().timeMs, 1'700'000'000'500);
    }

    void growthIsCountedByThePagesOwnTimes()
    {
        const auto before = parsePrometheusText("a 100 1700000000000\n");
        const auto now = parsePrometheusText("a 200 1700000020000\n");
        const auto same = parsePrometheusText("a 100 1700000000000\n");
        const auto query = MetricQuery::parse(u"rate(a)"_s);
        QVERIFY(before && now && same && query);
        QCOMPARE(shown(query->evaluate({{&*before, &*now, 10}})), u"5"_s);
        QCOMPARE(shown(query->evaluate({{&*before, &*same, 10}})), u"0"_s);
    }

    void theDateOfAnAnswerIsRead()
    {
        QCOMPARE(httpDateMs(u"Tue, 14 Nov 2023 22:13:20 GMT"_s).value_or(0), 1'700'000'000'000);
        QVERIFY(!httpDateMs(u"yesterday"_s));
        QVERIFY(!httpDateMs(QString()));
    }

    // -- probe

    void aProbeCountsAndTimes()
    {
        std::vector<ProbeShot> shots;
        for (int i = 1; i <= 99; ++i)
            shots.push_back({true, static_cast<double>(i)});
        shots.push_back({false, 0});
        const SeriesSpec ms = specOf(u"ms"_s);
        QCOMPARE(shown(probeNumber(u"availability"_s, shots, ms)), u"99"_s);
        QCOMPARE(shown(probeNumber(u"error_rate"_s, shots, ms)), u"1"_s);
        QCOMPARE(shown(probeNumber(u"p50"_s, shots, ms)), u"50"_s);
        QCOMPARE(shown(probeNumber(u"p95"_s, shots, ms)), u"94.1"_s);
        QCOMPARE(shown(probeNumber(u"p99"_s, shots, specOf(u"s"_s))), u"0.09802"_s);
        QCOMPARE(shown(probeNumber(u"p99"_s, {{false, 0}}, ms)), u"no data"_s);
        QCOMPARE(shown(probeNumber(u"availability"_s, {{false, 0}}, ms)), u"0"_s);
        QCOMPARE(shown(probeNumber(u"availability"_s, {}, ms)), u"no data"_s);
        QCOMPARE(shown(probeNumber(u"memory"_s, shots, ms)), u"no data"_s);
    }

    // -- host

    void aHostsNumbersAreMadeOfTwoLooks_data()
    {
        QTest::addColumn<QString>("first");
        QTest::addColumn<QString>("second");
        QTest::newRow("cpu") << u"no data"_s << u"30"_s;
        QTest::newRow("memory") << u"75"_s << u"90"_s;
        QTest::newRow("memory_used") << u"768000"_s << u"921600"_s;
        QTest::newRow("disk") << u"30"_s << u"no data"_s;
        QTest::newRow("load") << u"2.5"_s << u"0.25"_s;
        QTest::newRow("load_per_cpu") << u"0.625"_s << u"0.0625"_s;
        QTest::newRow("processes") << u"120"_s << u"121"_s;
        QTest::newRow("uptime") << u"33.5"_s << u"no data"_s;
        QTest::newRow("temperature") << u"no data"_s << u"no data"_s;
    }

    void aHostsNumbersAreMadeOfTwoLooks()
    {
        const QString name = QString::fromLatin1(QTest::currentDataTag());
        const auto before = parseHostLook(firstLook);
        const auto now = parseHostLook(secondLook);
        QVERIFY(before && now);
        QTEST(shown(hostNumber(name, *before, nullptr)), "first");
        QTEST(shown(hostNumber(name, *now, &*before)), "second");
    }

    void aRestartedHostHasNoCpuForOneRound()
    {
        const auto before = parseHostLook(secondLook);
        const auto now = parseHostLook(firstLook); // its counters have begun anew
        QVERIFY(before && now);
        QCOMPARE(shown(hostNumber(u"cpu"_s, *now, &*before)), u"no data"_s);
        QVERIFY(!parseHostLook("sh: not found\n"));
    }

    // -- command

    void aCommandsNumbersAreRead_data()
    {
        QTest::addColumn<QByteArray>("output");
        QTest::addColumn<QString>("expected");
        QTest::newRow("one number") << QByteArray("42\n") << u"=42"_s;
        QTest::newRow("names") << QByteArray("# queue\nqueue 3\n\n  orders\t1.5e3  \r\n")
                               << u"orders=1500 queue=3"_s;
        QTest::newRow("no data") << QByteArray("a nan\nb -\nc null\nd inf\n")
                                 << u"a=no data b=no data c=no data d=no data"_s;
        QTest::newRow("nothing") << QByteArray() << QString();
        QTest::newRow("a sentence") << QByteArray("a 1\nconnection refused\n")
                                    << u"Line 2 of the command's output is not a number."_s;
        QTest::newRow("three words") << QByteArray("a b 1\n")
                                     << u"Line 1 of the command's output is not a number."_s;
    }

    void aCommandsNumbersAreRead()
    {
        QFETCH(QByteArray, output);
        const auto numbers = parseCommandNumbers(output);
        QStringList words;
        if (numbers) {
            for (const auto &[name, value] : *numbers)
                words << QString(name + u'=' + shown(value));
        }
        QTEST(numbers ? words.join(u' ') : numbers.error().summary, "expected");
    }
};

QTEST_GUILESS_MAIN(TestMetricSources)
#include "tst_metric_sources.moc"
