// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/composition.h"

#include <vector>

namespace belay {

struct ToolState
{
    QString what;
    bool ok = false;
    bool needed = false; ///< Belay cannot do its main job without it
    QString found;       ///< version or path
    QString remedy;
};

/// What works on this computer: programs, agent, history, libraries. Starts the found programs to ask for
/// their version; touches no project and no host.
std::vector<ToolState> examine(Composition &composition, const CancelToken &cancel);

} // namespace belay
