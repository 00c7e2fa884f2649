// SPDX-License-Identifier: GPL-3.0-or-later
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

ReportSection deploymentSection(const RunState &state)
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
    table.rows.push_back({{u"Smoke tests passed"_s}, {notRecorded()}, {notRecorded()}});
    const QString title = state.plan.environment.isEmpty()
                              ? u"Deployment"_s
                              : QString(environmentTitle(state) + u" Deployment"_s);
    return {title, table, {}, {}, {}, {}};
}

ReportSection metricsSection(const RunState &state)
{
    ReportTable table{{u"Metric"_s, u"Before"_s, u"After"_s, u"Status"_s}, {}};
    const Verdict verdict = state.verdict ? *state.verdict : judge(state.series);
    for (const SeriesVerdict &series : verdict.series) {
        const auto data = std::find_if(state.series.begin(), state.series.end(),
                                       [&](const SeriesData &one) { return one.spec.id == series.series; });
        const SeriesSpec spec = data == state.series.end() ? SeriesSpec{} : data->spec;
        const auto value = [&](const std::optional<double> &number) {
            return number ? formatValue(*number, spec.unit) : notRecorded();
        };
        table.rows.push_back({{spec.title.isEmpty() ? series.series : spec.title},
                              {value(series.before)},
                              {value(series.now)},
                              {metricText(series)}});
    }
    if (table.rows.empty())
        table.rows.push_back({{u"Metrics"_s}, {notRecorded()}, {notRecorded()}, {notRecorded()}});
    return {u"Post-Deployment Metrics"_s, table, {}, {}, {}, {}};
}

} // namespace belay
