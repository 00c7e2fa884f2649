// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/log_store.h"
#include "models/domain/result.h"

#include <QRegularExpression>

#include <optional>
#include <string>
#include <vector>

namespace belay {

/// What a person types above a log: words that must all occur (upper and lower case alike), -word for what
/// must not, "several words", /regular expression/, level:error (that or worse), host:web-1, is:new.
/// Immutable.
class LogQuery
{
public:
    LogQuery() = default;

    /// Error Invalid: a level that there is not, or a regular expression that is none.
    static Result<LogQuery> parse(const QString &text);

    bool matchesAll() const;
    bool matches(std::string_view line, const LogMark &mark, const LogStore &store) const;

private:
    struct Word
    {
        std::string lower;
        bool not_ = false;
    };
    struct Pattern
    {
        QRegularExpression expression;
        bool not_ = false;
    };

    std::vector<Word> m_words;
    std::vector<Pattern> m_patterns;
    QString m_host;
    LogLevel m_least = LogLevel::Unknown;
    bool m_onlyNew = false;
};

/// True when the line holds the word, whatever the case of its ASCII letters; `lower` is in lower case.
bool containsWord(std::string_view line, std::string_view lower);

/// The lines of a store that match, found in slices, so that a window never stands still: newest first until
/// the first screen is full and on to the oldest, and new lines as they come. Use from one thread, that of
/// the store.
class LogFilter
{
public:
    explicit LogFilter(const LogStore &store)
        : m_store(store)
    {
    }

    /// Begins anew with another query.
    void setQuery(LogQuery query);
    const LogQuery &query() const { return m_query; }

    /// Looks at up to so many lines: first those that came since the last call, then older ones. Forgets what
    /// the store has given up. True: there is more to look at.
    bool work(qint64 lines);

    /// The matching lines in the store's numbers, oldest first.
    qint64 count() const { return static_cast<qint64>(m_older.size() + m_newer.size() - m_newerGone); }
    qint64 lineAt(qint64 index) const;
    /// How many of the matching lines come before this one.
    qint64 indexOf(qint64 line) const;
    /// How many were put in front and behind since the last call of takeChanges(), and how many were given up
    /// at the front: what an item model tells its view, in this order: dropped, prepended, appended.
    struct Changes
    {
        qint64 dropped = 0;
        qint64 prepended = 0;
        qint64 appended = 0;
    };
    Changes takeChanges();
    /// Everything between the oldest and the newest line has been looked at.
    bool complete() const { return m_back <= m_store.firstLine() && m_front >= m_store.endLine(); }
    qint64 looked() const { return m_front - m_back; }

private:
    qint64 lookForward(qint64 budget);
    qint64 lookBack(qint64 budget);
    void forget();

    const LogStore &m_store;
    LogQuery m_query;
    std::vector<qint64> m_older; ///< newest first: grows at its end while looking back
    std::vector<qint64> m_newer; ///< oldest first
    std::size_t m_newerGone = 0; ///< of m_newer, given up by the store
    qint64 m_back = 0;           ///< lines from here …
    qint64 m_front = 0;          ///< … to before here have been looked at
    Changes m_changes;
};

} // namespace belay
