// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/ports.h"
#include "app/net/ssh_session.h"

#include <QByteArrayList>

namespace belay {

/// Logs in with answers of the person: keyboard-interactive when the host offers it, else a password.
/// Errors: Auth (refused, or nobody to ask), Network, Timeout, Cancelled.
Result<void> askPerson(SshSession &session, const QString &host, const QByteArray &user,
                       const QByteArrayList &methods, Prompter &prompter);

} // namespace belay
