// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/checks/check_step.h"

#include "app/checks/judges.h"
#include "models/domain/names.h"

namespace belay {

namespace {

constexpr int inspectedAtOnce = 4;

CommandRequest requestFor(const CheckAction &action, const StepContext &context)
{
    CommandRequest request;
    request.command = action.item.run;
    request.directory = action.directory;
    request.timeout = action.item.timeout;
    request.onLine = [&context](const QByteArray &line, bool isError) {
        RunEvent event;
        event.kind = EventKind::StepOutput;
        event.text = cleanLine(QString::fromUtf8(line));
        event.isError = isError;
        context.tell(std::move(event));
    };
    return request;
}

/// What a check came to: its record, and what the look itself said. For evidence the two differ: the record
/// stays open until a person ticks it.
struct Looked
{
    CheckRecord record;
    CheckState found = CheckState::CannotRun;
};

QString evidenceWords(CheckState found)
{
    switch (found) {
    case CheckState::Failed:
        return QStringLiteral("something speaks against it, a person must look");
    case CheckState::CannotRun:
        return QStringLiteral("nothing could be collected, a person must answer");
    default:
        return QStringLiteral("collected, a person must look");
    }
}

/// The step says what is true: a check that could not run neither passed nor failed, and collected evidence
/// is not yet an answer.
StepEnd endFor(const CheckItem &item, const Looked &looked)
{
    const CheckRecord &record = looked.record;
    StepEnd end;
    end.text = record.summary;
    if (isSettled(record.state)) {
        end.state = StepState::Passed;
    } else if (item.kind == CheckKind::Evidence) {
        end.state = StepState::Passed;
        end.text = QStringLiteral("%1: %2").arg(evidenceWords(looked.found), record.summary);
    } else if (record.state == CheckState::CannotRun) {
        end.state = StepState::Skipped;
        end.text = QStringLiteral("cannot run here: %1").arg(record.summary);
    } else {
        end.state = StepState::Failed;
        end.error = Error{ErrorKind::Remote, QStringLiteral("%1: %2.").arg(item.title, record.summary),
                          record.detail, item.help};
    }
    return end;
}

Looked inspect(const CheckAction &action, const StepContext &context, const InspectionSite &site)
{
    CheckRecord record;
    record.item = action.item.id;
    record.state = CheckState::CannotRun;
    record.summary = QStringLiteral("there is no project to look at");
    if (!site.world)
        return {record, record.state};
    const Inspected found = inspectItem({action.item, *site.project, *site.environment, context.plan.version,
                                         context.plan.commit, context.ports, *site.world, context.cancel});
    record.state = found.state;
    record.summary = found.summary;
    record.detail = found.detail;
    if (action.item.kind == CheckKind::Evidence && found.state != CheckState::NotApplicable)
        record.state = CheckState::Open;
    return {record, found.state};
}

Stage stageOf(const QString &id, const QString &title, int parallel)
{
    Stage stage;
    stage.id = id;
    stage.title = title;
    stage.parallel = parallel;
    stage.onFailure = OnFailure::KeepGoing;
    return stage;
}

Step stepFor(const Project &project, const CheckItem &item)
{
    Step step;
    step.id = stepOfCheck(item.id);
    step.kind = StepKind::Check;
    step.title = item.title;
    step.shown = item.run;
    step.action = CheckAction{item, project.directory, project.file};
    step.timeout = item.timeout;
    return step;
}

} // namespace

QString stepOfCheck(const QString &item)
{
    return QStringLiteral("check:") + item;
}

StepEnd runCheck(const StepContext &context, const InspectionSite &site)
{
    const auto *action = std::get_if<CheckAction>(&context.step.action);
    if (!action)
        return {StepState::Failed,
                QStringLiteral("the step has no check"),
                Error{ErrorKind::Internal,
                      QStringLiteral("The step %1 has no check.").arg(context.step.id),
                      {},
                      {}},
                {}};
    const qint64 started = context.ports.clock.monotonicMs();
    Looked looked;
    CheckRecord &record = looked.record;
    bool stopped = false;
    if (action->item.kind == CheckKind::Command) {
        const CommandResult result = context.ports.local.run(requestFor(*action, context), context.cancel);
        record = judgeOutput(action->item, result);
        looked.found = record.state;
        stopped = result.end == CommandResult::End::Cancelled;
    } else {
        looked = inspect(*action, context, site);
        stopped = context.cancel.cancelled();
    }
    if (stopped)
        return {StepState::Cancelled, record.summary, {}, {}};
    record.summary = context.ports.secrets.redact(record.summary);
    record.detail = context.ports.secrets.redact(record.detail);
    record.by = context.plan.by;
    record.commit = context.plan.commit;
    record.version = context.plan.version;
    record.timeMs = context.ports.clock.nowMs();
    record.durationMs = context.ports.clock.monotonicMs() - started;

    RunEvent event;
    event.kind = EventKind::CheckRecorded;
    event.text = record.summary;
    event.check = record;
    context.tell(std::move(event));
    return endFor(action->item, looked);
}

Plan checklistPlan(const Project &project, const QString &environment, const std::vector<CheckItem> &items)
{
    Plan plan;
    plan.kind = PlanKind::Checklist;
    plan.project = project.name;
    plan.environment = environment;
    if (const Environment *known = project.environment(environment))
        plan.isProtected = known->isProtected;
    Stage looks = stageOf(QStringLiteral("inspections"), QStringLiteral("Inspections"), inspectedAtOnce);
    Stage runs = stageOf(QStringLiteral("checks"), QStringLiteral("Checks"), 1);
    for (const CheckItem &item : items) {
        if (isAutomatic(item))
            (item.kind == CheckKind::Command ? runs : looks).steps.push_back(stepFor(project, item));
    }
    if (!looks.steps.empty())
        plan.stages.push_back(std::move(looks));
    plan.stages.push_back(std::move(runs));
    return plan;
}

} // namespace belay
