// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/ports.h"

namespace belay {

HostRef hostRef(const TargetSpec &target, const HostSpec &host)
{
    QStringList group{target.path};
    for (const HostSpec &each : target.hosts)
        group.append(each.name);
    return HostRef{
        host, target.kind, target.identityFile, target.knownHosts, target.sshTransport, group.join(u'\n')};
}

} // namespace belay
