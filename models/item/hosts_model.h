// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/fleet.h"

#include <QAbstractTableModel>

#include <optional>
#include <vector>

namespace belay {

/// One host of one environment with what it said last.
struct HostEntry
{
    QString project;
    QString environment;
    QString host;
    QString address; ///< user@address:port, or the folder of a local target
    bool asking = false;
    std::optional<HostObservation> observation;

    bool operator==(const HostEntry &) const = default;
};

/// What a release to this host would meet. Ready is said only of a host that answered and that no planner
/// refuses.
enum class HostStanding {
    Unknown,  ///< not asked yet
    Silent,   ///< could not be asked
    Refused,  ///< answered, and a deployment to it would be refused
    Locked,   ///< a run of ours or of another tool is on it
    Held,     ///< deploys are held
    Doubtful, ///< a deployment goes ahead, but what is live there is not what it should be
    Ready,
};

/// All hosts of all opened projects. Lives on the window's thread.
class HostsModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Host, Place, State, Live, Latency, Disk, System, Asked, ColumnCount };
    enum Role { StandingRole = Qt::UserRole + 1 };

    using QAbstractTableModel::QAbstractTableModel;

    void setHosts(const std::vector<HostEntry> &hosts);
    const HostEntry &host(int row) const { return m_hosts[static_cast<std::size_t>(row)]; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString text(const HostEntry &host, int column) const;

    std::vector<HostEntry> m_hosts;
};

HostStanding hostStanding(const HostEntry &host);
/// "Ready", "Not ready", "Login refused": the standing in a word or two, translated.
QString hostStandingWord(const HostEntry &host);
/// The same as a sentence that says why.
QString hostStateText(const HostEntry &host);

} // namespace belay
