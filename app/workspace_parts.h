// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/composition.h"

namespace belay {

/// Why nothing can be kept or read back. Shared by the files of Workspace.
Error noHistory(const Composition &composition);

} // namespace belay
