// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/run_event.h"

#include <QAbstractListModel>

#include <vector>

namespace belay {

/// One thing that happened, for the activity column.
struct ActivityEntry
{
    QString key; ///< tells entries apart
    QString text;
    QString runId;
    qint64 timeMs = 0;
    Outcome outcome = Outcome::None;

    bool operator==(const ActivityEntry &) const = default;
};

/// Newest first. Lives on the window's thread.
class ActivityModel : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role { RunRole = Qt::UserRole + 1, TimeRole, OutcomeRole };

    using QAbstractListModel::QAbstractListModel;

    void setEntries(const std::vector<ActivityEntry> &entries);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    std::vector<ActivityEntry> m_entries;
};

} // namespace belay
