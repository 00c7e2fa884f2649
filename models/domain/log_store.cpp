// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/log_store.h"

#include <algorithm>
#include <array>
#include <utility>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr std::array<std::pair<LogLevel, const char *>, 24> words{{
    {LogLevel::Error, "error"},     {LogLevel::Error, "err"},        {LogLevel::Error, "fatal"},
    {LogLevel::Error, "critical"},  {LogLevel::Error, "crit"},       {LogLevel::Error, "alert"},
    {LogLevel::Error, "emerg"},     {LogLevel::Error, "emergency"},  {LogLevel::Error, "panic"},
    {LogLevel::Warning, "warning"}, {LogLevel::Warning, "warn"},     {LogLevel::Info, "info"},
    {LogLevel::Info, "notice"},     {LogLevel::Info, "information"}, {LogLevel::Debug, "debug"},
    {LogLevel::Debug, "trace"},     {LogLevel::Debug, "verbose"},    {LogLevel::Debug, "silly"},
    {LogLevel::Error, "severe"},    {LogLevel::Error, "e"},          {LogLevel::Warning, "w"},
    {LogLevel::Info, "i"},          {LogLevel::Debug, "d"},          {LogLevel::Error, "exception"},
}};

/// syslog's 0…7, and the tens of pino and bunyan.
LogLevel levelOfNumber(int number)
{
    if (number <= 7)
        return number <= 3   ? LogLevel::Error
               : number == 4 ? LogLevel::Warning
               : number <= 6 ? LogLevel::Info
                             : LogLevel::Debug;
    if (number >= 50)
        return LogLevel::Error;
    return number >= 40 ? LogLevel::Warning : number >= 30 ? LogLevel::Info : LogLevel::Debug;
}

} // namespace

QString toString(LogLevel level)
{
    switch (level) {
    case LogLevel::Debug:
        return u"debug"_s;
    case LogLevel::Info:
        return u"info"_s;
    case LogLevel::Warning:
        return u"warning"_s;
    case LogLevel::Error:
        return u"error"_s;
    case LogLevel::Unknown:
        break;
    }
    return u"unknown"_s;
}

LogLevel logLevelFromWord(QByteArrayView word)
{
    bool isNumber = false;
    const int number = word.toInt(&isNumber);
    if (isNumber)
        return number >= 0 && number <= 60 ? levelOfNumber(number) : LogLevel::Unknown;
    for (const auto &[level, known] : words) {
        if (word.size() == qsizetype(qstrlen(known)) &&
            qstrnicmp(word.data(), known, static_cast<std::size_t>(word.size())) == 0)
            return level;
    }
    return LogLevel::Unknown;
}

std::uint16_t LogStore::hostIndex(const QString &host)
{
    qsizetype index = m_hosts.indexOf(host);
    if (index < 0) {
        index = m_hosts.size();
        m_hosts.append(host);
    }
    return static_cast<std::uint16_t>(index);
}

qint64 LogStore::bytesOf(const LogChunk &chunk)
{
    return chunk.text.capacity() + static_cast<qint64>(chunk.marks.capacity() * sizeof(LogMark));
}

void LogStore::add(LogChunkPtr chunk)
{
    if (!chunk || chunk->marks.empty())
        return;
    const qint64 first = m_end;
    m_end += static_cast<qint64>(chunk->marks.size());
    m_bytes += bytesOf(*chunk);
    m_chunks.push_back({std::move(chunk), first});
    while (m_chunks.size() > 1 && (m_end - m_first > mostLines || m_bytes > mostBytes)) {
        m_bytes -= bytesOf(*m_chunks.front().chunk);
        m_chunks.pop_front();
        m_first = m_chunks.front().first;
    }
}

void LogStore::clear()
{
    m_chunks.clear();
    m_first = m_end;
    m_bytes = 0;
}

LogStore::Place LogStore::chunkOf(qint64 line) const
{
    const auto after = std::upper_bound(m_chunks.begin(), m_chunks.end(), line,
                                        [](qint64 wanted, const Held &held) { return wanted < held.first; });
    const Held &held = *std::prev(after);
    return {held.chunk.get(), held.first};
}

const LogMark &LogStore::mark(qint64 line) const
{
    const Place place = chunkOf(line);
    return place.chunk->marks[static_cast<std::size_t>(line - place.first)];
}

std::string_view LogStore::text(qint64 line) const
{
    const Place place = chunkOf(line);
    return place.chunk->line(static_cast<std::size_t>(line - place.first));
}

} // namespace belay
