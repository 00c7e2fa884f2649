// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/local/local_shell.h"
#include "app/metrics/prometheus_api.h"
#include "app/metrics/sampler.h"
#include "app/net/curl_http.h"
#include "app/sandbox/sample_service.h"
#include "models/domain/metric_profiles.h"
#include "tests/support/daemon.h"
#include "tests/support/http_server.h"
#include "tests/support/patience.h"
#include "tests/support/ssh_fixture.h"

#include <QEventLoop>
#include <QProcess>
#include <QTest>
#include <QThread>

#include <atomic>
#include <chrono>
#include <cmath>

using namespace belay;
using namespace Qt::Literals::StringLiterals;
using belay::test::Daemon;
using belay::test::HttpServer;

namespace {

qint64 nowMs()
{
    return std::chrono::duration_cast<Milliseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

class RealClock : public Clock
{
public:
    qint64 nowMs() const override { return ::nowMs(); }
    qint64 monotonicMs() const override
    {
        return std::chrono::duration_cast<Milliseconds>(std::chrono::steady_clock::now().time_since_epoch())
            .count();
    }
    bool wait(Milliseconds time, const CancelToken &cancel) const override { return cancel.waitFor(time); }
};

class NoHosts : public HostShell
{
public:
    Result<ScriptResult> run(const HostRef &, const ScriptRequest &, const CancelToken &) override
    {
        return fail(ErrorKind::Network, u"no hosts here"_s);
    }
    void forget(const HostRef &) override {}
};

class OneSecret : public Secrets
{
public:
    Result<QString> lookup(const QString &) override { return u"s3cret"_s; }
    QString redact(const QString &text) const override { return text; }
};

HostSpec hostAt(const QString &name, quint16 port)
{
    HostSpec host;
    host.name = name;
    host.address = u"127.0.0.1"_s;
    host.vars = {{u"http_port"_s, QString::number(port)}};
    return host;
}

SeriesSpec series(const QString &id, const QString &query, const QString &unit = u"count"_s)
{
    SeriesSpec spec;
    spec.id = id;
    spec.query = query;
    spec.unit = unit;
    return spec;
}

/// Everything a sampler needs, and its points by "series" or "series@host".
class Bench
{
public:
    explicit Bench(MetricsSourceKind kind, HostShell *hosts = nullptr)
        : m_ports{hosts ? *hosts : m_noHosts, m_commands, m_http, m_clock, m_secrets}
    {
        action.metrics.source.kind = kind;
        action.metrics.interval = Milliseconds(1000);
    }

    bool start()
    {
        auto made = makeSampler(action, plan, m_ports);
        if (!made) {
            problems << made.error().summary;
            return false;
        }
        m_sampler = *std::move(made);
        return true;
    }

    void look() { keep(m_sampler->next({})); }

    void look(qint64 fromMs, qint64 toMs)
    {
        if (auto round = m_sampler->past(fromMs, toMs, {}))
            keep(*round);
    }

    std::optional<double> value(const QString &name) const { return values.value(name); }

    WatchAction action;
    Plan plan;
    QMap<QString, std::optional<double>> values; ///< the newest of each
    QStringList problems;
    QStringList notes;
    bool answered = false;

private:
    void keep(const SamplingRound &round)
    {
        answered = round.answered;
        problems.clear();
        for (const Error &problem : round.problems)
            problems << problem.summary;
        notes += round.notes;
        for (const SampledPoint &point : round.points) {
            const QString id = action.metrics.series.at(point.series).id;
            values[point.host.isEmpty() ? id : QString(id + u'@' + point.host)] = point.sample.value;
        }
    }

    NoHosts m_noHosts;
    LocalShellImpl m_commands;
    CurlHttp m_http;
    RealClock m_clock;
    OneSecret m_secrets;
    Ports m_ports;
    std::unique_ptr<Sampler> m_sampler;
};

bool isNear(std::optional<double> value, double expected, double share)
{
    return value && std::fabs(*value - expected) <= std::fabs(expected) * share;
}

QByteArray prometheusConfig(const std::vector<quint16> &ports)
{
    QByteArrayList targets;
    for (const quint16 port : ports)
        targets << "'127.0.0.1:" + QByteArray::number(port) + "'";
    return "global: {scrape_interval: 1s}\nscrape_configs:\n- job_name: app\n  static_configs:\n  - targets: "
           "[" +
           targets.join(", ") + "]\n";
}

/// A Prometheus of the test's own that looks at these ports every second. Empty: not started.
QString startPrometheus(Daemon &daemon, const std::vector<quint16> &ports)
{
    const quint16 port = Daemon::freePort();
    const QString config = daemon.write(u"prometheus.yml"_s, prometheusConfig(ports));
    const bool started =
        daemon.start(u"prometheus"_s, {u"--config.file="_s + config, u"--storage.tsdb.path=data"_s,
                                       u"--web.listen-address=127.0.0.1:%1"_s.arg(port)});
    return started ? u"http://127.0.0.1:%1"_s.arg(port) : QString();
}

/// What Prometheus itself answers now; none: nothing yet.
std::optional<double> answerOf(const QString &prometheus, const QString &query)
{
    CurlHttp http;
    const qint64 now = nowMs() / 1000 * 1000;
    const auto answer = PrometheusApi(prometheus, http).range({query, now, now, 1000}, {});
    return answer && answer->found ? answer->samples.front().value : std::nullopt;
}

int get(const QString &url)
{
    CurlHttp http;
    HttpRequest request;
    request.url = url;
    const auto response = http.send(request, {});
    return response ? response->status : 0;
}

/// The sandbox's service on a thread of its own, for the test waits on this one.
class Service
{
public:
    explicit Service(const SampleRelease &release)
    {
        m_thread.reset(QThread::create([this, release] {
            SampleService service(release);
            m_port = service.listen(0) ? service.port() : 0;
            QEventLoop loop;
            loop.exec(); // until the thread is told to quit
        }));
        m_thread->start();
    }
    ~Service()
    {
        m_thread->quit();
        m_thread->wait();
    }
    quint16 port() const { return m_port; }

private:
    std::atomic<quint16> m_port = 0;
    std::unique_ptr<QThread> m_thread;
};

/// An authority and a certificate of it for 127.0.0.1, good for so many days, as files in the folder.
bool makeCertificate(const QString &folder, int days)
{
    const auto openssl = [&folder](const QStringList &arguments) {
        QProcess process;
        process.setWorkingDirectory(folder);
        process.start(u"openssl"_s, arguments);
        return process.waitForFinished() && process.exitCode() == 0;
    };
    const QStringList key{u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s, u"ec_paramgen_curve:prime256v1"_s,
                          u"-nodes"_s};
    return openssl(QStringList{u"req"_s, u"-x509"_s} + key +
                   QStringList{u"-subj"_s, u"/CN=test authority"_s, u"-keyout"_s, u"ca.key"_s, u"-out"_s,
                               u"ca.crt"_s}) &&
           openssl(QStringList{u"req"_s} + key +
                   QStringList{u"-subj"_s, u"/CN=127.0.0.1"_s, u"-addext"_s, u"subjectAltName=IP:127.0.0.1"_s,
                               u"-keyout"_s, u"web.key"_s, u"-out"_s, u"web.csr"_s}) &&
           openssl({u"x509"_s, u"-req"_s, u"-in"_s, u"web.csr"_s, u"-CA"_s, u"ca.crt"_s, u"-CAkey"_s,
                    u"ca.key"_s, u"-CAcreateserial"_s, u"-copy_extensions"_s, u"copy"_s, u"-days"_s,
                    QString::number(days), u"-out"_s, u"web.crt"_s});
}

/// Counters that grow evenly with time, so that every look at them, whenever it is, finds the same rates.
QByteArray steadyPage(double seconds)
{
    const auto line = [&](const char *name, double perSecond) -> QByteArray {
        return QByteArray(name) + ' ' + QByteArray::number(perSecond * seconds, 'g', 17) + '\n';
    };
    return line("http_requests_total{status=\"200\"}", 190) +
           line("http_requests_total{status=\"503\"}", 10) +
           line("http_request_duration_seconds_bucket{le=\"0.1\"}", 100) +
           line("http_request_duration_seconds_bucket{le=\"0.5\"}", 190) +
           line("http_request_duration_seconds_bucket{le=\"2\"}", 199) +
           line("http_request_duration_seconds_bucket{le=\"+Inf\"}", 200) +
           line("http_request_duration_seconds_sum", 30) + line("http_request_duration_seconds_count", 200);
}

} // namespace

/// Sources of metrics against the real programs.
class TestMetricExporters : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aScrapedNodeExporterSaysWhatPrometheusSays()
    {
        if (Daemon::find(u"prometheus"_s).isEmpty() || Daemon::find(u"prometheus-node-exporter"_s).isEmpty())
            QSKIP("prometheus and prometheus-node-exporter are not installed");
        const quint16 port = Daemon::freePort();
        Daemon exporter;
        QVERIFY(exporter.start(u"prometheus-node-exporter"_s,
                               {u"--web.listen-address=127.0.0.1:%1"_s.arg(port)}));
        Daemon server;
        const QString prometheus = startPrometheus(server, {port});
        QVERIFY(!prometheus.isEmpty());

        Bench bench(MetricsSourceKind::Scrape);
        bench.action.urls = {u"http://127.0.0.1:%1/metrics"_s.arg(port)};
        bench.action.hosts = {u"web-1"_s};
        bench.action.metrics.series = metricProfile(u"node_exporter"_s);
        bench.action.metrics.series.push_back(
            series(u"memory_all"_s, u"sum(node_memory_MemTotal_bytes)"_s, u"bytes"_s));
        bench.action.metrics.series.push_back(series(u"boot"_s, u"max(node_boot_time_seconds)"_s));
        bench.action.metrics.series.push_back(series(u"devices"_s, u"sum(node_filesystem_size_bytes)"_s));
        QVERIFY2(bench.start(), qPrintable(bench.problems.join(u' ')));
        QTRY_VERIFY_WITH_TIMEOUT((bench.look(), bench.answered), 20000);
        QTRY_VERIFY_WITH_TIMEOUT(answerOf(prometheus, bench.action.metrics.series.front().query), 30000);
        bench.look();
        QVERIFY2(bench.problems.isEmpty(), qPrintable(bench.problems.join(u' ')));

        // Any of them may move between two looks (somebody mounts a file system), so both are asked until
        // they have been asked at about the same moment. Memory and disk move all the time.
        for (const QString &id : {u"memory_all"_s, u"boot"_s, u"devices"_s, u"memory"_s, u"disk"_s}) {
            const double tolerance = id == u"memory"_s || id == u"disk"_s ? 0.5 : 0; // of 100 percent
            const auto spec =
                std::find_if(bench.action.metrics.series.begin(), bench.action.metrics.series.end(),
                             [&](const SeriesSpec &one) { return one.id == id; });
            const auto isTheSame = [&] {
                bench.look();
                const auto theirs = answerOf(prometheus, spec->query);
                const auto ours = bench.value(id);
                return theirs && ours && std::fabs(*ours - *theirs) <= tolerance &&
                       bench.value(id + u"@web-1"_s) == ours;
            };
            QVERIFY2(QTest::qWaitFor(isTheSame, test::patienceMs), qPrintable(id));
        }
        QVERIFY(bench.value(u"cpu"_s) && *bench.value(u"cpu"_s) >= 0 && *bench.value(u"cpu"_s) <= 100);
    }

    void ratesSharesAndPercentilesAreThoseOfPrometheus()
    {
        if (Daemon::find(u"prometheus"_s).isEmpty())
            QSKIP("prometheus is not installed");
        const qint64 began = nowMs();
        const HttpServer app([began](const HttpServer::Request &) {
            return HttpServer::answer(200, steadyPage(static_cast<double>(nowMs() - began) / 1000));
        });
        Daemon server;
        const QString prometheus = startPrometheus(server, {app.port()});
        QVERIFY(!prometheus.isEmpty());
        // Over two minutes, of which only seconds have passed, Prometheus' rate would be of the two minutes.
        std::vector<SeriesSpec> all = metricProfile(u"node"_s);
        for (SeriesSpec &spec : all)
            spec.query.replace(u"[2m]"_s, u"[5s]"_s);
        const auto p99 =
            std::find_if(all.begin(), all.end(), [](const auto &one) { return one.id == u"p99"; });

        Bench scraped(MetricsSourceKind::Scrape);
        scraped.action.urls = {app.url(u"/metrics"_s)};
        scraped.action.metrics.series = {all[0], *p99, all[3]};
        QVERIFY(scraped.start());
        scraped.look();
        QTRY_VERIFY_WITH_TIMEOUT(
            answerOf(prometheus, u"count_over_time(http_requests_total{status=\"200\"}[6s])"_s).value_or(0) >=
                6,
            30000);
        scraped.look();

        Bench asked(MetricsSourceKind::Prometheus);
        asked.action.urls = {prometheus};
        asked.action.metrics.series = scraped.action.metrics.series;
        QVERIFY(asked.start());
        asked.look(nowMs() - 2000, nowMs());
        for (const SeriesSpec &spec : scraped.action.metrics.series) {
            const auto theirs = asked.value(spec.id);
            QVERIFY2(theirs, qPrintable(spec.id));
            // A rate depends on the moment of two looks to a millisecond; a share or a percentile does not.
            const double tolerance = spec.id == u"request_rate" ? 0.03 : 1e-3;
            QVERIFY2(isNear(scraped.value(spec.id), *theirs, tolerance),
                     qPrintable(u"%1: scraped %2, Prometheus %3"_s.arg(spec.id)
                                    .arg(scraped.value(spec.id).value_or(-1))
                                    .arg(*theirs)));
        }
        QVERIFY(isNear(scraped.value(u"error_rate"_s), 5, 1e-9));
        QVERIFY(isNear(scraped.value(u"p99"_s), 1833.3333, 1e-3));
    }

    void theSandboxServiceIsReadAsPrometheusReadsIt()
    {
        if (Daemon::find(u"prometheus"_s).isEmpty())
            QSKIP("prometheus is not installed");
        SampleRelease release;
        release.version = u"1.5.0"_s;
        release.latencyMs = 10;
        release.leaksAfter = 20;
        release.leakPerRequest = 0.02;
        release.worstErrorShare = 0.5;
        const Service service(release);
        QTRY_VERIFY_WITH_TIMEOUT(service.port() != 0, test::patienceMs);
        const QString url = u"http://127.0.0.1:%1/"_s.arg(service.port());
        Daemon server;
        const QString prometheus = startPrometheus(server, {service.port()});
        const QString window = u"[60s]"_s;
        const QString all = u"sum(rate(http_requests_total%1))"_s.arg(window);

        Bench bench(MetricsSourceKind::Scrape);
        bench.action.urls = {url + u"metrics"_s};
        bench.action.metrics.series = {
            series(u"served"_s, u"http_requests_total{status=\"200\"}"_s),
            series(u"failed"_s, u"http_requests_total{status=\"500\"}"_s),
            series(u"time"_s, u"http_request_duration_seconds_sum"_s),
            series(u"quick"_s, u"http_request_duration_seconds_bucket{le=\"0.01\"}"_s),
            series(u"error_rate"_s,
                   u"100 * sum(rate(http_requests_total{status=~\"5..\"}%1)) / %2"_s.arg(window, all)),
            series(u"p99"_s, u"1000 * histogram_quantile(0.99, sum by (le) "
                             "(rate(http_request_duration_seconds_bucket%1)))"_s.arg(window)),
            series(u"p50"_s, u"1000 * histogram_quantile(0.5, sum by (le) "
                             "(rate(http_request_duration_seconds_bucket%1)))"_s.arg(window))};
        QVERIFY(bench.start());
        // Nothing is asked of the service while either looks at it, so that both see the same counters: the
        // traffic lies between two quiet looks.
        QTRY_COMPARE_WITH_TIMEOUT(answerOf(prometheus, u"sum(http_requests_total)"_s).value_or(-1), 0.0,
                                  30000);
        bench.look();
        int failed = 0;
        for (int i = 0; i < 120; ++i)
            failed += get(url) == 500 ? 1 : 0;
        QVERIFY(failed > 0);
        QTRY_COMPARE_WITH_TIMEOUT(answerOf(prometheus, u"sum(http_requests_total)"_s).value_or(-1), 120.0,
                                  30000);
        bench.look();
        QVERIFY2(bench.problems.isEmpty(), qPrintable(bench.problems.join(u' ')));
        QVERIFY(bench.value(u"failed"_s) == failed);
        for (const SeriesSpec &spec : bench.action.metrics.series) {
            const auto theirs = answerOf(prometheus, spec.query);
            QVERIFY2(theirs && isNear(bench.value(spec.id), *theirs, 1e-9),
                     qPrintable(u"%1: scraped %2, Prometheus %3"_s.arg(spec.id)
                                    .arg(bench.value(spec.id).value_or(-1), 0, 'g', 17)
                                    .arg(theirs.value_or(-1), 0, 'g', 17)));
        }
        QVERIFY(isNear(bench.value(u"error_rate"_s), 100.0 * failed / 120, 1e-9));
    }

    void instancesOfPrometheusAreHostsOfTheProject()
    {
        if (Daemon::find(u"prometheus"_s).isEmpty())
            QSKIP("prometheus is not installed");
        const auto page = [](int number) {
            return [number](const HttpServer::Request &) {
                return HttpServer::answer(200, "queue_length " + QByteArray::number(number) + '\n');
            };
        };
        const HttpServer one(page(3));
        const HttpServer two(page(4));
        Daemon server;
        const QString prometheus = startPrometheus(server, {one.port(), two.port()});
        QTRY_VERIFY_WITH_TIMEOUT(answerOf(prometheus, u"count(queue_length)"_s) == 2.0, 30000);

        Bench bench(MetricsSourceKind::Prometheus);
        bench.action.urls = {prometheus};
        bench.plan.target.hosts = {hostAt(u"web-1"_s, one.port()), hostAt(u"web-2"_s, two.port())};
        bench.action.metrics.series = {series(u"queue"_s, u"queue_length"_s)};
        QVERIFY(bench.start());
        const qint64 now = nowMs();
        bench.look(now - 1000, now - 1000);
        QTRY_VERIFY_WITH_TIMEOUT((bench.look(nowMs(), nowMs()), bench.value(u"queue@web-2"_s)),
                                 test::patienceMs);
        QVERIFY(bench.value(u"queue@web-1"_s) == 3.0);
        QVERIFY(bench.value(u"queue@web-2"_s) == 4.0);
        QVERIFY(bench.value(u"queue"_s) == 7.0);
        QVERIFY(
            bench.notes.contains(u"Series “queue” comes from 2 places; over all of them the sum counts."_s));
    }

    void aProxyInFrontOfPrometheusIsAskedWithCredentials()
    {
        const HttpServer grafana([](const HttpServer::Request &request) {
            if (!request.head.contains("Authorization: Bearer s3cret"))
                return HttpServer::answer(401, "{\"message\":\"Unauthorized\"}");
            if (request.path.endsWith("/query"))
                return HttpServer::answer(200,
                                          R"({"status":"success","data":{"resultType":"scalar","result":[)" +
                                              QByteArray::number(nowMs() / 1000) + R"(,"1"]}})");
            const auto at = request.body.indexOf("start=") + 6;
            return HttpServer::answer(
                200,
                R"({"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[)" +
                    request.body.mid(at, request.body.indexOf('&', at) - at) + R"(,"7"]]}]}})");
        });
        Bench bench(MetricsSourceKind::Prometheus);
        bench.action.urls = {grafana.url(u"/api/datasources/proxy/uid/abc"_s)};
        bench.action.metrics.series = {series(u"queue"_s, u"sum(queue_length)"_s)};
        QVERIFY(bench.start());
        bench.look(nowMs(), nowMs());
        QVERIFY(!bench.answered);
        QCOMPARE(
            bench.problems,
            QStringList{u"127.0.0.1:%1 answered 401 to /api/datasources/proxy/uid/abc/api/v1/query."_s.arg(
                grafana.port())});
        bench.action.metrics.source.bearer = u"{secret:grafana}"_s;
        QVERIFY(bench.start());
        bench.look(nowMs(), nowMs());
        QVERIFY2(bench.value(u"queue"_s) == 7.0, qPrintable(bench.problems.join(u' ')));
        QCOMPARE(grafana.requests().back().path, "/api/datasources/proxy/uid/abc/api/v1/query_range");
    }

    void aRealHAProxyIsRead()
    {
        if (Daemon::find(u"haproxy"_s).isEmpty())
            QSKIP("haproxy is not installed");
        std::atomic<int> requests = 0;
        const HttpServer app([&requests](const HttpServer::Request &) {
            return HttpServer::answer(++requests % 4 == 0 ? 503 : 200, "ok");
        });
        const quint16 web = Daemon::freePort();
        const quint16 stats = Daemon::freePort();
        Daemon haproxy;
        const QString config = haproxy.write(
            u"haproxy.cfg"_s,
            "defaults\n  mode http\n  timeout connect 2s\n  timeout client 5s\n  timeout server 5s\n"
            "frontend web\n  bind 127.0.0.1:" +
                QByteArray::number(web) + "\n  default_backend app\nbackend app\n  server one 127.0.0.1:" +
                QByteArray::number(app.port()) +
                "\nfrontend stats\n  bind 127.0.0.1:" + QByteArray::number(stats) +
                "\n  http-request use-service prometheus-exporter if { path /metrics }\n");
        QVERIFY(haproxy.start(u"haproxy"_s, {u"-db"_s, u"-f"_s, config}));
        const QString url = u"http://127.0.0.1:%1/"_s.arg(web);
        QTRY_VERIFY2_WITH_TIMEOUT(get(url) != 0, haproxy.log().constData(), test::patienceMs);

        Bench bench(MetricsSourceKind::Scrape);
        bench.action.urls = {u"http://127.0.0.1:%1/metrics"_s.arg(stats)};
        bench.action.metrics.series = metricProfile(u"haproxy"_s);
        bench.action.metrics.series.push_back(
            series(u"all"_s, u"haproxy_frontend_http_requests_total{proxy=\"web\"}"_s));
        QVERIFY(bench.start());
        bench.look();
        const double before = bench.value(u"all"_s).value_or(0);
        requests = 0;
        for (int i = 0; i < 20; ++i)
            get(url);
        bench.look();
        QVERIFY2(bench.problems.isEmpty(), qPrintable(bench.problems.join(u' ')));
        QVERIFY(bench.value(u"all"_s) == before + 20 || before == 0);
        QVERIFY2(bench.value(u"error_rate"_s) == 25.0,
                 qPrintable(QString::number(bench.value(u"error_rate"_s).value_or(-1))));
        QVERIFY(bench.value(u"servers_up"_s) == 1.0);
        QVERIFY(bench.value(u"queue"_s) == 0.0);
        QVERIFY(bench.value(u"response_time"_s).has_value());
        QVERIFY(bench.value(u"request_rate"_s).value_or(0) > 0);
    }

    void aRealNginxIsReadThroughItsExporter()
    {
        if (Daemon::find(u"nginx"_s).isEmpty() || Daemon::find(u"prometheus-nginx-exporter"_s).isEmpty())
            QSKIP("nginx and prometheus-nginx-exporter are not installed");
        const quint16 web = Daemon::freePort();
        Daemon nginx;
        const QByteArray folder = nginx.folder().toUtf8();
        const QString config = nginx.write(
            u"nginx.conf"_s, "daemon off;\npid " + folder + "/pid;\nerror_log " + folder +
                                 "/error.log;\nevents {}\nhttp {\n access_log off;\n client_body_temp_path " +
                                 folder + ";\n proxy_temp_path " + folder + ";\n fastcgi_temp_path " +
                                 folder + ";\n uwsgi_temp_path " + folder + ";\n scgi_temp_path " + folder +
                                 ";\n server { listen 127.0.0.1:" + QByteArray::number(web) +
                                 "; location /status { stub_status; } location / { return 200 ok; } }\n}\n");
        QVERIFY(nginx.start(u"nginx"_s, {u"-c"_s, config, u"-p"_s, nginx.folder()}));
        const QString url = u"http://127.0.0.1:%1/"_s.arg(web);
        QTRY_VERIFY2_WITH_TIMEOUT(get(url) == 200, nginx.log().constData(), test::patienceMs);
        const quint16 port = Daemon::freePort();
        Daemon exporter;
        QVERIFY(exporter.start(u"prometheus-nginx-exporter"_s,
                               {u"-nginx.scrape-uri"_s, QString(url + u"status"_s), u"-web.listen-address"_s,
                                u"127.0.0.1:%1"_s.arg(port)}));
        const QString metrics = u"http://127.0.0.1:%1/metrics"_s.arg(port);
        QTRY_VERIFY2_WITH_TIMEOUT(get(metrics) == 200, exporter.log().constData(), test::patienceMs);

        Bench bench(MetricsSourceKind::Scrape);
        bench.action.urls = {metrics};
        bench.action.metrics.series = metricProfile(u"nginx"_s);
        bench.action.metrics.series.push_back(series(u"all"_s, u"nginx_http_requests_total"_s));
        QVERIFY(bench.start());
        bench.look();
        bench.look();
        const double before = bench.value(u"all"_s).value_or(0);
        for (int i = 0; i < 10; ++i)
            get(url);
        bench.look();
        QVERIFY2(bench.problems.isEmpty(), qPrintable(bench.problems.join(u' ')));
        QVERIFY(bench.value(u"all"_s) == before + 11); // and the exporter's own look
        QVERIFY(bench.value(u"up"_s) == 1.0);
        QVERIFY(bench.value(u"dropped"_s) == 0.0);
        QVERIFY(bench.value(u"request_rate"_s).value_or(0) > 0);
        // nginx may not have seen yet that our own connections are closed.
        const auto isAlone = [&bench] {
            bench.look();
            return bench.value(u"connections"_s) == 1.0;
        };
        QVERIFY(QTest::qWaitFor(isAlone, test::patienceMs));
    }

    void aProbeMeasuresEveryHost()
    {
        const HttpServer good([](const HttpServer::Request &) { return HttpServer::answer(200, "ok"); });
        const HttpServer bad([](const HttpServer::Request &) { return HttpServer::answer(500, "no"); });
        Bench bench(MetricsSourceKind::Probe);
        bench.action.urls = {good.url(), bad.url(), u"http://127.0.0.1:%1/"_s.arg(Daemon::freePort())};
        bench.action.hosts = {u"web-1"_s, u"web-2"_s, u"web-3"_s};
        bench.action.metrics.series = {series(u"availability"_s, {}, u"percent"_s),
                                       series(u"p95"_s, {}, u"ms"_s), series(u"tls_days"_s, {}),
                                       series(u"weather"_s, {})};
        QVERIFY(bench.start());
        bench.look();
        QVERIFY(bench.value(u"availability@web-1"_s) == 100.0);
        QVERIFY(bench.value(u"availability@web-2"_s) == 0.0);
        QVERIFY(bench.value(u"availability@web-3"_s) == 0.0);
        QVERIFY(isNear(bench.value(u"availability"_s), 100.0 / 3, 1e-9));
        QVERIFY(bench.value(u"p95@web-1"_s) && *bench.value(u"p95@web-1"_s) > 0);
        QVERIFY(!bench.value(u"p95@web-3"_s));
        QVERIFY(!bench.value(u"tls_days"_s));
        QCOMPARE(bench.problems.filter(u"a probe does not measure “weather”"_s).size(), 1);
        QCOMPARE(bench.problems.filter(u"answered 500 to /"_s).size(), 1);
    }

    void aProbeSaysHowLongTheCertificateLasts()
    {
        if (Daemon::find(u"nginx"_s).isEmpty() || Daemon::find(u"openssl"_s).isEmpty())
            QSKIP("nginx and openssl are not installed");
        Daemon nginx;
        const QByteArray folder = nginx.folder().toUtf8();
        QVERIFY(makeCertificate(nginx.folder(), 30));
        const quint16 port = Daemon::freePort();
        const QString config = nginx.write(
            u"nginx.conf"_s,
            "daemon off;\npid " + folder + "/pid;\nerror_log " + folder +
                "/error.log;\nevents {}\nhttp {\n access_log off;\n server { listen 127.0.0.1:" +
                QByteArray::number(port) + " ssl; ssl_certificate " + folder +
                "/web.crt; ssl_certificate_key " + folder + "/web.key; location / { return 200 ok; } }\n}\n");
        QVERIFY(nginx.start(u"nginx"_s, {u"-c"_s, config, u"-p"_s, nginx.folder()}));
        Bench bench(MetricsSourceKind::Probe);
        bench.action.urls = {u"https://127.0.0.1:%1/"_s.arg(port)};
        bench.action.metrics.series = {series(u"tls_days"_s, {}),
                                       series(u"availability"_s, {}, u"percent"_s)};
        QVERIFY(bench.start());
        const auto isRefused = [&] {
            bench.look();
            return !bench.problems.filter(u"is not trusted"_s).isEmpty();
        };
        QVERIFY2(QTest::qWaitFor(isRefused, 20000), qPrintable(bench.problems.join(u' ')));
        QVERIFY(bench.value(u"availability"_s) == 0.0);
        QVERIFY(!bench.value(u"tls_days"_s));

        qputenv("SSL_CERT_FILE", folder + "/ca.crt");
        bench.look();
        qunsetenv("SSL_CERT_FILE");
        QVERIFY2(bench.problems.isEmpty(), qPrintable(bench.problems.join(u' ')));
        QVERIFY(bench.value(u"availability"_s) == 100.0);
        const double days = bench.value(u"tls_days"_s).value_or(0);
        QVERIFY2(days > 29.9 && days <= 30, qPrintable(QString::number(days)));
    }

    void hostsAreMeasuredOverSsh()
    {
        if (!PrivateSshd::unavailable().isEmpty())
            QSKIP(qPrintable(PrivateSshd::unavailable()));
        PrivateSshd sshd;
        QVERIFY2(sshd.start(), qPrintable(sshd.whyNot()));
        const HostRef reached = sshd.host(u"web-1"_s);
        HostRef gone = sshd.host(u"web-2"_s);
        gone.spec.port = Daemon::freePort();
        FakePerson person;
        SshHostShell shell(person, isolatedOptions(sshd.folder()));
        Bench bench(MetricsSourceKind::Host, &shell);
        bench.plan.target.hosts = {reached.spec, gone.spec};
        bench.plan.target.path = sshd.folder();
        bench.plan.target.identityFile = reached.identityFile;
        bench.plan.target.knownHosts = reached.knownHosts;
        bench.action.hosts = {u"web-1"_s, u"web-2"_s};
        bench.action.metrics.series = metricProfile(u"host"_s);
        QVERIFY(bench.start());
        bench.look();
        QVERIFY2(bench.value(u"memory@web-1"_s), qPrintable(bench.problems.join(u' ')));
        QVERIFY(!bench.value(u"cpu@web-1"_s)); // one look is no difference
        // Two looks in the same tick say nothing. Not QTRY_VERIFY, which looks once more after it was true.
        const auto hasCpu = [&bench] {
            bench.look();
            return bench.value(u"cpu@web-1"_s).has_value();
        };
        QVERIFY(QTest::qWaitFor(hasCpu, test::patienceMs));
        for (const QString &id : {u"cpu"_s, u"memory"_s, u"disk"_s}) {
            const auto value = bench.value(id + u"@web-1"_s);
            QVERIFY2(value && *value >= 0 && *value <= 100, qPrintable(id));
            QVERIFY(bench.value(id) == value);
            QVERIFY(!bench.value(id + u"@web-2"_s));
        }
        QVERIFY(bench.value(u"processes@web-1"_s).value_or(0) >= 2);
        QVERIFY(bench.value(u"load@web-1"_s).has_value());
        QCOMPARE(bench.problems.size(), 1); // web-2
    }

    void aCommandIsRunInTheProjectsFolder()
    {
        QTemporaryDir folder;
        Daemon files;
        Bench bench(MetricsSourceKind::Command);
        bench.action.directory = files.folder();
        files.write(u"numbers"_s, "queue 3\norders 12.5\nlost -\n");
        bench.action.metrics.source.command = u"cat numbers"_s;
        bench.action.metrics.series = {series(u"queue"_s, {}), series(u"sales"_s, u"orders"_s),
                                       series(u"lost"_s, {}), series(u"stolen"_s, {})};
        QVERIFY(bench.start());
        bench.look();
        QVERIFY(bench.answered);
        QVERIFY(bench.value(u"queue"_s) == 3.0);
        QVERIFY(bench.value(u"sales"_s) == 12.5);
        QVERIFY(!bench.value(u"lost"_s));
        QVERIFY(!bench.value(u"stolen"_s));
        QCOMPARE(bench.problems, QStringList{u"The command of metrics.source prints no “stolen”."_s});
        bench.action.metrics.source.command = u"echo 3; exit 4"_s;
        QVERIFY(bench.start());
        bench.look();
        QVERIFY(!bench.answered);
        QVERIFY(!bench.value(u"queue"_s)); // what a failing command printed is not believed
        QCOMPARE(bench.problems,
                 QStringList{u"The command of metrics.source ended with 4: echo 3; exit 4"_s});
    }
};

QTEST_GUILESS_MAIN(TestMetricExporters)
#include "tst_metric_exporters.moc"
