// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/pill.h"

#include "ui/delegates/pill_painter.h"
#include "ui/theme/theme.h"
#include "ui/widgets/labels.h"

#include <QEvent>
#include <QPainter>

namespace belay {

namespace {
constexpr int frameMs = 33; // 30 pictures a second are enough for a turning icon
}

Pill::Pill(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setFont(pillFont());
}

void Pill::setStatus(const StatusLook &look)
{
    m_look = look;
    setAccessibleName(look.word);
    followTurning();
    updateGeometry();
    update();
}

void Pill::setStatus(const QString &lucideName, Tone tone, const QString &word)
{
    setStatus(StatusLook{lucideName, tone, word});
}

QSize Pill::sizeHint() const
{
    return pillSize(m_look);
}

QSize Pill::minimumSizeHint() const
{
    return {qMin(sizeHint().width(), 64), sizeHint().height()};
}

void Pill::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QString shown = paintPill(&painter,
                                    QRect({0, (height() - sizeHint().height()) / 2},
                                          QSize(qMin(width(), sizeHint().width()), sizeHint().height())),
                                    m_look, layoutDirection());
    setToolTip(shown == m_look.word ? QString() : plainToolTip(m_look.word));
}

void Pill::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        updateGeometry();
    QWidget::changeEvent(event);
}

void Pill::timerEvent(QTimerEvent *)
{
    update();
}

void Pill::showEvent(QShowEvent *)
{
    followTurning();
}

void Pill::hideEvent(QHideEvent *)
{
    followTurning();
}

void Pill::followTurning()
{
    const bool turn = m_look.turning && isVisible() && !reducedMotion();
    if (turn == (m_timer != 0))
        return;
    if (turn) {
        m_timer = startTimer(frameMs);
    } else {
        killTimer(m_timer);
        m_timer = 0;
    }
}

} // namespace belay
