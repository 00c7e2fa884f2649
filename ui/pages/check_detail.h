// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/checklist.h"
#include "ui/widgets/card.h"

#include <QModelIndex>

QT_BEGIN_NAMESPACE
class QLabel;
class QLineEdit;
class QPushButton;
QT_END_NAMESPACE

namespace belay {

class OutputView;

/// What a person has said, and can take back. What Belay found by itself is not.
bool isSaidByPerson(CheckState state, CheckKind kind);

/// The chosen item of the checklist: where it comes from and why it is there, what is known about it, its
/// output, and what can be done. At most one of its buttons is the screen's primary, see setPrimaryHere().
class CheckDetail : public Card
{
    Q_OBJECT
public:
    explicit CheckDetail(QWidget *parent = nullptr);

    /// A row of a ChecklistModel (or of a proxy of it); a group or an invalid one shows what to do.
    void showItem(const QModelIndex &item);
    /// The next thing to do on this screen is here; otherwise it is elsewhere and nothing here is primary.
    void setPrimaryHere(bool here);
    /// Presses the button that comes next for this item: run, decide, or take back. Where a text is needed
    /// first, its field gets the focus.
    void runOrTick();
    void run();
    void markNotApplicable();
    void confirmWaiver();
    void focusText(); ///< origin and help, to be read with the keyboard
    void focusNote(); ///< the reason for a waiver, or the answer
    void focusOutput();
    bool hasOutput() const;
    /// Only the heading and the output, as large as there is room.
    void setOutputOnly(bool only);

Q_SIGNALS:
    void runRequested(const QString &item);
    void answered(belay::CheckState state, const QString &note);
    void confirmRequested(); ///< the chosen item's waiver, by a second person
    void undoRequested();    ///< its newest answer: a confirmation first
    void leaveRequested();   ///< Esc or Left: back to the list

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    QWidget *buildActions();
    void showTexts(bool isItem);
    void showActions(bool isItem);
    void showPrimary();

    QPersistentModelIndex m_item;
    bool m_primaryHere = true;
    bool m_outputOnly = false;
    QLabel *m_origin;
    QLabel *m_help;
    QLabel *m_known;
    OutputView *m_output;
    QLineEdit *m_note;
    QWidget *m_actions = nullptr;
    QPushButton *m_run = nullptr;
    QPushButton *m_done = nullptr;
    QPushButton *m_notApplicable = nullptr;
    QPushButton *m_waive = nullptr;
    QPushButton *m_confirm = nullptr;
    QPushButton *m_reopen = nullptr;
};

} // namespace belay
