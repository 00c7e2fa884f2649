// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/item/app_models.h"
#include "models/item/incident_view.h"
#include "ui/widgets/page.h"

#include <QTimer>

#include <array>

QT_BEGIN_NAMESPACE
class QLabel;
class QListView;
class QPushButton;
class QStackedWidget;
class QStandardItemModel;
QT_END_NAMESPACE

namespace belay {

class Banner;
class ChecklistModel;
class EmptyState;
class EnvironmentRibbon;
class IncidentClock;
class PhaseList;
class SmallMultiples;
class WayBackCard;
class WindowIntents;

/// One screen for an incident: what was seen and for how long, what most likely caused it, the way back with
/// its button, the five steps, and the timeline. At 1280x800 nothing scrolls.
class IncidentPage : public Page
{
    Q_OBJECT
public:
    IncidentPage(WindowIntents &intents, AppModels models, QWidget *parent = nullptr);
    ~IncidentPage() override;

    void setView(const IncidentView &view);
    /// Takes the way back at once, as its button does; false when the button may not be pressed now.
    bool rollBack();
    /// The page has opened by itself: a key that was meant for something else must not roll back.
    void focusCalmly();
    QWidget *firstFocus() override;

private:
    QWidget *buildContent();
    QWidget *buildCause();
    QWidget *buildSteps();
    QWidget *buildTimeline();
    QPushButton *addAction(const QString &icon, const QString &text, const QString &name);
    void bindKeys();
    void showAbsence();
    void showHead();
    void showClock();
    void showCause();
    void showSteps();
    void showTimeline();
    void showProgress();
    void askToOpen();
    void askNote(IncidentFact fact);
    void askEnding();
    void askFile();
    void toggleStep(IncidentStep step);

    WindowIntents &m_intents;
    AppModels m_models;
    IncidentView m_view;
    ChecklistModel *m_issues; ///< the items for this case, of the incident's own environment
    QStackedWidget *m_stack = nullptr;
    EmptyState *m_empty = nullptr;
    QPushButton *m_openFirst = nullptr;
    QPushButton *m_readAgain = nullptr;
    EnvironmentRibbon *m_ribbon = nullptr;
    Banner *m_head = nullptr;
    QPushButton *m_lead = nullptr;
    QPushButton *m_close = nullptr;
    QPushButton *m_openNext = nullptr;
    IncidentClock *m_clock = nullptr;
    QLabel *m_cause = nullptr;
    QLabel *m_more = nullptr;          ///< what the release brought, and what else changed
    SmallMultiples *m_chart = nullptr; ///< the worst series below each other
    WayBackCard *m_wayBack = nullptr;
    std::array<QPushButton *, incidentSteps.size()> m_steps{};
    QListView *m_timeline = nullptr;
    QStandardItemModel *m_lines = nullptr;
    QPushButton *m_note = nullptr;
    QPushButton *m_post = nullptr;
    QPushButton *m_save = nullptr;
    PhaseList *m_ifIssues = nullptr;
    QTimer m_second; ///< the clock moves on while it is open
};

} // namespace belay
