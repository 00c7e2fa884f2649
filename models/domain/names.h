// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/result.h"

#include <QString>
#include <QStringList>

namespace belay {

/// Versions that may appear in paths: ^[A-Za-z0-9][A-Za-z0-9._+/@-]{0,127}$ and no "..". Others are refused
/// with the reason.
Result<QString> checkedVersion(const QString &version);

/// Deploy paths: absolute, at least two components, no "." or "..", no control characters, not a system
/// folder.
Result<QString> checkedDeployPath(const QString &path);

/// Host, user and address: never start with '-', no spaces or shell characters; IPv6 literals allowed as
/// address.
Result<QString> checkedHostName(const QString &name);
Result<QString> checkedUserName(const QString &name);

/// Exactly 14 digits.
bool isReleaseId(const QString &name);

/// The next release id: UTC of the host's clock in seconds as 14 digits, or one more than the greatest
/// existing name when the clock is behind it.
QString nextReleaseId(qint64 hostTimeMs, const QStringList &existing);

/// Quotes for POSIX sh: 'it'\''s'. The only quoting function in the code base.
QString shellQuoted(const QString &text);

/// Cuts control characters and escape sequences out of text that came from outside; keeps tabs. Lines over
/// `maxChars` are cut and say so.
QString cleanLine(const QString &line, int maxChars = 4096);

/// The known word nearest to `word` by edit distance (at most a third of its length), or empty.
QString nearestWord(const QString &word, const QStringList &known);

/// "1.5 s", "2 min 14 s", "4 d": the one place for durations on screen.
QString formatDuration(qint64 milliseconds);
/// "48 MB" (decimal multiples), for sizes on screen.
QString formatBytes(qint64 bytes);
/// ISO 8601 UTC with milliseconds and Z.
QString isoTime(qint64 timeMs);
qint64 timeFromIso(const QString &text);

} // namespace belay
