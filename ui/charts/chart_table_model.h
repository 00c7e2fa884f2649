// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/chart_series.h"

#include <QAbstractTableModel>

namespace belay {

/// The chart's numbers as rows of time and one column per series: for screen readers, copying, and doubt.
class ChartTableModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    using QAbstractTableModel::QAbstractTableModel;

    void setContent(const std::vector<ChartSeries> &series, const QString &unit, qint64 zeroMs);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row
    {
        qint64 timeMs = 0;
        std::vector<QString> values;
    };
    QStringList m_names;
    std::vector<Row> m_rows;
    qint64 m_zeroMs = 0;
};

} // namespace belay
