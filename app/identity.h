// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace belay {

/// user@machine, as it appears in locks, logs and reports. Reduced to [A-Za-z0-9._@-].
QString whoAmI();

/// The same for another person at this computer, by name; without a name: whoAmI().
QString whoSays(const QString &name);

/// A new run's id: UTC to the second and four random hex digits, "20261121140500-7f3a". Sorts by time.
QString newRunId(qint64 nowMs);

/// Where Belay keeps its memory when nothing else is said: BELAY_DATA_DIR or the platform's data folder.
QString defaultDataDirectory();

} // namespace belay
