// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/notify/payload.h"

#include "models/domain/names.h"

#include <QDateTime>
#include <QLocale>
#include <QTimeZone>

#include <algorithm>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr qsizetype longestSubject = 200;
constexpr qsizetype wordBytes = 45; ///< an encoded word may have 75 characters, and base64 makes 4 of 3

bool isPlainAscii(const QString &text)
{
    return std::all_of(text.begin(), text.end(), [](QChar c) { return c >= u' ' && c <= u'~'; });
}

/// Encoded words (RFC 2047), each with whole characters, one per line.
QByteArray encodedWords(const QString &text)
{
    QByteArray out;
    QByteArray word;
    const auto flush = [&out, &word] {
        out += (out.isEmpty() ? QByteArray() : QByteArray("\n ")) + "=?UTF-8?B?" + word.toBase64() + "?=";
        word.clear();
    };
    for (const char32_t c : text.toUcs4()) {
        const QByteArray bytes = QString::fromUcs4(&c, 1).toUtf8();
        if (word.size() + bytes.size() > wordBytes)
            flush();
        word += bytes;
    }
    flush();
    return out;
}

/// A header's value: without line ends and other control characters, encoded where it has to be.
QByteArray headerValue(const QString &text)
{
    const QString line = capped(cleanLine(text.simplified(), 1000), longestSubject);
    // What already looks like an encoded word is encoded, so that it says what it is.
    return isPlainAscii(line) && !line.contains("=?"_L1) ? line.toLatin1() : encodedWords(line);
}

/// Addresses stay as they are written, on one line and in ASCII; a mail program judges them.
QByteArray addresses(const QString &text)
{
    QByteArray out;
    for (const QChar c : cleanLine(text.simplified(), 1000))
        out += c >= u' ' && c <= u'~' ? c.toLatin1() : '?';
    return out;
}

/// The date as RFC 5322 writes it, in English whatever the language here.
QByteArray dateText(qint64 timeMs)
{
    return QLocale::c()
        .toString(QDateTime::fromMSecsSinceEpoch(timeMs, QTimeZone::utc()),
                  u"ddd, dd MMM yyyy HH:mm:ss +0000"_s)
        .toLatin1();
}

QByteArray inLines(const QByteArray &base64)
{
    constexpr qsizetype width = 76;
    QByteArray out;
    for (qsizetype at = 0; at < base64.size(); at += width)
        out += base64.mid(at, width) + '\n';
    return out;
}

QByteArray idPart(const QString &text)
{
    QByteArray out;
    for (const QChar c : text)
        out += c.unicode() < 128 && (c.isLetterOrNumber() || c == u'-' || c == u'.') ? c.toLatin1() : '-';
    return out;
}

} // namespace

QByteArray mailText(const Occasion &occasion, const NotifySpec &spec)
{
    const Message words = messageFor(occasion, spec);
    QByteArray out;
    const auto header = [&out](const char *name, const QByteArray &value) {
        out += QByteArray(name) + ": " + value + '\n';
    };
    if (!spec.from.isEmpty())
        header("From", addresses(spec.from));
    header("To", addresses(spec.to));
    header("Subject", headerValue(words.title));
    header("Date", dateText(occasion.timeMs));
    header("Message-ID",
           "<" + idPart(occasion.run) + '.' + idPart(toString(occasion.moment)) + "@belay.invalid>");
    header("Auto-Submitted", "auto-generated");
    header("MIME-Version", "1.0");
    header("Content-Type", "text/plain; charset=utf-8");
    header("Content-Transfer-Encoding", "base64");
    const QString body = words.text + u"\n\n"_s + words.footer + u'\n';
    return out + '\n' + inLines(body.toUtf8().toBase64());
}

} // namespace belay
