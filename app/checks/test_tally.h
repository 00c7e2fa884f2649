// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/checks/output_text.h"

#include <QStringList>

namespace belay::judges {

/// What test runners say at their end, added up: a script may start several.
struct TestTally
{
    bool found = false; ///< a closing line that is known
    qint64 passed = 0;
    qint64 failed = 0;
    qint64 skipped = 0;
    qint64 suitesFailed = 0;   ///< files or packages that could not even be run
    qint64 packagesPassed = 0; ///< Go without -v counts packages, not tests
    QStringList names;         ///< of what failed
};

/// By the closing lines of Jest, Vitest, Mocha, node:test, pytest, cargo, Go, CTest, Gradle, Maven and RSpec.
/// Pure.
TestTally tallyOf(const OutputText &output);

} // namespace belay::judges
