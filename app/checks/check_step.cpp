// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/checks/check_step.h"

#include "app/checks/judges.h"
#include "models/domain/names.h"

namespace belay {

namespace {

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

StepEnd endFor(const CheckItem &item, const CheckRecord &record)
{
    StepEnd end;
    end.text = record.summary;
    end.state = record.state == CheckState::Passed ? StepState::Passed : StepState::Failed;
    if (end.state == StepState::Failed)
        end.error = Error{ErrorKind::Remote, QStringLiteral("%1: %2.").arg(item.title, record.summary),
                          record.detail, item.help};
    return end;
}

} // namespace

StepEnd runCheck(const StepContext &context)
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
    const CommandResult result = context.ports.local.run(requestFor(*action, context), context.cancel);
    CheckRecord record = judgeOutput(action->item, result);
    if (result.end == CommandResult::End::Cancelled)
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
    return endFor(action->item, record);
}

Plan checklistPlan(const Project &project, const QString &environment, const std::vector<CheckItem> &items)
{
    Plan plan;
    plan.kind = PlanKind::Checklist;
    plan.project = project.name;
    plan.environment = environment;
    if (const Environment *known = project.environment(environment))
        plan.isProtected = known->isProtected;
    Stage stage;
    stage.id = QStringLiteral("checks");
    stage.title = QStringLiteral("Checks");
    stage.onFailure = OnFailure::KeepGoing;
    for (const CheckItem &item : items) {
        if (item.kind != CheckKind::Command)
            continue;
        Step step;
        step.id = QStringLiteral("check:") + item.id;
        step.kind = StepKind::Check;
        step.title = item.title;
        step.shown = item.run;
        step.action = CheckAction{item, project.directory};
        step.timeout = item.timeout;
        stage.steps.push_back(std::move(step));
    }
    plan.stages.push_back(std::move(stage));
    return plan;
}

} // namespace belay
