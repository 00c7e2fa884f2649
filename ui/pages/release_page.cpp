// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/release_page.h"

#include "models/domain/names.h"
#include "models/item/run_model.h"
#include "ui/pages/checklist_step.h"
#include "ui/pages/deploy_step.h"
#include "ui/pages/monitor_step.h"
#include "ui/pages/plan_step.h"
#include "ui/pages/report_step.h"
#include "ui/theme/status.h"
#include "ui/widgets/environment_ribbon.h"
#include "ui/widgets/stepper.h"
#include "ui/window_intents.h"

#include <QDateTime>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace belay {

namespace {

StatusLook open()
{
    return {QStringLiteral("circle"), Tone::Neutral, ReleasePage::tr("Open")};
}

/// The deploy step's look: the run's, as far as it is about changing hosts.
StatusLook deployLook(const RunState &state)
{
    if (!state.started)
        return open();
    if (!state.finished && state.liveMs == 0)
        return statusLook(StepState::Running);
    if (state.outcome == Outcome::RolledBack || state.outcome == Outcome::NotRolledBack)
        return statusLook(state.outcome);
    return state.liveMs > 0 ? statusLook(StepState::Passed) : statusLook(state.outcome);
}

bool isWatching(const RunState &state)
{
    return std::any_of(state.steps.begin(), state.steps.end(), [](const StepStatus &step) {
        return step.kind == StepKind::Watch && step.state != StepState::Waiting &&
               step.state != StepState::Skipped;
    });
}

/// With its buttons from the beginning: the Tab key visits widgets in the order in which they were made.
Stepper *makeStepper()
{
    auto *stepper = new Stepper;
    stepper->setSteps(std::vector<StepperStep>(ReleasePage::ReportIndex + 1));
    return stepper;
}

} // namespace

ReleasePage::ReleasePage(WindowIntents &intents, AppModels models, QWidget *parent)
    : Page(tr("Release"), parent)
    , m_models(models)
    , m_ribbon(new EnvironmentRibbon)
    , m_stepper(makeStepper())
    , m_stack(new QStackedWidget)
    , m_plan(new PlanStep(intents, models))
    , m_checklist(new ChecklistStep(intents, models))
    , m_deploy(new DeployStep(intents, models))
    , m_monitor(new MonitorStep(intents, models))
    , m_report(new ReportStep(intents, models))
{
    addTitleWidget(m_ribbon);
    body()->addWidget(m_stepper);
    for (QWidget *step : {static_cast<QWidget *>(m_plan), static_cast<QWidget *>(m_checklist),
                          static_cast<QWidget *>(m_deploy), static_cast<QWidget *>(m_monitor),
                          static_cast<QWidget *>(m_report)})
        m_stack->addWidget(step);
    body()->addWidget(m_stack, 1);
    connect(m_stepper, &Stepper::stepClicked, this, &ReleasePage::openStep);
    connect(m_plan, &PlanStep::nextRequested, this, [this] { openStep(ChecklistIndex); });
    connect(m_plan, &PlanStep::copyRequested, this, &ReleasePage::copyPlanRequested);
    connect(m_checklist, &ChecklistStep::nextRequested, this, [this] { openStep(DeployIndex); });
    connect(m_checklist, &ChecklistStep::planStepRequested, this, [this] { openStep(PlanIndex); });
    connect(m_models.run, &RunModel::changed, this, &ReleasePage::followRun);
    showSteps();
}

void ReleasePage::setView(const ReleaseView &view)
{
    const bool newlyAsked = view.failure && !m_view.failure;
    m_view = view;
    setTitle(view.project.isEmpty() ? tr("Release")
                                    : tr("Release %1 %2").arg(view.project, view.version).trimmed());
    m_ribbon->setEnvironment(view.environment, view.isProtected, view.isSandbox);
    m_ribbon->setVisible(!view.environment.isEmpty());
    m_plan->setView(view);
    m_checklist->setView(view);
    m_deploy->setView(view);
    m_monitor->setView(view);
    m_report->setView(view);
    showSteps();
    if (newlyAsked)
        openStep(DeployIndex);
}

void ReleasePage::setWatchedOn(const std::optional<WatchedOn> &later)
{
    m_monitor->setWatchedOn(later);
}

void ReleasePage::showSteps()
{
    const RunState &run = m_models.run->state();
    const bool ours = run.plan.project == m_view.project && run.plan.environment == m_view.environment;
    const RunState shown = ours ? run : RunState();
    const StatusLook planLook = m_view.planError  ? statusLook(StepState::Failed)
                                : m_view.planning ? statusLook(StepState::Running)
                                : m_view.plan     ? statusLook(StepState::Passed)
                                                  : open();
    const GateResult &gate = m_view.gate;
    const StatusLook listLook = m_view.checksRunning ? statusLook(StepState::Running)
                                : gate.open          ? statusLook(StepState::Passed)
                                : gate.failing > 0   ? statusLook(StepState::Failed)
                                                     : open();
    const StatusLook watchLook = shown.verdict       ? statusLook(shown.verdict->kind)
                                 : isWatching(shown) ? statusLook(VerdictKind::Collecting)
                                                     : open();
    const QString hosts = shown.plan.hosts.empty() || (shown.finished && deployLook(shown).tone != Tone::Ok)
                              ? QString()
                              : QStringLiteral("%1/%2").arg(shown.hostsDone()).arg(shown.plan.hosts.size());
    const bool chosen = !m_view.project.isEmpty();
    m_stepper->setSteps({
        {tr("Plan"), {}, planLook, true},
        {tr("Checklist"), gate.total > 0 ? QStringLiteral("%1/%2").arg(gate.done).arg(gate.total) : QString(),
         listLook, chosen},
        {tr("Deploy"), hosts, deployLook(shown), chosen},
        {tr("Monitor"), {}, watchLook, shown.started},
        {tr("Report"),
         {},
         m_view.reportMarkdown.isEmpty() ? open() : statusLook(StepState::Passed),
         shown.started},
    });
    m_stepper->setCurrent(m_stack->currentIndex());
}

void ReleasePage::followRun()
{
    showSteps(); // a step that cannot be chosen yet takes no keyboard
    const RunState &run = m_models.run->state();
    if (run.started && run.runId != m_followedRun) {
        m_followedRun = run.runId;
        m_followedWatch = false;
        if (!run.finished)
            openStep(DeployIndex);
    }
    // Whether a rollback has helped is seen there, too.
    const bool isBack = run.plan.kind == PlanKind::Rollback && run.outcome == Outcome::Succeeded &&
                        m_models.watched->state().aftermath;
    if (!m_followedWatch && (isWatching(run) || isBack)) {
        m_followedWatch = true;
        if (m_stack->currentIndex() == DeployIndex)
            openStep(MonitorIndex);
    }
}

void ReleasePage::openStep(int step)
{
    const QWidget *left = m_stack->currentWidget();
    const QWidget *focus = window()->focusWidget();
    const bool takesFocusAlong =
        step != m_stack->currentIndex() && focus &&
        (focus == left || left->isAncestorOf(focus) || focus == m_stepper->currentButton());
    m_stepper->setCurrent(step);
    if (takesFocusAlong) // the keyboard would be on what is no longer seen
        m_stepper->currentButton()->setFocus(Qt::OtherFocusReason);
    m_stack->setCurrentIndex(step);
    if (takesFocusAlong)
        firstFocus()->setFocus(Qt::OtherFocusReason);
}

int ReleasePage::currentStep() const
{
    return m_stack->currentIndex();
}

QWidget *ReleasePage::firstFocus()
{
    return currentStep() == ChecklistIndex ? m_checklist->firstFocus() : m_stepper->currentButton();
}

} // namespace belay
