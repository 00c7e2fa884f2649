// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/ports.h"

#include <QByteArray>

#include <functional>

namespace belay {

/// A script made ready for `exec /bin/sh`: one compound command that the shell reads whole before it runs
/// anything (dash reads ahead), with a begin line and a trailer that carry a 128-bit random nonce. With
/// input, the host prints a ready line first and only then the data may follow on the same stream.
struct FramedScript
{
    QByteArray text;
    QByteArray nonce;
};

FramedScript frameScript(const QByteArray &script, bool hasInput);

/// Reads what comes back. Everything before the begin line (noisy shell start-up files) is ignored; only a
/// trailer with our nonce is proof; the last exact match wins. No I/O, no thread.
class FrameReader
{
public:
    using OnLine = std::function<void(const QByteArray &line, bool isError)>;

    FrameReader(QByteArray nonce, OnLine onLine, qint64 outputLimit);

    void feedOut(const char *data, qint64 size);
    void feedErr(const char *data, qint64 size);
    bool readyForInput() const; ///< the ready line came
    bool finished() const;      ///< the trailer came
    /// Ends the reading. `noteIfUnproven` says why there may be no trailer.
    ScriptResult take(const QString &noteIfUnproven);

private:
    void feed(QByteArray &rest, const char *data, qint64 size, bool isError);
    void line(const QByteArray &text, bool isError, bool complete);
    bool mark(const QByteArray &text);
    void keep(const QByteArray &text, bool isError, bool complete);

    QByteArray m_nonce;
    OnLine m_onLine;
    qint64 m_limit;
    QByteArray m_outRest;
    QByteArray m_errRest;
    bool m_begun = false;
    bool m_ready = false;
    bool m_outFull = false; ///< a line did not fit any more; shorter ones after it would make a gap
    bool m_errFull = false;
    bool m_heldEmptyLine = false; ///< may turn out to be the line break in front of a mark
    ScriptResult m_result;
};

} // namespace belay
