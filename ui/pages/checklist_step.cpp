// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/checklist_step.h"

#include "models/item/checklist_model.h"
#include "ui/delegates/checklist_delegate.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/search_field.h"
#include "ui/window_intents.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QShortcut>
#include <QTreeView>

#include <utility>

namespace belay {

namespace {

constexpr int shortestReason = 10;

CheckKind kindOf(const QModelIndex &item)
{
    return static_cast<CheckKind>(item.data(ChecklistModel::KindRole).toInt());
}

/// What a person has said, and can take back. What Belay found by itself is not.
bool isSaidByPerson(CheckState state, CheckKind kind)
{
    const bool ticked =
        state == CheckState::Passed && (kind == CheckKind::Ask || kind == CheckKind::Evidence);
    return state == CheckState::Waived || state == CheckState::NotApplicable || ticked;
}

/// How Belay comes to know about the item.
QString wayOf(CheckKind kind, const QString &command)
{
    switch (kind) {
    case CheckKind::Command:
        return ChecklistStep::tr("Runs: %1").arg(command);
    case CheckKind::Inspect:
        return ChecklistStep::tr("Belay looks by itself: at files, git, hosts or the history.");
    case CheckKind::Evidence:
        return ChecklistStep::tr("Belay collects what speaks for it; whether it is done is your answer.");
    case CheckKind::Ask:
        break;
    }
    return {};
}

QString runWord(CheckKind kind)
{
    return kind == CheckKind::Evidence  ? ChecklistStep::tr("Collect")
           : kind == CheckKind::Inspect ? ChecklistStep::tr("Look")
                                        : ChecklistStep::tr("Run");
}

} // namespace

ChecklistStep::ChecklistStep(WindowIntents &intents, AppModels models, QWidget *parent)
    : QWidget(parent)
    , m_intents(intents)
    , m_models(models)
    , m_filterModel(new ChecklistFilterModel(this))
{
    m_filterModel->setSourceModel(m_models.checklist);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::m);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::m);
    row->addWidget(buildList(), 3);
    row->addWidget(buildDetail(), 2);
    column->addLayout(row, 1);

    auto *foot = new QHBoxLayout;
    m_gate = makeWrappedLabel(QString(), TextRole::Body);
    m_next = makePrimaryButton(QStringLiteral("rocket"), tr("Deploy"));
    m_next->setObjectName(QStringLiteral("toDeploy"));
    connect(m_next, &QPushButton::clicked, this, &ChecklistStep::nextRequested);
    foot->addWidget(m_gate, 1);
    foot->addWidget(m_next);
    column->addLayout(foot);

    const auto key = [this](const QKeySequence &keys, auto function) {
        auto *shortcut = new QShortcut(keys, this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, function);
    };
    key(Qt::Key_F5, [this] { m_runAll->click(); });
    key(QKeySequence::Find, [this] { m_filter->setFocus(); });
    key(QKeySequence::Undo, [this] { takeBack(); });
    auto *space = new QShortcut(Qt::Key_Space, m_tree);
    space->setContext(Qt::WidgetShortcut);
    connect(space, &QShortcut::activated, this, &ChecklistStep::runOrTick);
    connect(m_models.checklist, &QAbstractItemModel::dataChanged, this, &ChecklistStep::showItem);
    showItem();
}

QWidget *ChecklistStep::buildList()
{
    auto *card = new Card;
    auto *head = new QHBoxLayout;
    head->setSpacing(space::s);
    m_summary = new ElidedLabel(QString(), TextRole::Strong);
    head->addWidget(m_summary, 1);
    m_openOnly = new QCheckBox(tr("Only open"));
    m_openOnly->setObjectName(QStringLiteral("openOnly"));
    connect(m_openOnly, &QCheckBox::toggled, m_filterModel, &ChecklistFilterModel::setOpenOnly);
    m_runAll = makeSecondaryButton(QStringLiteral("play"), tr("Run all automatic"));
    m_runAll->setObjectName(QStringLiteral("runAll"));
    m_runAll->setToolTip(tr("F5"));
    setCompact(m_runAll);
    connect(m_runAll, &QPushButton::clicked, this, [this] { Q_EMIT m_intents.runChecksRequested({}); });
    head->addWidget(m_runAll);
    m_stop = makeSecondaryButton(QStringLiteral("square"), tr("Stop"));
    m_stop->setObjectName(QStringLiteral("stopChecks"));
    setCompact(m_stop);
    connect(m_stop, &QPushButton::clicked, &m_intents, &WindowIntents::stopChecksRequested);
    head->addWidget(m_stop);
    card->body()->addLayout(head);
    m_filter = new SearchField(tr("Filter the checklist"));
    m_filter->setObjectName(QStringLiteral("checklistFilter"));
    m_filter->setAccessibleName(tr("Filter the checklist"));
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_filterModel->setText(text.trimmed());
        m_tree->expandAll();
    });
    auto *narrow = new QHBoxLayout;
    narrow->setSpacing(space::m);
    narrow->addWidget(m_filter, 1);
    narrow->addWidget(m_openOnly);
    card->body()->addLayout(narrow);

    m_tree = new QTreeView;
    m_tree->setObjectName(QStringLiteral("checklist"));
    m_tree->setAccessibleName(tr("Checklist"));
    m_tree->setModel(m_filterModel);
    m_tree->setItemDelegate(new ChecklistDelegate(m_tree));
    m_tree->setHeaderHidden(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setIndentation(space::m);
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(m_models.checklist, &QAbstractItemModel::modelReset, this, [this] {
        m_tree->expandAll();
        showItem();
    });
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, &ChecklistStep::showItem);
    card->body()->addWidget(m_tree, 1);
    return card;
}

QWidget *ChecklistStep::buildDetail()
{
    m_detail = new Card(tr("Item"));
    m_origin = makeWrappedLabel(QString(), TextRole::Meta);
    m_help = makeWrappedLabel(QString(), TextRole::Body);
    m_output = new QPlainTextEdit;
    m_output->setObjectName(QStringLiteral("checkOutput"));
    m_output->setAccessibleName(tr("Output"));
    m_output->setReadOnly(true);
    m_output->setFont(monoFont());
    m_output->setFrameShape(QFrame::NoFrame);
    m_note = new QLineEdit;
    m_note->setObjectName(QStringLiteral("note"));
    m_note->setAccessibleName(tr("Note or reason"));
    connect(m_note, &QLineEdit::textChanged, this, &ChecklistStep::showItem);
    m_run = makePrimaryButton(QStringLiteral("play"), tr("Run"));
    m_done = makePrimaryButton(QStringLiteral("check"), tr("Mark done"));
    m_notApplicable = makeSecondaryButton(QString(), tr("Not applicable"));
    m_waive = makeSecondaryButton(QStringLiteral("triangle-alert"), tr("Waive"));
    m_reopen = makeQuietButton(QStringLiteral("undo-2"), tr("Undo"));
    m_run->setObjectName(QStringLiteral("runItem"));
    m_done->setObjectName(QStringLiteral("markDone"));
    m_notApplicable->setObjectName(QStringLiteral("notApplicable"));
    m_waive->setObjectName(QStringLiteral("waive"));
    m_reopen->setObjectName(QStringLiteral("reopen"));
    connect(m_run, &QPushButton::clicked, this,
            [this] { Q_EMIT m_intents.runChecksRequested({currentId()}); });
    connect(m_done, &QPushButton::clicked, this, [this] { answer(CheckState::Passed); });
    connect(m_notApplicable, &QPushButton::clicked, this, [this] { answer(CheckState::NotApplicable); });
    connect(m_waive, &QPushButton::clicked, this, [this] { answer(CheckState::Waived); });
    connect(m_reopen, &QPushButton::clicked, this, [this] { answer(CheckState::Open); });

    m_detail->body()->addWidget(m_origin);
    m_detail->body()->addWidget(m_help);
    m_detail->body()->addWidget(m_output, 1);
    m_detail->body()->addStretch(0);
    m_detail->body()->addWidget(m_note);
    auto *actions = new QHBoxLayout;
    actions->setSpacing(space::s);
    for (QPushButton *button : {m_run, m_done, m_notApplicable, m_waive, m_reopen})
        actions->addWidget(button);
    actions->addStretch(1);
    m_detail->body()->addLayout(actions);
    return m_detail;
}

QString ChecklistStep::currentId() const
{
    return m_tree->currentIndex().data(ChecklistModel::IdRole).toString();
}

void ChecklistStep::showItem()
{
    const QModelIndex item = m_tree->currentIndex();
    const bool isItem = item.isValid() && !item.data(ChecklistModel::IsGroupRole).toBool();
    const auto state = static_cast<CheckState>(item.data(ChecklistModel::StateRole).toInt());
    const CheckKind kind = isItem ? kindOf(item) : CheckKind::Ask;
    const bool settledByPerson = isSaidByPerson(state, kind);
    const bool mayTick = kind == CheckKind::Ask || kind == CheckKind::Evidence ||
                         (kind == CheckKind::Inspect && state != CheckState::Failed);
    m_detail->setHeading(isItem ? item.data().toString() : tr("Item"));
    m_origin->setText(
        isItem
            ? tr("%1 · %2 · %3")
                  .arg(item.data(ChecklistModel::IsMustRole).toBool() ? tr("must pass") : tr("should pass"),
                       item.data(ChecklistModel::OriginRole).toString(),
                       item.data(ChecklistModel::IdRole).toString())
            : tr("Choose an item to see what it asks, its output, and what can be done about it."));
    QString help = isItem ? item.data(ChecklistModel::HelpRole).toString() : QString();
    if (const QString way = wayOf(kind, item.data(ChecklistModel::CommandRole).toString()); !way.isEmpty())
        help += (help.isEmpty() ? QString() : QStringLiteral("\n")) + way;
    m_help->setText(help);
    m_help->setVisible(!help.isEmpty());
    const QString output = item.data(ChecklistModel::DetailRole).toString();
    if (m_output->toPlainText() != output)
        m_output->setPlainText(output);
    m_output->setVisible(isItem && !output.isEmpty());

    const qsizetype written = m_note->text().trimmed().size();
    m_note->setVisible(isItem && !settledByPerson);
    m_note->setPlaceholderText(
        !mayTick ? tr("Reason, to waive this item (at least %1 characters)").arg(shortestReason)
        : item.data(ChecklistModel::TextRequiredRole).toBool()
            ? tr("A text is needed here, for example a name")
            : tr("Note, or the reason for a waiver"));
    m_run->setVisible(kind != CheckKind::Ask && !settledByPerson);
    m_run->setText(runWord(kind));
    m_run->setEnabled(state != CheckState::Running);
    m_done->setVisible(isItem && mayTick && !settledByPerson && state != CheckState::Passed);
    m_done->setEnabled(written > 0 || !item.data(ChecklistModel::TextRequiredRole).toBool());
    m_notApplicable->setVisible(isItem && !settledByPerson);
    m_waive->setVisible(isItem && !settledByPerson && state != CheckState::Passed);
    m_waive->setEnabled(written >= shortestReason);
    m_reopen->setVisible(isItem && settledByPerson);
}

void ChecklistStep::runOrTick()
{
    // Once the evidence is there, the next thing to do is to decide.
    const QModelIndex item = m_tree->currentIndex();
    const bool decides =
        kindOf(item) == CheckKind::Evidence && !item.data(ChecklistModel::SummaryRole).toString().isEmpty();
    for (QPushButton *button : {decides ? m_done : m_run, decides ? m_run : m_done, m_reopen})
        if (button->isVisible() && button->isEnabled()) {
            button->click();
            return;
        }
    if (m_note->isVisible())
        m_note->setFocus();
}

/// What a person had said stands again; what a command had found does not, it has to run again.
void ChecklistStep::takeBack()
{
    if (m_answered.empty())
        return;
    const Answered before = m_answered.back();
    m_answered.pop_back();
    Q_EMIT m_intents.answerRequested(before.item, before.state, before.text);
}

void ChecklistStep::answer(CheckState state)
{
    const QModelIndex item = m_tree->currentIndex();
    const auto before = static_cast<CheckState>(item.data(ChecklistModel::StateRole).toInt());
    if (isSaidByPerson(before, kindOf(item)))
        m_answered.push_back({currentId(), before, item.data(ChecklistModel::SummaryRole).toString()});
    else
        m_answered.push_back({currentId(), CheckState::Open, {}});
    Q_EMIT m_intents.answerRequested(currentId(), state, m_note->text().trimmed());
    m_note->clear();
    m_tree->setFocus();
}

void ChecklistStep::setView(const ReleaseView &view)
{
    const QString release =
        QStringList{view.project, view.environment, view.version, view.commit}.join(QLatin1Char('\n'));
    if (std::exchange(m_release, release) != release)
        m_answered.clear(); // answers of another release
    const GateResult &gate = view.gate;
    QString text = tr("%1 of %2 settled").arg(gate.done).arg(gate.total);
    if (gate.failing > 0)
        text += tr(" · %1 failing").arg(gate.failing);
    if (gate.waived > 0)
        text += tr(" · %1 waived").arg(gate.waived);
    m_summary->setText(text);
    m_runAll->setVisible(!view.checksRunning);
    m_runAll->setEnabled(view.trusted);
    m_stop->setVisible(view.checksRunning);
    m_next->setEnabled(gate.open && view.plan.has_value());
    if (gate.total == 0)
        m_gate->setText(tr("This project has no checklist. Add items, or a profile, to its project file."));
    else if (!gate.open)
        m_gate->setText(tr("%1 must-pass items are open.").arg(gate.blocking.size()));
    else if (!view.plan)
        m_gate->setText(tr("Every must-pass item is settled. Make the plan first."));
    else
        m_gate->setText(tr("Every must-pass item is settled."));
}

} // namespace belay
