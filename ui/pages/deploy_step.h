// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/item/app_models.h"
#include "models/item/release_view.h"

#include <QTimer>
#include <QWidget>

QT_BEGIN_NAMESPACE
class QComboBox;
class QLabel;
class QPushButton;
class QStackedWidget;
class QTableView;
QT_END_NAMESPACE

namespace belay {

class Banner;
class Card;
class ElidedLabel;
class EmptyState;
class FailureCard;
class LogFilterModel;
class PhaseList;
class WindowIntents;

/// The run while it changes hosts: hosts × steps with progress and time left, the log under it, the two ways
/// to end it, what people are to do meanwhile, and the question what to do when a step failed.
class DeployStep : public QWidget
{
    Q_OBJECT
public:
    DeployStep(WindowIntents &intents, AppModels models, QWidget *parent = nullptr);

    void setView(const ReleaseView &view);

private:
    QWidget *buildMatrix();
    QWidget *buildLog();
    void showRun();
    void showHosts();
    enum class When { Now, Unlocked };
    void askAndDeploy(When when);

    WindowIntents &m_intents;
    AppModels m_models;
    ReleaseView m_view;
    LogFilterModel *m_logFilter;
    Banner *m_banner = nullptr;
    FailureCard *m_failure = nullptr;
    QLabel *m_summary = nullptr;
    QPushButton *m_deploy = nullptr;
    QPushButton *m_wait = nullptr;
    QPushButton *m_stop = nullptr;
    QPushButton *m_rollBack = nullptr;
    QStackedWidget *m_stack = nullptr;
    EmptyState *m_empty = nullptr;
    QTableView *m_matrix = nullptr;
    PhaseList *m_during = nullptr;
    Card *m_logCard = nullptr;
    QTableView *m_log = nullptr;
    QComboBox *m_host = nullptr;
    QTimer m_clock; ///< the elapsed time moves on while nothing else happens
};

} // namespace belay
