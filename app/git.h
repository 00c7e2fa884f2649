// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/ports.h"

#include <QString>

namespace belay {

/// The checked-out commit of a folder, or empty when it is no git checkout or there is no git. Call only for
/// trusted projects: a hostile .git/config can make git run code; the switches here lower that risk and do
/// not remove it.
QString currentCommit(const QString &folder, LocalShell &shell, const CancelToken &cancel);

} // namespace belay
