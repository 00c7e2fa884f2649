// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/item/incident_view.h"
#include "ui/widgets/card.h"

QT_BEGIN_NAMESPACE
class QLabel;
class QPushButton;
QT_END_NAMESPACE

namespace belay {

class KvList;

/// The way back of an incident, as it would run now, and the one button that takes it. What the button does
/// is already on screen, so it acts at once.
class WayBackCard : public Card
{
    Q_OBJECT
public:
    explicit WayBackCard(QWidget *parent = nullptr);

    void setView(const IncidentView &view);
    /// A rollback of this environment is under way: "2 of 4 hosts". Empty: none is.
    void setProgress(const QString &progress);
    /// Milliseconds until Belay takes the way back by itself; 0: it will not.
    void setCountdown(qint64 leftMs);
    QPushButton *button() const { return m_roll; }

Q_SIGNALS:
    void rollbackRequested(const QString &toVersion);
    void countdownEnded(bool now); ///< by a person: roll back now, or keep the release live

private:
    void showFacts(const Plan &plan);
    void showState();

    IncidentView m_view;
    QString m_progress;
    qint64 m_leftMs = 0;
    KvList *m_facts;
    QLabel *m_state;
    QPushButton *m_roll;
    QPushButton *m_keep;
    QString m_shown; ///< what the facts were made from
};

} // namespace belay
