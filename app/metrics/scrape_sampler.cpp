// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/metrics/scrape_sampler.h"

#include "app/metrics/default_queries.h"
#include "app/metrics/http_answer.h"
#include "models/domain/names.h"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <map>
#include <thread>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr std::size_t mostThreads = 8;
constexpr qint64 staleMs = 5 * 60 * 1000; ///< as long as Prometheus believes in a value
constexpr qint64 worthTellingMs = 5000;   ///< a Date header has whole seconds

/// A page that takes longer than a round is skipped, not queued.
Milliseconds timeoutFor(Milliseconds interval)
{
    return std::clamp(interval, Milliseconds(1000), Milliseconds(10000));
}

} // namespace

ScrapeSampler::ScrapeSampler(const WatchAction &action, Http &http, const Clock &clock)
    : m_http(http)
    , m_clock(clock)
    , m_timeout(timeoutFor(action.metrics.interval))
{
    for (std::size_t i = 0; i < action.urls.size(); ++i)
        m_instances.push_back({action.urls[i], action.hosts.value(static_cast<qsizetype>(i))});
    for (const SeriesSpec &spec : action.metrics.series) {
        Series series{spec, {}, {}};
        if (!spec.query.isEmpty()) {
            if (auto query = MetricQuery::parse(spec.query)) {
                series.query = *std::move(query);
            } else {
                series.problem = query.error();
                series.problem->summary = u"Series “%1”: %2"_s.arg(spec.id, query.error().summary);
            }
        }
        m_series.push_back(std::move(series));
    }
}

void ScrapeSampler::scrape(Instance &instance, const CancelToken &cancel)
{
    HttpRequest request;
    request.url = instance.url;
    request.timeout = m_timeout;
    request.connectTimeout = std::min(request.connectTimeout, m_timeout);
    request.headers = {{u"Accept"_s,
                        u"text/plain;version=0.0.4, application/openmetrics-text;version=1.0.0;q=0.5, "
                        "*/*;q=0.1"_s}};
    instance.current.reset();
    instance.problem.reset();
    instance.stale = 0;
    const auto response = m_http.send(request, cancel);
    instance.currentMs = m_clock.monotonicMs();
    if (!response) {
        instance.problem = response.error();
        return;
    }
    if (response->status != 200) {
        instance.problem = refusedAnswer(instance.url, *response);
        return;
    }
    auto page = read(instance, *response);
    if (page) {
        instance.current = *std::move(page);
        return;
    }
    instance.problem = page.error();
    instance.problem->summary = u"%1: %2"_s.arg(placeOf(instance.url), page.error().summary);
}

/// What no query looks at is not kept: a page has a thousand lines, of which ten matter.
Result<Scrape> ScrapeSampler::read(Instance &instance, const HttpResponse &response) const
{
    std::map<QByteArray, bool> known;
    const MetricFilter wanted = [&](const QByteArray &name) {
        const auto found = known.find(name);
        return found != known.end() ? found->second : known.emplace(name, isWanted(name)).first->second;
    };
    auto page = parsePrometheusText(response.body, textFormatOf(headerOf(response, u"Content-Type"_s)),
                                    knowsAllQueries() ? wanted : MetricFilter());
    if (!page)
        return page;
    const qint64 now = m_clock.nowMs();
    const qint64 theirs = httpDateMs(headerOf(response, u"Date"_s)).value_or(now);
    instance.aheadMs = theirs - now;
    instance.stale = dropStale(*page, theirs, staleMs);
    return page;
}

bool ScrapeSampler::isWanted(const QByteArray &metric) const
{
    return std::any_of(m_series.begin(), m_series.end(),
                       [&](const Series &one) { return one.query && one.query->reads(metric); });
}

bool ScrapeSampler::knowsAllQueries() const
{
    return std::all_of(m_series.begin(), m_series.end(),
                       [](const Series &one) { return one.query || one.problem; });
}

void ScrapeSampler::scrapeAll(const CancelToken &cancel)
{
    std::atomic<std::size_t> nextOne = 0;
    const auto work = [&] {
        for (std::size_t i = nextOne++; i < m_instances.size(); i = nextOne++)
            scrape(m_instances[i], cancel);
    };
    std::vector<std::thread> helpers; // the calling thread works too
    for (std::size_t i = 1; i < std::min(mostThreads, m_instances.size()); ++i)
        helpers.emplace_back(work);
    work();
    for (std::thread &helper : helpers)
        helper.join();
}

std::vector<InstanceWindow> ScrapeSampler::windows() const
{
    std::vector<InstanceWindow> out;
    for (const Instance &instance : m_instances) {
        InstanceWindow window;
        window.previous = instance.previous ? &*instance.previous : nullptr;
        window.current = instance.current ? &*instance.current : nullptr;
        window.seconds = static_cast<double>(instance.currentMs - instance.previousMs) / 1000.0;
        out.push_back(window);
    }
    return out;
}

void ScrapeSampler::findQuery(Series &series, SamplingRound &round) const
{
    for (const Instance &instance : m_instances) {
        if (!instance.current)
            continue;
        const auto text = defaultQuery(series.spec, *instance.current);
        if (!text)
            continue;
        if (auto query = MetricQuery::parse(*text)) {
            series.query = *std::move(query);
            round.notes << u"Series “%1” has no query; it is read as %2"_s.arg(series.spec.id, *text);
            return;
        }
    }
    if (round.answered)
        round.problems.push_back(
            {ErrorKind::NotFound,
             u"Series “%1” has no query, and no metric with a usual name was found."_s.arg(series.spec.id),
             {},
             u"Give the series a query in belay.json."_s});
}

std::optional<double> ScrapeSampler::evaluate(Series &series, const std::vector<InstanceWindow> &windows,
                                              SamplingRound &round)
{
    if (series.problem)
        round.problems.push_back(*series.problem);
    else if (!series.query)
        findQuery(series, round);
    return series.query ? series.query->evaluate(windows) : std::nullopt;
}

void ScrapeSampler::tellInstances(SamplingRound &round) const
{
    for (const Instance &instance : m_instances) {
        const QString place = instance.host.isEmpty() ? placeOf(instance.url) : instance.host;
        if (instance.stale > 0)
            round.problems.push_back(
                {ErrorKind::Remote,
                 u"%1 serves numbers that are older than five minutes; they are left out."_s.arg(place),
                 {},
                 u"Look whether what it reads its numbers from still works."_s});
        if (instance.current && std::llabs(instance.aheadMs) > worthTellingMs)
            round.notes << u"The clock of %1 is %2 %3 this computer's."_s.arg(
                place, formatDuration(std::llabs(instance.aheadMs) / 1000 * 1000),
                instance.aheadMs > 0 ? u"ahead of"_s : u"behind"_s);
    }
}

/// An instance that was not reached keeps its last page: the next rate spans the gap. After five minutes it
/// is as stale as Prometheus would call it, and a rate begins anew.
void ScrapeSampler::keepForNextRound()
{
    for (Instance &instance : m_instances) {
        if (!instance.current) {
            if (instance.currentMs - instance.previousMs > staleMs)
                instance.previous.reset();
            continue;
        }
        instance.previous = std::move(instance.current);
        instance.previousMs = instance.currentMs;
        instance.current.reset();
    }
}

SamplingRound ScrapeSampler::next(const CancelToken &cancel)
{
    const qint64 now = m_clock.nowMs();
    SamplingRound round;
    bool armed = false;
    scrapeAll(cancel);
    for (const Instance &instance : m_instances) {
        round.answered = round.answered || instance.current;
        armed = armed || instance.previous;
        if (instance.problem)
            round.problems.push_back(*instance.problem);
    }
    tellInstances(round);
    const std::vector<InstanceWindow> both = windows();
    for (std::size_t i = 0; i < m_series.size(); ++i) {
        const auto value = evaluate(m_series[i], both, round);
        if (!armed && round.answered)
            continue;
        for (std::size_t at = 0; at < m_instances.size(); ++at) {
            if (const QString &host = m_instances[at].host; !host.isEmpty())
                round.points.push_back(
                    {i,
                     {now, m_series[i].query ? m_series[i].query->evaluate({both[at]}) : std::nullopt},
                     host});
        }
        round.points.push_back({i, {now, value}});
    }
    keepForNextRound();
    return round;
}

} // namespace belay
