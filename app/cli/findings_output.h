// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/scan/scan.h"

#include <QString>

namespace belay {

class Cli;

// What `belay scan` and `belay check` do with findings, the same for both.

/// Mends what is mechanical below `root`: shows the diff, asks (or takes --yes), writes. Each file appears
/// whole or not at all. The command's exit code; nothing to mend is 3 while errors are left.
int mendFindings(const Cli &cli, const QString &root, const scan::ScanReport &report);

/// Writes the findings as SARIF to a file, or to standard output for "-".
Result<void> writeSarif(const Cli &cli, const QString &file, const scan::ScanReport &report);

/// "1 file", "2 files".
QString counted(int count, const QString &one, const QString &many);

} // namespace belay
