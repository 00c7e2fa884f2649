// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"

#include <QByteArray>
#include <QString>

#include <map>
#include <optional>

namespace belay {

/// What one look at a machine brought, before anything is made of it. Missing: the machine does not say.
struct HostLook
{
    std::map<QByteArray, double> values; ///< by the names that hostLookScript() prints
    QByteArray system;                   ///< "Linux", "Darwin", "FreeBSD", …
};

/// The POSIX sh script that prints them: /proc on Linux, sysctl and vm_stat on macOS and FreeBSD, one `df`
/// and a few built-ins, nothing that lasts. Prints `name value` lines.
QByteArray hostLookScript(const QString &path);

/// Reads its output. Error Invalid: it is not that output.
Result<HostLook> parseHostLook(const QByteArray &output);

/// One number of a machine, in percent, bytes or pieces: cpu, memory, memory_used, disk, load, load_per_cpu,
/// processes, uptime (seconds). CPU is what was used since the look before, so the first look has none. No
/// value: the machine does not say. Pure.
std::optional<double> hostNumber(const QString &name, const HostLook &now, const HostLook *before);

/// The names hostNumber() knows, for messages.
QString hostNumberNames();

} // namespace belay
