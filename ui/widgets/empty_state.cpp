// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/empty_state.h"

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"
#include "ui/widgets/icon_view.h"
#include "ui/widgets/labels.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace belay {

EmptyState::EmptyState(const QString &lucideName, const QString &title, const QString &text, QWidget *parent)
    : QWidget(parent)
    , m_title(makeWrappedLabel(title, TextRole::Verdict, this))
    , m_text(makeWrappedLabel(text, TextRole::Meta, this))
    , m_actions(new QHBoxLayout)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::xl, space::xl, space::xl, space::xl);
    column->setSpacing(space::s);
    column->addStretch(2);
    column->addWidget(new IconView(icon(lucideName, ColorRole::Text3), 40, this), 0, Qt::AlignHCenter);
    column->addSpacing(space::s);
    for (QLabel *label : {m_title, m_text}) {
        label->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
        column->addWidget(label);
    }
    m_text->setVisible(!text.isEmpty());
    column->addSpacing(space::s);
    m_actions->setSpacing(space::s);
    m_actions->addStretch(1);
    m_actions->addStretch(1);
    column->addLayout(m_actions);
    column->addStretch(3);
}

void EmptyState::setTexts(const QString &title, const QString &text)
{
    m_title->setText(title);
    m_text->setText(text);
    m_text->setVisible(!text.isEmpty());
}

void EmptyState::addAction(QPushButton *button)
{
    m_actions->insertWidget(m_actions->count() - 1, button);
}

} // namespace belay
