// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace belay {

/// How grave a line of a service's log is. Unknown: the line does not say.
enum class LogLevel : std::uint8_t { Unknown, Debug, Info, Warning, Error };

QString toString(LogLevel level);
/// "warn", "WARNING", "err", "critical", "fatal", "trace", "6" (syslog's number), …
LogLevel logLevelFromWord(QByteArrayView word);

/// What is known about one line besides its text. Kept small: there are a million.
struct LogMark
{
    qint64 timeMs = 0; ///< UTC, by the clock of the host; 0: the line does not say
    std::uint32_t begin = 0;
    std::uint32_t size = 0;
    std::uint16_t host = 0; ///< index in the store's hosts
    LogLevel level = LogLevel::Unknown;
    bool isNew = false; ///< an error whose like was not seen before the deployment
};

/// Some thousand lines in one piece of memory. Filled by the thread that reads them, never changed after
/// that, and handed on whole.
struct LogChunk
{
    QByteArray text; ///< UTF-8, the lines one after the other
    std::vector<LogMark> marks;

    std::string_view line(std::size_t index) const
    {
        const LogMark &mark = marks[index];
        return {text.constData() + mark.begin, mark.size};
    }
    void append(QByteArrayView line, LogMark mark)
    {
        mark.begin = static_cast<std::uint32_t>(text.size());
        mark.size = static_cast<std::uint32_t>(line.size());
        text.append(line);
        marks.push_back(mark);
    }
};

using LogChunkPtr = std::shared_ptr<const LogChunk>;

} // namespace belay
