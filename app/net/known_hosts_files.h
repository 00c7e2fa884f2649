// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/net/known_hosts.h"
#include "models/domain/result.h"

#include <QStringList>

namespace belay {

/// Reads the files that exist, in order. One that exists but cannot be read is an error: not seeing a
/// @revoked line would be worse than stopping. Errors: HostKey.
Result<KnownHosts> readKnownHosts(const QStringList &files);

/// Adds one line with a single write; the file is created for the owner alone, never rewritten. Errors:
/// Internal.
Result<void> appendKnownHost(const QString &file, const QByteArray &line);

} // namespace belay
