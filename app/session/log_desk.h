// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/log_book.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

namespace belay {

/// Keeps a LogBook on a thread of its own: readers hand chunks in, a window says what it wants to see, and
/// gets screens. The window's thread never touches more than one screen of lines, however many are held and
/// however many come in. All calls are thread-safe and return at once.
class LogDesk
{
public:
    /// `ready` is called on the desk's thread whenever takeScreen() has something new, and not again before
    /// it was taken.
    LogDesk(QStringList hosts, std::function<void()> ready);
    ~LogDesk();
    LogDesk(const LogDesk &) = delete;
    LogDesk &operator=(const LogDesk &) = delete;

    /// LogMark::host counts in the hosts of the constructor.
    void add(LogChunkPtr chunk);
    void clear();
    /// `number` comes back in the screens. Screens of earlier queries no longer come.
    void setQuery(LogQuery query, quint64 number);
    void wish(const LogWish &wish);
    /// The newest screen since the last call, if there is one.
    std::optional<LogScreen> takeScreen();

private:
    struct Wanted
    {
        std::vector<LogChunkPtr> chunks;
        bool clear = false;
        std::optional<std::pair<LogQuery, quint64>> query;
        std::optional<LogWish> wish;

        bool any() const { return !chunks.empty() || clear || query || wish; }
    };

    void run();
    Wanted takeWanted(bool waits, std::chrono::steady_clock::time_point until);
    void publish(LogScreen screen);

    const std::function<void()> m_ready;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    Wanted m_wanted;
    bool m_stop = false;
    std::optional<LogScreen> m_screen;
    bool m_told = false;
    LogBook m_book; ///< the thread's
    std::thread m_thread;
};

} // namespace belay
