// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/log_chunk.h"

#include <QStringList>

#include <deque>

namespace belay {

/// The newest lines of all hosts, bounded in lines and in bytes: whole chunks are taken over and whole chunks
/// are given up, so that neither costs more the more there is. Lines are numbered from 0 on and keep their
/// number. Use from one thread.
class LogStore
{
public:
    static constexpr qint64 mostLines = 1'000'000;
    static constexpr qint64 mostBytes = 220LL * 1024 * 1024;

    /// The index of a host for LogMark::host; a new one is added.
    std::uint16_t hostIndex(const QString &host);
    QString hostName(std::uint16_t index) const { return m_hosts.value(index); }
    const QStringList &hosts() const { return m_hosts; }

    /// Takes a chunk over and gives up the oldest ones that no longer fit.
    void add(LogChunkPtr chunk);
    void clear();

    qint64 firstLine() const { return m_first; }
    qint64 endLine() const { return m_end; } ///< one past the newest
    qint64 lineCount() const { return m_end - m_first; }
    qint64 dropped() const { return m_first; } ///< lines that were given up
    qint64 bytes() const { return m_bytes; }

    const LogMark &mark(qint64 line) const;
    std::string_view text(qint64 line) const;

    /// The chunk that holds a line, and the number of its first line.
    struct Place
    {
        const LogChunk *chunk;
        qint64 first;
    };
    Place chunkOf(qint64 line) const;

private:
    struct Held
    {
        LogChunkPtr chunk;
        qint64 first;
    };

    static qint64 bytesOf(const LogChunk &chunk);

    QStringList m_hosts;
    std::deque<Held> m_chunks;
    qint64 m_first = 0;
    qint64 m_end = 0;
    qint64 m_bytes = 0;
};

} // namespace belay
