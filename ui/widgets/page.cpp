// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/page.h"

#include "ui/theme/theme.h"
#include "ui/widgets/elided_label.h"

#include <QHBoxLayout>

namespace belay {

Page::Page(const QString &title, QWidget *parent)
    : QWidget(parent)
    , m_title(new ElidedLabel(title, TextRole::Title, this))
    , m_titleRow(new QHBoxLayout)
    , m_body(new QVBoxLayout)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::xl, space::l, space::xl, space::l);
    column->setSpacing(space::m);
    m_titleRow->setSpacing(space::m);
    m_titleRow->addWidget(m_title, 1);
    column->addLayout(m_titleRow);
    m_body->setSpacing(space::m);
    column->addLayout(m_body, 1);
}

QString Page::title() const
{
    return m_title->text();
}

void Page::setTitle(const QString &title)
{
    m_title->setText(title);
}

void Page::addTitleWidget(QWidget *widget)
{
    m_titleRow->addWidget(widget, 0, Qt::AlignVCenter);
}

void Page::setCommandField(QWidget *widget)
{
    m_titleRow->insertWidget(1, widget, 0, Qt::AlignVCenter);
}

} // namespace belay
