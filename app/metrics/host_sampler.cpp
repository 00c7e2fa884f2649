// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/metrics/host_sampler.h"

#include "app/engine/side_by_side.h"
#include "app/metrics/sample_totals.h"
#include "models/domain/names.h"

#include <algorithm>
#include <cmath>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

/// `date +%s` has no fractions, and the answer was on its way for a while.
constexpr double worthTellingMs = 5000;

QString measureOf(const SeriesSpec &spec)
{
    return spec.query.isEmpty() ? spec.id : spec.query.trimmed();
}

Error notMeasured(const SeriesSpec &spec)
{
    return {ErrorKind::Invalid,
            u"Series “%1”: a host has no number called “%2”."_s.arg(spec.id, measureOf(spec)),
            {},
            u"Use one of: %1."_s.arg(hostNumberNames())};
}

bool isKnown(const QString &measure)
{
    return hostNumberNames().split(u", "_s).contains(measure);
}

} // namespace

HostSampler::HostSampler(const WatchAction &action, const Plan &plan, const Ports &ports)
    : m_ports(ports)
    , m_timeout(std::clamp(action.metrics.interval, Milliseconds(2000), Milliseconds(15000)))
    , m_series(action.metrics.series)
{
    for (const HostSpec &host : plan.target.hosts) {
        if (action.hosts.contains(host.name))
            m_machines.push_back(
                {hostRef(plan.target, host), hostLookScript(deployPath(plan.target, host)), {}, {}, {}, 0});
    }
}

void HostSampler::look(Machine &machine, const CancelToken &cancel) const
{
    if (machine.now)
        machine.before = std::move(machine.now);
    machine.now.reset();
    machine.problem.reset();
    ScriptRequest request;
    request.script = machine.script;
    request.timeout = m_timeout;
    request.inKeptShell = true;
    const qint64 asked = m_ports.clock.nowMs();
    const auto result = m_ports.hosts.run(machine.host, request, cancel);
    const qint64 answered = m_ports.clock.nowMs();
    if (!result) {
        machine.problem = result.error();
        return;
    }
    if (!result->proven || result->exitCode != 0) {
        machine.problem = Error{
            ErrorKind::Remote,
            u"%1 could not be measured: %2."_s.arg(
                machine.host.spec.name, result->proven ? u"the script ended with %1"_s.arg(result->exitCode)
                                                       : cleanLine(result->note)),
            cleanLine(QString::fromUtf8(result->err.left(300))),
            u"Log in there and look whether the shell works."_s};
        return;
    }
    auto look = parseHostLook(result->out);
    if (!look) {
        machine.problem = look.error();
        machine.problem->summary = u"%1: %2"_s.arg(machine.host.spec.name, look.error().summary);
        return;
    }
    machine.now = *std::move(look);
    if (const auto clock = machine.now->values.find("clock"); clock != machine.now->values.end())
        machine.clockAheadMs = clock->second * 1000 + 500 - static_cast<double>(asked) -
                               static_cast<double>(answered - asked) / 2;
}

void HostSampler::addSeries(std::size_t index, qint64 timeMs, SamplingRound &round) const
{
    const SeriesSpec &spec = m_series[index];
    const QString measure = measureOf(spec);
    if (!isKnown(measure)) {
        round.problems.push_back(notMeasured(spec));
        round.points.push_back({index, {timeMs, std::nullopt}});
        return;
    }
    std::vector<std::optional<double>> values;
    for (const Machine &machine : m_machines) {
        const auto value =
            machine.now ? hostNumber(measure, *machine.now, machine.before ? &*machine.before : nullptr)
                        : std::nullopt;
        values.push_back(value);
        round.points.push_back({index, {timeMs, value}, machine.host.spec.name});
        const bool armed = machine.before || measure != u"cpu";
        if (machine.now && armed && !value)
            round.problems.push_back(
                {ErrorKind::NotFound,
                 u"%1 (%2) does not say its %3."_s.arg(
                     machine.host.spec.name, cleanLine(QString::fromUtf8(machine.now->system), 40), measure),
                 {},
                 {}});
    }
    round.points.push_back({index, {timeMs, worst(values, spec)}});
}

/// Samples carry this computer's time, so a clock that is off spoils nothing here; the host's logs will lie.
void HostSampler::tellClocks(SamplingRound &round) const
{
    for (const Machine &machine : m_machines) {
        if (machine.now && std::fabs(machine.clockAheadMs) > worthTellingMs)
            round.notes << u"The clock of %1 is %2 %3 this computer's."_s.arg(
                machine.host.spec.name,
                formatDuration(std::llround(std::fabs(machine.clockAheadMs) / 1000) * 1000),
                machine.clockAheadMs > 0 ? u"ahead of"_s : u"behind"_s);
    }
}

SamplingRound HostSampler::next(const CancelToken &cancel)
{
    SamplingRound round;
    const qint64 now = m_ports.clock.nowMs();
    sideBySide(m_machines.size(), [&](std::size_t i) { look(m_machines[i], cancel); });
    for (const Machine &machine : m_machines) {
        round.answered = round.answered || machine.now;
        if (machine.problem)
            round.problems.push_back(*machine.problem);
    }
    for (std::size_t i = 0; i < m_series.size(); ++i)
        addSeries(i, now, round);
    tellClocks(round);
    return round;
}

} // namespace belay
