// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/net/gate.h"
#include "app/net/name_lookup.h"
#include "app/net/passphrases.h"
#include "app/net/ssh_session.h"

#include <QStringList>

#include <memory>

namespace belay {

/// Everything needed to reach one host, with all defaults filled in.
struct SshEndpoint
{
    QString name;       ///< as written in the project file
    QString address;    ///< what is connected to
    QString lookupName; ///< in known_hosts
    int port = 22;
    QString user;
    QStringList identityFiles;
    bool identitiesOnly = false;
    QStringList knownHosts; ///< extra files, read first
    QString agentSocket;

    /// "web-1 (10.0.0.5:22)"
    QString where() const;
    /// One kept session per key: user@address:port.
    QString key() const;
};

struct SshTimes
{
    std::chrono::milliseconds connect{10000};    ///< resolve and connect
    std::chrono::milliseconds handshake{15000};  ///< greeting and key exchange, absolute
    std::chrono::milliseconds retryAtMost{8000}; ///< longest pause before a busy host is tried again
};

/// What all connections share.
struct SshShared
{
    Prompter &prompter;
    NameLookups &lookups;
    Gate &handshakes; ///< few connections at once that are not logged in yet (MaxStartups)
    Gate &questions;  ///< one host key question at a time
    Passphrases &passphrases;
    QStringList knownHostsFiles;
    QString ownKnownHosts;
    QStringList defaultKeys;
    SshTimes times;
};

/// Connects, checks the host's key, logs in. A host that turns connections away (MaxStartups) is tried again
/// up to five times with growing random pauses. Errors: Network, Timeout, HostKey, Auth, Cancelled.
Result<std::unique_ptr<SshSession>> connectSsh(const SshEndpoint &endpoint, const SshShared &shared,
                                               const CancelWake &wake);

} // namespace belay
