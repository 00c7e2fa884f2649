// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/log_chunk.h"
#include "models/domain/project.h"

#include <QByteArrayView>

#include <utility>
#include <vector>

namespace belay {

/// One line of a log, understood as far as it can be.
struct ServiceLogEntry
{
    qint64 timeMs = 0; ///< UTC; 0: the line has no time, or one without a date
    LogLevel level = LogLevel::Unknown;
    QByteArray message; ///< without time and level; the whole line where nothing was understood
    std::vector<std::pair<QByteArray, QByteArray>> fields; ///< the others, in the line's order

    bool operator==(const ServiceLogEntry &) const = default;
};

/// Reads a line: a JSON object with the usual keys (time, timestamp, ts, @timestamp; level, severity;
/// message, msg; also those of journalctl -o json), logfmt, or plain text that begins with a time. `Auto`
/// decides by the line. Total: what is not understood is the message. Pure.
ServiceLogEntry parseLogLine(QByteArrayView line, LogFormat format);

/// Time and level only, for the many lines that nobody looks at closely: the same as parseLogLine() finds, at
/// a tenth of the cost where the line is plain.
LogMark markLogLine(QByteArrayView line, LogFormat format);

} // namespace belay
