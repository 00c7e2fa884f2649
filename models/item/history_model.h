// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/run_event.h"

#include <QAbstractTableModel>

#include <vector>

namespace belay {

/// One past run, as the history's table shows it.
struct HistoryRow
{
    QString id;
    QString kind;
    QString project;
    QString environment;
    QString version;
    QString fromVersion;
    QString strategy;
    QString by;
    QString verdict;
    QString text;
    QString reason;
    qint64 startedMs = 0;
    qint64 finishedMs = 0;
    Outcome outcome = Outcome::None;
    bool interrupted = false;

    bool operator==(const HistoryRow &) const = default;
};

/// Past runs, newest first. Lives on the window's thread.
class HistoryModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { When, Service, Place, Version, Kind, Strategy, Duration, Result, By, ColumnCount };
    enum Role { IdRole = Qt::UserRole + 1, OutcomeRole, InterruptedRole };

    using QAbstractTableModel::QAbstractTableModel;

    void setRows(const std::vector<HistoryRow> &rows);
    const HistoryRow &row(int row) const { return m_rows[static_cast<std::size_t>(row)]; }
    int find(const QString &id) const; ///< -1: not there
    /// The rows as tab-separated text with a header line, for the clipboard; in the table's order, in
    /// whichever order they were selected.
    QString asText(std::vector<int> rows) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString text(const HistoryRow &row, int column) const;

    std::vector<HistoryRow> m_rows;
};

/// How the hosts are switched, for people: "all at once" for the project file's "recreate".
QString strategyText(const QString &word);

/// The word for an outcome, translated.
QString outcomeWord(Outcome outcome);

} // namespace belay
