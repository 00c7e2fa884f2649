// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <functional>

namespace belay {

/// One output stream: cuts it into lines for a listener and keeps at most `limit` bytes of it. No I/O, no
/// thread.
class OutputKeeper
{
public:
    using OnLine = std::function<void(const QByteArray &line)>;

    OutputKeeper(qint64 limit, OnLine onLine);

    void add(const char *data, qint64 size);
    /// Ends the last line and hands over what was kept; says in a line of its own how much is missing.
    QByteArray take();

private:
    void keep(const char *data, qint64 size);
    void cutLines(const char *data, qint64 size);
    void tell();

    qint64 m_half;
    OnLine m_onLine;
    QByteArray m_line;
    QByteArray m_head;
    QByteArray m_tail;
    qint64 m_dropped = 0;
};

} // namespace belay
