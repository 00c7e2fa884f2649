// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/metrics/probe_sampler.h"

#include "app/engine/side_by_side.h"
#include "app/metrics/http_answer.h"
#include "models/domain/statistics/quantiles.h"

#include <algorithm>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr int mostShots = 10;
constexpr qint64 oneShotPerMs = 1000; ///< how often a host is asked at most
constexpr double dayMs = 24.0 * 3600 * 1000;

QString measureOf(const SeriesSpec &spec)
{
    return spec.query.isEmpty() ? spec.id : spec.query.trimmed();
}

/// 0.95 of "p95", 0.999 of "p999"
std::optional<double> shareOf(const QString &name)
{
    bool isNumber = false;
    const QString digits = name.mid(1);
    const double value = digits.toUInt(&isNumber);
    if (!name.startsWith(u'p') || !isNumber || digits.size() < 2 || digits.size() > 4)
        return std::nullopt;
    double scale = 1;
    for (qsizetype i = 0; i < digits.size(); ++i)
        scale *= 10;
    return value / scale;
}

bool isKnown(const QString &measure)
{
    return measure == u"availability" || measure == u"error_rate" || measure == u"tls_days" ||
           shareOf(measure);
}

} // namespace

std::optional<double> probeNumber(const QString &name, const std::vector<ProbeShot> &shots,
                                  const SeriesSpec &spec)
{
    if (shots.empty())
        return std::nullopt;
    const auto good =
        std::count_if(shots.begin(), shots.end(), [](const ProbeShot &one) { return one.good; });
    const double share = 100.0 * static_cast<double>(good) / static_cast<double>(shots.size());
    if (name == u"availability")
        return share;
    if (name == u"error_rate")
        return 100.0 - share;
    const auto wanted = shareOf(name);
    std::vector<double> times;
    for (const ProbeShot &one : shots) {
        if (one.good)
            times.push_back(spec.unit == u"s" ? one.ms / 1000 : one.ms);
    }
    if (!wanted || times.empty())
        return std::nullopt;
    return statistics::quantile(std::move(times), *wanted);
}

ProbeSampler::ProbeSampler(const WatchAction &action, Http &http, const Clock &clock)
    : m_http(http)
    , m_clock(clock)
    , m_interval(action.metrics.interval)
    , m_shots(
          static_cast<int>(std::clamp<qint64>(action.metrics.interval.count() / oneShotPerMs, 1, mostShots)))
    , m_series(action.metrics.series)
{
    for (std::size_t i = 0; i < action.urls.size(); ++i)
        m_targets.push_back({action.urls[i], action.hosts.value(static_cast<qsizetype>(i)), {}, {}, {}});
}

/// The requests of a round must be over before the next is due, also when none is answered.
void ProbeSampler::probe(Target &target, const CancelToken &cancel) const
{
    const qint64 started = m_clock.monotonicMs();
    target.shots.clear();
    target.tlsDays.reset();
    target.problem.reset();
    HttpRequest request;
    request.url = target.url;
    request.timeout = std::clamp(m_interval / 2, Milliseconds(500), Milliseconds(5000));
    request.connectTimeout = request.timeout;
    request.wantsCertificate = target.url.startsWith("https:"_L1);
    for (int shot = 0; shot < m_shots && !cancel.cancelled(); ++shot) {
        if (shot > 0 && m_clock.monotonicMs() - started > m_interval.count() / 2)
            return;
        const auto response = m_http.send(request, cancel);
        if (!response) {
            target.shots.push_back({false, 0});
            target.problem = response.error();
            continue;
        }
        const bool good = response->status >= 200 && response->status < 400;
        target.shots.push_back({good, static_cast<double>(response->totalUs) / 1000});
        if (!good)
            target.problem = refusedAnswer(target.url, *response);
        if (response->certificateEndsMs > 0)
            target.tlsDays = static_cast<double>(response->certificateEndsMs - m_clock.nowMs()) / dayMs;
    }
}

std::optional<double> ProbeSampler::numberOf(const SeriesSpec &spec,
                                             const std::vector<const Target *> &targets) const
{
    const QString measure = measureOf(spec);
    std::vector<ProbeShot> shots;
    std::optional<double> days;
    for (const Target *target : targets) {
        shots.insert(shots.end(), target->shots.begin(), target->shots.end());
        if (target->tlsDays)
            days = std::min(days.value_or(*target->tlsDays), *target->tlsDays);
    }
    return measure == u"tls_days" ? days : probeNumber(measure, shots, spec);
}

SamplingRound ProbeSampler::next(const CancelToken &cancel)
{
    SamplingRound round;
    const qint64 now = m_clock.nowMs();
    sideBySide(m_targets.size(), [&](std::size_t i) { probe(m_targets[i], cancel); });
    std::vector<const Target *> all;
    for (const Target &target : m_targets) {
        all.push_back(&target);
        if (target.problem)
            round.problems.push_back(*target.problem);
    }
    round.answered = true; // that nobody answers is what a probe is for to find out
    for (std::size_t i = 0; i < m_series.size(); ++i) {
        if (!isKnown(measureOf(m_series[i])))
            round.problems.push_back(
                {ErrorKind::Invalid,
                 u"Series “%1”: a probe does not measure “%2”."_s.arg(m_series[i].id, measureOf(m_series[i])),
                 {},
                 u"Use one of: availability, error_rate, p50, p95, p99, tls_days."_s});
        for (const Target &target : m_targets) {
            if (!target.host.isEmpty())
                round.points.push_back({i, {now, numberOf(m_series[i], {&target})}, target.host});
        }
        round.points.push_back({i, {now, numberOf(m_series[i], all)}});
    }
    return round;
}

} // namespace belay
