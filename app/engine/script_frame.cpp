// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/script_frame.h"

#include <QRandomGenerator>

#include <array>
#include <utility>

namespace belay {

namespace {

/// A line that never ends is passed on in pieces of this size, so that it costs no more memory than that.
constexpr qsizetype longestLine = 64 * 1024;

QByteArray makeNonce()
{
    std::array<quint32, 4> words{};
    QRandomGenerator::system()->fillRange(words.data(), static_cast<qsizetype>(words.size()));
    return "belay-" + QByteArray(reinterpret_cast<const char *>(words.data()), sizeof words).toHex();
}

} // namespace

FramedScript frameScript(const QByteArray &script, bool hasInput)
{
    const QByteArray nonce = makeNonce();
    // The subshell keeps the script's own `exit` away from the trailer. The nonce is written as text, never
    // put into the environment, so that programs the script starts cannot see it. Each mark begins with a
    // line break: the output before it may end without one.
    QByteArray text = "{ printf '\\n%s begin\\n' '" + nonce + "'\n";
    if (hasInput)
        text += "printf '\\n%s ready\\n' '" + nonce + "'\n";
    text += "(\n" + script + "\n)";
    text += hasInput ? "\n" : " </dev/null\n";
    text += "belay_code=$?\nprintf '\\n%s end %s\\n' '" + nonce + "' \"$belay_code\"\nexit 0\n}\n";
    return {text, nonce};
}

FramedScript frameForKeptShell(const QByteArray &script, bool first)
{
    const QByteArray nonce = makeNonce();
    const QByteArray begin = "printf '\\n%s begin\\n' '" + nonce + "'";
    QByteArray text = "{ ";
    if (first)
        text += begin + '\n' + begin + " >&2\n";
    text += "(\n" + script + "\n) </dev/null\n";
    text += "belay_code=$?\nprintf '\\n%s end\\n' '" + nonce + "' >&2\n";
    text += "printf '\\n%s end %s\\n' '" + nonce + "' \"$belay_code\"\n}\n";
    return {text, nonce};
}

FrameReader::FrameReader(QByteArray nonce, OnLine onLine, qint64 outputLimit, Errors errors, Begin begin)
    : m_nonce(std::move(nonce))
    , m_onLine(std::move(onLine))
    , m_limit(outputLimit)
{
    m_err.isError = true;
    m_err.framed = errors == Errors::Framed;
    m_out.begun = m_err.begun = begin == Begin::Over;
}

void FrameReader::feedOut(const char *data, qint64 size)
{
    feed(m_out, data, size);
}

void FrameReader::feedErr(const char *data, qint64 size)
{
    feed(m_err, data, size);
}

void FrameReader::feed(Stream &stream, const char *data, qint64 size)
{
    stream.rest.append(data, static_cast<qsizetype>(size));
    qsizetype from = 0;
    for (qsizetype end = stream.rest.indexOf('\n'); end >= 0; end = stream.rest.indexOf('\n', from)) {
        line(stream, stream.rest.mid(from, end - from), true);
        from = end + 1;
    }
    stream.rest.remove(0, from);
    if (stream.rest.size() > longestLine)
        line(stream, std::exchange(stream.rest, QByteArray()), false);
}

bool FrameReader::mark(Stream &stream, const QByteArray &text)
{
    if (!text.startsWith(m_nonce) || text.size() <= m_nonce.size() || text.at(m_nonce.size()) != ' ')
        return false;
    const QByteArray word = text.mid(m_nonce.size() + 1);
    if (word == "begin") {
        stream.begun = true;
        stream.full = false;
        (stream.isError ? m_result.err : m_result.out).clear();
        m_result.dropped = 0;
        return true;
    }
    if (stream.isError) {
        stream.ended = word == "end";
        return stream.ended;
    }
    if (word == "ready") {
        m_ready = true;
        return true;
    }
    return word.startsWith("end ") && trailer(word.mid(4));
}

bool FrameReader::trailer(const QByteArray &code)
{
    bool isNumber = false;
    const int number = code.toInt(&isNumber);
    if (!isNumber)
        return false;
    m_result.proven = true;
    m_result.exitCode = number;
    return true;
}

void FrameReader::line(Stream &stream, const QByteArray &text, bool complete)
{
    if (!stream.framed) {
        keep(stream, text, complete);
        return;
    }
    if (complete && mark(stream, text)) {
        stream.heldEmptyLine = false; // it was the line break in front of the mark
        return;
    }
    if (!stream.begun)
        return; // what a shell's start-up files print
    if (std::exchange(stream.heldEmptyLine, false))
        keep(stream, {}, true);
    if (text.isEmpty() && complete)
        stream.heldEmptyLine = true;
    else
        keep(stream, text, complete);
}

void FrameReader::keep(Stream &stream, const QByteArray &text, bool complete)
{
    QByteArray &kept = stream.isError ? m_result.err : m_result.out;
    const qint64 size = text.size() + (complete ? 1 : 0);
    stream.full = stream.full || kept.size() + size > m_limit;
    if (!stream.full) {
        kept += text;
        if (complete)
            kept += '\n';
    } else {
        m_result.dropped += size;
    }
    if (m_onLine)
        m_onLine(text, stream.isError);
}

bool FrameReader::readyForInput() const
{
    return m_ready;
}

bool FrameReader::finished() const
{
    return m_result.proven;
}

ScriptResult FrameReader::take(const QString &noteIfUnproven)
{
    // A trailer without its line break was cut off: "end 1" may be the beginning of "end 137".
    if (!m_out.rest.isEmpty() && !m_result.proven && !m_out.rest.startsWith(m_nonce))
        line(m_out, std::exchange(m_out.rest, QByteArray()), false);
    if (!m_err.rest.isEmpty() && !m_err.rest.startsWith(m_nonce))
        line(m_err, std::exchange(m_err.rest, QByteArray()), false);
    if (!m_result.proven)
        m_result.note = noteIfUnproven;
    return std::move(m_result);
}

} // namespace belay
