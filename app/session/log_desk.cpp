// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/session/log_desk.h"

#include <QElapsedTimer>

#include <utility>

namespace belay {

namespace {

using Steady = std::chrono::steady_clock;

constexpr qint64 slice = 500;                  ///< lines between two looks at the clock
constexpr std::chrono::milliseconds turn{4};   ///< filtering between two looks at what is wanted
constexpr std::chrono::milliseconds frame{33}; ///< between two screens that only have newer lines
/// A new query's first screen waits for its rows that long, so that a list does not flicker while one types.
constexpr std::chrono::milliseconds patience{60};

} // namespace

LogDesk::LogDesk(QStringList hosts, std::function<void()> ready)
    : m_ready(std::move(ready))
    , m_book(hosts)
    , m_thread([this] { run(); })
{
}

LogDesk::~LogDesk()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
    }
    m_changed.notify_all();
    m_thread.join();
}

void LogDesk::add(LogChunkPtr chunk)
{
    {
        const std::lock_guard lock(m_mutex);
        m_wanted.chunks.push_back(std::move(chunk));
    }
    m_changed.notify_all();
}

void LogDesk::clear()
{
    {
        const std::lock_guard lock(m_mutex);
        m_wanted.chunks.clear();
        m_wanted.clear = true;
    }
    m_changed.notify_all();
}

void LogDesk::setQuery(LogQuery query, quint64 number)
{
    {
        const std::lock_guard lock(m_mutex);
        m_wanted.query = {std::move(query), number};
        m_screen.reset(); // it answers the query before
    }
    m_changed.notify_all();
}

void LogDesk::wish(const LogWish &wish)
{
    {
        const std::lock_guard lock(m_mutex);
        m_wanted.wish = wish;
    }
    m_changed.notify_all();
}

std::optional<LogScreen> LogDesk::takeScreen()
{
    const std::lock_guard lock(m_mutex);
    m_told = false;
    return std::exchange(m_screen, std::nullopt);
}

LogDesk::Wanted LogDesk::takeWanted(bool waits, Steady::time_point until)
{
    std::unique_lock lock(m_mutex);
    const auto isWanted = [this] { return m_stop || m_wanted.any(); };
    if (waits && until == Steady::time_point::max())
        m_changed.wait(lock, isWanted);
    else if (waits)
        m_changed.wait_until(lock, until, isWanted);
    return std::exchange(m_wanted, {});
}

void LogDesk::publish(LogScreen screen)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_wanted.query) // it is no longer asked for
            return;
        m_screen = std::move(screen);
        if (std::exchange(m_told, true))
            return;
    }
    m_ready();
}

void LogDesk::run()
{
    LogWish wish;
    LogScreen told;
    bool more = false;    // the filter has lines to look at
    bool due = true;      // a screen is owed at once
    bool changed = false; // a screen may have changed
    auto published = Steady::now();
    auto patient = Steady::now();
    for (;;) {
        const auto until = changed ? published + frame : Steady::time_point::max();
        Wanted wanted = takeWanted(!more && !due, until);
        {
            const std::lock_guard lock(m_mutex);
            if (m_stop)
                return;
        }
        if (wanted.clear)
            m_book.clear();
        changed = changed || wanted.clear || !wanted.chunks.empty();
        for (LogChunkPtr &chunk : wanted.chunks)
            m_book.add(std::move(chunk));
        if (wanted.query) {
            m_book.setQuery(std::move(wanted.query->first), wanted.query->second);
            patient = Steady::now() + patience;
        }
        if (wanted.wish)
            wish = *wanted.wish;
        due = due || wanted.query || wanted.wish;
        const bool hadMore = more;
        const auto end = Steady::now() + turn;
        do {
            more = m_book.work(slice);
        } while (more && Steady::now() < end);
        changed = changed || hadMore || more; // the end of a search is news, too
        const auto now = Steady::now();
        if (!due && (now < published + frame || !changed))
            continue;
        LogScreen screen = m_book.screen(wish);
        const bool isFull = static_cast<int>(screen.rows.size()) >= std::min(wish.rows, 40);
        if (more && !isFull && now < patient)
            continue;
        due = changed = false;
        published = now;
        if (screen == told)
            continue;
        told = screen;
        publish(std::move(screen));
    }
}

} // namespace belay
