// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/net/passphrases.h"
#include "app/net/ssh_session.h"

#include <QStringList>

namespace belay {

struct AuthRequest
{
    QString host; ///< for questions to the person
    QString user;
    QStringList identityFiles;   ///< configured; offered first
    QStringList defaultFiles;    ///< offered last, when they exist
    bool onlyConfigured = false; ///< IdentitiesOnly: no other keys
    QString agentSocket;
};

/// Logs in: configured keys, the agent's keys, default keys (at most three offers), then
/// keyboard-interactive, then a password. `beforeAsking` runs before a person is asked, who may take long.
/// Errors: Auth, Network, Timeout, Cancelled; `detail` lists what was tried.
Result<void> authenticate(SshSession &session, const AuthRequest &request, Prompter &prompter,
                          Passphrases &passphrases, const std::function<void()> &beforeAsking);

/// Refuses configured keys that cannot work before anything is connected: missing, RSA, security key. With
/// several one usable key is enough. Errors: Auth.
Result<void> checkIdentities(const QStringList &identityFiles);

} // namespace belay
