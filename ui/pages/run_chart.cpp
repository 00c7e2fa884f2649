// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/run_chart.h"

#include "ui/charts/time_chart.h"

#include <QCoreApplication>

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
    chart.setTitle(data->spec.title);
    chart.setUnit(data->spec.unit);
    std::vector<ChartSeries> series;
    if (!data->before.empty())
        series.push_back(chartSeries(tr("before"), ChartSeries::Role::Before, data->before));
    series.push_back(chartSeries(state.plan.version.isEmpty() ? tr("now") : state.plan.version,
                                 ChartSeries::Role::After, data->after));
    chart.setSeries(std::move(series));
    std::optional<double> trigger = data->spec.rollback;
    if (state.verdict) {
        for (const SeriesVerdict &verdict : state.verdict->series)
            if (verdict.series == id && verdict.trigger)
                trigger = verdict.trigger;
    }
    chart.setTrigger(trigger,
                     trigger ? tr("roll back at %1").arg(formatValue(*trigger, data->spec.unit)) : QString());
    if (state.liveMs > 0)
        chart.setZero(state.liveMs, tr("%1 live").arg(state.plan.version));
    else
        chart.setZero(0);
}

} // namespace belay
