// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/net/choose_transport.h"
#include "app/net/ssh_host_shell.h"

namespace belay {

/// Looks at the files of this computer that decide how a host is reached: keys, certificates, known_hosts, a
/// Kerberos ticket, an agent's socket. Contacts nobody.
TransportFacts transportFacts(const HostRef &host, const SshConfig &config, const SshOptions &options);

} // namespace belay
