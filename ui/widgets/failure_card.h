// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/failure_question.h"
#include "ui/widgets/card.h"

QT_BEGIN_NAMESPACE
class QGridLayout;
class QLabel;
class QPushButton;
QT_END_NAMESPACE

namespace belay {

/// A step failed and the run waits for a decision: what failed and where, one button for each thing that can
/// be done with what it would do, and how long the run still waits. Does not block the rest of the window.
class FailureCard : public Card
{
    Q_OBJECT
public:
    explicit FailureCard(QWidget *parent = nullptr);

    void setQuestion(const FailureQuestion &question, qint64 endsMs);
    void showTimeLeft(qint64 nowMs);

Q_SIGNALS:
    void chosen(belay::FailureChoice choice);

private:
    void addChoice(FailureChoice choice, int row);

    FailureQuestion m_question;
    qint64 m_endsMs = 0;
    QLabel *m_what;
    QLabel *m_text;
    QLabel *m_time;
    QGridLayout *m_choices;
};

} // namespace belay
