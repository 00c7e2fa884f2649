// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/run_context.h"

namespace belay {

/// Whether it is to be asked what to do about this end of a step: only where something can still be decided.
/// Pure.
bool isGuided(const Plan &plan, const Stage &stage, const Step &step, const StepEnd &end,
              const RunContext::Facts &facts);

/// The question, with the choices that make sense. Pure.
FailureQuestion questionAbout(const Plan &plan, const Step &step, const StepEnd &end, int attempt,
                              const RunContext::Facts &facts);

} // namespace belay
