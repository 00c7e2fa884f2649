// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/run_event.h"
#include "models/store/history_store.h"

#include <QString>
#include <QStringList>

namespace belay {

/// A history row and what is needed to carry it on with the next event, without reading the older ones.
struct SummaryRow
{
    RunSummary summary;
    QStringList switchesLeft; ///< ids of switch steps that have not passed

    bool operator==(const SummaryRow &) const = default;
};

/// Folds one event into the row. Pure: the row of a run is what its events give, in order.
void applyToSummary(SummaryRow &row, const RunEvent &event);

/// The words of an event a person would search for: names, reasons, notes, failures, error output. Often
/// empty.
QString searchText(const RunEvent &event);

} // namespace belay
