// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/fleet.h"
#include "models/domain/result.h"

#include <QByteArray>
#include <QString>

namespace belay {

/// The read-only script that asks a host what it looks like; its output is for parseObservation().
QString observeScript(const Project &project, const TargetSpec &target, const QString &path);

/// Reads the output of observeScript(). Only host, path and the asking times are left to the caller.
/// Error Unproven: the output ends before its last record.
Result<HostObservation> parseObservation(const QByteArray &output);

} // namespace belay
