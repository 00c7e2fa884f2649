// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/plan_step.h"

#include "models/domain/names.h"
#include "models/item/plan_model.h"
#include "ui/delegates/plan_delegate.h"
#include "ui/pages/form_rows.h"
#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/icon_view.h"
#include "ui/widgets/kv_list.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/skeleton.h"
#include "ui/window_intents.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QTreeView>

namespace belay {

namespace {

enum Shown { Tree, State, Loading };

constexpr int choiceWidth = 332;
constexpr int labelWidth = 84;

/// What a person is writing stays, whatever the hosts answer meanwhile: filling a box again empties its
/// field.
void fill(QComboBox *box, const QStringList &words, const QString &current)
{
    const QSignalBlocker quiet(box);
    const bool isWritten = box->isEditable() && box->lineEdit()->hasFocus();
    const QString written = isWritten ? box->currentText() : QString();
    QStringList now;
    for (int i = 0; i < box->count(); ++i)
        now.append(box->itemText(i));
    if (now != words) {
        box->clear();
        box->addItems(words);
    }
    if (box->isEditable()) {
        const QString text = written.isEmpty() ? current : written;
        if (box->currentText() != text) // the cursor stays where it is
            box->setEditText(text);
    } else {
        box->setCurrentText(current);
    }
}

void clearLayout(QLayout *layout)
{
    while (QLayoutItem *item = layout->takeAt(0)) {
        if (QLayout *inner = item->layout())
            clearLayout(inner);
        delete item->widget();
        delete item;
    }
}

QString strategyText(const Plan &plan)
{
    int switchStages = 0;
    for (const Stage &stage : plan.stages)
        for (const belay::Step &step : stage.steps)
            if (step.kind == StepKind::Switch) {
                ++switchStages;
                break;
            }
    return switchStages > 1 ? PlanStep::tr("rolling, %1 groups").arg(switchStages)
                            : PlanStep::tr("all hosts at once");
}

} // namespace

PlanStep::PlanStep(WindowIntents &intents, AppModels models, QWidget *parent)
    : QWidget(parent)
    , m_intents(intents)
    , m_models(models)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::m);
    QWidget *choice = buildChoice();
    choice->setFixedWidth(choiceWidth);
    row->addWidget(choice);
    row->addWidget(buildSteps(), 1);
}

QWidget *PlanStep::buildChoice()
{
    auto *card = new Card(tr("What"));
    const auto box = [](const QString &objectName, const QString &name) {
        auto *combo = new QComboBox;
        combo->setObjectName(objectName);
        combo->setAccessibleName(name);
        combo->setMinimumWidth(140);
        return combo;
    };
    m_project = box(QStringLiteral("project"), tr("Service"));
    m_environment = box(QStringLiteral("environment"), tr("Environment"));
    m_version = box(QStringLiteral("version"), tr("Version"));
    m_version->setEditable(true);
    m_version->setInsertPolicy(QComboBox::NoInsert);
    m_version->lineEdit()->setPlaceholderText(tr("found out when planning"));
    auto *choice = new KvList;
    choice->addWidgetRow(tr("Service"), m_project);
    choice->addWidgetRow(tr("Environment"), m_environment);
    choice->addWidgetRow(tr("Version"), m_version);
    m_plan = makeSecondaryButton(QStringLiteral("refresh-cw"), tr("Plan"));
    m_plan->setObjectName(QStringLiteral("plan"));
    choice->addWidgetRow(QString(), m_plan);
    setLabelWidth(*choice, labelWidth);
    card->body()->addWidget(choice);
    card->body()->addSpacing(space::m);
    m_facts = new KvList;
    setLabelWidth(*m_facts, labelWidth);
    card->body()->addWidget(m_facts);
    card->body()->addStretch(1);
    connect(m_project, &QComboBox::activated, this, &PlanStep::choose);
    connect(m_environment, &QComboBox::activated, this, &PlanStep::choose);
    connect(m_version, &QComboBox::activated, this, &PlanStep::choose);
    connect(m_version->lineEdit(), &QLineEdit::returnPressed, this, &PlanStep::planNow);
    m_version->lineEdit()->installEventFilter(this);
    m_version->installEventFilter(this);
    connect(m_plan, &QPushButton::clicked, this, &PlanStep::planNow);
    return card;
}

QWidget *PlanStep::buildSteps()
{
    auto *card = new Card(tr("Exactly what will happen"));
    m_copy = makeQuietButton(QStringLiteral("terminal"), tr("Copy as commands"));
    m_copy->setObjectName(QStringLiteral("copyPlan"));
    setCompact(m_copy);
    connect(m_copy, &QPushButton::clicked, this, &PlanStep::copyRequested);
    card->addHeadingWidget(m_copy);

    m_stack = new QStackedWidget;
    m_tree = new QTreeView;
    m_tree->setObjectName(QStringLiteral("planTree"));
    m_tree->setAccessibleName(tr("Steps of the plan"));
    m_tree->setModel(m_models.plan);
    m_tree->setItemDelegate(new PlanDelegate(m_tree));
    m_tree->setHeaderHidden(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setIndentation(space::l);
    connect(m_models.plan, &QAbstractItemModel::modelReset, m_tree, &QTreeView::expandAll);
    m_stack->addWidget(m_tree);
    m_state = new EmptyState(QStringLiteral("list-checks"), tr("Nothing planned yet"));
    m_stack->addWidget(m_state);
    m_stack->addWidget(new Skeleton(8, size::row));
    m_stack->setCurrentIndex(State);
    card->body()->addWidget(m_stack, 1);

    auto *remarks = new QWidget;
    m_remarks = new QVBoxLayout(remarks);
    m_remarks->setContentsMargins(0, 0, 0, 0);
    m_remarks->setSpacing(space::xs);
    card->body()->addWidget(remarks);
    m_next = makePrimaryButton(QStringLiteral("arrow-right"), tr("Checklist"));
    m_next->setObjectName(QStringLiteral("toChecklist"));
    connect(m_next, &QPushButton::clicked, this, &PlanStep::nextRequested);
    card->body()->addWidget(m_next, 0, Qt::AlignTrailing);
    return card;
}

/// The field leaves Return to its box, which hands it to the field a second time: the hosts were asked twice.
/// With Ctrl it is not for the field at all, which would choose its version anew and forget the plan.
bool PlanStep::eventFilter(QObject *watched, QEvent *event)
{
    const auto *key = event->type() == QEvent::KeyPress ? static_cast<QKeyEvent *>(event) : nullptr;
    const bool isReturn = key && (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter);
    const bool isMainKey = isReturn && key->modifiers().testFlag(Qt::ControlModifier);
    if (!isReturn || (watched != m_version->lineEdit() && !isMainKey))
        return QWidget::eventFilter(watched, event);
    if (isMainKey)
        event->ignore(); // goes on to the window
    else
        planNow();
    return true;
}

void PlanStep::planNow()
{
    choose();
    Q_EMIT m_intents.planRequested();
}

void PlanStep::choose()
{
    Q_EMIT m_intents.releaseChosen(m_project->currentText(), m_environment->currentText(),
                                   m_version->currentText().trimmed());
}

void PlanStep::setView(const ReleaseView &view)
{
    fill(m_project, view.projects, view.project);
    fill(m_environment, view.environments, view.environment);
    fill(m_version, view.versions, view.version);
    m_plan->setText(view.plan ? tr("Plan again") : tr("Plan"));
    m_plan->setEnabled(!view.planning && !view.project.isEmpty());
    m_next->setEnabled(view.plan.has_value());
    // What comes next is the one main button: to plan, then to go on.
    setWeight(m_plan, view.plan ? ButtonWeight::Secondary : ButtonWeight::Primary,
              QStringLiteral("refresh-cw"));
    setWeight(m_next, view.plan ? ButtonWeight::Primary : ButtonWeight::Secondary,
              QStringLiteral("arrow-right"));
    m_copy->setEnabled(view.plan.has_value());
    fillFacts(view);
    fillRemarks(view);
    if (view.planning) {
        m_stack->setCurrentIndex(Loading);
    } else if (view.plan) {
        m_stack->setCurrentIndex(Tree);
    } else {
        m_stack->setCurrentIndex(State);
        if (view.planError)
            m_state->setTexts(view.planError->summary, QString(view.planError->hint + QLatin1Char('\n') +
                                                               view.planError->detail.left(600))
                                                           .trimmed());
        else if (view.project.isEmpty())
            m_state->setTexts(tr("No service chosen"),
                              tr("Open a project, or try the sandbox, on the Overview."));
        else
            m_state->setTexts(
                tr("Nothing planned yet"),
                tr("Choose the version and press Plan: the hosts are asked, and nothing is changed."));
    }
}

void PlanStep::fillFacts(const ReleaseView &view)
{
    m_facts->clear();
    if (!view.plan)
        return;
    const Plan &plan = *view.plan;
    m_facts->addRow(tr("From"), plan.fromVersion.isEmpty() ? tr("nothing is live") : plan.fromVersion);
    m_facts->addRow(tr("To"), plan.version, KvList::Look::Strong);
    if (!plan.commit.isEmpty())
        m_facts->addRow(tr("Commit"), plan.commit.left(12), KvList::Look::Mono);
    QStringList hosts;
    for (const PlanHost &host : plan.hosts)
        hosts.append(host.spec.name);
    m_facts->addRow(tr("Hosts"), hosts.join(QStringLiteral(", ")));
    m_facts->addRow(tr("Strategy"), strategyText(plan));
    m_facts->addRow(tr("Steps"), QString::number(stepCount(plan)));
    m_facts->addRow(tr("Plan"), plan.runId, KvList::Look::Mono);
}

void PlanStep::fillRemarks(const ReleaseView &view)
{
    clearLayout(m_remarks);
    const auto add = [this](const QString &iconName, Tone tone, const QString &text) {
        auto *row = new QHBoxLayout;
        row->setSpacing(space::s);
        row->addWidget(new IconView(icon(iconName, toneRole(tone)), size::iconSmall), 0, Qt::AlignTop);
        row->addWidget(makeWrappedLabel(text, TextRole::Meta), 1);
        m_remarks->addLayout(row);
    };
    if (!view.trusted)
        add(QStringLiteral("shield-alert"), Tone::Warn,
            tr("The project is not trusted: no host was asked, and this plan is for reading only."));
    if (!view.hold.isEmpty())
        add(QStringLiteral("lock"), Tone::Warn, tr("Deploys are held: %1").arg(view.hold));
    if (!view.plan)
        return;
    for (const QString &warning : view.plan->warnings)
        add(QStringLiteral("triangle-alert"), Tone::Warn, warning);
    if (view.readiness.checkedMs > 0)
        add(view.readiness.ready ? QStringLiteral("circle-check") : QStringLiteral("circle"),
            view.readiness.ready ? Tone::Ok : Tone::Neutral,
            tr("Way back today: %1").arg(view.readiness.text));
    for (const QString &note : view.plan->notes)
        add(QStringLiteral("info"), Tone::Neutral, note);
}

} // namespace belay
