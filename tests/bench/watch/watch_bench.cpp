// SPDX-License-Identifier: GPL-3.0-or-later
// What watching fifty hosts by scrape costs.   watch_bench ROUNDS LIMIT_PERCENT
#include "app/local/local_shell.h"
#include "app/metrics/sampler.h"
#include "app/net/curl_http.h"
#include "app/system_clock.h"
#include "models/domain/metric_profiles.h"
#include "tests/support/daemon.h"

#include <QCoreApplication>

#include <cstdio>
#include <sys/resource.h>

using namespace belay;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int hostCount = 50;
constexpr double intervalSeconds = 10;

class NoHosts : public HostShell
{
public:
    Result<ScriptResult> run(const HostRef &, const ScriptRequest &, const CancelToken &) override
    {
        return fail(ErrorKind::Network, u"no hosts here"_s);
    }
    void forget(const HostRef &) override {}
};

class NoSecrets : public Secrets
{
public:
    Result<QString> lookup(const QString &) override { return fail(ErrorKind::NotFound, u"none"_s); }
    QString redact(const QString &text) const override { return text; }
};

double cpuSeconds()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto of = [](const timeval &time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return of(usage.ru_utime) + of(usage.ru_stime);
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const int rounds = argc > 1 ? std::atoi(argv[1]) : 20;
    const double limit = argc > 2 ? std::atof(argv[2]) : 5;

    const quint16 port = test::Daemon::freePort();
    test::Daemon exporter;
    if (!exporter.start(u"prometheus-node-exporter"_s, {u"--web.listen-address=0.0.0.0:%1"_s.arg(port)})) {
        std::fputs("prometheus-node-exporter could not be started\n", stderr);
        return 2;
    }
    NoHosts hosts;
    LocalShellImpl commands;
    CurlHttp http;
    SystemClock clock;
    NoSecrets secrets;
    Ports ports{hosts, commands, http, clock, secrets};
    Plan plan;
    WatchAction action;
    action.metrics.source.kind = MetricsSourceKind::Scrape;
    action.metrics.series = metricProfile(u"node_exporter"_s);
    for (int i = 1; i <= hostCount; ++i) {
        action.urls.push_back(u"http://127.0.1.%1:%2/metrics"_s.arg(i).arg(port));
        action.hosts << u"web-%1"_s.arg(i);
    }
    const auto sampler = makeSampler(action, plan, ports);
    SamplingRound first;
    for (int tries = 0; tries < 100 && !first.answered; ++tries) {
        first = (*sampler)->next({});
        if (!first.answered)
            clock.wait(Milliseconds(100), {});
    }
    if (!first.answered || !first.problems.empty()) {
        std::fprintf(stderr, "the exporter does not answer: %s\n",
                     first.problems.empty() ? "" : qPrintable(first.problems.front().summary));
        return 2;
    }
    const double before = cpuSeconds();
    int points = 0;
    for (int i = 0; i < rounds; ++i) {
        const SamplingRound round = (*sampler)->next({});
        points += static_cast<int>(round.points.size());
        if (!round.problems.empty())
            std::fprintf(stderr, "%s\n", qPrintable(round.problems.front().summary));
    }
    const double perRound = (cpuSeconds() - before) / rounds;
    const double share = 100 * perRound / intervalSeconds;
    std::printf("%d hosts, %d rounds, %d points a round: %.1f ms of processor time a round, %.2f %% of one "
                "core at one "
                "round every %.0f s (limit %.0f %%)\n",
                hostCount, rounds, points / rounds, 1000 * perRound, share, intervalSeconds, limit);
    return share <= limit ? 0 : 1;
}
