// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/log_watch.h"

#include <QAbstractListModel>

#include <vector>

namespace belay {

/// Kinds of errors that are new since the deployment, the most frequent first. Window thread.
class ErrorKindsModel : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        TextRole = Qt::DisplayRole, ///< the first line of its kind
        CountRole = Qt::UserRole,   ///< qint64
        HostRole,                   ///< where it was first seen
        FirstRole,                  ///< qint64, UTC milliseconds
        QueryRole,                  ///< what finds lines like it
    };

    using QAbstractListModel::QAbstractListModel;

    /// Resets only when a kind has appeared or gone; counts change in place.
    void setKinds(const std::vector<ErrorSignature> &kinds);
    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    std::vector<ErrorSignature> m_kinds;
};

} // namespace belay
