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

FrameReader::FrameReader(QByteArray nonce, OnLine onLine, qint64 outputLimit)
    : m_nonce(std::move(nonce))
    , m_onLine(std::move(onLine))
    , m_limit(outputLimit)
{
}

void FrameReader::feedOut(const char *data, qint64 size)
{
    feed(m_outRest, data, size, false);
}

void FrameReader::feedErr(const char *data, qint64 size)
{
    feed(m_errRest, data, size, true);
}

void FrameReader::feed(QByteArray &rest, const char *data, qint64 size, bool isError)
{
    rest.append(data, static_cast<qsizetype>(size));
    qsizetype from = 0;
    for (qsizetype end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n', from)) {
        line(rest.mid(from, end - from), isError, true);
        from = end + 1;
    }
    rest.remove(0, from);
    if (rest.size() > longestLine)
        line(std::exchange(rest, QByteArray()), isError, false);
}

bool FrameReader::mark(const QByteArray &text)
{
    if (!text.startsWith(m_nonce) || text.size() <= m_nonce.size() || text.at(m_nonce.size()) != ' ')
        return false;
    const QByteArray word = text.mid(m_nonce.size() + 1);
    if (word == "begin") {
        m_begun = true;
        m_result.out.clear();
        m_outFull = false;
        m_result.dropped = 0;
        return true;
    }
    if (word == "ready") {
        m_ready = true;
        return true;
    }
    if (!word.startsWith("end "))
        return false;
    bool isNumber = false;
    const int code = word.mid(4).toInt(&isNumber);
    if (!isNumber)
        return false;
    m_result.proven = true;
    m_result.exitCode = code;
    return true;
}

void FrameReader::line(const QByteArray &text, bool isError, bool complete)
{
    if (!isError && complete && mark(text)) {
        m_heldEmptyLine = false; // it was the line break in front of the mark
        return;
    }
    if (!isError && !m_begun)
        return; // what a shell's start-up files print
    if (!isError && std::exchange(m_heldEmptyLine, false))
        keep({}, false, true);
    if (!isError && text.isEmpty() && complete)
        m_heldEmptyLine = true;
    else
        keep(text, isError, complete);
}

void FrameReader::keep(const QByteArray &text, bool isError, bool complete)
{
    QByteArray &kept = isError ? m_result.err : m_result.out;
    const qint64 size = text.size() + (complete ? 1 : 0);
    bool &full = isError ? m_errFull : m_outFull;
    full = full || kept.size() + size > m_limit;
    if (!full) {
        kept += text;
        if (complete)
            kept += '\n';
    } else {
        m_result.dropped += size;
    }
    if (m_onLine)
        m_onLine(text, isError);
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
    if (!m_outRest.isEmpty() && !m_result.proven && !m_outRest.startsWith(m_nonce))
        line(std::exchange(m_outRest, QByteArray()), false, false);
    if (!m_errRest.isEmpty())
        line(std::exchange(m_errRest, QByteArray()), true, false);
    if (!m_result.proven)
        m_result.note = noteIfUnproven;
    return std::move(m_result);
}

} // namespace belay
