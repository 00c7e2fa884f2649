// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace belay {

/// Lets screen readers read a LogView: what is seen is a text of as many lines, the cursor is on the current
/// one, and what is chosen is selected. Nothing is made before somebody asks. Installed once for the program.
void installLogViewAccessible();

} // namespace belay
