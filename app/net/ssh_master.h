// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/net/ssh_questions.h"
#include "app/net/ssh_way.h"

namespace belay {

/// What the connections of all hosts share.
struct SystemSshShared
{
    Prompter &prompter;
    Gate &handshakes; ///< few connections at once that are not logged in yet (MaxStartups)
    Gate &questions;  ///< one question at a time
    GivenPassphrases &passphrases;
    QString askpassProgram;
    QString agentSocket;
    std::chrono::milliseconds limit;       ///< for connecting and logging in; a person's time not counted
    std::chrono::milliseconds retryAtMost; ///< longest pause before a busy host is tried again
};

/// Lets `ssh` connect, check the host's key and log in, and stay in the background as the shared connection
/// of `way.socket`. A host that turns connections away is tried again up to five times. Errors: Network,
/// Timeout, HostKey, Auth, Invalid, Cancelled; NotFound when there is no ssh.
Result<void> openMaster(const SshWay &way, const SystemSshShared &shared, const CancelToken &cancel);

/// Whether the shared connection is there as far as this computer knows.
bool hasMaster(const SshWay &way);

/// Ends the shared connection; waits a moment at most. Nothing happens when there is none.
void closeMaster(const SshWay &way);

/// The variables every `ssh` of ours runs with.
std::map<QString, QString> sshEnvironment(const SystemSshShared &shared);

} // namespace belay
