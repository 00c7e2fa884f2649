// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/checklist.h"
#include "models/domain/result.h"

#include <QString>

#include <vector>

namespace belay {

/// The checklist as it stood when a run began: kept with the run, because belay.json changes.
struct ChecklistSnapshot
{
    QString profile;
    std::vector<CheckStatus> statuses; ///< of every phase
};

/// Under this name a run keeps it.
QString checklistAttachment();

/// JSON text; the same snapshot gives the same bytes. Pure.
QString snapshotText(const ChecklistSnapshot &snapshot);
/// Error Invalid when the text is no snapshot.
Result<ChecklistSnapshot> snapshotFrom(const QString &text);

} // namespace belay
