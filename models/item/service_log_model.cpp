// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/item/service_log_model.h"

#include <QElapsedTimer>

#include <algorithm>

namespace belay {

namespace {

constexpr qint64 slice = 500; ///< lines between two looks at the clock
constexpr qsizetype longestShown = 4000;

} // namespace

ServiceLogModel::ServiceLogModel(QObject *parent)
    : QAbstractListModel(parent)
    , m_filter(m_store)
{
    m_filter.setQuery({});
}

Result<void> ServiceLogModel::setQuery(const QString &text)
{
    auto query = LogQuery::parse(text);
    if (!query)
        return tl::unexpected(query.error());
    beginResetModel();
    m_text = text;
    m_filter.setQuery(*std::move(query));
    m_rows = 0;
    m_skew = 0;
    endResetModel();
    return {};
}

bool ServiceLogModel::work(int milliseconds)
{
    QElapsedTimer timer;
    timer.start();
    bool more = true;
    do {
        more = m_filter.work(slice);
    } while (more && timer.elapsed() < milliseconds);
    tell(m_filter.takeChanges());
    return more;
}

/// The filter has changed already; rows are told of it one kind of change after the other.
void ServiceLogModel::tell(const LogFilter::Changes &changes)
{
    const int dropped = static_cast<int>(changes.dropped);
    const int prepended = static_cast<int>(changes.prepended);
    const int appended = static_cast<int>(changes.appended);
    m_skew = changes.prepended - changes.dropped;
    if (dropped > 0) {
        beginRemoveRows({}, 0, dropped - 1);
        m_rows -= dropped;
        m_skew = changes.prepended;
        endRemoveRows();
    }
    if (prepended > 0) {
        beginInsertRows({}, 0, prepended - 1);
        m_rows += prepended;
        m_skew = 0;
        endInsertRows();
    }
    m_skew = 0;
    if (appended > 0) {
        beginInsertRows({}, m_rows, m_rows + appended - 1);
        m_rows += appended;
        endInsertRows();
    }
}

int ServiceLogModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_rows;
}

QVariant ServiceLogModel::data(const QModelIndex &index, int role) const
{
    const qint64 at = index.row() + m_skew;
    if (!index.isValid() || at < 0 || at >= m_filter.count())
        return {};
    const qint64 line = m_filter.lineAt(at);
    if (line < m_store.firstLine() || line >= m_store.endLine())
        return {};
    switch (role) {
    case TextRole: {
        const std::string_view text = m_store.text(line);
        return QString::fromUtf8(text.data(), std::min<qsizetype>(qsizetype(text.size()), longestShown));
    }
    case TimeRole:
        return m_store.mark(line).timeMs;
    case HostRole:
        return m_store.hostName(m_store.mark(line).host);
    case LevelRole:
        return static_cast<int>(m_store.mark(line).level);
    case NewRole:
        return m_store.mark(line).isNew;
    case LineRole:
        return line;
    default:
        return {};
    }
}

QHash<int, QByteArray> ServiceLogModel::roleNames() const
{
    return {{TextRole, "text"},   {TimeRole, "time"}, {HostRole, "host"},
            {LevelRole, "level"}, {NewRole, "isNew"}, {LineRole, "line"}};
}

} // namespace belay
