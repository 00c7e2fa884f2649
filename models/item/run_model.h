// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/run_state.h"

#include <QAbstractTableModel>
#include <QStringList>

#include <vector>

namespace belay {

/// The shown run: hosts as rows, step titles as columns. Owns the folded state; live and replayed runs come
/// in by the same door. Lives on the window's thread.
class RunModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Role { StateRole = Qt::UserRole + 1, TextRole, ProgressRole, DurationRole, StepRole, HostRole };

    struct Summary
    {
        int hosts = 0;
        int hostsDone = 0;
        int steps = 0;
        int stepsDone = 0;
        qint64 elapsedMs = 0;
        qint64 leftMs = 0; ///< estimate from the hosts that are done; 0: none yet, or undoing
    };

    using QAbstractTableModel::QAbstractTableModel;

    void reset(const RunState &state);
    void applyEvents(const std::vector<RunEvent> &events);
    /// Events of a later run of the same environment: see Aftermath.
    void applyLater(const Plan &later, const std::vector<RunEvent> &events);

    const RunState &state() const { return m_state; }
    /// `nowMs`: the time to reckon with; a replayed run passes its own end.
    Summary summary(qint64 nowMs) const;
    const StepStatus *step(const QModelIndex &index) const;
    QString host(int row) const { return m_hosts.value(row); }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    void changed();

private:
    void layOut();

    RunState m_state;
    QStringList m_hosts; ///< empty name: this computer
    QStringList m_titles;
    QHash<QString, int> m_stepAt; ///< host + '\n' + title → index into state.steps
};

/// The word for a step's state, translated.
QString stateWord(StepState state);

} // namespace belay
