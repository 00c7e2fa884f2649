// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/log_filter.h"
#include "models/domain/log_store.h"

#include <QAbstractListModel>

namespace belay {

/// The lines of a log that fit the query, oldest first, for a view over a million of them. Chunks come in
/// with add(), and nothing else happens until work() is called, once per frame: it looks at what is new and
/// at what is old for as long as it may. Lives on the window's thread.
class ServiceLogModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        TextRole = Qt::DisplayRole, ///< the line, at most 4,000 characters
        TimeRole = Qt::UserRole,    ///< qint64, UTC milliseconds; 0: the line does not say
        HostRole,
        LevelRole, ///< LogLevel as int
        NewRole,   ///< bool: an error of a kind that was not there before the deployment
        LineRole,  ///< qint64, the number of the line in the store
    };

    explicit ServiceLogModel(QObject *parent = nullptr);

    LogStore &store() { return m_store; }
    const LogStore &store() const { return m_store; }

    /// Takes lines over; they are shown by the next work().
    void add(LogChunkPtr chunk) { m_store.add(std::move(chunk)); }
    /// Error Invalid, with what is wrong: the query stays as it was.
    Result<void> setQuery(const QString &text);
    QString query() const { return m_text; }
    /// Works for about so many milliseconds. True: there is more to look at.
    bool work(int milliseconds);
    /// How many of the store's lines the filter has looked at so far.
    qint64 looked() const { return m_filter.looked(); }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

private:
    void tell(const LogFilter::Changes &changes);

    LogStore m_store;
    LogFilter m_filter;
    QString m_text;
    int m_rows = 0;
    qint64 m_skew = 0; ///< from a row to the filter's index, while changes are being told
};

} // namespace belay
