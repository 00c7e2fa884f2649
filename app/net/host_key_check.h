// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/ports.h"
#include "app/net/known_hosts.h"
#include "app/net/ssh_session.h"

#include <functional>

namespace belay {

struct HostKeyRules
{
    QString host;       ///< as configured, for the person
    QString lookupName; ///< in known_hosts: the address connected to, or HostKeyAlias
    QString address;
    int port = 22;
    QString ownFile; ///< accepted keys are appended here; empty: nothing is kept
};

/// Judges the key of a session that has shaken hands; nothing else may be sent before it says yes. Unknown
/// keys are asked about, changed and revoked ones are refused always. Errors: HostKey, Cancelled.
Result<void> checkHostKey(const SshSession &session, const KnownHosts &known, const HostKeyRules &rules,
                          Prompter &prompter, const CancelToken &cancel);

} // namespace belay
