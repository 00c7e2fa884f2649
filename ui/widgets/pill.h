// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/status.h"

#include <QWidget>

namespace belay {

/// A status as icon and word on the tone's quiet background. Plain text; elides with a tooltip when squeezed.
class Pill : public QWidget
{
    Q_OBJECT
public:
    explicit Pill(QWidget *parent = nullptr);

    void setStatus(const StatusLook &look);
    void setStatus(const QString &lucideName, Tone tone, const QString &word);
    QString text() const { return m_look.word; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;
    void timerEvent(QTimerEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void followTurning();

    StatusLook m_look;
    int m_timer = 0;
};

} // namespace belay
