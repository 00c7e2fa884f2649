// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/scan/scan.h"

#include <nlohmann/json_fwd.hpp>

namespace belay::scan {

/// The report as SARIF 2.1.0: one run, every rule that ran with its help, findings as results with regions
/// and, for mechanical mends, fixes. Paths are relative to the scanned folder (uriBaseId SRCROOT).
nlohmann::json sarifFrom(const ScanReport &report);

} // namespace belay::scan
