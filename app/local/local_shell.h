// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/ports.h"

namespace belay {

/// Shell lines on this computer: `/bin/sh -c` (Windows: `cmd /c`), standard input /dev/null, ended as a
/// group. Both outputs are kept up to the request's limit, first half and last half: the summary of a long
/// test run is at its end. Stateless, thread-safe, blocks the calling thread.
class LocalShellImpl final : public LocalShell
{
public:
    CommandResult run(const CommandRequest &request, const CancelToken &cancel) override;
};

} // namespace belay
