// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/status.h"

#include <QWidget>

#include <vector>

QT_BEGIN_NAMESPACE
class QAbstractButton;
QT_END_NAMESPACE

namespace belay {

/// One step of a Stepper. `look` gives shape and tone (its word is read to screen readers), `sub` is "38/38",
/// "6:32".
struct StepperStep
{
    QString title;
    QString sub;
    StatusLook look;
    bool enabled = true; ///< may be opened now
};

/// The steps of a release in one row, joined by lines. A click, Enter or Space opens a step; arrow keys move
/// between them. Emits only for enabled steps, and not for the one that is already shown.
class Stepper : public QWidget
{
    Q_OBJECT
public:
    explicit Stepper(QWidget *parent = nullptr);

    void setSteps(const std::vector<StepperStep> &steps);
    void setCurrent(int index);
    int current() const { return m_current; }
    int count() const;
    QWidget *currentButton() const; ///< null without steps

Q_SIGNALS:
    void stepClicked(int index);

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    std::vector<QAbstractButton *> m_buttons;
    int m_current = 0;
};

} // namespace belay
