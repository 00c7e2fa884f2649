// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/local/output_keeper.h"

#include <QString>

#include <algorithm>
#include <cstring>
#include <utility>

namespace belay {

namespace {

/// A line that never ends is handed on in pieces of this size.
constexpr qint64 longestLine = 64 * 1024;

} // namespace

OutputKeeper::OutputKeeper(qint64 limit, OnLine onLine)
    : m_half(std::max<qint64>(limit, 2) / 2)
    , m_onLine(std::move(onLine))
{
}

void OutputKeeper::add(const char *data, qint64 size)
{
    keep(data, size);
    if (m_onLine)
        cutLines(data, size);
}

void OutputKeeper::keep(const char *data, qint64 size)
{
    const qint64 toHead = std::min(size, m_half - m_head.size());
    m_head.append(data, toHead);
    m_tail.append(data + toHead, size - toHead);
    // Twice the half before cutting, so that the bytes are not moved again for every chunk.
    if (m_tail.size() > 2 * m_half) {
        const qint64 excess = m_tail.size() - m_half;
        m_tail.remove(0, excess);
        m_dropped += excess;
    }
}

void OutputKeeper::cutLines(const char *data, qint64 size)
{
    const char *const end = data + size;
    while (data < end) {
        const char *newline =
            static_cast<const char *>(std::memchr(data, '\n', static_cast<std::size_t>(end - data)));
        const char *stop = newline ? newline : end;
        const qint64 room = longestLine - m_line.size();
        if (stop - data > room) {
            m_line.append(data, room);
            data += room;
            tell();
            continue;
        }
        m_line.append(data, stop - data);
        data = stop;
        if (newline) {
            ++data;
            tell();
        }
    }
}

void OutputKeeper::tell()
{
    if (m_line.endsWith('\r'))
        m_line.chop(1);
    m_onLine(std::exchange(m_line, {}));
}

QByteArray OutputKeeper::take()
{
    if (m_onLine && !m_line.isEmpty())
        tell();
    if (m_tail.size() > m_half) {
        const qint64 excess = m_tail.size() - m_half;
        m_tail.remove(0, excess);
        m_dropped += excess;
    }
    if (m_dropped == 0)
        return m_head + m_tail;
    return m_head + "\n[" + QByteArray::number(m_dropped) + " bytes left out]\n" + m_tail;
}

} // namespace belay
