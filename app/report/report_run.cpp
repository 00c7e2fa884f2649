// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/report/report_chart.h"
#include "app/report/report_content.h"

#include <QDateTime>

#include <algorithm>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

QString clock(qint64 timeMs)
{
    return timeMs == 0 ? notRecorded() : QDateTime::fromMSecsSinceEpoch(timeMs, Qt::UTC).toString(u"HH:mm"_s);
}

qint64 endOf(const StepStatus &step)
{
    return step.startedMs == 0 ? 0 : step.startedMs + step.durationMs;
}

QString who(const StepStatus &step)
{
    return step.host.isEmpty() ? QString() : step.host + u": "_s;
}

QString stepText(const StepStatus &step)
{
    switch (step.state) {
    case StepState::Passed:
        return u"✓"_s;
    case StepState::Failed:
        return u"✗ "_s + who(step) + (step.text.isEmpty() ? u"failed"_s : step.text);
    case StepState::Unknown:
        return u"unknown: "_s + who(step) +
               (step.text.isEmpty() ? u"no proof that it happened"_s : step.text);
    case StepState::Cancelled:
        return u"cancelled"_s;
    case StepState::Undone:
        return u"undone"_s;
    case StepState::Skipped:
        return step.text.isEmpty() ? u"skipped"_s : u"skipped: "_s + step.text;
    case StepState::Running:
        return u"running"_s;
    case StepState::Waiting:
        break;
    }
    return notRecorded();
}

/// The worse of two states decides a row that stands for several hosts.
int badness(StepState state)
{
    switch (state) {
    case StepState::Failed:
        return 7;
    case StepState::Unknown:
        return 6;
    case StepState::Cancelled:
        return 5;
    case StepState::Undone:
        return 4;
    case StepState::Running:
        return 3;
    case StepState::Waiting:
        return 2;
    case StepState::Passed:
        return 1; // one host that had something to do tells more than one that had not
    case StepState::Skipped:
        break;
    }
    return 0;
}

void addSteps(ReportTable &table, const RunState &state, StepKind kind, const QString &name)
{
    const StepStatus *worst = nullptr;
    qint64 end = 0;
    for (const StepStatus &step : state.steps) {
        if (step.kind != kind)
            continue;
        end = std::max(end, endOf(step));
        if (!worst || badness(step.state) > badness(worst->state))
            worst = &step;
    }
    if (worst)
        table.rows.push_back({{name}, {clock(end)}, {stepText(*worst)}});
    else if (state.steps.empty())
        table.rows.push_back({{name}, {notRecorded()}, {notRecorded()}});
    else
        table.rows.push_back({{name}, {u"–"_s}, {u"not in the plan"_s}});
}

/// "✓ (rolling)": the strategy as belay.json names it.
QString startedText(const RunState &state)
{
    const QString &strategy = state.plan.strategy;
    return strategy.isEmpty() ? u"✓"_s : QString(u"✓ ("_s + strategy + u")"_s);
}

/// Smoke tests are a person's word, given after the deployment.
std::vector<ReportCell> smokeRow(const RunState &state, const ReportExtra &extra)
{
    const QString name = u"Smoke tests passed"_s;
    for (const CheckStatus &status : extra.later) {
        const CheckRecord &record = status.record;
        if (status.item.id != u"after-smoke"_s || record.timeMs < state.startedMs)
            continue;
        if (record.state == CheckState::Passed)
            return {{name}, {clock(record.timeMs)}, {u"✓"_s}};
        if (record.state == CheckState::Failed)
            return {{name}, {clock(record.timeMs)}, {u"✗ "_s + record.summary}};
        if (record.state == CheckState::NotApplicable || record.state == CheckState::Waived)
            return {{name},
                    {clock(record.timeMs)},
                    {toString(record.state).replace(u'-', u' ') + u": "_s + record.summary}};
    }
    return {{name}, {notRecorded()}, {notRecorded()}};
}

/// The names of the template's rows are written as they stand there, and come first in its order.
const QStringList &templateMetrics()
{
    static const QStringList names{u"Error Rate"_s, u"p99 Latency"_s, u"VM Memory"_s, u"Ecto Pool"_s};
    return names;
}

qsizetype templatePlace(const QString &title)
{
    for (qsizetype place = 0; place < templateMetrics().size(); ++place) {
        if (templateMetrics().at(place).compare(title, Qt::CaseInsensitive) == 0)
            return place;
    }
    return templateMetrics().size();
}

QString metricText(const SeriesVerdict &series)
{
    switch (series.kind) {
    case VerdictKind::Healthy:
        return u"✓ OK"_s;
    case VerdictKind::Hold:
        return u"hold: "_s + series.sentence;
    case VerdictKind::RollBack:
        return u"✗ ROLL BACK: "_s + series.sentence;
    case VerdictKind::Collecting:
    case VerdictKind::NotEnoughData:
        break;
    }
    return u"not enough data"_s;
}

} // namespace

QString environmentTitle(const RunState &state)
{
    const QString &name = state.plan.environment;
    return name.isEmpty() ? notRecorded() : QString(name.left(1).toUpper() + name.mid(1));
}

ReportSection deploymentSection(const RunState &state, const ReportExtra &extra)
{
    ReportTable table{{u"Step"_s, u"Time"_s, u"Status"_s}, {}};
    const bool isRollback = state.plan.kind == PlanKind::Rollback;
    table.rows.push_back({{isRollback ? u"Rollback started"_s : u"Deploy started"_s},
                          {clock(state.startedMs)},
                          {state.started ? startedText(state) : notRecorded()}});
    addSteps(table, state, StepKind::Upload, u"Release uploaded"_s);
    addSteps(table, state, StepKind::Migrate, u"Migrations run"_s);
    addSteps(table, state, StepKind::Switch, u"Release switched"_s);
    addSteps(table, state, StepKind::Restart, u"App restarted"_s);
    addSteps(table, state, StepKind::Health, u"Health check passed"_s);
    table.rows.push_back(smokeRow(state, extra));
    const QString title = state.plan.environment.isEmpty()
                              ? u"Deployment"_s
                              : QString(environmentTitle(state) + u" Deployment"_s);
    return {title, table, {}, {}, {}, {}, {}};
}

ReportSection metricsSection(const RunState &state)
{
    ReportTable table{{u"Metric"_s, u"Before"_s, u"After"_s, u"Status"_s}, {}};
    ReportSection section{u"Post-Deployment Metrics"_s, {}, {}, {}, {}, {}, {}};
    Verdict verdict = state.verdict ? *state.verdict : judge(state.series);
    const auto dataOf = [&state](const SeriesVerdict &series) {
        return std::find_if(state.series.begin(), state.series.end(),
                            [&](const SeriesData &one) { return one.spec.id == series.series; });
    };
    const auto titleOf = [&](const SeriesVerdict &series) {
        const auto data = dataOf(series);
        return data == state.series.end() || data->spec.title.isEmpty() ? series.series : data->spec.title;
    };
    std::stable_sort(verdict.series.begin(), verdict.series.end(),
                     [&](const SeriesVerdict &a, const SeriesVerdict &b) {
                         return templatePlace(titleOf(a)) < templatePlace(titleOf(b));
                     });
    for (const SeriesVerdict &series : verdict.series) {
        const auto data = dataOf(series);
        const QString title = templateMetrics().value(templatePlace(titleOf(series)), titleOf(series));
        const QString unit = data == state.series.end() ? QString() : data->spec.unit;
        const auto value = [&unit](const std::optional<double> &number) {
            return number ? formatValue(*number, unit) : notRecorded();
        };
        table.rows.push_back({{title}, {value(series.before)}, {value(series.now)}, {metricText(series)}});
        if (data == state.series.end())
            continue;
        const QString svg = chartSvg(*data, title, series.trigger, state.liveMs);
        if (!svg.isEmpty())
            section.charts.push_back({title, svg});
    }
    if (table.rows.empty())
        table.rows.push_back({{u"Metrics"_s}, {notRecorded()}, {notRecorded()}, {notRecorded()}});
    section.table = std::move(table);
    return section;
}

} // namespace belay
