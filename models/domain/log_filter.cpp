// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/log_filter.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr std::array<unsigned char, 256> lowerCase = [] {
    std::array<unsigned char, 256> table{};
    for (unsigned i = 0; i < 256; ++i)
        table[i] = static_cast<unsigned char>(i >= 'A' && i <= 'Z' ? i + 32 : i);
    return table;
}();

unsigned char lowered(char c)
{
    return lowerCase[static_cast<unsigned char>(c)];
}

/// How rare a letter is in logs, roughly: the rarest of a word is looked for first.
int rarity(char c)
{
    static constexpr std::string_view common = "e tainosrld0123456789=:.-_/\"";
    const auto at = common.find(c);
    return at == std::string_view::npos ? 100 : static_cast<int>(at);
}

bool agrees(const char *text, std::string_view lower)
{
    for (std::size_t i = 0; i < lower.size(); ++i) {
        if (lowered(text[i]) != static_cast<unsigned char>(lower[i]))
            return false;
    }
    return true;
}

/// Splits at spaces outside of quotes and slashes; the quotes are kept, they say how to read the part.
QStringList partsOf(const QString &text)
{
    QStringList parts;
    QString part;
    QChar open;
    for (const QChar c : text) {
        if (open.isNull() && c.isSpace()) {
            if (!part.isEmpty())
                parts << part;
            part.clear();
            continue;
        }
        const bool begins = part.isEmpty() || part == u"-"_s;
        if (open.isNull() && begins && (c == u'"' || c == u'/'))
            open = c;
        else if (!open.isNull() && c == open)
            open = QChar();
        part += c;
    }
    if (!part.isEmpty())
        parts << part;
    return parts;
}

bool isIn(const QString &part, QChar mark)
{
    return part.size() > 2 && part.startsWith(mark) && part.endsWith(mark);
}

} // namespace

bool containsWord(std::string_view line, std::string_view lower)
{
    if (lower.empty())
        return true;
    if (line.size() < lower.size())
        return false;
    std::size_t rare = 0;
    for (std::size_t i = 1; i < lower.size(); ++i) {
        if (rarity(lower[i]) > rarity(lower[rare]))
            rare = i;
    }
    const char small = lower[rare];
    const char large = small >= 'a' && small <= 'z' ? static_cast<char>(small - 32) : small;
    const char *const begin = line.data() + rare;
    const char *const end = begin + (line.size() - lower.size() + 1);
    for (const char wanted : {small, large}) {
        for (const char *at = begin; at < end; ++at) {
            at = static_cast<const char *>(std::memchr(at, wanted, static_cast<std::size_t>(end - at)));
            if (!at)
                break;
            if (agrees(at - rare, lower))
                return true;
        }
        if (small == large)
            break;
    }
    return false;
}

Result<LogQuery> LogQuery::parse(const QString &text)
{
    LogQuery query;
    for (QString part : partsOf(text)) {
        const bool negated = part.size() > 1 && part.startsWith(u'-');
        if (negated)
            part.remove(0, 1);
        if (isIn(part, u'/')) {
            QRegularExpression expression(part.mid(1, part.size() - 2));
            if (!expression.isValid())
                return fail(ErrorKind::Invalid,
                            u"%1 is not a regular expression: %2."_s.arg(part, expression.errorString()),
                            u"Write \"%1\" to look for it as it stands."_s.arg(part));
            query.m_patterns.push_back({expression, negated});
        } else if (part.startsWith("level:"_L1)) {
            query.m_least = logLevelFromWord(part.mid(6).toUtf8());
            if (query.m_least == LogLevel::Unknown)
                return fail(ErrorKind::Invalid, u"There is no level “%1”."_s.arg(part.mid(6)),
                            u"Use debug, info, warning or error."_s);
        } else if (part.startsWith("host:"_L1) && part.size() > 5) {
            query.m_host = part.mid(5);
        } else if (part == u"is:new") {
            query.m_onlyNew = true;
        } else {
            if (isIn(part, u'"'))
                part = part.mid(1, part.size() - 2);
            std::string lower = part.toStdString();
            std::transform(lower.begin(), lower.end(), lower.begin(),
                           [](char c) { return static_cast<char>(lowered(c)); });
            query.m_words.push_back({std::move(lower), negated});
        }
    }
    return query;
}

bool LogQuery::matchesAll() const
{
    return m_words.empty() && m_patterns.empty() && m_host.isEmpty() && m_least == LogLevel::Unknown &&
           !m_onlyNew;
}

bool LogQuery::matches(std::string_view line, const LogMark &mark, const LogStore &store) const
{
    if (m_onlyNew && !mark.isNew)
        return false;
    if (m_least != LogLevel::Unknown && mark.level < m_least)
        return false;
    if (!m_host.isEmpty() && store.hostName(mark.host) != m_host)
        return false;
    for (const Word &word : m_words) {
        if (containsWord(line, word.lower) == word.not_)
            return false;
    }
    for (const Pattern &pattern : m_patterns) {
        const QString text = QString::fromUtf8(line.data(), static_cast<qsizetype>(line.size()));
        if (pattern.expression.match(text).hasMatch() == pattern.not_)
            return false;
    }
    return true;
}

void LogFilter::setQuery(LogQuery query)
{
    m_query = std::move(query);
    m_older.clear();
    m_newer.clear();
    m_newerGone = 0;
    m_back = m_front = m_store.endLine();
    m_changes = {};
}

qint64 LogFilter::lookForward(qint64 budget)
{
    m_front = std::max(m_front, m_store.firstLine());
    m_back = std::min(m_back, m_front);
    const qint64 end = std::min(m_store.endLine(), m_front + budget);
    const qint64 looked = end - m_front;
    while (m_front < end) {
        const LogStore::Place place = m_store.chunkOf(m_front);
        const qint64 stop = std::min(end, place.first + static_cast<qint64>(place.chunk->marks.size()));
        for (; m_front < stop; ++m_front) {
            const auto index = static_cast<std::size_t>(m_front - place.first);
            if (!m_query.matches(place.chunk->line(index), place.chunk->marks[index], m_store))
                continue;
            m_newer.push_back(m_front);
            ++m_changes.appended;
        }
    }
    return looked;
}

qint64 LogFilter::lookBack(qint64 budget)
{
    const qint64 end = std::max(m_store.firstLine(), m_back - budget);
    const qint64 looked = std::max<qint64>(0, m_back - end);
    while (m_back > end) {
        const LogStore::Place place = m_store.chunkOf(m_back - 1);
        const qint64 stop = std::max(end, place.first);
        for (; m_back > stop; --m_back) {
            const auto index = static_cast<std::size_t>(m_back - 1 - place.first);
            if (!m_query.matches(place.chunk->line(index), place.chunk->marks[index], m_store))
                continue;
            m_older.push_back(m_back - 1);
            ++m_changes.prepended;
        }
    }
    return looked;
}

/// Lines that the store has given up are the oldest: the end of m_older, then the beginning of m_newer.
void LogFilter::forget()
{
    const qint64 first = m_store.firstLine();
    while (!m_older.empty() && m_older.back() < first) {
        m_older.pop_back();
        // What was found and lost again between two calls was never shown.
        if (m_changes.prepended > 0)
            --m_changes.prepended;
        else
            ++m_changes.dropped;
    }
    std::size_t gone = 0;
    while (m_newerGone + gone < m_newer.size() && m_newer[m_newerGone + gone] < first)
        ++gone;
    m_newerGone += gone;
    const auto shown = static_cast<qint64>(m_newer.size() - m_newerGone + gone) - m_changes.appended;
    const qint64 droppedShown = std::min(static_cast<qint64>(gone), shown);
    m_changes.dropped += droppedShown;
    m_changes.appended -= static_cast<qint64>(gone) - droppedShown;
    if (m_newerGone > 65536 && m_newerGone * 2 > m_newer.size()) {
        m_newer.erase(m_newer.begin(), m_newer.begin() + static_cast<std::ptrdiff_t>(m_newerGone));
        m_newerGone = 0;
    }
    m_back = std::max(m_back, first);
}

bool LogFilter::work(qint64 lines)
{
    forget();
    const qint64 left = lines - lookForward(lines);
    lookBack(left);
    return !complete();
}

qint64 LogFilter::lineAt(qint64 index) const
{
    const auto older = static_cast<qint64>(m_older.size());
    if (index < older)
        return m_older[static_cast<std::size_t>(older - 1 - index)];
    return m_newer[m_newerGone + static_cast<std::size_t>(index - older)];
}

qint64 LogFilter::indexOf(qint64 line) const
{
    qint64 low = 0;
    for (qint64 high = count(); low < high;) {
        const qint64 middle = low + (high - low) / 2;
        if (lineAt(middle) < line)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

LogFilter::Changes LogFilter::takeChanges()
{
    return std::exchange(m_changes, {});
}

} // namespace belay
