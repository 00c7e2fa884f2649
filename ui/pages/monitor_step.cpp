// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/monitor_step.h"

#include "models/domain/names.h"
#include "models/item/run_model.h"
#include "models/item/series_model.h"
#include "ui/charts/time_chart.h"
#include "ui/delegates/series_delegate.h"
#include "ui/pages/phase_list.h"
#include "ui/pages/run_chart.h"
#include "ui/pages/series_grid.h"
#include "ui/pages/watch_words.h"
#include "ui/theme/status.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/health_strip.h"
#include "ui/widgets/labels.h"
#include "ui/window_intents.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QLocale>
#include <QPushButton>
#include <QShortcut>
#include <QStackedWidget>

#include <algorithm>

namespace belay {

namespace {

constexpr int countdownTickMs = 250;
constexpr int clockTickMs = 1000;

QString timeOf(qint64 ms)
{
    return QLocale().toString(QDateTime::fromMSecsSinceEpoch(ms).time(), QStringLiteral("HH:mm:ss"));
}

} // namespace

MonitorStep::MonitorStep(WindowIntents &intents, AppModels models, QWidget *parent)
    : QWidget(parent)
    , m_intents(intents)
    , m_models(models)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    m_stack = new QStackedWidget;
    m_stack->addWidget(buildContent());
    auto *empty = new Card;
    empty->body()->addWidget(new EmptyState(
        QStringLiteral("activity"), tr("Nothing to watch yet"),
        tr("After a deployment its numbers are drawn here, before dashed and after solid. Name the "
           "metrics of this environment in the project file.")));
    m_stack->addWidget(empty);
    column->addWidget(m_stack);

    connect(&m_clock, &QTimer::timeout, this, &MonitorStep::showVerdict);
    connect(m_models.run, &RunModel::changed, this, [this] {
        showVerdict();
        showChart();
        showTimeline();
        m_health->setRun(m_models.run->state());
    });
    connect(m_models.watched, &RunModel::changed, this, [this] {
        showVerdict();
        showChart();
    });
    // The list is told after the run: its rows may be others by then.
    connect(m_models.series, &QAbstractItemModel::modelReset, this, &MonitorStep::showChart);
    connect(m_models.series, &QAbstractItemModel::rowsInserted, this, &MonitorStep::showChart);
    connect(m_models.series, &QAbstractItemModel::layoutChanged, this, &MonitorStep::showChart);
    connect(m_models.series, &QAbstractItemModel::dataChanged, this, &MonitorStep::showChart);
    for (int number = 1; number <= 9; ++number) {
        auto *shortcut = new QShortcut(QKeySequence(Qt::Key_0 + number), this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, [this, number] { chooseSeries(number - 1); });
    }
    const auto step = [this](Qt::Key key, int by) {
        auto *shortcut = new QShortcut(QKeySequence(key), this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this,
                [this, by] { chooseSeries(m_models.series->find(m_shown).row() + by); });
    };
    auto *all = new QShortcut(Qt::Key_A, this);
    all->setContext(Qt::WidgetWithChildrenShortcut);
    connect(all, &QShortcut::activated, m_showAll, &QPushButton::toggle);
    step(Qt::Key_BracketLeft, -1);
    step(Qt::Key_BracketRight, 1);
    showVerdict();
}

QWidget *MonitorStep::buildContent()
{
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::m);
    m_verdict = new Banner(Tone::Neutral);
    m_stopWatching = makeSecondaryButton(QStringLiteral("square"), tr("Stop watching"));
    m_stopWatching->setObjectName(QStringLiteral("stopWatching"));
    m_askNow = makeSecondaryButton(QStringLiteral("refresh-cw"), tr("Try now"));
    m_askNow->setObjectName(QStringLiteral("askNow"));
    m_askNow->setToolTip(tr("Asks the source of the numbers now, not at the next round."));
    connect(m_askNow, &QPushButton::clicked, this, &MonitorStep::askNow);
    m_veto = makeSecondaryButton(QStringLiteral("x"), tr("Keep it live"));
    m_veto->setObjectName(QStringLiteral("veto"));
    m_now = makeDangerButton(QStringLiteral("undo-2"), tr("Roll back now"));
    m_now->setObjectName(QStringLiteral("rollBackNow"));
    m_rollBack = makeDangerButton(QStringLiteral("undo-2"), tr("Roll back…"));
    m_rollBack->setObjectName(QStringLiteral("monitorRollBack"));
    m_incident = makeSecondaryButton(QStringLiteral("siren"), tr("Incident"));
    m_incident->setObjectName(QStringLiteral("toIncident"));
    connect(m_incident, &QPushButton::clicked, this,
            [this] { Q_EMIT m_intents.incidentShown(m_view.project, m_view.environment); });
    for (QPushButton *button : {m_askNow, m_stopWatching, m_incident, m_veto, m_now, m_rollBack})
        m_verdict->addButton(button);
    connect(m_stopWatching, &QPushButton::clicked, &m_intents, &WindowIntents::stopWatchingRequested);
    connect(m_veto, &QPushButton::clicked, &m_intents, &WindowIntents::vetoRollbackRequested);
    connect(m_now, &QPushButton::clicked, &m_intents, &WindowIntents::rollBackNowRequested);
    connect(m_rollBack, &QPushButton::clicked, this, [this] {
        Q_EMIT m_intents.rollbackPreviewRequested(m_view.project, m_view.environment, QString());
    });
    column->addWidget(m_verdict);

    auto *row = new QHBoxLayout;
    row->setSpacing(space::m);
    auto *chartCard = new Card;
    m_chart = new TimeChart;
    m_chart->setObjectName(QStringLiteral("chart"));
    m_all = new SeriesGrid;
    m_all->setObjectName(QStringLiteral("allSeries"));
    m_charts = new QStackedWidget;
    m_charts->addWidget(m_chart);
    m_charts->addWidget(m_all);
    chartCard->body()->addWidget(m_charts, 1);
    auto *chartColumn = new QVBoxLayout;
    chartColumn->setSpacing(space::m);
    chartColumn->addWidget(chartCard, 1);
    m_health = new HealthStrip;
    connect(m_health, &HealthStrip::logsRequested, this,
            [this] { Q_EMIT m_intents.logsShown(m_view.project, m_view.environment); });
    chartColumn->addWidget(m_health);
    row->addLayout(chartColumn, 1);
    auto *listCard = new Card(tr("Metrics"));
    m_showAll = makeSecondaryButton(QStringLiteral("layout-dashboard"), tr("All"));
    m_showAll->setObjectName(QStringLiteral("showAllSeries"));
    m_showAll->setCheckable(true);
    m_showAll->setToolTip(tr("All numbers beside each other, or the chosen one (A)."));
    setCompact(m_showAll);
    connect(m_showAll, &QPushButton::toggled, this, &MonitorStep::showAllSeries);
    listCard->addHeadingWidget(m_showAll);
    m_series = new QListView;
    m_series->setObjectName(QStringLiteral("series"));
    m_series->setAccessibleName(tr("Metrics"));
    m_series->setModel(m_models.series);
    m_series->setItemDelegate(new SeriesDelegate(m_series));
    m_series->setFrameShape(QFrame::NoFrame);
    m_series->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(m_series, &QListView::clicked, this,
            [this](const QModelIndex &index) { chooseSeries(index.row()); });
    connect(m_series, &QListView::activated, this,
            [this](const QModelIndex &index) { chooseSeries(index.row()); });
    connect(m_series->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex &current) {
                if (m_series->hasFocus())
                    chooseSeries(current.row());
            });
    listCard->body()->addWidget(m_series, 1);
    m_readiness = makeWrappedLabel(QString(), TextRole::Meta);
    listCard->body()->addWidget(m_readiness);
    auto *side = new QWidget;
    side->setFixedWidth(280);
    auto *sideColumn = new QVBoxLayout(side);
    sideColumn->setContentsMargins(0, 0, 0, 0);
    sideColumn->setSpacing(space::m);
    sideColumn->addWidget(listCard, 3);
    m_after = new PhaseList(CheckPhase::After, *m_models.checklist);
    connect(m_after, &PhaseList::answered, &m_intents, &WindowIntents::answerRequested);
    m_after->setListName(QStringLiteral("afterList"));
    sideColumn->addWidget(m_after, 1);
    row->addWidget(side);
    column->addLayout(row, 1);

    auto *timeline = new Card;
    m_timeline = makeWrappedLabel(QString(), TextRole::Meta);
    timeline->body()->addWidget(m_timeline);
    column->addWidget(timeline);
    return content;
}

void MonitorStep::setWatchedOn(const std::optional<WatchedOn> &later)
{
    m_later = later;
    showVerdict();
}

void MonitorStep::setReplayed(bool replayed)
{
    m_replayMs = replayed ? std::optional<qint64>(0) : std::nullopt;
    showVerdict();
}

void MonitorStep::setReplayTime(qint64 timeMs)
{
    m_replayMs = timeMs;
    showVerdict();
}

qint64 MonitorStep::nowMs() const
{
    return m_replayMs.value_or(QDateTime::currentMSecsSinceEpoch());
}

void MonitorStep::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    showVerdict();
}

void MonitorStep::hideEvent(QHideEvent *event)
{
    m_clock.stop();
    QWidget::hideEvent(event);
}

void MonitorStep::setView(const ReleaseView &view)
{
    m_view = view;
    m_readiness->setText(view.readiness.text);
    setTone(m_readiness, view.readiness.ready ? Tone::Ok : Tone::Neutral);
    m_rollBack->setText(view.readiness.toVersion.isEmpty()
                            ? tr("Roll back…")
                            : tr("Roll back to %1…").arg(view.readiness.toVersion));
    showVerdict();
}

/// What is shown moves on by itself while something counts; a page nobody sees does not.
void MonitorStep::keepTime(const RunState &run, const WatchOutlook &outlook, qint64 nowMs)
{
    const bool counting = run.countdownEndsMs > nowMs;
    const bool moves = isVisible() && !m_replayMs && (counting || outlook.watching || m_later);
    m_clock.setInterval(counting ? countdownTickMs : clockTickMs);
    if (moves != m_clock.isActive())
        moves ? m_clock.start() : m_clock.stop();
}

void MonitorStep::showVerdict()
{
    const RunState &run = m_models.run->state();
    const qint64 now = nowMs();
    const RunState &release = m_models.watched->state();
    WatchOutlook outlook = watchOutlook(run, now);
    if (outlook.nextRoundMs == m_askedInsteadOfMs)
        outlook.nextRoundMs = now;
    const bool counting = run.countdownEndsMs > now;
    m_stack->setCurrentIndex(release.series.empty() ? 1 : 0);
    m_after->setWanted(!m_replayMs && run.liveMs > 0 && run.plan.project == m_view.project &&
                       run.plan.environment == m_view.environment);
    keepTime(run, outlook, now);
    showButtons(run, outlook, counting);
    if (counting) {
        m_verdict->setTone(Tone::Danger);
        m_verdict->setIcon(statusLook(VerdictKind::RollBack).icon);
        m_verdict->setTexts(tr("Automatic rollback in %1").arg(formatDuration(run.countdownEndsMs - now)),
                            release.verdict ? release.verdict->sentence : QString());
        return;
    }
    if (run.undoing || run.outcome == Outcome::RolledBack || run.outcome == Outcome::NotRolledBack) {
        showWayBack(run);
        return;
    }
    const bool takenBack = run.plan.kind == PlanKind::Rollback && release.aftermath;
    const WatchWords words =
        takenBack ? aftermathWords(release, run) : watchWords(run, outlook, m_later, now);
    m_verdict->setTone(words.tone);
    m_verdict->setIcon(words.icon);
    m_verdict->setTexts(words.title, words.more);
}

/// The answer, or that there is none, comes as a round like any other.
void MonitorStep::askNow()
{
    m_askedInsteadOfMs = watchOutlook(m_models.run->state(), nowMs()).nextRoundMs;
    Q_EMIT m_intents.sourceAskedNow(m_view.project, m_view.environment);
    showVerdict();
}

void MonitorStep::showButtons(const RunState &run, const WatchOutlook &outlook, bool counting)
{
    if (m_replayMs) {
        for (QPushButton *button : {m_askNow, m_stopWatching, m_incident, m_veto, m_now, m_rollBack})
            button->hide();
        return;
    }
    m_stopWatching->setVisible(outlook.watching && m_view.runActive);
    const bool laterIsSilent =
        m_later && m_later->verdict && m_later->verdict->kind == VerdictKind::NotEnoughData;
    m_askNow->setVisible(!counting &&
                         ((outlook.watching && outlook.silent && m_view.runActive) || laterIsSilent));
    const std::optional<Verdict> &verdict = m_models.watched->state().verdict;
    m_incident->setVisible(verdict && verdict->kind == VerdictKind::RollBack && !run.undoing);
    m_veto->setVisible(counting);
    m_now->setVisible(counting);
    m_rollBack->setVisible(!counting && !run.undoing && run.liveMs > 0 &&
                           run.outcome != Outcome::RolledBack && run.plan.kind != PlanKind::Rollback);
    m_rollBack->setEnabled(m_view.readiness.ready || m_view.readiness.checkedMs == 0);
    m_rollBack->setToolTip(m_view.readiness.text);
    m_readiness->setVisible(run.plan.kind != PlanKind::Rollback); // that way has been taken
    const bool calm = !run.verdict || run.verdict->kind == VerdictKind::Healthy;
    // While all is well the way back is there, and does not shout.
    setWeight(m_rollBack, calm ? ButtonWeight::Secondary : ButtonWeight::Danger, QStringLiteral("undo-2"));
}

/// The verdict has been acted upon: what counts now is which release serves.
void MonitorStep::showWayBack(const RunState &run)
{
    const StatusLook look = statusLook(run.outcome);
    m_verdict->setTone(run.undoing ? Tone::Warn : look.tone);
    m_verdict->setIcon(run.undoing ? QStringLiteral("undo-2") : look.icon);
    m_verdict->setTexts(run.undoing ? tr("Rolling back") : run.text,
                        run.verdict ? run.verdict->sentence : QString());
}

void MonitorStep::chooseSeries(int row)
{
    const QModelIndex index = m_models.series->index(row);
    if (!index.isValid())
        return;
    m_shown = index.data(SeriesModel::IdRole).toString();
    m_chosen = true;
    m_showAll->setChecked(false); // whoever chooses one wants to see it
    m_series->setCurrentIndex(index);
    showChart();
}

void MonitorStep::showChart()
{
    const RunState &run = m_models.watched->state();
    if (run.series.empty()) {
        m_chosen = false;
        m_shown.clear();
        return;
    }
    if (!m_chosen || !m_models.series->series(m_shown))
        m_shown = worstSeries(run);
    if (!m_chosen)
        m_series->setCurrentIndex(m_models.series->find(m_shown));
    if (m_charts->currentWidget() == m_all) {
        QStringList order;
        for (int row = 0; row < m_models.series->rowCount(); ++row)
            order.append(m_models.series->index(row).data(SeriesModel::IdRole).toString());
        m_all->setState(run, order);
        return; // the other one is not seen
    }
    showSeries(*m_chart, m_shown, run);
}

void MonitorStep::showAllSeries(bool all)
{
    m_charts->setCurrentWidget(all ? static_cast<QWidget *>(m_all) : m_chart);
    showChart();
}

void MonitorStep::showTimeline()
{
    const RunState &run = m_models.run->state();
    QStringList parts;
    if (run.startedMs)
        parts.append(tr("%1 started").arg(timeOf(run.startedMs)));
    for (const StepStatus &step : run.steps) {
        const bool telling = step.kind == StepKind::Switch || step.kind == StepKind::Migrate;
        if (telling && step.state == StepState::Passed)
            parts.append(QStringLiteral("%1 %2 %3").arg(timeOf(step.startedMs), step.title, step.host));
    }
    if (run.liveMs)
        parts.append(tr("%1 live everywhere").arg(timeOf(run.liveMs)));
    if (run.finishedMs)
        parts.append(tr("%1 ended").arg(timeOf(run.finishedMs)));
    m_timeline->setText(parts.join(QStringLiteral("   ·   ")));
}

} // namespace belay
