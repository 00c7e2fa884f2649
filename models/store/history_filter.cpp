// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/store/history_filter.h"

#include "models/domain/names.h"
#include "models/domain/project_file.h"

#include <QDate>
#include <QDateTime>

#include <algorithm>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

const QStringList &knownKeys()
{
    static const QStringList keys{u"env"_s, u"service"_s, u"status"_s, u"version"_s, u"by"_s, u"since"_s};
    return keys;
}

const QStringList &knownStatuses()
{
    static const QStringList statuses{u"succeeded"_s,         u"failed"_s,          u"rolled-back"_s,
                                      u"not-rolled-back"_s,   u"partial"_s,         u"cancelled"_s,
                                      u"verdict-roll-back"_s, u"verdict-no-data"_s, u"handled"_s,
                                      u"running"_s,           u"interrupted"_s};
    return statuses;
}

struct Token
{
    QString key; ///< empty: words
    QString value;
    bool quoted = false;
};

/// "key" of "key:…" at `from`, or empty. A key is letters only: 12:30 and a::b are words.
QString keyAt(const QString &text, qsizetype from)
{
    qsizetype end = from;
    while (end < text.size() && text.at(end).isLetter())
        ++end;
    const bool isKey = end > from && end < text.size() && text.at(end) == u':' && text.mid(end, 2) != u"::"_s;
    return isKey ? text.mid(from, end - from).toLower() : QString();
}

Token nextToken(const QString &text, qsizetype &at)
{
    Token token;
    token.key = keyAt(text, at);
    if (!token.key.isEmpty())
        at += token.key.size() + 1;
    if (at < text.size() && text.at(at) == u'"') {
        qsizetype end = text.indexOf(u'"', at + 1);
        if (end < 0)
            end = text.size();
        token.quoted = true;
        token.value = text.mid(at + 1, end - at - 1);
        at = std::min(end + 1, text.size());
        return token;
    }
    const qsizetype start = at;
    while (at < text.size() && !text.at(at).isSpace() && text.at(at) != u'"')
        ++at;
    token.value = text.mid(start, at - start);
    return token;
}

QString suggestion(const QString &word, const QStringList &known)
{
    const QString nearest = nearestWord(word, known);
    return nearest.isEmpty() ? u"Known: "_s + known.join(u", "_s) + u"."_s
                             : u"Did you mean \""_s + nearest + u"\"?"_s;
}

Result<qint64> parseSince(const QString &value, qint64 nowMs)
{
    const QDate day = QDate::fromString(value, Qt::ISODate);
    if (day.isValid() && value.size() == 10)
        return QDateTime(day, QTime(0, 0), Qt::UTC).toMSecsSinceEpoch();
    if (const auto duration = parseDuration(value))
        return nowMs - duration->count();
    return fail(ErrorKind::Invalid, u"\"since:"_s + value + u"\" is neither a duration nor a day."_s,
                u"Write since:7d, since:12h or since:2026-11-01."_s);
}

Result<void> addTerm(HistoryFilter &filter, const Token &token, qint64 nowMs)
{
    if (token.key.isEmpty()) {
        if (!token.value.trimmed().isEmpty())
            filter.words.push_back({token.value, token.quoted});
        return {};
    }
    if (!knownKeys().contains(token.key)) {
        return fail(ErrorKind::Invalid, u"The filter does not know \""_s + token.key + u":\"."_s,
                    suggestion(token.key, knownKeys()) + u" To search for the text itself, quote it."_s);
    }
    if (token.value.trimmed().isEmpty())
        return fail(ErrorKind::Invalid, u"\""_s + token.key + u":\" in the filter has no value."_s);
    if (token.key == u"env"_s)
        filter.environments.append(token.value);
    else if (token.key == u"service"_s)
        filter.services.append(token.value);
    else if (token.key == u"version"_s)
        filter.versions.append(token.value);
    else if (token.key == u"by"_s)
        filter.people.append(token.value);
    else if (token.key == u"status"_s) {
        const QString status = token.value.toLower();
        if (!knownStatuses().contains(status)) {
            return fail(ErrorKind::Invalid, u"\""_s + token.value + u"\" is not a status."_s,
                        suggestion(status, knownStatuses()));
        }
        filter.statuses.append(status);
    } else {
        const Result<qint64> since = parseSince(token.value, nowMs);
        if (!since)
            return tl::unexpected(since.error());
        filter.sinceMs = std::max(filter.sinceMs, *since);
    }
    return {};
}

} // namespace

Result<HistoryFilter> parseHistoryFilter(const QString &text, qint64 nowMs)
{
    HistoryFilter filter;
    qsizetype at = 0;
    while (at < text.size()) {
        if (text.at(at).isSpace()) {
            ++at;
            continue;
        }
        const Result<void> added = addTerm(filter, nextToken(text, at), nowMs);
        if (!added)
            return tl::unexpected(added.error());
    }
    return filter;
}

QString ftsQuery(const HistoryFilter::Words &words)
{
    const bool searchable =
        std::any_of(words.text.begin(), words.text.end(), [](QChar c) { return c.isLetterOrNumber(); });
    if (!searchable)
        return {};
    QString text = words.text;
    text.replace(u'"', u' ');
    text.replace(QChar(u'\0'), u' ');
    const QString phrase = u"\""_s + text + u"\""_s;
    return words.quoted ? phrase : phrase + u"*"_s;
}

} // namespace belay
