// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/run_event.h"

namespace belay {

// The strict way back from words: nothing for a word no Belay of this version writes.
std::optional<EventKind> knownEventKind(const QString &word);
std::optional<StepState> knownStepState(const QString &word);
std::optional<Outcome> knownOutcome(const QString &word);

} // namespace belay
