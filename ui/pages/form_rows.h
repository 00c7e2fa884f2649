// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace belay {

class KvList;

/// Lists that stand one under the other begin their values at the same place.
void setLabelWidth(KvList &list, int width);

} // namespace belay
