// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/checklist.h"

namespace belay {

/// Whether the item has a waiver that would count if a second person confirmed it. `status` has the policy
/// applied (waivers.h). Pure.
bool awaitsSecondPerson(const CheckStatus &status);

} // namespace belay
