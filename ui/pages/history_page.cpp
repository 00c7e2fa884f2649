// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/history_page.h"

#include "models/domain/names.h"
#include "models/item/history_model.h"
#include "models/item/log_model.h"
#include "models/item/run_model.h"
#include "ui/charts/time_chart.h"
#include "ui/delegates/log_delegate.h"
#include "ui/delegates/step_cell_delegate.h"
#include "ui/delegates/table_row_delegate.h"
#include "ui/dialogs/ask_text.h"
#include "ui/pages/filter_completer.h"
#include "ui/pages/quiet_table.h"
#include "ui/pages/replay_view.h"
#include "ui/pages/row_header.h"
#include "ui/pages/run_chart.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/kv_list.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/search_field.h"
#include "ui/window_intents.h"

#include <QClipboard>
#include <QDateTime>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPlainTextEdit>
#include <QResizeEvent>
#include <QScrollArea>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>
#include <QTimer>
#include <QVBoxLayout>

namespace belay {

namespace {

constexpr int typingPauseMs = 200;
constexpr int allColumnsFrom = 960; ///< of the page; narrower, who and how long stand in the summary only
constexpr int strategyFrom = 1200;  ///< narrower, the names of services would be cut for it

/// What the filter understands, as one begins to type it.
QStringList filterWords()
{
    return {QStringLiteral("env:"),
            QStringLiteral("service:"),
            QStringLiteral("version:"),
            QStringLiteral("by:"),
            QStringLiteral("since:24h"),
            QStringLiteral("since:7d"),
            QStringLiteral("since:30d"),
            QStringLiteral("status:succeeded"),
            QStringLiteral("status:failed"),
            QStringLiteral("status:rolled-back"),
            QStringLiteral("status:not-rolled-back"),
            QStringLiteral("status:partial"),
            QStringLiteral("status:cancelled"),
            QStringLiteral("status:verdict-roll-back"),
            QStringLiteral("status:verdict-no-data"),
            QStringLiteral("status:handled"),
            QStringLiteral("status:running"),
            QStringLiteral("status:interrupted")};
}

} // namespace

HistoryPage::HistoryPage(WindowIntents &intents, AppModels models, QWidget *parent)
    : Page(tr("History"), parent)
    , m_intents(intents)
    , m_models(models)
    , m_run(new RunModel(this))
    , m_log(new LogModel(this))
{
    m_filter = new SearchField(tr("Filter: words, env: service: status: version: by: since:7d"));
    m_filter->setObjectName(QStringLiteral("historyFilter"));
    m_filter->setAccessibleName(tr("Filter"));
    m_filter->setCompleter(new FilterCompleter(filterWords(), this));
    m_typing = new QTimer(this);
    m_typing->setSingleShot(true);
    m_typing->setInterval(typingPauseMs);
    connect(m_filter, &QLineEdit::textChanged, m_typing, qOverload<>(&QTimer::start));
    connect(m_typing, &QTimer::timeout, this,
            [this] { Q_EMIT m_intents.historySearchChanged(m_filter->text().trimmed()); });
    auto *past = new QWidget;
    auto *list = new QVBoxLayout(past);
    list->setContentsMargins(0, 0, 0, 0);
    list->setSpacing(body()->spacing());
    list->addWidget(m_filter);
    m_problem = makeWrappedLabel(QString(), TextRole::Meta);
    setTone(m_problem, Tone::Danger);
    m_problem->hide();
    list->addWidget(m_problem);

    auto *splitter = new QSplitter(Qt::Vertical);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(buildList());
    splitter->addWidget(buildDetail());
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 4);
    list->addWidget(splitter, 1);
    m_detail->hide();
    m_view = new QStackedWidget;
    m_view->addWidget(past);
    body()->addWidget(m_view, 1);

    auto *find = new QShortcut(QKeySequence(Qt::Key_Slash), this);
    find->setContext(Qt::WidgetWithChildrenShortcut);
    connect(find, &QShortcut::activated, m_filter, qOverload<>(&QWidget::setFocus));
    connect(m_models.history, &QAbstractItemModel::rowsInserted, this, &HistoryPage::showRightState);
    connect(m_models.history, &QAbstractItemModel::rowsRemoved, this, &HistoryPage::showRightState);
    showRightState();
}

QWidget *HistoryPage::buildList()
{
    auto *card = new Card;
    m_stack = new QStackedWidget;
    m_table = makeQuietTable(QStringLiteral("historyTable"), tr("Past runs"));
    m_table->setModel(m_models.history);
    m_table->setItemDelegate(new TableRowDelegate(
        HistoryModel::Result,
        [](const QModelIndex &index) {
            if (index.data(HistoryModel::InterruptedRole).toBool())
                return StatusLook{QStringLiteral("triangle-alert"), Tone::Warn, tr("Interrupted")};
            StatusLook look = statusLook(static_cast<Outcome>(index.data(HistoryModel::OutcomeRole).toInt()));
            look.word = index.data().toString();
            return look;
        },
        m_table));
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    for (const int fitting : {HistoryModel::When, HistoryModel::Version, HistoryModel::Kind,
                              HistoryModel::Strategy, HistoryModel::Duration, HistoryModel::Result})
        m_table->horizontalHeader()->setSectionResizeMode(fitting, QHeaderView::ResizeToContents);
    connect(m_table, &QTableView::activated, this, &HistoryPage::openCurrent);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &HistoryPage::openCurrent);
    auto *copy = new QShortcut(QKeySequence::Copy, m_table);
    copy->setContext(Qt::WidgetShortcut);
    connect(copy, &QShortcut::activated, this, &HistoryPage::copySelection);
    m_stack->addWidget(m_table);

    m_empty = new EmptyState(QStringLiteral("history"), tr("No runs yet"),
                             tr("Deploy something; every step of it will be found here."));
    m_clearFilter = makeSecondaryButton(QStringLiteral("x"), tr("Clear filter"));
    m_clearFilter->setObjectName(QStringLiteral("clearFilter"));
    connect(m_clearFilter, &QPushButton::clicked, m_filter, &QLineEdit::clear);
    m_empty->addAction(m_clearFilter);
    m_stack->addWidget(m_empty);
    card->body()->addWidget(m_stack);
    return card;
}

QWidget *HistoryPage::buildDetail()
{
    m_detail = new Card(tr("Run"));
    m_tabs = new QTabWidget;
    m_tabs->setDocumentMode(true);
    m_tabs->setAccessibleName(tr("Details of the run"));

    m_summary = new KvList;
    auto *summaryPage = new QWidget;
    auto *column = new QVBoxLayout(summaryPage);
    column->addWidget(m_summary);
    column->addStretch(1);
    auto *scroll = new QScrollArea;
    scroll->setObjectName(QStringLiteral("summaryScroll"));
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(summaryPage);
    scroll->viewport()->setAutoFillBackground(false);
    summaryPage->setAutoFillBackground(false);
    m_tabs->addTab(scroll, tr("Summary"));

    auto *hosts = makeQuietTable(QStringLiteral("historyHosts"), tr("Hosts and steps"));
    hosts->setModel(m_run);
    hosts->setItemDelegate(new StepCellDelegate(hosts));
    hosts->setSelectionMode(QAbstractItemView::NoSelection);
    hosts->horizontalHeader()->hide();
    hosts->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    hosts->horizontalHeader()->setMinimumSectionSize(92);
    RowHeader::install(*hosts, QString())->setDefaultSectionSize(size::twoLineRow);
    m_tabs->addTab(hosts, tr("Hosts"));

    m_chart = new TimeChart;
    m_tabs->addTab(m_chart, tr("Metrics"));

    auto *log = makeQuietTable(QStringLiteral("historyLog"), tr("Log"));
    log->setModel(m_log);
    log->horizontalHeader()->setStretchLastSection(true);
    log->setItemDelegate(new LogDelegate(log));
    log->horizontalHeader()->hide();
    log->setColumnWidth(LogModel::Time, 96);
    log->setColumnWidth(LogModel::Host, 90);
    log->verticalHeader()->setDefaultSectionSize(22);
    m_tabs->addTab(log, tr("Log"));

    m_report = new QPlainTextEdit;
    m_report->setObjectName(QStringLiteral("historyReport"));
    m_report->setAccessibleName(tr("Report"));
    m_report->setReadOnly(true);
    m_report->setFont(monoFont());
    m_report->setFrameShape(QFrame::NoFrame);
    m_tabs->addTab(m_report, tr("Report"));
    connect(m_tabs, &QTabWidget::currentChanged, this, [this](int tab) {
        if (m_tabs->widget(tab) == m_report && !m_runId.isEmpty())
            Q_EMIT m_intents.reportRequested(m_runId);
    });
    m_detail->body()->addWidget(m_tabs, 1);

    m_continue = makePrimaryButton(QStringLiteral("play"), tr("Continue"));
    m_rollBack = makeDangerButton(QStringLiteral("undo-2"), tr("Roll back"));
    m_handled = makeQuietButton(QStringLiteral("check"), tr("Mark as handled…"));
    m_save = makeSecondaryButton(QStringLiteral("download"), tr("Save report…"));
    m_replay = makeSecondaryButton(QStringLiteral("play"), tr("Replay"));
    m_replay->setObjectName(QStringLiteral("replayRun"));
    m_replay->setToolTip(tr("Plays the run again, as it was seen then: verdict, chart and timeline."));
    connect(m_replay, &QPushButton::clicked, this, [this] { Q_EMIT m_intents.replayRequested(m_runId); });
    m_continue->setObjectName(QStringLiteral("continueRun"));
    m_rollBack->setObjectName(QStringLiteral("rollBackRun"));
    m_handled->setObjectName(QStringLiteral("markHandled"));
    m_save->setObjectName(QStringLiteral("saveRunReport"));
    for (QPushButton *button : {m_continue, m_rollBack, m_handled, m_replay, m_save}) {
        setCompact(button);
        m_detail->addHeadingWidget(button);
    }
    connect(m_continue, &QPushButton::clicked, this, [this] { Q_EMIT m_intents.resumeRequested(m_runId); });
    connect(m_rollBack, &QPushButton::clicked, this,
            [this] { Q_EMIT m_intents.rollbackInterruptedRequested(m_runId); });
    connect(m_handled, &QPushButton::clicked, this, [this] {
        AskText ask(tr("Mark the run as handled?"),
                    tr("No end was recorded for it. Say how it was settled; the reason is kept in the "
                       "history. Its lock "
                       "on the hosts, if there is one, stays until you unlock the environment."),
                    tr("Mark as handled"), 3, this);
        if (ask.exec() == QDialog::Accepted)
            Q_EMIT m_intents.markHandledRequested(m_runId, ask.text());
    });
    connect(m_save, &QPushButton::clicked, this, [this] {
        const QString file = QFileDialog::getSaveFileName(
            this, tr("Save report"), m_runId + QStringLiteral(".md"),
            tr("Markdown (*.md);;Web page (*.html);;PDF (*.pdf);;Data (*.json)"));
        if (!file.isEmpty())
            Q_EMIT m_intents.saveReportRequested(m_runId, file);
    });
    return m_detail;
}

void HistoryPage::openCurrent()
{
    const QModelIndex current = m_table->currentIndex();
    const QString id = current.data(HistoryModel::IdRole).toString();
    if (current.isValid() && id != m_runId)
        Q_EMIT m_intents.runOpened(id);
}

void HistoryPage::showRun(const RunState &state, bool interrupted)
{
    m_runId = state.runId;
    m_run->reset(state);
    m_log->setLines(state.log);
    m_detail->setHeading(
        tr("%1 %2 in %3").arg(state.plan.project, state.plan.version, state.plan.environment));
    m_continue->setVisible(interrupted);
    m_rollBack->setVisible(interrupted);
    m_handled->setVisible(interrupted);
    m_replay->setVisible(!state.series.empty());
    m_report->clear();
    fillSummary(state);
    fillChart(state);
    if (m_tabs->currentWidget() == m_report)
        Q_EMIT m_intents.reportRequested(m_runId);
    m_detail->show();
    const int row = m_models.history->find(state.runId);
    if (row >= 0 && m_table->currentIndex().row() != row)
        m_table->selectRow(row);
}

void HistoryPage::fillSummary(const RunState &state)
{
    const auto time = [](qint64 ms) {
        return ms ? QLocale().toString(QDateTime::fromMSecsSinceEpoch(ms), QLocale::LongFormat)
                  : tr("not recorded");
    };
    m_summary->clear();
    m_summary->addRow(tr("Result"),
                      state.finished ? QStringLiteral("%1. %2").arg(outcomeWord(state.outcome), state.text)
                                     : tr("No end was recorded: it is still going on, or was interrupted."),
                      KvList::Look::Strong);
    if (state.plan.kind == PlanKind::Watch) { // changes nothing
        m_summary->addRow(tr("Watched"), state.plan.version);
    } else {
        m_summary->addRow(tr("From"),
                          state.plan.fromVersion.isEmpty() ? tr("nothing") : state.plan.fromVersion);
        m_summary->addRow(tr("To"), state.plan.version);
    }
    if (!state.plan.strategy.isEmpty())
        m_summary->addRow(tr("Strategy"), strategyText(state.plan.strategy));
    m_summary->addRow(tr("Started"), tr("%1 by %2").arg(time(state.startedMs), state.plan.by));
    if (state.finished)
        m_summary->addRow(tr("Took"), formatDuration(state.finishedMs - state.startedMs));
    if (state.verdict)
        m_summary->addRow(tr("Verdict"), state.verdict->sentence);
    if (!state.plan.reason.isEmpty())
        m_summary->addRow(tr("Reason"), state.plan.reason);
    QStringList hosts;
    for (const PlanHost &host : state.plan.hosts)
        hosts.append(host.spec.name);
    if (!hosts.isEmpty())
        m_summary->addRow(tr("Hosts"), hosts.join(QStringLiteral(", ")));
    m_summary->addRow(tr("Run"), state.runId, KvList::Look::Mono);
}

void HistoryPage::fillChart(const RunState &state)
{
    const bool has = !state.series.empty();
    m_tabs->setTabEnabled(m_tabs->indexOf(m_chart), has);
    if (has)
        showSeries(*m_chart, worstSeries(state), state);
}

/// Made when it is first asked for: it holds charts.
void HistoryPage::startReplay(const RunState &run, std::vector<RunEvent> events)
{
    if (!m_replayView) {
        m_replayView = new ReplayView;
        m_view->addWidget(m_replayView);
        connect(m_replayView, &ReplayView::left, this, &HistoryPage::leaveReplay);
    }
    m_view->setCurrentWidget(m_replayView);
    m_replayView->start(run, std::move(events));
    m_replayView->firstFocus()->setFocus();
}

void HistoryPage::leaveReplay()
{
    m_replayView->stop();
    m_view->setCurrentIndex(0);
    m_replay->setFocus();
}

void HistoryPage::showReport(const QString &runId, const QString &markdown)
{
    if (runId == m_runId)
        m_report->setPlainText(markdown);
}

void HistoryPage::setProblem(const QString &text)
{
    m_problem->setText(text);
    m_problem->setVisible(!text.isEmpty());
}

void HistoryPage::showRightState()
{
    const bool empty = m_models.history->rowCount() == 0;
    m_stack->setCurrentIndex(empty ? 1 : 0);
    const QString filter = m_filter->text().trimmed();
    m_clearFilter->setVisible(!filter.isEmpty());
    if (filter.isEmpty())
        m_empty->setTexts(tr("No runs yet"), tr("Deploy something; every step of it will be found here."));
    else
        m_empty->setTexts(tr("No runs match '%1'").arg(filter));
}

void HistoryPage::copySelection()
{
    std::vector<int> rows;
    for (const QModelIndex &index : m_table->selectionModel()->selectedRows())
        rows.push_back(index.row());
    QGuiApplication::clipboard()->setText(m_models.history->asText(rows));
}

QWidget *HistoryPage::firstFocus()
{
    if (m_replayView && m_view->currentWidget() == m_replayView)
        return m_replayView->firstFocus();
    return m_models.history->rowCount() > 0 ? static_cast<QWidget *>(m_table) : m_filter;
}

void HistoryPage::resizeEvent(QResizeEvent *event)
{
    const bool narrow = event->size().width() < allColumnsFrom;
    m_table->setColumnHidden(HistoryModel::By, narrow);
    m_table->setColumnHidden(HistoryModel::Strategy, event->size().width() < strategyFrom);
    m_table->setColumnHidden(HistoryModel::Duration, narrow);
    Page::resizeEvent(event);
}

void HistoryPage::shown()
{
    Q_EMIT m_intents.historySearchChanged(m_filter->text().trimmed());
}

} // namespace belay
