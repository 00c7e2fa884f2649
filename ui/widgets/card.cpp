// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/card.h"

#include "ui/theme/paint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elided_label.h"

#include <QHBoxLayout>
#include <QPainter>

namespace belay {

Card::Card(const QString &heading, QWidget *parent)
    : QWidget(parent)
    , m_headingRow(new QWidget(this))
    , m_headingLayout(new QHBoxLayout(m_headingRow))
    , m_heading(new ElidedLabel({}, TextRole::Strong, m_headingRow))
    , m_body(new QVBoxLayout)
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(1, 1, 1, 1);
    outer->setSpacing(0);
    m_headingLayout->setContentsMargins(space::l, space::m, space::l, 0);
    m_headingLayout->setSpacing(space::s);
    m_headingLayout->addWidget(m_heading, 1);
    outer->addWidget(m_headingRow);
    m_body->setContentsMargins(space::l, space::m, space::l, space::m);
    m_body->setSpacing(space::s);
    outer->addLayout(m_body, 1);
    setHeading(heading);
}

void Card::setHeading(const QString &heading)
{
    m_heading->setText(heading);
    m_headingRow->setVisible(!heading.isEmpty());
}

void Card::addHeadingWidget(QWidget *widget)
{
    m_headingLayout->addWidget(widget);
}

void Card::setBodyMargins(int left, int top, int right, int bottom)
{
    m_body->setContentsMargins(left, top, right, bottom);
}

void Card::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintRounded(&painter, rect(), radius::card, tokens().surface, tokens().border);
}

} // namespace belay
