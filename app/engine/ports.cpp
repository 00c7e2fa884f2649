// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/ports.h"

namespace belay {

HostRef hostRef(const TargetSpec &target, const HostSpec &host)
{
    return HostRef{host, target.kind, target.identityFile, target.knownHosts, target.sshTransport};
}

} // namespace belay
