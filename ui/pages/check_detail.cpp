// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/check_detail.h"

#include "models/item/checklist_model.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/output_view.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>

namespace belay {

namespace {

constexpr int shortestReason = 10;

CheckKind kindOf(const QModelIndex &item)
{
    return static_cast<CheckKind>(item.data(ChecklistModel::KindRole).toInt());
}

CheckState stateOf(const QModelIndex &item)
{
    return static_cast<CheckState>(item.data(ChecklistModel::StateRole).toInt());
}

/// How Belay comes to know about the item.
QString wayOf(CheckKind kind, const QString &command)
{
    switch (kind) {
    case CheckKind::Command:
        return CheckDetail::tr("Runs: %1").arg(command);
    case CheckKind::Inspect:
        return CheckDetail::tr("Belay looks by itself: at files, git, hosts or the history.");
    case CheckKind::Evidence:
        return CheckDetail::tr("Belay collects what speaks for it; whether it is done is your answer.");
    case CheckKind::Ask:
        break;
    }
    return {};
}

QString runWord(CheckKind kind)
{
    return kind == CheckKind::Evidence  ? CheckDetail::tr("Collect")
           : kind == CheckKind::Inspect ? CheckDetail::tr("Look")
                                        : CheckDetail::tr("Run");
}

bool mayTick(CheckKind kind, CheckState state)
{
    return kind == CheckKind::Ask || kind == CheckKind::Evidence ||
           (kind == CheckKind::Inspect && state != CheckState::Failed);
}

bool isItem(const QModelIndex &item)
{
    return item.isValid() && !item.data(ChecklistModel::IsGroupRole).toBool();
}

} // namespace

bool isSaidByPerson(CheckState state, CheckKind kind)
{
    const bool ticked =
        state == CheckState::Passed && (kind == CheckKind::Ask || kind == CheckKind::Evidence);
    return state == CheckState::Waived || state == CheckState::NotApplicable || ticked;
}

CheckDetail::CheckDetail(QWidget *parent)
    : Card(tr("Item"), parent)
    , m_origin(makeWrappedLabel(QString(), TextRole::Meta))
    , m_help(makeWrappedLabel(QString(), TextRole::Body))
    , m_known(makeWrappedLabel(QString(), TextRole::BodyStrong))
    , m_output(new OutputView)
    , m_note(new QLineEdit)
{
    setObjectName(QStringLiteral("checkDetail"));
    m_origin->setObjectName(QStringLiteral("checkOrigin"));
    m_help->setObjectName(QStringLiteral("checkHelp"));
    m_help->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_help->setFocusPolicy(Qt::ClickFocus); // and by the Right key from the list; Tab goes to what acts
    m_known->setObjectName(QStringLiteral("checkKnown"));
    m_note->setObjectName(QStringLiteral("note"));
    m_note->setAccessibleName(tr("Note or reason"));
    connect(m_note, &QLineEdit::textChanged, this, [this] { showItem(m_item); });
    body()->addWidget(m_origin);
    body()->addWidget(m_help);
    body()->addWidget(m_known);
    body()->addWidget(m_output, 1);
    body()->addStretch(0);
    // Whoever answers a question is done with it; a reason to waive is not given by the way.
    connect(m_note, &QLineEdit::returnPressed, this, [this] {
        if (kindOf(m_item) == CheckKind::Ask && m_done->isVisible() && m_done->isEnabled())
            m_done->click();
    });
    body()->addWidget(m_note);
    m_actions = buildActions();
    body()->addWidget(m_actions);
    showItem({});
}

QWidget *CheckDetail::buildActions()
{
    auto *box = new QWidget;
    auto *row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::s);
    m_run = makeSecondaryButton(QStringLiteral("play"), tr("Run"));
    m_done = makeSecondaryButton(QStringLiteral("check"), tr("Mark done"));
    m_notApplicable = makeSecondaryButton(QString(), tr("Not applicable"));
    m_waive = makeSecondaryButton(QStringLiteral("triangle-alert"), tr("Waive"));
    m_confirm = makeSecondaryButton(QStringLiteral("user"), tr("Confirm…"));
    m_confirm->setObjectName(QStringLiteral("confirmWaiver"));
    m_confirm->setToolTip(tr("C: confirms the waiver, as the second person"));
    m_reopen = makeSecondaryButton(QStringLiteral("undo-2"), tr("Undo"));
    m_run->setObjectName(QStringLiteral("runItem"));
    m_run->setToolTip(tr("R"));
    m_done->setObjectName(QStringLiteral("markDone"));
    m_done->setToolTip(tr("Space"));
    m_notApplicable->setObjectName(QStringLiteral("notApplicable"));
    m_notApplicable->setToolTip(tr("N"));
    m_waive->setObjectName(QStringLiteral("waive"));
    m_waive->setToolTip(tr("W writes the reason"));
    m_reopen->setObjectName(QStringLiteral("reopen"));
    m_reopen->setToolTip(tr("Space"));
    connect(m_run, &QPushButton::clicked, this, &CheckDetail::run);
    const auto answers = [this](QPushButton *button, CheckState state) {
        connect(button, &QPushButton::clicked, this, [this, state] {
            const QString note = m_note->text().trimmed();
            m_note->clear();
            Q_EMIT answered(state, note);
        });
    };
    answers(m_done, CheckState::Passed);
    answers(m_notApplicable, CheckState::NotApplicable);
    answers(m_waive, CheckState::Waived);
    connect(m_confirm, &QPushButton::clicked, this, &CheckDetail::confirmRequested);
    connect(m_reopen, &QPushButton::clicked, this, [this] {
        m_note->clear();
        if (stateOf(m_item) == CheckState::Waived || m_item.data(ChecklistModel::HeldRole).toBool())
            Q_EMIT undoRequested(); // one step: who confirmed, then who waived
        else
            Q_EMIT answered(CheckState::Open, QString());
    });
    for (QPushButton *button : {m_run, m_done, m_notApplicable, m_waive, m_confirm, m_reopen})
        row->addWidget(button);
    row->addStretch(1);
    return box;
}

void CheckDetail::showItem(const QModelIndex &item)
{
    if (m_item != item)
        m_item = item;
    const bool chosen = isItem(m_item);
    setHeading(chosen ? m_item.data().toString() : tr("Item"));
    showTexts(chosen);
    showActions(chosen);
    showPrimary();
}

void CheckDetail::showTexts(bool chosen)
{
    m_origin->setText(
        chosen
            ? tr("%1 · %2 · %3")
                  .arg(m_item.data(ChecklistModel::IsMustRole).toBool() ? tr("must pass") : tr("should pass"),
                       m_item.data(ChecklistModel::OriginRole).toString(),
                       m_item.data(ChecklistModel::IdRole).toString())
            : tr("Choose an item to see what it asks, its output, and what can be done about it."));
    QStringList help;
    if (chosen)
        help = {m_item.data(ChecklistModel::HelpRole).toString(),
                wayOf(kindOf(m_item), m_item.data(ChecklistModel::CommandRole).toString())};
    help.removeAll(QString());
    m_help->setText(help.join(QLatin1Char('\n')));
    const bool untouched = !chosen || m_item.data(ChecklistModel::TimeRole).toLongLong() == 0;
    m_known->setText(untouched ? QString() : m_item.data(ChecklistModel::LineRole).toString());
    const QString output = chosen ? m_item.data(ChecklistModel::DetailRole).toString() : QString();
    m_output->setOutput(output);
    m_origin->setVisible(!m_outputOnly);
    m_help->setVisible(!m_outputOnly && !help.isEmpty());
    m_known->setVisible(!untouched);
    m_output->setVisible(!output.isEmpty());
}

void CheckDetail::showActions(bool chosen)
{
    const CheckState state = chosen ? stateOf(m_item) : CheckState::Open;
    const CheckKind kind = chosen ? kindOf(m_item) : CheckKind::Ask;
    const bool settledByPerson = isSaidByPerson(state, kind);
    const bool held = chosen && m_item.data(ChecklistModel::HeldRole).toBool();
    const bool awaitsSecond = chosen && !m_item.data(ChecklistModel::HeldByRole).toString().isEmpty();
    const bool ticks = mayTick(kind, state);
    const bool needsText = m_item.data(ChecklistModel::TextRequiredRole).toBool();
    const qsizetype written = m_note->text().trimmed().size();
    m_note->setVisible(chosen && !settledByPerson && !m_outputOnly);
    m_note->setPlaceholderText(
        !ticks      ? tr("Reason, to waive this item (at least %1 characters)").arg(shortestReason)
        : needsText ? tr("A text is needed here, for example a name")
                    : tr("Note, or the reason for a waiver"));
    m_run->setVisible(chosen && kind != CheckKind::Ask && !settledByPerson);
    m_run->setText(runWord(kind));
    m_run->setEnabled(state != CheckState::Running);
    m_done->setVisible(chosen && ticks && !settledByPerson && !held && state != CheckState::Passed);
    m_done->setEnabled(written > 0 || !needsText);
    m_notApplicable->setVisible(chosen && !settledByPerson && !held);
    m_waive->setVisible(chosen && !settledByPerson && !held && state != CheckState::Passed);
    m_confirm->setVisible(awaitsSecond);
    m_waive->setEnabled(written >= shortestReason);
    m_reopen->setVisible(chosen && (settledByPerson || held));
    m_actions->setVisible(chosen && !m_outputOnly);
}

/// Once the evidence is there, or a person has to say it, the next thing is to decide; before, to run.
void CheckDetail::showPrimary()
{
    const bool decides = !m_run->isVisibleTo(m_actions) ||
                         (m_done->isVisibleTo(m_actions) && kindOf(m_item) == CheckKind::Evidence &&
                          !m_item.data(ChecklistModel::SummaryRole).toString().isEmpty());
    const auto weight = [this](bool primary) {
        return m_primaryHere && primary ? ButtonWeight::Primary : ButtonWeight::Secondary;
    };
    setWeight(m_run, weight(!decides), QStringLiteral("play"));
    setWeight(m_done, weight(decides), QStringLiteral("check"));
}

void CheckDetail::setPrimaryHere(bool here)
{
    m_primaryHere = here;
    showPrimary();
}

void CheckDetail::runOrTick()
{
    // Once the evidence is there, the next thing to do is to decide.
    const bool decides = kindOf(m_item) == CheckKind::Evidence &&
                         !m_item.data(ChecklistModel::SummaryRole).toString().isEmpty();
    for (QPushButton *button : {decides ? m_done : m_run, decides ? m_run : m_done, m_reopen})
        if (button->isVisible() && button->isEnabled()) {
            button->click();
            return;
        }
    focusNote();
}

void CheckDetail::run()
{
    if (m_run->isVisibleTo(m_actions) && m_run->isEnabled())
        Q_EMIT runRequested(m_item.data(ChecklistModel::IdRole).toString());
}

void CheckDetail::confirmWaiver()
{
    if (m_confirm->isVisible())
        m_confirm->click();
}

void CheckDetail::markNotApplicable()
{
    if (m_notApplicable->isVisible())
        m_notApplicable->click();
}

void CheckDetail::focusText()
{
    if (m_help->isVisible())
        m_help->setFocus(Qt::ShortcutFocusReason);
}

void CheckDetail::focusNote()
{
    if (m_note->isVisible())
        m_note->setFocus();
}

void CheckDetail::focusOutput()
{
    m_output->focusText();
}

bool CheckDetail::hasOutput() const
{
    return m_output->isVisibleTo(this);
}

void CheckDetail::setOutputOnly(bool only)
{
    m_outputOnly = only;
    showItem(m_item);
}

void CheckDetail::keyPressEvent(QKeyEvent *event)
{
    const bool back = event->key() == Qt::Key_Escape || (event->key() == Qt::Key_Left && m_help->hasFocus());
    if (back && event->modifiers() == Qt::NoModifier)
        Q_EMIT leaveRequested();
    else
        Card::keyPressEvent(event);
}

} // namespace belay
