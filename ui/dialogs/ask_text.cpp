// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/ask_text.h"

#include "ui/widgets/buttons.h"

#include <QLineEdit>
#include <QVBoxLayout>

namespace belay {

AskText::AskText(const QString &title, const QString &explanation, const QString &action, int shortest,
                 QWidget *parent)
    : DialogBase(title, explanation, parent)
    , m_field(new QLineEdit)
{
    m_field->setObjectName(QStringLiteral("answer"));
    m_field->setAccessibleName(title);
    body()->addWidget(m_field);
    if (shortest > 1)
        m_field->setPlaceholderText(tr("At least %1 characters").arg(shortest));
    addCancel();
    auto *button = makePrimaryButton(QString(), action);
    button->setObjectName(QStringLiteral("action"));
    button->setEnabled(false);
    connect(m_field, &QLineEdit::textChanged, button, [button, shortest](const QString &text) {
        button->setEnabled(text.trimmed().size() >= shortest);
    });
    connect(button, &QPushButton::clicked, this, &QDialog::accept);
    addButton(button);
    addHint(tr("Ctrl+Enter: %1 · Esc cancels").arg(action));
    m_field->setFocus();
}

QString AskText::text() const
{
    return m_field->echoMode() == QLineEdit::Password ? m_field->text() : m_field->text().trimmed();
}

void AskText::setText(const QString &text)
{
    m_field->setText(text);
    m_field->selectAll();
}

void AskText::setSecret(bool secret)
{
    m_field->setEchoMode(secret ? QLineEdit::Password : QLineEdit::Normal);
}

} // namespace belay
