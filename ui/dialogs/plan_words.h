// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/plan.h"

#include <QStringList>

namespace belay {

/// What a person would read of the steps of one kind, each text once. Pure.
QStringList shownOf(const Plan &plan, StepKind kind);

} // namespace belay
