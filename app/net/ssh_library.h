// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace belay {

/// The version of the SSH library in this build: "1.10.0".
QString sshLibraryVersion();

} // namespace belay
