// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/failure_guide.h"

namespace belay {

class Cli;

/// Who decides about failures of this command's run: what --on-failure says; without it the person at the
/// terminal; without a terminal nobody (an empty guide). Error Invalid: not understood, or nobody to ask.
Result<FailureGuide> failureGuide(Cli &cli, PlanKind kind);

/// The question with its numbered choices, as the terminal shows it. Pure.
QString questionText(const FailureQuestion &question, Milliseconds patience);
/// A number, a word or the beginning of one; nothing: not understood. Pure.
std::optional<FailureChoice> choiceFromLine(const QString &line, const FailureQuestion &question);

} // namespace belay
