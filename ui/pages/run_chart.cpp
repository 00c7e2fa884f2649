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
    QString worst = state.series.empty() ? QString() : state.series.front().spec.id;
    int rank = 0;
    if (!state.verdict)
        return worst;
    for (const SeriesVerdict &verdict : state.verdict->series) {
        if (badness(verdict.kind) > rank) {
            rank = badness(verdict.kind);
            worst = verdict.series;
        }
    }
    return worst;
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
             (outlook.unreachable ? tr("connection lost %1") : tr("no data since %1")).arg(clock)});
    }
    return markers;
}

void showData(TimeChart &chart, const SeriesData &data, const ChartRelease &release)
{
    chart.setTitle(data.spec.title);
    chart.setUnit(data.spec.unit);
    std::vector<ChartSeries> series;
    // One host is the whole: its line would only hide behind it.
    if (data.hosts.size() > 1) {
        for (const HostSamples &host : data.hosts)
            series.push_back(chartSeries(host.host, ChartSeries::Role::Host, host.after));
    }
    if (!data.before.empty())
        series.push_back(chartSeries(tr("before"), ChartSeries::Role::Before, data.before));
    series.push_back(chartSeries(release.version.isEmpty() || release.isGone ? tr("now") : release.version,
                                 ChartSeries::Role::After, data.after));
    chart.setSeries(std::move(series));
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
    ChartRelease release{state.plan.version, state.liveMs, data->spec.rollback, markersOf(state)};
    release.isGone = state.aftermath && state.aftermath->backMs > 0;
    if (state.verdict) {
        for (const SeriesVerdict &verdict : state.verdict->series)
            if (verdict.series == id && verdict.trigger)
                release.trigger = verdict.trigger;
    }
    showData(chart, *data, release);
}

} // namespace belay
