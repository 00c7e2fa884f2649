// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/report/report_content.h"

#include <algorithm>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

QString withReason(const QString &mark, const QString &reason)
{
    return reason.isEmpty() ? mark : mark + u" ("_s + reason + u")"_s;
}

QString checkText(const CheckRecord &record)
{
    switch (record.state) {
    case CheckState::Passed:
        return withReason(u"✓ PASS"_s, record.summary);
    case CheckState::Failed:
        return withReason(u"✗ FAIL"_s, record.summary);
    case CheckState::CannotRun:
        return withReason(u"could not run"_s, record.summary);
    case CheckState::NotApplicable:
        return withReason(u"not applicable"_s, record.summary);
    case CheckState::Waived:
        return withReason(u"waived"_s, record.summary);
    case CheckState::Running:
        return u"running"_s;
    case CheckState::Stale:
        return u"not recorded for this commit"_s;
    case CheckState::Open:
        break;
    }
    return notRecorded();
}

bool says(const CheckItem &item, const QString &word)
{
    return item.id.contains(word, Qt::CaseInsensitive) || item.title.contains(word, Qt::CaseInsensitive);
}

bool isOf(const CheckItem &item, const QString &area)
{
    return item.group.contains(area, Qt::CaseInsensitive);
}

bool isStaging(const CheckItem &item)
{
    return isOf(item, u"staging"_s) || says(item, u"staging"_s);
}

bool isDatabase(const CheckItem &item)
{
    return isOf(item, u"database"_s) || says(item, u"migrations tested"_s) ||
           says(item, u"rollback tested"_s) || says(item, u"rollback-tested"_s) || says(item, u"seed"_s);
}

bool isListedElsewhere(const CheckItem &item)
{
    return isStaging(item) || isDatabase(item);
}

void addRow(ReportTable &table, const QString &name, const QString &status)
{
    table.rows.push_back({{name}, {status}});
}

/// The first check that says all words; its index, or -1.
int findCheck(const std::vector<CheckStatus> &checks, const QStringList &words)
{
    const auto found = std::find_if(checks.begin(), checks.end(), [&](const CheckStatus &status) {
        return std::all_of(words.begin(), words.end(),
                           [&](const QString &word) { return says(status.item, word); });
    });
    return found == checks.end() ? -1 : static_cast<int>(found - checks.begin());
}

/// How all steps of a sort ended, as a check would say it; empty: the run has no such step, or it was not
/// reached.
template <typename Wanted> QString stepsAsCheck(const RunState &state, Wanted wanted)
{
    int passed = 0;
    int others = 0;
    QString failure;
    for (const StepStatus &step : state.steps) {
        if (!wanted(step))
            continue;
        if (step.state == StepState::Failed)
            failure = step.text.isEmpty() ? step.host : step.text;
        if (step.state == StepState::Failed)
            return withReason(u"✗ FAIL"_s, failure);
        (step.state == StepState::Passed ? passed : others) += 1;
    }
    return passed > 0 && others == 0 ? u"✓ PASS"_s : QString();
}

bool asksForReadiness(const RunState &state, const StepStatus &status)
{
    for (const Stage &stage : state.plan.stages) {
        for (const Step &step : stage.steps) {
            const auto *health = std::get_if<HealthAction>(&step.action);
            if (health && step.id == status.id)
                return health->health.url.contains(u"ready"_s, Qt::CaseInsensitive);
        }
    }
    return false;
}

QString healthAsCheck(const RunState &state, bool readiness)
{
    return stepsAsCheck(state, [&](const StepStatus &step) {
        return step.kind == StepKind::Health && asksForReadiness(state, step) == readiness;
    });
}

bool isStagingRun(const RunState &state)
{
    return state.plan.environment.compare(u"staging"_s, Qt::CaseInsensitive) == 0;
}

} // namespace

QString notRecorded()
{
    return u"not recorded"_s;
}

ReportSection preDeploymentSection(const std::vector<CheckStatus> &checks)
{
    ReportTable table{{u"Check"_s, u"Command"_s, u"Status"_s}, {}};
    for (const CheckStatus &status : checks) {
        if (status.item.phase != CheckPhase::Before || isListedElsewhere(status.item))
            continue;
        ReportCell command{u"answered by a person"_s};
        if (status.item.kind == CheckKind::Command)
            command = {status.item.run, true};
        table.rows.push_back({{status.item.title}, command, {checkText(status.record)}});
    }
    if (table.rows.empty())
        table.rows.push_back({{u"Checklist"_s}, {notRecorded()}, {notRecorded()}});
    return {u"Pre-Deployment Validation"_s, table, {}, {}, {}, {}};
}

ReportSection databaseSection(const RunState &state, const std::vector<CheckStatus> &checks)
{
    ReportTable table{{u"Check"_s, u"Status"_s}, {}};
    const QString migrated =
        stepsAsCheck(state, [](const StepStatus &step) { return step.kind == StepKind::Migrate; });
    addRow(table, u"Migrations run"_s, migrated.isEmpty() ? notRecorded() : migrated);

    std::vector<int> used;
    const auto addFixed = [&](const QString &name, const QStringList &words) {
        const int index = findCheck(checks, words);
        used.push_back(index);
        addRow(table, name,
               index < 0 ? notRecorded() : checkText(checks[static_cast<std::size_t>(index)].record));
    };
    addFixed(u"Rollback tested"_s, {u"rollback"_s, u"tested"_s});
    addFixed(u"Seeds verified"_s, {u"seed"_s});

    for (std::size_t index = 0; index < checks.size(); ++index) {
        const CheckItem &item = checks[index].item;
        const bool shown = std::find(used.begin(), used.end(), static_cast<int>(index)) != used.end();
        if (item.phase == CheckPhase::Before && isDatabase(item) && !isStaging(item) && !shown)
            addRow(table, item.title, checkText(checks[index].record));
    }
    return {u"Database Validation"_s, table, {}, {}, {}, {}};
}

ReportSection stagingSection(const RunState &state, const std::vector<CheckStatus> &checks,
                             const ReportExtra &extra)
{
    ReportTable table{{u"Check"_s, u"Status"_s}, {}};
    const RunState *staging = isStagingRun(state) ? &state : extra.staging ? &*extra.staging : nullptr;
    const auto add = [&](const QString &name, const QString &word, const QString &fromRun) {
        const int index = findCheck(checks, {u"staging"_s, word});
        if (!fromRun.isEmpty())
            addRow(table, name, fromRun);
        else
            addRow(table, name,
                   index < 0 ? notRecorded() : checkText(checks[static_cast<std::size_t>(index)].record));
    };
    add(u"Health endpoint"_s, u"health"_s, staging ? healthAsCheck(*staging, false) : QString());
    add(u"Ready endpoint"_s, u"ready"_s, staging ? healthAsCheck(*staging, true) : QString());
    add(u"Smoke tests"_s, u"smoke"_s, {});
    for (const CheckStatus &status : checks) {
        const bool fixed =
            says(status.item, u"health"_s) || says(status.item, u"ready"_s) || says(status.item, u"smoke"_s);
        if (status.item.phase == CheckPhase::Before && isStaging(status.item) && !fixed)
            addRow(table, status.item.title, checkText(status.record));
    }
    return {u"Staging Validation"_s, table, {}, {}, {}, {}};
}

} // namespace belay
