// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/metrics/prometheus_sampler.h"

#include "app/metrics/default_queries.h"
#include "app/metrics/instance_names.h"
#include "app/metrics/sample_totals.h"
#include "models/domain/names.h"

#include <algorithm>
#include <cstdlib>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

/// Below this a difference is the time the answer needed.
constexpr qint64 sameClockMs = 2000;
constexpr qint64 worthTellingMs = 30000;
constexpr qint64 mostPastPoints = 50000; ///< of one series; what is drawn and judged needs no more

Error noQuery(const QString &id)
{
    return {ErrorKind::NotFound,
            u"Series “%1” has no query, and there is no usual one for it."_s.arg(id),
            {},
            u"Give the series a query in belay.json."_s};
}

} // namespace

PrometheusSampler::PrometheusSampler(const MetricsSpec &metrics, const QString &url,
                                     std::vector<HostSpec> hosts, Http &http, const Clock &clock)
    : m_clock(clock)
    , m_api(url, http)
    , m_hosts(std::move(hosts))
    , m_stepMs(std::max<qint64>(1, metrics.interval.count()))
    , m_startedMs(clock.nowMs())
{
    for (const SeriesSpec &spec : metrics.series)
        m_series.push_back({spec, spec.query.isEmpty() ? defaultPromQueries(spec) : QStringList{spec.query}});
}

qint64 PrometheusSampler::serverNowMs() const
{
    return m_clock.nowMs() + m_offsetMs.value_or(0);
}

qint64 PrometheusSampler::onGrid(qint64 timeMs) const
{
    return timeMs - timeMs % m_stepMs;
}

/// Asked once. With two clocks that differ, our "now" would lie in the server's future, where there is no
/// data yet.
bool PrometheusSampler::measureClock(SamplingRound &round, const CancelToken &cancel)
{
    if (m_offsetMs)
        return true;
    const qint64 asked = m_clock.nowMs();
    const auto time = m_api.timeMs(cancel);
    if (!time) {
        round.problems.push_back(time.error());
        return false;
    }
    const qint64 offset = *time - (asked + m_clock.nowMs()) / 2;
    m_offsetMs = std::llabs(offset) < sameClockMs ? 0 : offset;
    if (std::llabs(offset) > worthTellingMs)
        round.notes << u"The clocks of this computer and of Prometheus differ by %1; the server's counts."_s
                           .arg(formatDuration(std::llabs(offset)));
    return true;
}

RangeLines PrometheusSampler::askOne(Series &series, RangeQuery query, SamplingRound &round,
                                     const CancelToken &cancel)
{
    const QStringList candidates = series.queries;
    for (const QString &text : candidates) {
        query.query = text;
        auto answer = m_api.lines(query, cancel);
        if (!answer) {
            Error problem = answer.error();
            problem.summary = u"Series “%1”: %2"_s.arg(series.spec.id, problem.summary);
            round.problems.push_back(std::move(problem));
            return {};
        }
        round.answered = true;
        for (const QString &warning : answer->warnings)
            round.notes << u"Prometheus warns about series “%1”: %2"_s.arg(series.spec.id, warning);
        if (answer->lines.empty())
            continue;
        if (series.spec.query.isEmpty() && candidates.size() > 1) {
            series.queries = QStringList{text};
            round.notes << u"Series “%1” has no query; Prometheus is asked for %2"_s.arg(series.spec.id,
                                                                                         text);
        }
        return *std::move(answer);
    }
    if (candidates.isEmpty())
        round.problems.push_back(noQuery(series.spec.id));
    else
        round.problems.push_back(
            {ErrorKind::NotFound, u"Prometheus has no data for series “%1”."_s.arg(series.spec.id),
             candidates.join(u'\n'),
             u"Try the query in the server's own web page: the name or a label may differ, or the "
             "service is not scraped."_s});
    return {};
}

/// Points carry our clock's time, so that they stand beside the events of the run.
void PrometheusSampler::place(SamplingRound &round, std::size_t index, const RangeQuery &grid,
                              const RangeLines &answer) const
{
    const qint64 offset = m_offsetMs.value_or(0);
    if (answer.lines.empty()) {
        for (qint64 time = grid.startMs; time <= grid.endMs; time += grid.stepMs)
            round.points.push_back({index, {time - offset, std::nullopt}});
        return;
    }
    const SeriesSpec &spec = m_series[index].spec;
    std::map<QString, std::vector<const RangeLine *>> byHost;
    for (const RangeLine &line : answer.lines)
        byHost[hostOfSeries(line.labels, m_hosts)].push_back(&line);
    const bool several = answer.lines.size() > 1;
    if (several)
        round.notes << u"Series “%1” comes from %2 places; over all of them %3 counts."_s.arg(
            spec.id, QString::number(answer.lines.size()), overHostsWord(spec));
    for (std::size_t at = 0; at < answer.lines.front().samples.size(); ++at) {
        const qint64 time = answer.lines.front().samples[at].timeMs - offset;
        std::vector<std::optional<double>> all;
        for (const auto &[host, lines] : byHost) {
            std::vector<std::optional<double>> own;
            for (const RangeLine *line : lines)
                own.push_back(line->samples[at].value);
            if (several && !host.isEmpty())
                round.points.push_back({index, {time, overHosts(own, spec)}, host});
            all.insert(all.end(), own.begin(), own.end());
        }
        round.points.push_back({index, {time, overHosts(all, spec)}});
    }
}

void PrometheusSampler::ask(SamplingRound &round, const RangeQuery &grid, const CancelToken &cancel)
{
    for (std::size_t i = 0; i < m_series.size() && !cancel.cancelled(); ++i)
        place(round, i, grid, askOne(m_series[i], grid, round, cancel));
    const auto older = [](const SampledPoint &a, const SampledPoint &b) {
        return a.sample.timeMs < b.sample.timeMs;
    };
    std::stable_sort(round.points.begin(), round.points.end(), older);
}

SamplingRound PrometheusSampler::next(const CancelToken &cancel)
{
    SamplingRound round;
    if (!measureClock(round, cancel)) {
        for (std::size_t i = 0; i < m_series.size(); ++i)
            round.points.push_back({i, {m_clock.nowMs(), std::nullopt}});
        return round;
    }
    if (!m_lastMs)
        m_lastMs = onGrid(m_startedMs + *m_offsetMs);
    const qint64 end = onGrid(serverNowMs());
    if (end <= *m_lastMs) {
        round.answered = true;
        return round;
    }
    ask(round, {{}, *m_lastMs + m_stepMs, end, m_stepMs}, cancel);
    m_lastMs = end;
    return round;
}

std::optional<SamplingRound> PrometheusSampler::past(qint64 fromMs, qint64 toMs, const CancelToken &cancel)
{
    SamplingRound round;
    if (!measureClock(round, cancel))
        return round;
    RangeQuery grid{{}, onGrid(fromMs + *m_offsetMs), onGrid(toMs + *m_offsetMs), m_stepMs};
    const qint64 points = (grid.endMs - grid.startMs) / m_stepMs;
    if (points > mostPastPoints) {
        grid.stepMs *= points / mostPastPoints + 1;
        grid.startMs -= grid.startMs % grid.stepMs;
        round.notes << u"The window before is read in steps of %1, every interval would be %2 points."_s.arg(
            formatDuration(grid.stepMs), QString::number(points));
    }
    ask(round, grid, cancel);
    return round;
}

} // namespace belay
