// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/plan.h"
#include "models/store/history_store.h"

namespace belay {

/// After a watch: removes the samples of the environment's runs that are older than its metrics.keep_samples.
/// What cannot be removed now is removed after the next watch. Blocks; any thread.
void removeOldSamples(HistoryStore &store, const Plan &plan, qint64 nowMs);

} // namespace belay
