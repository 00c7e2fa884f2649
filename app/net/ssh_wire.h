// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <QtEndian>

namespace belay {

/// Reads the SSH wire format (big-endian numbers, length-prefixed strings). After the first read past the end
/// every answer is empty and ok() is false.
class WireReader
{
public:
    explicit WireReader(QByteArray data)
        : m_data(std::move(data))
    {
    }

    bool ok() const { return m_ok; }
    bool atEnd() const { return m_at >= m_data.size(); }

    QByteArray bytes(qint64 size)
    {
        if (!m_ok || size < 0 || size > m_data.size() - m_at) {
            m_ok = false;
            return {};
        }
        const QByteArray part = m_data.mid(m_at, qsizetype(size));
        m_at += qsizetype(size);
        return part;
    }
    quint8 byte()
    {
        const QByteArray part = bytes(1);
        return m_ok ? quint8(part.at(0)) : quint8(0);
    }
    quint32 number()
    {
        const QByteArray part = bytes(4);
        return m_ok ? qFromBigEndian<quint32>(part.constData()) : 0;
    }
    QByteArray string() { return bytes(number()); }

private:
    QByteArray m_data;
    qsizetype m_at = 0;
    bool m_ok = true;
};

inline QByteArray wireNumber(quint32 value)
{
    QByteArray out(4, Qt::Uninitialized);
    qToBigEndian(value, out.data());
    return out;
}

inline QByteArray wireString(const QByteArray &text)
{
    return QByteArray(wireNumber(quint32(text.size()))) + text;
}

} // namespace belay
