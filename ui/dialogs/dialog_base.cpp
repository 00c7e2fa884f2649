// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/dialog_base.h"

#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace belay {

namespace {

constexpr int dialogWidth = 620;
constexpr qint64 deafForMs = 500;

} // namespace

DialogBase::DialogBase(const QString &title, const QString &explanation, QWidget *parent)
    : QDialog(parent)
{
    setWindowTitle(title);
    setMinimumWidth(dialogWidth);
    m_column = new QVBoxLayout(this);
    m_column->setContentsMargins(space::xl, space::xl, space::xl, space::l);
    m_column->setSpacing(space::l);
    m_column->addWidget(makeWrappedLabel(title, TextRole::DialogTitle));
    if (!explanation.isEmpty()) {
        auto *text = makeWrappedLabel(explanation, TextRole::Body);
        m_column->addWidget(text);
    }
    m_body = new QVBoxLayout;
    m_body->setSpacing(space::m);
    m_column->addLayout(m_body, 1);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::s);
    m_leading = new QHBoxLayout;
    m_buttons = new QHBoxLayout;
    m_buttons->setSpacing(space::s);
    row->addLayout(m_leading);
    row->addStretch(1);
    row->addLayout(m_buttons);
    m_column->addLayout(row);
}

void DialogBase::addLeadingButton(QPushButton *button)
{
    button->setAutoDefault(false);
    m_leading->addWidget(button);
}

void DialogBase::addButton(QPushButton *button)
{
    button->setAutoDefault(false);
    m_buttons->addWidget(button);
    m_action = button;
}

void DialogBase::addCancel()
{
    auto *cancel = makeSecondaryButton(QString(), tr("Cancel"));
    cancel->setObjectName(QStringLiteral("cancel"));
    cancel->setAutoDefault(false);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    m_buttons->insertWidget(0, cancel);
}

void DialogBase::addHint(const QString &text)
{
    m_column->addWidget(makeWrappedLabel(text, TextRole::Hint));
}

void DialogBase::showEvent(QShowEvent *event)
{
    if (!m_open.isValid()) {
        // Wrapped sentences make the layout's own hint too tall.
        const int height = m_column->totalHeightForWidth(width());
        if (height > 0)
            resize(width(), height);
    }
    m_open.start();
    QDialog::showEvent(event);
}

void DialogBase::keyPressEvent(QKeyEvent *event)
{
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (!isEnter) {
        QDialog::keyPressEvent(event);
        return;
    }
    const bool withControl = event->modifiers().testFlag(Qt::ControlModifier);
    auto *focused = qobject_cast<QPushButton *>(focusWidget());
    QPushButton *pressed = withControl ? m_action : m_open.elapsed() >= deafForMs ? focused : nullptr;
    if (pressed && pressed->isEnabled())
        pressed->click();
}

} // namespace belay
