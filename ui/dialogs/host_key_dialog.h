// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dialogs/dialog_base.h"

namespace belay {

/// First contact with a host: its key's fingerprint, how to compare it, and a decision. Cancel is the
/// default.
class HostKeyDialog : public DialogBase
{
    Q_OBJECT
public:
    HostKeyDialog(const QString &host, const QString &address, const QString &keyType,
                  const QString &fingerprint, QWidget *parent);
};

} // namespace belay
