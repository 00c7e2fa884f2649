// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QElapsedTimer>

QT_BEGIN_NAMESPACE
class QHBoxLayout;
class QPushButton;
class QVBoxLayout;
QT_END_NAMESPACE

namespace belay {

/// A question with a title, a body, and buttons that say what they do. Ctrl+Enter presses the chosen one, Esc
/// cancels; a plain Enter does nothing in the first half second, so that a key pressed for something else
/// decides nothing.
class DialogBase : public QDialog
{
    Q_OBJECT
public:
    DialogBase(const QString &title, const QString &explanation, QWidget *parent);

protected:
    QVBoxLayout *body() const { return m_body; }
    void addLeadingButton(QPushButton *button);
    /// The last one added is the one Ctrl+Enter presses.
    void addButton(QPushButton *button);
    void addCancel();
    void addHint(const QString &text);

    void keyPressEvent(QKeyEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    QVBoxLayout *m_column;
    QVBoxLayout *m_body;
    QHBoxLayout *m_leading;
    QHBoxLayout *m_buttons;
    QPushButton *m_action = nullptr;
    QElapsedTimer m_open;
};

} // namespace belay
