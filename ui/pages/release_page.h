// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/item/app_models.h"
#include "models/item/release_view.h"
#include "ui/widgets/page.h"

QT_BEGIN_NAMESPACE
class QStackedWidget;
QT_END_NAMESPACE

namespace belay {

class ChecklistStep;
class DeployStep;
class EnvironmentRibbon;
class MonitorStep;
class PlanStep;
class ReportStep;
class Stepper;
class WindowIntents;

/// One release from plan to report: five steps under one stepper. Any step that makes sense now can be
/// opened; when a run begins or turns, the page follows it by itself, once.
class ReleasePage : public Page
{
    Q_OBJECT
public:
    enum Step { PlanIndex, ChecklistIndex, DeployIndex, MonitorIndex, ReportIndex };

    ReleasePage(WindowIntents &intents, AppModels models, QWidget *parent = nullptr);

    void setView(const ReleaseView &view);
    /// The shown release is watched on after it was judged; none: it is not.
    void setWatchedOn(const std::optional<WatchedOn> &later);
    void openStep(int step);
    int currentStep() const;
    QWidget *firstFocus() override;

Q_SIGNALS:
    void copyPlanRequested();

private:
    void showSteps();
    void followRun();

    AppModels m_models;
    ReleaseView m_view;
    EnvironmentRibbon *m_ribbon;
    Stepper *m_stepper;
    QStackedWidget *m_stack;
    PlanStep *m_plan;
    ChecklistStep *m_checklist;
    DeployStep *m_deploy;
    MonitorStep *m_monitor;
    ReportStep *m_report;
    QString m_followedRun;
    bool m_followedWatch = false;
};

} // namespace belay
