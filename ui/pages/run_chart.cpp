// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/run_chart.h"

#include "models/domain/watch_outlook.h"
#include "ui/charts/time_chart.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <algorithm>

namespace belay {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("RunChart", text);
}

ChartSeries chartSeries(const QString &name, ChartSeries::Role role, const std::vector<Sample> &samples)
{
    ChartSeries series;
    series.id = name;
    series.name = name;
    series.role = role;
    for (const Sample &sample : samples)
        series.points.push_back({sample.timeMs, sample.value});
    return series;
}

/// The same hours of another day, moved to now, as far as now has come: what is yet to come would only press
/// the chart together.
ChartSeries earlier(const QString &name, ChartSeries::Role role, const std::vector<Sample> &samples,
                    qint64 agoMs, qint64 untilMs)
{
    std::vector<Sample> moved;
    for (const Sample &sample : samples) {
        if (sample.timeMs + agoMs <= untilMs)
            moved.push_back({sample.timeMs + agoMs, sample.value});
    }
    return chartSeries(name, role, moved);
}

void addEarlier(std::vector<ChartSeries> &series, const SeriesData &data)
{
    constexpr qint64 dayMs = 86'400'000;
    const qint64 untilMs = data.after.empty() ? 0 : data.after.back().timeMs;
    const auto add = [&](ChartSeries line) {
        if (!line.points.empty())
            series.insert(series.begin(), std::move(line)); // under everything else
    };
    add(earlier(tr("last week"), ChartSeries::Role::LastWeek, data.lastWeek, 7 * dayMs, untilMs));
    add(earlier(tr("yesterday"), ChartSeries::Role::Yesterday, data.yesterday, dayMs, untilMs));
}

int badness(VerdictKind kind)
{
    switch (kind) {
    case VerdictKind::RollBack:
        return 3;
    case VerdictKind::Hold:
        return 2;
    case VerdictKind::NotEnoughData:
        return 1;
    default:
        return 0;
    }
}

} // namespace

QString worstSeries(const RunState &state)
{
    return worstFirst(state.series, state.verdict).value(0);
}

std::vector<ChartMarker> markersOf(const RunState &state)
{
    std::vector<ChartMarker> markers;
    for (const StepStatus &step : state.steps) {
        const bool switched = step.kind == StepKind::Switch && step.startedMs > 0 &&
                              (step.state == StepState::Passed || step.state == StepState::Undone);
        if (switched)
            markers.push_back({step.startedMs + step.durationMs, step.host});
    }
    if (state.outcome == Outcome::RolledBack && state.finishedMs > 0)
        markers.push_back({state.finishedMs, tr("rolled back")});
    if (state.aftermath) {
        for (const Aftermath::Mark &mark : state.aftermath->marks)
            markers.push_back({mark.timeMs, tr("%1 back").arg(mark.host)});
    }
    const WatchOutlook outlook = watchOutlook(state, state.lastEventMs);
    if (outlook.silent) {
        const QString clock = QLocale().toString(QDateTime::fromMSecsSinceEpoch(outlook.silentSinceMs).time(),
                                                 QStringLiteral("HH:mm"));
        markers.push_back(
            {outlook.silentSinceMs,
             (outlook.unreachable ? tr("connection lost %1") : tr("no data since %1")).arg(clock), true});
    }
    return markers;
}

std::vector<ChartSeries> linesOf(const SeriesData &data, const QString &version)
{
    std::vector<ChartSeries> series;
    // One host is the whole: its line would only hide behind it.
    if (data.hosts.size() > 1) {
        for (const HostSamples &host : data.hosts)
            series.push_back(chartSeries(host.host, ChartSeries::Role::Host, host.after));
    }
    if (!data.before.empty())
        series.push_back(chartSeries(tr("before"), ChartSeries::Role::Before, data.before));
    series.push_back(
        chartSeries(version.isEmpty() ? tr("now") : version, ChartSeries::Role::After, data.after));
    addEarlier(series, data);
    return series;
}

void showData(TimeChart &chart, const SeriesData &data, const ChartRelease &release)
{
    chart.setTitle(data.spec.title);
    chart.setUnit(data.spec.unit);
    chart.setSeries(linesOf(data, release.isGone ? QString() : release.version));
    chart.setMarkers(release.markers);
    chart.setTrigger(release.trigger,
                     release.trigger
                         ? tr("roll back at %1").arg(formatValue(*release.trigger, data.spec.unit))
                         : QString());
    if (release.liveMs > 0)
        chart.setZero(release.liveMs, tr("%1 live").arg(release.version));
    else
        chart.setZero(0);
}

QStringList worstFirst(const std::vector<SeriesData> &series, const std::optional<Verdict> &verdict)
{
    std::vector<std::pair<int, QString>> ranked;
    for (const SeriesData &data : series) {
        int rank = 0;
        if (verdict) {
            for (const SeriesVerdict &one : verdict->series)
                if (one.series == data.spec.id)
                    rank = badness(one.kind);
        }
        ranked.emplace_back(-rank, data.spec.id);
    }
    std::stable_sort(ranked.begin(), ranked.end(),
                     [](const auto &a, const auto &b) { return a.first < b.first; });
    QStringList ids;
    for (const auto &[rank, id] : ranked)
        ids += id;
    return ids;
}

std::optional<double> triggerOf(const SeriesSpec &spec, const std::optional<Verdict> &verdict)
{
    if (verdict) {
        for (const SeriesVerdict &one : verdict->series)
            if (one.series == spec.id && one.trigger)
                return one.trigger;
    }
    return spec.rollback;
}

void showSeries(TimeChart &chart, const QString &id, const RunState &state)
{
    const auto data = std::find_if(state.series.begin(), state.series.end(),
                                   [&id](const SeriesData &each) { return each.spec.id == id; });
    if (data == state.series.end()) {
        chart.setTitle(QString());
        chart.setSeries({});
        chart.setTrigger(std::nullopt);
        return;
    }
    ChartRelease release{state.plan.version, state.liveMs, triggerOf(data->spec, state.verdict),
                         markersOf(state)};
    release.isGone = state.aftermath && state.aftermath->backMs > 0;
    showData(chart, *data, release);
}

} // namespace belay
