// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/ports.h"
#include "models/domain/checklist.h"

#include <QString>

namespace belay {

/// Reads what a command of the checklist answered: state, one line for the row ("142 tests", "78.4 %, needs
/// 80 %"), and the end of the output as detail. A tool that is missing here is CannotRun; a command that a
/// person stopped is Open again. `commit`, `version`, `by` and the times are the caller's to fill in. Pure.
CheckRecord judgeOutput(const CheckItem &item, const CommandResult &result);

/// The judge for an item: its own, or picked by the command line; "exit" when nothing is known about the
/// command.
QString judgeFor(const CheckItem &item);

} // namespace belay
