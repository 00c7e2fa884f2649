// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/project.h"
#include "models/domain/result.h"

#include <QByteArray>
#include <QString>

#include <chrono>

namespace belay {

/// Reads and validates belay.json. Inert: opens this one file, runs nothing. Every error names file, line and
/// key, what was expected, and the nearest known key. Files over 4 MiB are refused unread.
Result<Project> readProjectFile(const QString &path);

/// The same for bytes already read; `path` is used for messages and relative paths.
Result<Project> parseProject(const QByteArray &bytes, const QString &path);

/// "250ms" "30s" "10m" "24h" "7d".
Result<std::chrono::milliseconds> parseDuration(const QString &text);

/// "50MiB" "1GB" "512" to bytes.
Result<qint64> parseSize(const QString &text);

/// The published JSON Schema (draft 2020-12), as `belay schema` prints it.
QByteArray projectSchema();

} // namespace belay
