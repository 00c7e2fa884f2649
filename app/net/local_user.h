// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace belay {

/// The name of the person running this program: $USER, or what the system knows.
QString localUserName();

/// The home folder as `ssh` finds it: the one the system knows, whatever $HOME says.
QString localUserHome();

} // namespace belay
