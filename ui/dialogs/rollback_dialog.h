// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/item/release_view.h"
#include "ui/dialogs/dialog_base.h"

QT_BEGIN_NAMESPACE
class QComboBox;
class QLineEdit;
class QPushButton;
QT_END_NAMESPACE

namespace belay {

/// Shows the way back before it is taken: from, to, hosts, command, what happens to deploys afterwards. The
/// focus is on the reason, which is filled in already, so Ctrl+Enter works at once. No names are typed here:
/// speed is the safety.
class RollbackDialog : public DialogBase
{
    Q_OBJECT
public:
    RollbackDialog(const RollbackPreview &preview, QWidget *parent);

    QString toVersion() const;
    /// With the chosen code in front, as the history keeps it: "P1 bug: checkout is slow".
    QString reason() const;

Q_SIGNALS:
    void otherVersionChosen(const QString &version);
    void copyRequested();

private:
    void addFacts(const RollbackPreview &preview);

    void addReason(const RollbackPreview &preview);

    QComboBox *m_target = nullptr;
    QComboBox *m_code = nullptr;
    QLineEdit *m_reason = nullptr;
    QString m_version;
};

} // namespace belay
