// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/rollback_reason.h"
#include "models/item/incident_view.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/card.h"

QT_BEGIN_NAMESPACE
class QComboBox;
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
    /// The rollback has ended, and not everywhere: who still runs what. Empty: it has not.
    void setUnfinished(const QString &text);
    /// Belay ended while it was counting, and nobody has decided since.
    void setLeftOpen(bool leftOpen);
    QPushButton *button() const { return m_roll; }
    /// Why, as the history keeps it: the chosen code and what was seen.
    QString reason() const;

Q_SIGNALS:
    void rollbackRequested(const QString &toVersion);
    void countdownEnded(bool now); ///< by a person: roll back now, or keep the release live
    void keptLive();               ///< after a countdown that Belay did not end

private:
    void showFacts(const Plan &plan);
    void showTaken(const IncidentStory &story);
    void showReason();
    QString stateText(Tone &tone) const;
    void showState();

    IncidentView m_view;
    QString m_progress;
    qint64 m_leftMs = 0;
    bool m_leftOpen = false;
    QString m_unfinished;
    ReasonDraft m_draft;
    bool m_codeChosen = false; ///< by a person: it stays
    KvList *m_facts;
    KvList *m_why;
    QComboBox *m_code;
    QLabel *m_state;
    QPushButton *m_roll;
    QPushButton *m_keep;
    QString m_shown; ///< what the facts were made from
};

} // namespace belay
