// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/ports.h"

namespace belay {

/// HostShell for `local` targets: the same scripts, framed the same way, by /bin/sh on this computer.
/// Thread-safe.
class LocalHostShell : public HostShell
{
public:
    Result<ScriptResult> run(const HostRef &host, const ScriptRequest &request,
                             const CancelToken &cancel) override;
    void forget(const HostRef &) override {}
};

} // namespace belay
