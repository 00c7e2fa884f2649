// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/item/plan_model.h"

#include <algorithm>

namespace belay {

void PlanModel::setPlan(const Plan &plan)
{
    beginResetModel();
    m_stages.clear();
    for (const Stage &stage : plan.stages) {
        StageLines lines{stage.title, {}};
        for (const Step &step : stage.steps) {
            const auto same = std::find_if(lines.lines.begin(), lines.lines.end(), [&step](const Line &line) {
                return line.title == step.title && line.shown == step.shown &&
                       !line.hosts.contains(step.host) && line.hosts.isEmpty() == step.host.isEmpty();
            });
            if (same != lines.lines.end())
                same->hosts.append(step.host);
            else
                lines.lines.push_back(
                    {step.title, step.shown, step.host.isEmpty() ? QStringList() : QStringList{step.host}});
        }
        m_stages.push_back(std::move(lines));
    }
    endResetModel();
}

QModelIndex PlanModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, parent.isValid() ? quintptr(parent.row()) + 1 : quintptr(0));
}

QModelIndex PlanModel::parent(const QModelIndex &child) const
{
    if (!child.isValid() || child.internalId() == 0)
        return {};
    return createIndex(static_cast<int>(child.internalId()) - 1, 0, quintptr(0));
}

int PlanModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return static_cast<int>(m_stages.size());
    if (parent.internalId() != 0 || parent.column() != 0)
        return 0;
    return static_cast<int>(m_stages[static_cast<std::size_t>(parent.row())].lines.size());
}

int PlanModel::columnCount(const QModelIndex &) const
{
    return 1;
}

QVariant PlanModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const bool isStage = index.internalId() == 0;
    if (role == IsStageRole)
        return isStage;
    if (isStage) {
        const bool named = role == Qt::DisplayRole || role == Qt::AccessibleTextRole;
        return named ? QVariant(m_stages[static_cast<std::size_t>(index.row())].title) : QVariant();
    }
    const StageLines &stage = m_stages[static_cast<std::size_t>(index.internalId()) - 1];
    const Line &line = stage.lines[static_cast<std::size_t>(index.row())];
    const QString hosts = line.hosts.isEmpty() ? tr("here") : line.hosts.join(QStringLiteral(", "));
    switch (role) {
    case Qt::DisplayRole:
        return line.title;
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return tr("%1 on %2: %3").arg(line.title, hosts, line.shown);
    case HostsRole:
        return hosts;
    case ShownRole:
        return line.shown;
    default:
        return {};
    }
}

} // namespace belay
