// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/checklist_step.h"

#include "models/item/checklist_model.h"
#include "ui/delegates/checklist_delegate.h"
#include "ui/dialogs/ask_text.h"
#include "ui/pages/check_detail.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/search_field.h"
#include "ui/window_intents.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QShortcut>
#include <QStackedWidget>
#include <QTreeView>

#include <utility>

namespace belay {

namespace {

constexpr int turnMs = 50;    ///< between two pictures of a turning icon
constexpr int stillMs = 1000; ///< with reduced motion only the seconds move

CheckKind kindOf(const QModelIndex &item)
{
    return static_cast<CheckKind>(item.data(ChecklistModel::KindRole).toInt());
}

CheckState stateOf(const QModelIndex &item)
{
    return static_cast<CheckState>(item.data(ChecklistModel::StateRole).toInt());
}

QString gateText(const ReleaseView &view)
{
    const GateResult &gate = view.gate;
    if (gate.total == 0)
        return ChecklistStep::tr("Nothing has to be settled before this release.");
    if (!gate.open)
        return gate.blocking.size() == 1
                   ? ChecklistStep::tr("1 must-pass item is open.")
                   : ChecklistStep::tr("%1 must-pass items are open.").arg(gate.blocking.size());
    if (!view.plan)
        return ChecklistStep::tr("Every must-pass item is settled. Make the plan first.");
    return ChecklistStep::tr("Every must-pass item is settled.");
}

QString summaryText(const GateResult &gate)
{
    if (gate.total == 0)
        return ChecklistStep::tr("Checklist");
    QString text = ChecklistStep::tr("%1 of %2 settled").arg(gate.done).arg(gate.total);
    if (gate.failing > 0)
        text += ChecklistStep::tr(" · %1 failing").arg(gate.failing);
    if (gate.waived > 0)
        text += ChecklistStep::tr(" · %1 waived").arg(gate.waived);
    return text;
}

} // namespace

ChecklistStep::ChecklistStep(WindowIntents &intents, AppModels models, QWidget *parent)
    : QWidget(parent)
    , m_intents(intents)
    , m_models(models)
    , m_filterModel(new ChecklistFilterModel(this))
    , m_detail(new CheckDetail)
{
    m_filterModel->setSourceModel(m_models.checklist);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::m);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::m);
    row->addWidget(buildList(), 3);
    row->addWidget(m_detail, 2);
    column->addLayout(row, 1);
    column->addWidget(buildFoot());

    connect(m_detail, &CheckDetail::runRequested, this,
            [this](const QString &item) { Q_EMIT m_intents.runChecksRequested({item}); });
    connect(m_detail, &CheckDetail::answered, this, &ChecklistStep::answer);
    connect(m_detail, &CheckDetail::confirmRequested, this, &ChecklistStep::confirmWaiver);
    connect(m_detail, &CheckDetail::undoRequested, this, [this] {
        Q_EMIT m_intents.answerUndoRequested(currentId());
        m_tree->setFocus();
    });
    connect(m_detail, &CheckDetail::leaveRequested, this, &ChecklistStep::leave);
    connect(m_models.checklist, &QAbstractItemModel::dataChanged, this, &ChecklistStep::showItem);
    connect(m_filterModel, &QAbstractItemModel::rowsInserted, this, &ChecklistStep::showList);
    connect(m_filterModel, &QAbstractItemModel::rowsRemoved, this, &ChecklistStep::showList);
    connect(m_filterModel, &QAbstractItemModel::modelReset, this, &ChecklistStep::showList);
    connect(&m_turn, &QTimer::timeout, this, &ChecklistStep::showRunning);
    bindKeys();
    showList();
    showItem();
}

QWidget *ChecklistStep::firstFocus() const
{
    if (!m_tree->currentIndex().isValid())
        m_tree->setCurrentIndex(m_filterModel->index(0, 0, m_filterModel->index(0, 0)));
    return m_tree;
}

void ChecklistStep::bindKeys()
{
    const auto key = [this](QWidget *where, Qt::ShortcutContext context, const QKeySequence &keys,
                            auto function) {
        auto *shortcut = new QShortcut(keys, where);
        shortcut->setContext(context);
        connect(shortcut, &QShortcut::activated, this, function);
    };
    constexpr auto everywhere = Qt::WidgetWithChildrenShortcut;
    key(this, everywhere, Qt::Key_F5, [this] { m_runOpen->click(); });
    key(this, everywhere, Qt::SHIFT | Qt::Key_F5, [this] { m_runAll->click(); });
    key(this, everywhere, QKeySequence::Undo, [this] { takeBack(); });
    key(this, everywhere, Qt::Key_L, [this] { toggleOutput(); });
    constexpr auto list = Qt::WidgetShortcut;
    key(m_tree, list, QKeySequence::Find, [this] { m_filter->setFocus(); });
    key(m_tree, list, Qt::Key_Slash, [this] { m_filter->setFocus(); });
    key(m_tree, list, Qt::Key_Space, [this] { m_detail->runOrTick(); });
    key(m_tree, list, Qt::Key_R, [this] { m_detail->run(); });
    key(m_tree, list, Qt::Key_N, [this] { m_detail->markNotApplicable(); });
    key(m_tree, list, Qt::Key_C, [this] { m_detail->confirmWaiver(); });
    key(m_tree, list, Qt::Key_W, [this] { m_detail->focusNote(); });
    key(m_tree, list, Qt::Key_Escape, [this] { leave(); });
    key(this, everywhere, Qt::SHIFT | Qt::Key_Escape, [this] {
        if (m_view.checksRunning)
            Q_EMIT m_intents.stopChecksRequested();
    });
    connect(m_tree, &QTreeView::activated, m_detail, &CheckDetail::focusText);
    key(m_tree, list, Qt::Key_Right, [this] {
        const QModelIndex item = m_tree->currentIndex();
        if (item.data(ChecklistModel::IsGroupRole).toBool())
            m_tree->expand(item);
        else
            m_detail->focusText();
    });
}

QWidget *ChecklistStep::buildHead()
{
    auto *box = new QWidget;
    auto *head = new QHBoxLayout(box);
    head->setContentsMargins(0, 0, 0, 0);
    head->setSpacing(space::s);
    m_summary = new ElidedLabel(QString(), TextRole::Strong);
    head->addWidget(m_summary, 1);
    const auto button = [head](const QString &icon, const QString &text, const QString &name,
                               const QString &tip) {
        QPushButton *made = makeSecondaryButton(icon, text);
        made->setObjectName(name);
        made->setToolTip(tip);
        setCompact(made);
        head->addWidget(made);
        return made;
    };
    m_runOpen = button(QStringLiteral("play"), tr("Run what is open"), QStringLiteral("runOpen"), tr("F5"));
    m_runAll = button(QStringLiteral("refresh-cw"), tr("Run all"), QStringLiteral("runAll"),
                      tr("Shift+F5: also what has passed already. Answers of people stay."));
    m_stop = button(QStringLiteral("square"), tr("Stop"), QStringLiteral("stopChecks"),
                    tr("Shift+Esc stops all, Esc the chosen item"));
    connect(m_runOpen, &QPushButton::clicked, this, [this] { Q_EMIT m_intents.runChecksRequested({}); });
    connect(m_runAll, &QPushButton::clicked, this, &ChecklistStep::runAll);
    connect(m_stop, &QPushButton::clicked, &m_intents, &WindowIntents::stopChecksRequested);
    return box;
}

QWidget *ChecklistStep::buildList()
{
    m_list = new Card;
    m_list->body()->addWidget(buildHead());
    m_filter = new SearchField(tr("Filter the checklist"));
    m_filter->setObjectName(QStringLiteral("checklistFilter"));
    m_openOnly = new QCheckBox(tr("Only open"));
    m_openOnly->setObjectName(QStringLiteral("openOnly"));
    auto *narrow = new QHBoxLayout;
    narrow->setSpacing(space::m);
    narrow->addWidget(m_filter, 1);
    narrow->addWidget(m_openOnly);
    m_list->body()->addLayout(narrow);
    connect(m_openOnly, &QCheckBox::toggled, this, [this](bool only) {
        m_filterModel->setOpenOnly(only);
        showList();
    });
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_filterModel->setText(text.trimmed());
        showList();
    });

    m_tree = new QTreeView;
    m_tree->setObjectName(QStringLiteral("checklist"));
    m_tree->setAccessibleName(tr("Checklist"));
    m_tree->setModel(m_filterModel);
    m_tree->setItemDelegate(new ChecklistDelegate(ChecklistDelegate::Rows::Full, m_tree));
    m_tree->setHeaderHidden(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setIndentation(space::m);
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this, &ChecklistStep::showItem);
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_tree);
    m_stack->addWidget(buildEmpty());
    m_list->body()->addWidget(m_stack, 1);
    return m_list;
}

QWidget *ChecklistStep::buildEmpty()
{
    m_empty = new EmptyState(QStringLiteral("list-checks"), tr("No checklist"));
    m_toPlan = makeSecondaryButton(QStringLiteral("arrow-right"), tr("Choose a release"));
    m_toPlan->setObjectName(QStringLiteral("chooseRelease"));
    m_editFile = makeSecondaryButton(QStringLiteral("file-text"), tr("Open the project file"));
    m_editFile->setObjectName(QStringLiteral("editProjectFile"));
    m_showAll = makeSecondaryButton(QString(), tr("Show all items"));
    m_showAll->setObjectName(QStringLiteral("showAllItems"));
    for (QPushButton *button : {m_toPlan, m_editFile, m_showAll})
        m_empty->addAction(button);
    connect(m_toPlan, &QPushButton::clicked, this, &ChecklistStep::planStepRequested);
    connect(m_editFile, &QPushButton::clicked, this,
            [this] { Q_EMIT m_intents.editProjectFileRequested(m_view.projectFile); });
    connect(m_showAll, &QPushButton::clicked, this, [this] {
        m_filter->clear();
        m_openOnly->setChecked(false);
        m_tree->setFocus();
    });
    return m_empty;
}

QWidget *ChecklistStep::buildFoot()
{
    auto *box = new QWidget;
    auto *foot = new QHBoxLayout(box);
    foot->setContentsMargins(0, 0, 0, 0);
    m_gate = makeWrappedLabel(QString(), TextRole::Body);
    m_next = makeSecondaryButton(QStringLiteral("rocket"), tr("Deploy"));
    m_next->setObjectName(QStringLiteral("toDeploy"));
    connect(m_next, &QPushButton::clicked, this, &ChecklistStep::nextRequested);
    foot->addWidget(m_gate, 1);
    foot->addWidget(m_next);
    return box;
}

QString ChecklistStep::currentId() const
{
    return m_tree->currentIndex().data(ChecklistModel::IdRole).toString();
}

void ChecklistStep::showItem()
{
    m_detail->showItem(m_tree->currentIndex());
    if (m_outputOnly && !m_detail->hasOutput())
        toggleOutput();
}

/// The list, or why there is none and what to do about it.
void ChecklistStep::showList()
{
    const bool filled = m_filterModel->rowCount() > 0;
    m_stack->setCurrentIndex(filled ? 0 : 1);
    if (filled)
        m_tree->expandAll();
    const bool chosen = !m_view.project.isEmpty();
    const bool hidden = m_view.gate.total > 0;
    m_detail->setVisible(filled || hidden);
    m_toPlan->setVisible(!chosen);
    m_editFile->setVisible(chosen && !hidden && !m_view.projectFile.isEmpty());
    m_showAll->setVisible(hidden);
    if (!chosen)
        m_empty->setTexts(tr("No release is chosen"), tr("The checklist belongs to a release of a project."));
    else if (!hidden)
        m_empty->setTexts(tr("This project has no checklist"),
                          tr("Name a profile in its project file (phoenix, node or generic), or items of "
                             "your own under \"checklist\"."));
    else if (m_filter->text().trimmed().isEmpty())
        m_empty->setTexts(tr("Nothing is open"), tr("Every item of the checklist is settled."));
    else
        m_empty->setTexts(tr("Nothing matches \"%1\"").arg(m_filter->text().trimmed()),
                          tr("Titles, ids, commands, origins and results are searched."));
    showItem();
}

/// Repaints the rows that run: their icon turns and their time counts.
void ChecklistStep::showRunning()
{
    for (int group = 0; group < m_filterModel->rowCount(); ++group) {
        const QModelIndex parent = m_filterModel->index(group, 0);
        for (int row = 0; row < m_filterModel->rowCount(parent); ++row) {
            const QModelIndex item = m_filterModel->index(row, 0, parent);
            if (stateOf(item) == CheckState::Running)
                m_tree->update(item);
        }
    }
    if (stateOf(m_tree->currentIndex()) == CheckState::Running)
        m_detail->showItem(m_tree->currentIndex());
}

/// Everything Belay can do by itself, again; what a person has said stays.
void ChecklistStep::runAll()
{
    QStringList items;
    for (const CheckStatus &status : m_models.checklist->statuses()) {
        if (status.item.phase == CheckPhase::Before && isAutomatic(status.item) &&
            !isSaidByPerson(status.record.state, status.item.kind))
            items.append(status.item.id);
    }
    if (!items.isEmpty())
        Q_EMIT m_intents.runChecksRequested(items);
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

void ChecklistStep::answer(CheckState state, const QString &note)
{
    const QModelIndex item = m_tree->currentIndex();
    const CheckState before = stateOf(item);
    if (isSaidByPerson(before, kindOf(item)))
        m_answered.push_back({currentId(), before, item.data(ChecklistModel::SummaryRole).toString()});
    else
        m_answered.push_back({currentId(), CheckState::Open, {}});
    Q_EMIT m_intents.answerRequested(currentId(), state, note);
    m_tree->setFocus();
}

void ChecklistStep::toggleOutput()
{
    if (!m_outputOnly && !m_detail->hasOutput())
        return;
    m_outputOnly = !m_outputOnly;
    m_list->setVisible(!m_outputOnly);
    m_detail->setOutputOnly(m_outputOnly);
    if (m_outputOnly)
        m_detail->focusOutput();
    else
        m_tree->setFocus();
}

/// The second person says who they are. Who waived cannot confirm; that is decided where it is kept.
void ChecklistStep::confirmWaiver()
{
    const QModelIndex item = m_tree->currentIndex();
    AskText ask(
        tr("Who confirms the waiver of \"%1\"?").arg(item.data().toString()),
        tr("It was given by %1. A second person confirms it with their name; leave it empty when this "
           "account is yours. Belay writes down who said so, it cannot prove it.")
            .arg(item.data(ChecklistModel::HeldByRole).toString()),
        tr("Confirm waiver"), 0, this);
    if (ask.exec() == QDialog::Accepted)
        Q_EMIT m_intents.waiverConfirmRequested(item.data(ChecklistModel::IdRole).toString(), ask.text());
}

/// Esc, one step at a time: out of the output, back to the list, and there it stops the item that runs.
void ChecklistStep::leave()
{
    if (m_outputOnly)
        toggleOutput();
    else if (!m_tree->hasFocus())
        m_tree->setFocus();
    else if (m_view.checksRunning && stateOf(m_tree->currentIndex()) == CheckState::Running)
        Q_EMIT m_intents.stopCheckRequested(currentId());
}

void ChecklistStep::setView(const ReleaseView &view)
{
    m_view = view;
    const QString release =
        QStringList{view.project, view.environment, view.version, view.commit}.join(QLatin1Char('\n'));
    if (std::exchange(m_release, release) != release)
        m_answered.clear(); // answers of another release
    m_summary->setText(summaryText(view.gate));
    m_runOpen->setVisible(!view.checksRunning);
    m_runAll->setVisible(!view.checksRunning);
    m_runOpen->setEnabled(view.trusted && view.gate.total > 0);
    m_runAll->setEnabled(view.trusted && view.gate.total > 0);
    m_stop->setVisible(view.checksRunning);
    const bool mayGoOn = view.gate.open && view.plan.has_value();
    m_next->setEnabled(mayGoOn);
    setWeight(m_next, mayGoOn ? ButtonWeight::Primary : ButtonWeight::Secondary, QStringLiteral("rocket"));
    m_detail->setPrimaryHere(!mayGoOn);
    m_gate->setText(gateText(view));
    m_turn.setInterval(reducedMotion() ? stillMs : turnMs);
    view.checksRunning ? m_turn.start() : m_turn.stop();
    showList();
}

} // namespace belay
