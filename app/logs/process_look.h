// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/log_watch.h"
#include "models/domain/project.h"

#include <QByteArray>
#include <QByteArrayView>

#include <map>
#include <optional>

namespace belay {

/// Prints "key=value" lines about the service's process, in one cheap command: systemd's, a container's, that
/// of a file with its number, or of what listens on a port. Empty: the project names none of them. Never
/// fails; what cannot be asked is left out.
QByteArray processScript(const LogsSpec &logs, const std::map<QString, QString> &hostValues);

/// Reads those lines; `nowMs` is this computer's clock. No value: the host does not know the process' way of
/// running at all (no such unit, no engine for containers).
std::optional<ProcessLook> processOf(QByteArrayView text, qint64 nowMs);

} // namespace belay
