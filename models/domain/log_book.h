// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/log_filter.h"

#include <QString>

#include <vector>

namespace belay {

/// One line as a window shows it.
struct LogRow
{
    qint64 line = -1; ///< its number in the book; lines keep their number
    qint64 timeMs = 0;
    LogLevel level = LogLevel::Unknown;
    bool isNew = false;
    QString host;
    QString text; ///< without time and level, the other fields behind the message
    QString raw;  ///< as it was read; both at most LogBook::longestText characters

    bool operator==(const LogRow &) const = default;
};

/// Which rows of the matching lines a window wants to have. It asks for more than it shows, so that a turn of
/// the wheel finds them there.
struct LogWish
{
    bool follow = true; ///< the newest; the rest does not count then
    qint64 line = -1;   ///< begin at this line, or the next one that matches; -1: at `first`
    qint64 first = 0;   ///< index among the matching lines
    qint64 before = 0;  ///< rows in front of that, too
    int rows = 100;

    bool operator==(const LogWish &) const = default;
};

/// The answer: some rows, and where they lie among all.
struct LogScreen
{
    quint64 query = 0; ///< which query they answer: as often as one was set
    qint64 top = 0;    ///< index of the row that was wished for, or of the last row when following
    qint64 first = 0;  ///< index of rows[0]
    std::vector<LogRow> rows;
    qint64 count = 0;   ///< matching lines so far
    qint64 held = 0;    ///< lines held
    qint64 looked = 0;  ///< of them, looked at
    qint64 dropped = 0; ///< given up since the beginning
    qint64 fresh = 0;   ///< matching lines that came since the newest was last shown
    bool follow = true;
    bool complete = true; ///< all lines held have been looked at

    bool operator==(const LogScreen &) const = default;
};

/// The lines of all hosts, the filter over them, and the part that a window shows: everything that is too
/// much work for the window's thread. Use from one thread.
class LogBook
{
public:
    static constexpr qsizetype longestText = 2000;

    explicit LogBook(const QStringList &hosts);

    void add(LogChunkPtr chunk) { m_store.add(std::move(chunk)); }
    void clear();
    /// `number` goes into the screens that answer it.
    void setQuery(LogQuery query, quint64 number);
    /// Looks at up to so many lines. True: there is more to look at.
    bool work(qint64 lines) { return m_filter.work(lines); }
    LogScreen screen(const LogWish &wish);
    /// A line as it was read. Empty: it has been given up.
    QByteArray line(qint64 number) const;
    const LogStore &store() const { return m_store; }

private:
    LogRow rowOf(qint64 line) const;

    LogStore m_store;
    LogFilter m_filter;
    quint64 m_query = 0;
    qint64 m_lastShown = -1; ///< the newest line when it was last followed
};

} // namespace belay
