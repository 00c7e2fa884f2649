// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/log_book.h"

#include "models/domain/log_entry.h"

#include <algorithm>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

/// A line is one row, whatever is in it.
QString oneRow(QString text)
{
    for (QChar &c : text) {
        if (c < u' ')
            c = u' ';
    }
    return text;
}

} // namespace

LogBook::LogBook(const QStringList &hosts)
    : m_filter(m_store)
{
    for (const QString &host : hosts)
        m_store.hostIndex(host);
    m_filter.setQuery({});
}

void LogBook::clear()
{
    m_store.clear();
    m_filter.setQuery(m_filter.query());
}

void LogBook::setQuery(LogQuery query, quint64 number)
{
    m_filter.setQuery(std::move(query));
    m_query = number;
    m_lastShown = m_store.endLine() - 1;
}

LogRow LogBook::rowOf(qint64 line) const
{
    const LogStore::Place place = m_store.chunkOf(line);
    const auto index = static_cast<std::size_t>(line - place.first);
    const LogMark &mark = place.chunk->marks[index];
    const std::string_view text = place.chunk->line(index);
    LogRow row{line, mark.timeMs, mark.level, mark.isNew, m_store.hostName(mark.host), {}, {}};
    const auto shown = std::min<qsizetype>(qsizetype(text.size()), longestText);
    row.raw = oneRow(QString::fromUtf8(text.data(), shown));
    const ServiceLogEntry entry = parseLogLine(QByteArrayView(text.data(), shown), LogFormat::Auto);
    row.text = oneRow(QString::fromUtf8(entry.message));
    for (const auto &[name, value] : entry.fields)
        row.text += oneRow(u"  "_s + QString::fromUtf8(name) + u'=' + QString::fromUtf8(value));
    row.text.truncate(longestText);
    return row;
}

LogScreen LogBook::screen(const LogWish &wish)
{
    LogScreen out;
    out.query = m_query;
    out.follow = wish.follow;
    out.count = m_filter.count();
    out.held = m_store.lineCount();
    out.looked = m_filter.looked();
    out.dropped = m_store.dropped();
    out.complete = m_filter.complete();
    const qint64 rows = std::clamp<qint64>(wish.rows, 0, 2000);
    if (wish.follow)
        out.top = std::max<qint64>(0, out.count - 1);
    else
        out.top = std::clamp<qint64>(wish.line >= 0 ? m_filter.indexOf(wish.line) : wish.first, 0,
                                     std::max<qint64>(0, out.count - 1));
    const qint64 from = wish.follow ? out.count - rows : out.top - wish.before;
    out.first = std::clamp<qint64>(from, 0, std::max<qint64>(0, out.count - rows));
    const qint64 end = std::min(out.count, out.first + rows);
    out.rows.reserve(static_cast<std::size_t>(std::max<qint64>(0, end - out.first)));
    for (qint64 index = out.first; index < end; ++index)
        out.rows.push_back(rowOf(m_filter.lineAt(index)));
    if (wish.follow)
        m_lastShown = m_store.endLine() - 1;
    else
        out.fresh = out.count - m_filter.indexOf(m_lastShown + 1);
    return out;
}

QByteArray LogBook::line(qint64 number) const
{
    if (number < m_store.firstLine() || number >= m_store.endLine())
        return {};
    const std::string_view text = m_store.text(number);
    return QByteArray(text.data(), static_cast<qsizetype>(text.size()));
}

} // namespace belay
