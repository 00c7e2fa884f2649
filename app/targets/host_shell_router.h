// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/ports.h"

namespace belay {

/// Sends each host's scripts to the transport its target names.
class HostShellRouter : public HostShell
{
public:
    HostShellRouter(HostShell &ssh, HostShell &local)
        : m_ssh(ssh)
        , m_local(local)
    {
    }

    Result<ScriptResult> run(const HostRef &host, const ScriptRequest &request,
                             const CancelToken &cancel) override
    {
        return shellFor(host).run(host, request, cancel);
    }
    void forget(const HostRef &host) override { shellFor(host).forget(host); }
    QString transportNote(const HostRef &host) override { return shellFor(host).transportNote(host); }

private:
    HostShell &shellFor(const HostRef &host) { return host.transport == TargetKind::Local ? m_local : m_ssh; }

    HostShell &m_ssh;
    HostShell &m_local;
};

} // namespace belay
