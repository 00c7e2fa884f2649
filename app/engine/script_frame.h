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
/// For a shell that stays open and runs one script after another: it does not end after the trailer, and the
/// errors are framed too, so that both streams are known to be read to their end. The script runs in a
/// subshell without input: nothing of it stays. `first`: with a begin line on both streams, because what the
/// log-in printed comes before it; later scripts need none, and every line is a packet of its own.
FramedScript frameForKeptShell(const QByteArray &script, bool first);

/// Reads what comes back. Everything before the begin line (noisy shell start-up files) is ignored; only a
/// trailer with our nonce is proof; the last exact match wins. No I/O, no thread.
class FrameReader
{
public:
    using OnLine = std::function<void(const QByteArray &line, bool isError)>;

    enum class Errors { Plain, Framed };
    enum class Begin { Awaited, Over }; ///< whether a begin line comes

    FrameReader(QByteArray nonce, OnLine onLine, qint64 outputLimit, Errors errors = Errors::Plain,
                Begin begin = Begin::Awaited);

    void feedOut(const char *data, qint64 size);
    void feedErr(const char *data, qint64 size);
    bool readyForInput() const;                      ///< the ready line came
    bool finished() const;                           ///< the trailer came
    bool errorsEnded() const { return m_err.ended; } ///< framed errors: their last line came
    /// Ends the reading. `noteIfUnproven` says why there may be no trailer.
    ScriptResult take(const QString &noteIfUnproven);

private:
    struct Stream
    {
        bool isError = false;
        bool framed = true;
        bool begun = false;
        bool ended = false;
        bool full = false;          ///< a line did not fit any more; shorter ones after it would make a gap
        bool heldEmptyLine = false; ///< may turn out to be the line break in front of a mark
        QByteArray rest;
    };
    void feed(Stream &stream, const char *data, qint64 size);
    void line(Stream &stream, const QByteArray &text, bool complete);
    bool mark(Stream &stream, const QByteArray &text);
    bool trailer(const QByteArray &code);
    void keep(Stream &stream, const QByteArray &text, bool complete);

    QByteArray m_nonce;
    OnLine m_onLine;
    qint64 m_limit;
    Stream m_out;
    Stream m_err;
    bool m_ready = false;
    ScriptResult m_result;
};

} // namespace belay
