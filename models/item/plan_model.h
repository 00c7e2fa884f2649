// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/plan.h"

#include <QAbstractItemModel>
#include <QStringList>

#include <vector>

namespace belay {

/// A plan as a tree of stages and lines. Hosts whose steps of a stage read the same share them: the line
/// names all of them. Lives on the window's thread.
class PlanModel : public QAbstractItemModel
{
    Q_OBJECT
public:
    enum Role { HostsRole = Qt::UserRole + 1, ShownRole, IsStageRole };

    using QAbstractItemModel::QAbstractItemModel;

    void setPlan(const Plan &plan);

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    struct Line
    {
        QString title;
        QString shown;
        QStringList hosts; ///< empty: this computer

        bool operator==(const Line &) const = default;
    };
    struct StageLines
    {
        QString title;
        std::vector<Line> lines;
    };

    std::vector<StageLines> m_stages;
};

} // namespace belay
