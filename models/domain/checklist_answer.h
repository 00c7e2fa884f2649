// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/checklist.h"
#include "models/domain/result.h"

namespace belay {

/// Whether a person may give this answer: the item exists, a waiver has a reason of at least ten characters,
/// a required text is there, a command's result is not claimed by hand, and what an inspection found wrong
/// (`known` is what is known about the item) is not talked away. Pure.
Result<void> checkAnswer(const std::vector<CheckItem> &items, const CheckRecord &record,
                         const CheckRecord &known = {});

/// That the checklist has no such item, naming the nearest.
Error noSuchItem(const std::vector<CheckItem> &items, const QString &id);

} // namespace belay
