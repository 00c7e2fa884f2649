// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/stepper.h"

#include "ui/delegates/pill_painter.h"
#include "ui/theme/paint.h"
#include "ui/theme/palette.h"
#include "ui/theme/theme.h"

#include <QAbstractButton>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QStyle>

namespace belay {

namespace {

constexpr int stepHeight = 28;
constexpr int stepIcon = 16;

/// One step; a button, so that keyboard and screen reader know what it is.
class StepButton : public QAbstractButton
{
public:
    explicit StepButton(QWidget *parent)
        : QAbstractButton(parent)
    {
        setFont(pillFont());
        setAttribute(Qt::WA_Hover);
        setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
        setCheckable(true);
        setFocusPolicy(Qt::StrongFocus);
    }

    void setStep(const StepperStep &step)
    {
        m_step = step;
        setEnabled(step.enabled);
        setText(step.title);
        setAccessibleName(step.title);
        setAccessibleDescription(step.sub.isEmpty() ? step.look.word
                                                    : step.look.word + QStringLiteral(", ") + step.sub);
        updateGeometry();
        update();
    }

    QSize sizeHint() const override
    {
        const int sub = m_step.sub.isEmpty() ? 0 : space::s + fontMetrics().horizontalAdvance(m_step.sub) + 1;
        return {2 * space::m + stepIcon + space::s + fontMetrics().horizontalAdvance(m_step.title) + 1 + sub,
                stepHeight};
    }

    QSize minimumSizeHint() const override { return {72, stepHeight}; }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const Tokens &t = tokens();
        const QColor touched = underMouse() && isEnabled() ? mix(t.text, m_step.look.background(), 0.06)
                                                           : m_step.look.background();
        paintRounded(&painter, rect(), height() / 2.0, touched, isChecked() ? m_step.look.color() : QColor(),
                     1.5);
        if (hasFocus())
            paintFocusRing(&painter, rect(), height() / 2.0);
        const QRect box(space::m - 2, (height() - stepIcon) / 2, stepIcon, stepIcon);
        paintStatusIcon(&painter, QStyle::visualRect(layoutDirection(), rect(), box), m_step.look);
        const QRect textRect(box.right() + 1 + space::s - 2, 0,
                             width() - box.right() - space::s - space::m + 2, height());
        const QString all =
            m_step.sub.isEmpty() ? m_step.title : m_step.title + QStringLiteral("  ") + m_step.sub;
        painter.setPen(m_step.look.color());
        painter.drawText(QStyle::visualRect(layoutDirection(), rect(), textRect),
                         Qt::AlignVCenter | Qt::AlignLeading | Qt::TextSingleLine,
                         fontMetrics().elidedText(all, Qt::ElideRight, textRect.width()));
    }

    void changeEvent(QEvent *event) override
    {
        if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
            updateGeometry();
        QAbstractButton::changeEvent(event);
    }

private:
    StepperStep m_step;
};

} // namespace

Stepper::Stepper(QWidget *parent)
    : QWidget(parent)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void Stepper::setSteps(const std::vector<StepperStep> &steps)
{
    auto *row = static_cast<QHBoxLayout *>(layout());
    while (m_buttons.size() < steps.size()) {
        auto *button = new StepButton(this);
        const int index = static_cast<int>(m_buttons.size());
        if (index > 0)
            row->addStretch(1);
        row->addWidget(button);
        connect(button, &QAbstractButton::clicked, this, [this, index] {
            m_buttons[static_cast<std::size_t>(index)]->setChecked(index == m_current);
            if (index != m_current)
                Q_EMIT stepClicked(index);
        });
        m_buttons.push_back(button);
    }
    for (std::size_t i = 0; i < m_buttons.size(); ++i) {
        m_buttons[i]->setVisible(i < steps.size());
        if (i < steps.size())
            static_cast<StepButton *>(m_buttons[i])->setStep(steps[i]);
    }
    setCurrent(m_current);
}

void Stepper::setCurrent(int index)
{
    m_current = index;
    for (int i = 0; i < count(); ++i)
        m_buttons[static_cast<std::size_t>(i)]->setChecked(i == index);
    update();
}

int Stepper::count() const
{
    return static_cast<int>(m_buttons.size());
}

QWidget *Stepper::currentButton() const
{
    return m_current < count() ? m_buttons[static_cast<std::size_t>(m_current)] : nullptr;
}

void Stepper::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(QPen(tokens().border, 1));
    for (std::size_t i = 1; i < m_buttons.size(); ++i) {
        const QRect a = m_buttons[i - 1]->geometry();
        const QRect b = m_buttons[i]->geometry();
        const int from = qMin(a.right(), b.right()) + space::s;
        const int to = qMax(a.left(), b.left()) - space::s;
        if (to > from)
            painter.drawLine(from, height() / 2, to, height() / 2);
    }
}

void Stepper::keyPressEvent(QKeyEvent *event)
{
    const bool forward = event->key() == (isRightToLeft() ? Qt::Key_Left : Qt::Key_Right);
    const bool back = event->key() == (isRightToLeft() ? Qt::Key_Right : Qt::Key_Left);
    if (!forward && !back) {
        QWidget::keyPressEvent(event);
        return;
    }
    int at = 0;
    for (int i = 0; i < count(); ++i) {
        if (m_buttons[static_cast<std::size_t>(i)]->hasFocus())
            at = i;
    }
    for (int next = at + (forward ? 1 : -1); next >= 0 && next < count(); next += forward ? 1 : -1) {
        QAbstractButton *button = m_buttons[static_cast<std::size_t>(next)];
        if (button->isEnabled() && button->isVisible()) {
            button->setFocus(Qt::TabFocusReason);
            return;
        }
    }
}

} // namespace belay
