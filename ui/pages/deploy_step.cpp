// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/deploy_step.h"

#include "models/domain/names.h"
#include "models/item/history_model.h"
#include "models/item/log_model.h"
#include "models/item/run_model.h"
#include "ui/delegates/log_delegate.h"
#include "ui/delegates/step_cell_delegate.h"
#include "ui/dialogs/ask_text.h"
#include "ui/pages/phase_list.h"
#include "ui/pages/quiet_table.h"
#include "ui/pages/row_header.h"
#include "ui/theme/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/failure_card.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/search_field.h"
#include "ui/window_intents.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDateTime>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>

namespace belay {

namespace {

constexpr int logRow = 22;
constexpr int besideWidth = 280; ///< of the list beside the log

Tone toneOf(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Succeeded:
        return Tone::Ok;
    case Outcome::Cancelled:
    case Outcome::Handled:
        return Tone::Neutral;
    case Outcome::RolledBack:
    case Outcome::VerdictNoData:
        return Tone::Warn;
    default:
        return Tone::Danger;
    }
}

/// While nothing is live, Stop undoes what was begun; when all is back already there is nothing to do.
bool mayLeadBack(const RunState &run)
{
    if (run.plan.kind != PlanKind::Deploy || run.outcome == Outcome::RolledBack || run.undoing)
        return false;
    return run.liveMs > 0 || run.outcome == Outcome::Partial || run.outcome == Outcome::NotRolledBack;
}

} // namespace

DeployStep::DeployStep(WindowIntents &intents, AppModels models, QWidget *parent)
    : QWidget(parent)
    , m_intents(intents)
    , m_models(models)
    , m_logFilter(new LogFilterModel(this))
{
    m_logFilter->setSourceModel(m_models.log);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::m);
    m_banner = new Banner(Tone::Info);
    m_banner->hide();
    column->addWidget(m_banner);
    m_failure = new FailureCard;
    m_failure->hide();
    connect(m_failure, &FailureCard::chosen, &m_intents, &WindowIntents::failureAnswered);
    column->addWidget(m_failure);

    auto *head = new QHBoxLayout;
    head->setSpacing(space::s);
    m_summary = makeLabel(QString(), TextRole::Strong);
    head->addWidget(m_summary, 1);
    m_stop = makeSecondaryButton(QStringLiteral("square"), tr("Stop"));
    m_stop->setObjectName(QStringLiteral("stopRun"));
    m_stop->setToolTip(tr("Finishes the running step and starts no new one; what was begun is undone."));
    connect(m_stop, &QPushButton::clicked, &m_intents, &WindowIntents::stopRunRequested);
    m_rollBack = makeDangerButton(QStringLiteral("undo-2"), tr("Roll back…"));
    m_rollBack->setObjectName(QStringLiteral("rollBack"));
    connect(m_rollBack, &QPushButton::clicked, this, [this] {
        Q_EMIT m_intents.rollbackPreviewRequested(m_view.project, m_view.environment, QString());
    });
    m_deploy = makePrimaryButton(QStringLiteral("rocket"), tr("Deploy"));
    m_deploy->setObjectName(QStringLiteral("deploy"));
    connect(m_deploy, &QPushButton::clicked, this, [this] { askAndDeploy(When::Now); });
    m_wait = makeSecondaryButton(QStringLiteral("lock"), tr("Deploy when unlocked"));
    m_wait->setObjectName(QStringLiteral("deployWhenUnlocked"));
    m_wait->setToolTip(tr("Somebody else holds a lock. Waits up to an hour until it is free, then deploys."));
    connect(m_wait, &QPushButton::clicked, this, [this] { askAndDeploy(When::Unlocked); });
    head->addWidget(m_stop);
    head->addWidget(m_rollBack);
    head->addWidget(m_wait);
    head->addWidget(m_deploy);
    column->addLayout(head);

    auto *splitter = new QSplitter(Qt::Vertical);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(buildMatrix());
    auto *below = new QWidget;
    auto *belowRow = new QHBoxLayout(below);
    belowRow->setContentsMargins(0, 0, 0, 0);
    belowRow->setSpacing(space::m);
    belowRow->addWidget(buildLog(), 1);
    m_during = new PhaseList(CheckPhase::During, *m_models.checklist);
    connect(m_during, &PhaseList::answered, &m_intents, &WindowIntents::answerRequested);
    m_during->setListName(QStringLiteral("duringList"));
    m_during->setFixedWidth(besideWidth);
    belowRow->addWidget(m_during);
    splitter->addWidget(below);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    column->addWidget(splitter, 1);

    m_clock.setInterval(1000);
    connect(&m_clock, &QTimer::timeout, this, &DeployStep::showRun);
    connect(m_models.run, &RunModel::changed, this, &DeployStep::showRun);
    connect(m_models.run, &QAbstractItemModel::modelReset, this, &DeployStep::showHosts);
    showHosts();
    showRun();
}

QWidget *DeployStep::buildMatrix()
{
    auto *card = new Card;
    m_stack = new QStackedWidget;
    m_matrix = makeQuietTable(QStringLiteral("runMatrix"), tr("Hosts and steps"));
    m_matrix->setModel(m_models.run);
    m_matrix->setSelectionBehavior(QAbstractItemView::SelectItems);
    m_matrix->setSelectionMode(QAbstractItemView::NoSelection); // the focus ring shows where the keys go
    m_matrix->setItemDelegate(new StepCellDelegate(m_matrix));
    m_matrix->horizontalHeader()->hide();
    m_matrix->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_matrix->horizontalHeader()->setMinimumSectionSize(92);
    RowHeader *hosts = RowHeader::install(*m_matrix, QString());
    hosts->setDefaultSectionSize(size::twoLineRow);
    hosts->setMinimumWidth(96);
    m_stack->addWidget(m_matrix);
    m_empty = new EmptyState(QStringLiteral("rocket"), tr("Nothing has been deployed here yet"));
    m_stack->addWidget(m_empty);
    card->body()->addWidget(m_stack);
    return card;
}

QWidget *DeployStep::buildLog()
{
    m_logCard = new Card(tr("Log"));
    m_host = new QComboBox;
    m_host->setObjectName(QStringLiteral("logHost"));
    m_host->setAccessibleName(tr("Host"));
    connect(m_host, &QComboBox::activated, this,
            [this](int index) { m_logFilter->setHost(index == 0 ? QString() : m_host->itemText(index)); });
    auto *errors = new QCheckBox(tr("Errors only"));
    errors->setObjectName(QStringLiteral("errorsOnly"));
    connect(errors, &QCheckBox::toggled, m_logFilter, &LogFilterModel::setErrorsOnly);
    auto *find = new SearchField(tr("Find"));
    find->setObjectName(QStringLiteral("logFind"));
    find->setAccessibleName(tr("Find in the log"));
    find->setMaximumWidth(200);
    connect(find, &QLineEdit::textChanged, m_logFilter, &LogFilterModel::setText);
    auto *follow = new QCheckBox(tr("Follow"));
    follow->setObjectName(QStringLiteral("follow"));
    follow->setChecked(true);
    for (QWidget *widget : {static_cast<QWidget *>(m_host), static_cast<QWidget *>(errors),
                            static_cast<QWidget *>(find), static_cast<QWidget *>(follow)})
        m_logCard->addHeadingWidget(widget);
    m_log = makeQuietTable(QStringLiteral("log"), tr("Log"));
    m_log->setModel(m_logFilter);
    m_log->setItemDelegate(new LogDelegate(m_log));
    m_log->horizontalHeader()->hide();
    m_log->horizontalHeader()->setStretchLastSection(true);
    m_log->setColumnWidth(LogModel::Time, 96);
    m_log->setColumnWidth(LogModel::Host, 90);
    m_log->verticalHeader()->setDefaultSectionSize(logRow);
    const auto toTheEnd = [this, follow] {
        if (follow->isChecked())
            m_log->scrollToBottom();
    };
    // New lines, another filter and another height all change how far the log can be scrolled.
    connect(m_log->verticalScrollBar(), &QScrollBar::rangeChanged, this, toTheEnd);
    connect(follow, &QCheckBox::toggled, this, toTheEnd);
    m_logCard->body()->addWidget(m_log);
    return m_logCard;
}

void DeployStep::showHosts()
{
    const QSignalBlocker quiet(m_host);
    m_host->clear();
    m_host->addItem(tr("All hosts"));
    for (const PlanHost &host : m_models.run->state().plan.hosts)
        m_host->addItem(host.spec.name);
    m_logFilter->setHost({});
}

void DeployStep::setView(const ReleaseView &view)
{
    m_view = view;
    m_deploy->setText(view.version.isEmpty() ? tr("Deploy") : tr("Deploy %1").arg(view.version));
    m_deploy->setVisible(!view.runActive);
    m_deploy->setEnabled(view.trusted && !view.planning && view.plan.has_value() && view.hold.isEmpty());
    const bool locked = view.planError && view.planError->kind == ErrorKind::Locked;
    m_wait->setVisible(locked && view.hold.isEmpty() && view.trusted && !view.runActive && !view.planning);
    QString why;
    if (!view.hold.isEmpty())
        why = tr("Deploys are held: %1. Unlock the environment on the Targets page.").arg(view.hold);
    else if (!view.plan)
        why = tr("Make the plan first: it shows exactly what will happen.");
    else if (!view.gate.open)
        why = tr("%1 must-pass items of the checklist are open. Settle them, or press Deploy and give a "
                 "reason.")
                  .arg(view.gate.blocking.size());
    else
        why = tr("Press Deploy to begin.");
    m_deploy->setToolTip(why);
    const bool ready = view.plan && view.hold.isEmpty();
    m_empty->setTexts(ready ? tr("%1 is ready to go to %2").arg(view.version, view.environment)
                            : tr("Nothing is being deployed here"),
                      why);
    if (view.failure)
        m_failure->setQuestion(*view.failure, view.failureEndsMs);
    m_failure->setVisible(view.failure.has_value());
    showRun();
}

void DeployStep::showRun()
{
    const RunState &run = m_models.run->state();
    const bool going = run.started && !run.finished;
    m_clock.isActive() == going ? void() : going ? m_clock.start() : m_clock.stop();
    m_stack->setCurrentIndex(run.started ? 0 : 1);
    const bool waits = !m_view.waitingFor.isEmpty();
    m_stop->setVisible(waits || (m_view.runActive && !run.undoing));
    m_logCard->setVisible(run.started);
    m_during->setWanted(run.started && run.plan.kind == PlanKind::Deploy &&
                        run.plan.project == m_view.project && run.plan.environment == m_view.environment);
    m_rollBack->setVisible(mayLeadBack(run));
    const RunModel::Summary summary = m_models.run->summary(QDateTime::currentMSecsSinceEpoch());
    QStringList parts;
    if (run.finished && run.liveMs == 0) {
        parts.append(tr("Took %1").arg(formatDuration(run.finishedMs - run.startedMs)));
    } else if (run.started) {
        if (run.undoing) {
            parts.append(tr("undoing"));
        } else {
            parts.append(tr("%1 of %2 hosts").arg(summary.hostsDone).arg(summary.hosts));
            parts.append(tr("step %1 of %2").arg(summary.stepsDone).arg(summary.steps));
        }
        parts.append(formatDuration(summary.elapsedMs));
        if (going && summary.leftMs > 0)
            parts.append(tr("about %1 left").arg(formatDuration(summary.leftMs)));
    }
    m_summary->setText(parts.join(QStringLiteral(" · ")));
    if (waits) {
        m_banner->setTone(Tone::Info);
        m_banner->setTexts(tr("Waiting for a lock"), m_view.waitingFor);
    } else if (run.finished) {
        m_banner->setTone(toneOf(run.outcome));
        m_banner->setTexts(outcomeWord(run.outcome), run.text);
    } else if (run.undoing) {
        m_banner->setTone(Tone::Warn);
        m_banner->setTexts(tr("Undoing what was begun"), run.text);
    }
    m_banner->setVisible(waits || run.finished || run.undoing);
    m_failure->showTimeLeft(QDateTime::currentMSecsSinceEpoch());
}

void DeployStep::askAndDeploy(When when)
{
    const auto deploy = [this, when](const QString &reason) {
        if (when == When::Now)
            Q_EMIT m_intents.deployRequested(reason);
        else
            Q_EMIT m_intents.deployWhenUnlockedRequested(reason);
    };
    if (m_view.gate.open) {
        deploy(QString());
        return;
    }
    AskText ask(tr("Deploy %1 with an open checklist?").arg(m_view.version),
                tr("Open must-pass items: %1. The reason is kept in the history and printed in the report.")
                    .arg(m_view.gate.blocking.join(QStringLiteral(", "))),
                tr("Deploy %1 anyway").arg(m_view.version), 10, this);
    if (ask.exec() == QDialog::Accepted)
        deploy(ask.text());
}

} // namespace belay
