// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/run_state.h"

#include <QAbstractTableModel>
#include <QSortFilterProxyModel>

#include <deque>

namespace belay {

/// Output lines of the shown run, oldest first; the oldest fall out beyond the limit. Lives on the window's
/// thread and grows once per batch of events.
class LogModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Time, Host, Text, ColumnCount };
    enum Role { IsErrorRole = Qt::UserRole + 1, HostRole, StepRole };
    static constexpr int limit = 200000;

    using QAbstractTableModel::QAbstractTableModel;

    void clear();
    void setLines(const std::vector<LogLine> &lines);
    void applyEvents(const std::vector<RunEvent> &events);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void append(const std::vector<LogLine> &lines);

    std::deque<LogLine> m_lines;
};

/// The log narrowed to a host, to errors, and to lines that contain a text.
class LogFilterModel : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    void setHost(const QString &host); ///< empty: all
    void setErrorsOnly(bool only);
    void setText(const QString &text);

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    QString m_host;
    QString m_text;
    bool m_errorsOnly = false;
};

} // namespace belay
