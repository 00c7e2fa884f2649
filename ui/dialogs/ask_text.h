// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dialogs/dialog_base.h"

QT_BEGIN_NAMESPACE
class QLineEdit;
QT_END_NAMESPACE

namespace belay {

/// Asks for one line of text: a reason, a name. The button works once there are enough letters.
class AskText : public DialogBase
{
    Q_OBJECT
public:
    AskText(const QString &title, const QString &explanation, const QString &action, int shortest,
            QWidget *parent);

    QString text() const;
    void setText(const QString &text);
    void setSecret(bool secret); ///< shown as dots

private:
    QLineEdit *m_field;
};

} // namespace belay
