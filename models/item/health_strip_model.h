// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/watch_findings.h"

#include <QAbstractListModel>
#include <QStringList>

#include <vector>

namespace belay {

/// One row per host of a watched release: its health checks as ticks, the last answer, restarts, new errors.
/// Rows are updated in place. Window thread.
class HealthStripModel : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        HostRole = Qt::DisplayRole,
        AnswerRole = Qt::UserRole, ///< "HTTP 200 in 12 ms"; empty: never asked
        StateRole,                 ///< StepState of the last tick as int
        TickCountRole,
        RestartsRole,  ///< qint64
        LoopRole,      ///< bool: it keeps crashing
        NewErrorsRole, ///< int
    };

    using QAbstractListModel::QAbstractListModel;

    /// Hosts of the plan come first and in its order, whether they were asked or not.
    void setFindings(const QStringList &hosts, const WatchFindings &findings);

    /// Tick `index` of a row, counted from its newest; nothing: there are not so many.
    const HealthTick *tickFromEnd(int row, int index) const;
    /// "web-2 14:08:10 failed: HTTP 503 in 2.1 s"
    QString tickText(int row, const HealthTick &tick) const;

    /// A host was restarted or has new errors.
    bool hasFacts() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    struct Row
    {
        QString host;
        HostHealth health;
        qint64 restarts = 0;
        bool loops = false;
        int newErrors = 0;
    };

    static QString answerOf(const HealthTick &tick);
    QString spoken(const Row &row) const;

    std::vector<Row> m_rows;
};

} // namespace belay
