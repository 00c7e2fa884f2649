// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/checks/inspection.h"

namespace belay {

/// A file in which a project names its libraries.
struct Manifest
{
    QString name;
    QString text;
};

/// Which of the `known` libraries the manifests name: evidence for an item about `what`. Pure.
Inspected judgeLibraries(const std::vector<Manifest> &manifests, const QStringList &known,
                         const QString &what);

} // namespace belay
