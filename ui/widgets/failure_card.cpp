// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/failure_card.h"

#include "models/domain/names.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"

#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace belay {

namespace {

QPushButton *makeChoiceButton(const FailureQuestion &question, FailureChoice choice)
{
    switch (choice) {
    case FailureChoice::Retry:
        return makeSecondaryButton(QStringLiteral("refresh-cw"), FailureCard::tr("&Retry"));
    case FailureChoice::SkipHost:
        return makeSecondaryButton(QStringLiteral("circle-slash"),
                                   FailureCard::tr("S&kip %1").arg(question.host));
    case FailureChoice::RollBack:
        return makeDangerButton(QStringLiteral("undo-2"), FailureCard::tr("Roll &back"));
    case FailureChoice::Stop:
        break;
    }
    return makeSecondaryButton(QStringLiteral("square"), FailureCard::tr("Stop &here"));
}

QString wordFor(FailureChoice choice)
{
    switch (choice) {
    case FailureChoice::Retry:
        return FailureCard::tr("the step is retried");
    case FailureChoice::SkipHost:
        return FailureCard::tr("the host is skipped");
    case FailureChoice::RollBack:
        return FailureCard::tr("it is rolled back");
    case FailureChoice::Stop:
        break;
    }
    return FailureCard::tr("the run stops here");
}

} // namespace

FailureCard::FailureCard(QWidget *parent)
    : Card(tr("A step failed. What now?"), parent)
    , m_what(makeWrappedLabel(QString(), TextRole::BodyStrong))
    , m_text(makeWrappedLabel(QString()))
    , m_time(makeLabel(QString(), TextRole::Meta))
    , m_choices(new QGridLayout)
{
    setObjectName(QStringLiteral("failureCard"));
    m_what->setObjectName(QStringLiteral("failureWhat"));
    belay::setTone(m_what, Tone::Danger);
    m_text->setObjectName(QStringLiteral("failureText"));
    m_time->setObjectName(QStringLiteral("failureTime"));
    addHeadingWidget(m_time);
    body()->addWidget(m_what);
    body()->addWidget(m_text);
    m_choices->setHorizontalSpacing(space::m);
    m_choices->setVerticalSpacing(space::xs);
    m_choices->setColumnStretch(1, 1);
    body()->addLayout(m_choices);
}

void FailureCard::setQuestion(const FailureQuestion &question, qint64 endsMs)
{
    const bool same = m_question.step == question.step && m_question.attempt == question.attempt &&
                      m_question.run == question.run && m_endsMs == endsMs;
    if (same)
        return; // the buttons, and with them the focus, stay
    m_question = question;
    m_endsMs = endsMs;
    m_what->setText(whatFailed(question));
    QStringList lines;
    if (question.state == StepState::Unknown)
        lines.append(tr("Whether it happened is not known."));
    if (question.attempt > 1)
        lines.append(tr("Tried %n times.", nullptr, question.attempt));
    if (question.error && !question.error->detail.trimmed().isEmpty())
        lines.append(question.error->detail.trimmed().right(400));
    if (question.error && !question.error->hint.isEmpty())
        lines.append(question.error->hint);
    m_text->setText(lines.join(QLatin1Char('\n')));
    m_text->setVisible(!lines.isEmpty());
    while (QLayoutItem *item = m_choices->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (int row = 0; const FailureChoice choice : question.choices)
        addChoice(choice, row++);
}

void FailureCard::addChoice(FailureChoice choice, int row)
{
    const QString consequence = consequenceOf(m_question, choice);
    QPushButton *button = makeChoiceButton(m_question, choice);
    setCompact(button);
    button->setObjectName(QStringLiteral("failure-") + toString(choice));
    button->setAccessibleDescription(consequence);
    connect(button, &QPushButton::clicked, this, [this, choice] { Q_EMIT chosen(choice); });
    m_choices->addWidget(button, row, 0);
    m_choices->addWidget(makeWrappedLabel(consequence, TextRole::Meta), row, 1);
}

void FailureCard::showTimeLeft(qint64 nowMs)
{
    const qint64 left = std::max<qint64>(0, m_endsMs - nowMs);
    m_time->setText(tr("In %1 without an answer %2", "time, what happens then")
                        .arg(formatDuration(left / 1000 * 1000), wordFor(m_question.otherwise)));
}

} // namespace belay
