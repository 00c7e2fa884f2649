// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/report/report_content.h"

#include <QDateTime>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

QString orNotRecorded(const QString &text)
{
    return text.isEmpty() ? notRecorded() : text;
}

/// SUCCESS needs proof: a run that is under way, interrupted or could not be judged is neither.
QString statusText(const RunState &state)
{
    switch (state.outcome) {
    case Outcome::Succeeded:
        return u"SUCCESS"_s;
    case Outcome::None:
        return u"NOT FINISHED"_s;
    case Outcome::VerdictNoData:
        return u"UNKNOWN"_s;
    default:
        return u"FAILED"_s;
    }
}

QString deploymentText(const RunState &state)
{
    switch (state.outcome) {
    case Outcome::Succeeded:
        return u"SUCCESSFUL"_s;
    case Outcome::None:
        return state.undoing ? u"NOT FINISHED, undoing"_s : u"NOT FINISHED"_s;
    case Outcome::Failed:
        return u"FAILED, nothing was switched"_s;
    case Outcome::RolledBack:
        return u"FAILED, rolled back"_s;
    case Outcome::NotRolledBack:
        return u"FAILED, not rolled back"_s;
    case Outcome::Partial:
        return u"PARTIAL, some hosts run the new release"_s;
    case Outcome::Cancelled:
        return u"CANCELLED"_s;
    case Outcome::VerdictRollBack:
        return u"LIVE, the watch says roll back"_s;
    case Outcome::VerdictNoData:
        return u"LIVE, not enough data to judge"_s;
    case Outcome::Handled:
        return u"INTERRUPTED, handled by a person"_s;
    }
    return notRecorded();
}

QString validationsText(const std::vector<CheckStatus> &checks)
{
    int failed = 0;
    int waived = 0;
    int open = 0;
    int total = 0;
    for (const CheckStatus &status : checks) {
        if (status.item.phase != CheckPhase::Before)
            continue;
        ++total;
        const CheckState state = status.record.state;
        failed += state == CheckState::Failed ? 1 : 0;
        waived += state == CheckState::Waived ? 1 : 0;
        const bool settled = state == CheckState::Passed || state == CheckState::NotApplicable ||
                             state == CheckState::Failed || state == CheckState::Waived;
        open += settled ? 0 : 1;
    }
    if (total == 0)
        return notRecorded();
    if (failed > 0)
        return u"FAILED (%1 of %2)"_s.arg(failed).arg(total);
    if (open > 0)
        return u"NOT COMPLETE (%1 of %2 not recorded)"_s.arg(open).arg(total);
    return waived > 0 ? u"PASSED, %1 waived"_s.arg(waived) : u"PASSED"_s;
}

QString withText(const QString &lead, const QString &text)
{
    return text.isEmpty() ? QString(lead + u"."_s) : QString(lead + u": "_s + text);
}

QString rollbackText(const RunState &state, const ReportExtra &extra)
{
    if (!extra.rolledBackBy.isEmpty())
        return extra.rolledBackBy;
    if (state.plan.kind == PlanKind::Rollback && state.outcome == Outcome::Succeeded) {
        const QString version = orNotRecorded(state.plan.version);
        return withText(u"This run rolled back to "_s + version, state.plan.reason);
    }
    switch (state.outcome) {
    case Outcome::Succeeded:
        return u"Not required"_s;
    case Outcome::Failed:
    case Outcome::Cancelled:
        return u"Not required: the release before this one serves on every host."_s;
    case Outcome::RolledBack:
        return withText(u"Rolled back to "_s + orNotRecorded(state.plan.fromVersion), state.text);
    case Outcome::NotRolledBack:
        return withText(u"Required, and not complete"_s, state.text);
    case Outcome::Partial:
        return withText(u"Required on some hosts"_s, state.text);
    case Outcome::VerdictRollBack:
        return withText(u"Required, and not done in this run"_s, state.text);
    case Outcome::VerdictNoData:
        return withText(u"Not known"_s, state.text);
    case Outcome::None:
    case Outcome::Handled:
        break;
    }
    return notRecorded();
}

QString rollbackRequired(const RunState &state)
{
    switch (state.outcome) {
    case Outcome::Succeeded:
    case Outcome::Failed:
    case Outcome::Cancelled:
        return u"No"_s;
    case Outcome::RolledBack:
    case Outcome::NotRolledBack:
    case Outcome::Partial:
    case Outcome::VerdictRollBack:
        return u"Yes"_s;
    case Outcome::VerdictNoData:
    case Outcome::None:
    case Outcome::Handled:
        break;
    }
    return notRecorded();
}

QString stepIssue(const StepStatus &step)
{
    QString out = step.host.isEmpty() ? step.title : QString(step.title + u" on "_s + step.host);
    out += step.state == StepState::Unknown ? u": no proof whether it happened"_s : u": failed"_s;
    const QString why = step.error ? step.error->summary : step.text;
    return why.isEmpty() ? out : QString(out + u". "_s + why);
}

QStringList checkIssues(const std::vector<CheckStatus> &checks)
{
    QStringList out;
    for (const CheckStatus &status : checks) {
        const CheckRecord &record = status.record;
        if (record.state == CheckState::Failed)
            out.append(withText(u"Check \""_s + status.item.title + u"\" failed"_s, record.summary));
        else if (record.state == CheckState::Waived)
            out.append(withText(u"Check \""_s + status.item.title + u"\" was waived by "_s +
                                    orNotRecorded(givenBy(record)),
                                record.summary));
    }
    return out;
}

/// Everything a reader must not miss, in the order it came up.
QStringList issues(const RunState &state, const std::vector<CheckStatus> &checks, const ReportExtra &extra)
{
    QStringList out = checkIssues(checks);
    for (const QString &warning : state.plan.warnings)
        out.append(u"Known before the start: "_s + warning);
    for (const StepStatus &step : state.steps) {
        if (step.state == StepState::Failed || step.state == StepState::Unknown)
            out.append(stepIssue(step));
    }
    // Notes are the log lines that belong to no step.
    for (const LogLine &line : state.log) {
        if (line.step.isEmpty())
            out.append(u"Note: "_s + line.text);
    }
    if (state.verdict && state.verdict->kind != VerdictKind::Healthy && !state.verdict->sentence.isEmpty())
        out.append(u"Watch: "_s + state.verdict->sentence);
    if (state.undoing)
        out.append(u"When this was written, what had been begun was still being undone."_s);
    else if (!state.finished)
        out.append(u"No end of this run was recorded."_s);
    return out + extra.issues;
}

ReportSection issuesSection(const QStringList &list)
{
    ReportSection section;
    section.title = u"Issues Encountered"_s;
    section.list = list;
    if (list.isEmpty())
        section.sentence = u"None"_s;
    return section;
}

} // namespace

QString dateText(qint64 timeMs)
{
    if (timeMs == 0)
        return notRecorded();
    return QDateTime::fromMSecsSinceEpoch(timeMs, Qt::UTC).toString(u"yyyy-MM-dd HH:mm 'UTC'"_s);
}

ReportContent reportContent(const RunState &state, const std::vector<CheckStatus> &checks,
                            const ReportExtra &extra)
{
    ReportContent out;
    out.title = u"Deployment Validation Report"_s;
    out.head = {{u"Version"_s, orNotRecorded(state.plan.version)},
                {u"Date"_s, dateText(state.startedMs)},
                {u"Environment"_s, environmentTitle(state)},
                {u"Deployer"_s, orNotRecorded(extra.deployer.isEmpty() ? state.plan.by : extra.deployer)},
                {u"Status"_s, statusText(state)}};
    out.sections = {preDeploymentSection(checks),
                    databaseSection(state, checks),
                    stagingSection(state, checks, extra),
                    deploymentSection(state, extra),
                    metricsSection(state),
                    issuesSection(issues(state, checks, extra))};
    ReportSection rollback;
    rollback.title = u"Rollback Status"_s;
    rollback.sentence = rollbackText(state, extra);
    ReportSection summary;
    summary.title = u"Summary"_s;
    summary.facts = {{u"Deployment"_s, deploymentText(state)},
                     {u"All Validations"_s, validationsText(checks)},
                     {u"Rollback Required"_s, rollbackRequired(state)}};
    out.sections.insert(out.sections.end(), {rollback, summary, nextStepsSection(state, extra)});
    return out;
}

} // namespace belay
