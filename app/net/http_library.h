// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace belay {

/// The version of the HTTP library in this process: "7.88.1".
QString httpLibraryVersion();

} // namespace belay
