// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/finding.h"

#include <QString>

namespace belay::scan {

/// A file before and after its mechanical mends.
struct MendedFile
{
    QString file; ///< relative to the scanned folder
    QString before;
    QString after;
    int mends = 0;
};

/// What the findings' edits make of the files below `root`; files that would not change are left out, and so
/// are files that are no UTF-8 (writing them back would change bytes nobody asked about).
std::vector<MendedFile> mendedFiles(const QString &root, const std::vector<Finding> &findings);

/// A unified diff with three lines around each change, as patch and git read it.
QString unifiedDiff(const MendedFile &file);

} // namespace belay::scan
