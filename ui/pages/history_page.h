// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/run_state.h"
#include "models/item/app_models.h"
#include "ui/widgets/page.h"

QT_BEGIN_NAMESPACE
class QLabel;
class QPlainTextEdit;
class QPushButton;
class QStackedWidget;
class QTableView;
class QTabWidget;
class QTimer;
QT_END_NAMESPACE

namespace belay {

class Card;
class EmptyState;
class KvList;
class LogModel;
class ReplayView;
class RunModel;
class SearchField;
class TimeChart;
class WindowIntents;

/// The past: a filter bar, a table of runs, and the opened run with summary, hosts, metrics, log and report.
/// A run is replayed into the same models that show a live one.
class HistoryPage : public Page
{
    Q_OBJECT
public:
    HistoryPage(WindowIntents &intents, AppModels models, QWidget *parent = nullptr);

    void showRun(const RunState &state, bool interrupted);
    void showReport(const QString &runId, const QString &markdown);
    /// The filter cannot be understood, or the history cannot be read; empty: all is well.
    void setProblem(const QString &text);

    /// Plays a past run again, in place of the list, until a person leaves it.
    void startReplay(const RunState &run, std::vector<RunEvent> events);
    QWidget *firstFocus() override;
    void shown() override;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void leaveReplay();
    QWidget *buildList();
    QWidget *buildDetail();
    void showRightState();
    void openCurrent();
    void fillSummary(const RunState &state);
    void fillChart(const RunState &state);
    void copySelection();

    WindowIntents &m_intents;
    AppModels m_models;
    RunModel *m_run;
    LogModel *m_log;
    SearchField *m_filter = nullptr;
    QTimer *m_typing = nullptr;
    QTableView *m_table = nullptr;
    QStackedWidget *m_view = nullptr; ///< the list with its detail, or a replay
    ReplayView *m_replayView = nullptr;
    QPushButton *m_replay = nullptr;
    QStackedWidget *m_stack = nullptr;
    EmptyState *m_empty = nullptr;
    QPushButton *m_clearFilter = nullptr;
    QLabel *m_problem = nullptr;
    Card *m_detail = nullptr;
    QTabWidget *m_tabs = nullptr;
    KvList *m_summary = nullptr;
    TimeChart *m_chart = nullptr;
    QPlainTextEdit *m_report = nullptr;
    QPushButton *m_continue = nullptr;
    QPushButton *m_rollBack = nullptr;
    QPushButton *m_handled = nullptr;
    QPushButton *m_save = nullptr;
    QString m_runId;
};

} // namespace belay
