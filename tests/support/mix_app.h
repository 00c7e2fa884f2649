// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace belay::test {

/// Writes a small Elixir application that `mix release` builds from OTP alone, without a network: HTTP with
/// /health/ready, /version and /metrics on $PORT, a migration that appends the version to run/migrations, and
/// bin/restart PORT. Its version is 1.0.0.
void writeMixApp(const QString &folder);

/// Another version: in mix.exs, which makes mix compile again, and in the file VERSION.
void setMixVersion(const QString &folder, const QByteArray &version);

/// A belay.json for it, with HOSTS, HOME, IDENTITY and KNOWN in place of what only the test knows. It is here
/// because moc loses its way in raw strings and would then find no test functions.
QByteArray mixProjectTemplate();

/// Why `mix release` cannot run here; empty when it can. For QSKIP.
QString mixUnavailable();

} // namespace belay::test
