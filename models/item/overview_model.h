// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <QString>
#include <QStringList>

#include <vector>

namespace belay {

enum class CellStatus {
    NotDeployed,
    Unknown, ///< not asked yet
    Healthy,
    Running,
    Watching,
    Hold,
    RollBack,
    Failed,
    NoData,
    Mixed,
    Held,
    Unreachable,
};

/// One environment of one service, as a cell of the overview.
struct EnvironmentCell
{
    QString project;
    QString subtitle; ///< "3 hosts · rolling"
    QString environment;
    bool isProtected = false;
    bool isSandbox = false;
    bool canRollBack = false;
    QString version;
    CellStatus status = CellStatus::Unknown;
    QString phrase;     ///< "Healthy", "Error rate 5.8 %"
    qint64 sinceMs = 0; ///< when this release went live; 0: unknown
    qint64 askedMs = 0; ///< when the hosts said so; 0: never
    bool asking = false;
    double progress = 0;           ///< 0…1 while running
    std::vector<double> sparkline; ///< 0 to 1, oldest first; 1: what must not be reached

    bool operator==(const EnvironmentCell &) const = default;
};

/// Services as rows, environments as columns, in the order the cells come. Lives on the window's thread.
class OverviewModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Role { ProjectRole = Qt::UserRole + 1, EnvironmentRole, StatusRole, VersionRole, PhraseRole };

    using QAbstractTableModel::QAbstractTableModel;

    void setCells(const std::vector<EnvironmentCell> &cells);
    /// Null where a service has no such environment.
    const EnvironmentCell *cell(const QModelIndex &index) const;
    QString project(int row) const { return m_projects.value(row); }
    QString subtitle(int row) const;
    QModelIndex find(const QString &project, const QString &environment) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QStringList m_projects;
    QStringList m_environments;
    std::vector<EnvironmentCell> m_cells;
};

/// The version as a person reads it. Without one, "no release" only when the hosts said so.
QString versionText(const EnvironmentCell &cell);
/// "Healthy · 2 h", and "As of 13:52: Healthy" when the hosts were asked too long ago to speak for now; the
/// time comes first, so that it is not what a narrow cell cuts off.
QString phraseText(const EnvironmentCell &cell, qint64 nowMs);
/// The word for a status, translated.
QString statusWord(CellStatus status);

} // namespace belay
