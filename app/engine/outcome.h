// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/run_context.h"

namespace belay {

struct OutcomeAndText
{
    Outcome outcome = Outcome::None;
    QString text; ///< one sentence
};

/// What a run came to, from its facts. Pure.
OutcomeAndText outcomeOf(const Plan &plan, const RunContext::Facts &facts, bool cancelled);

} // namespace belay
