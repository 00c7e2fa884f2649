// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace belay {

/// The name of the person running this program: $USER, or what the system knows.
QString localUserName();

} // namespace belay
