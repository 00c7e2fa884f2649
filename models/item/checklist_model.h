// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/checklist.h"
#include "models/domain/run_event.h"

#include <QAbstractItemModel>
#include <QHash>
#include <QSet>
#include <QSortFilterProxyModel>
#include <QStringList>

#include <vector>

namespace belay {

/// Groups and the items in them, of all phases; a ChecklistFilterModel shows one phase. Lives on the window's
/// thread.
class ChecklistModel : public QAbstractItemModel
{
    Q_OBJECT
public:
    enum Role {
        IdRole = Qt::UserRole + 1,
        StateRole,
        IsGroupRole,
        IsMustRole,
        KindRole, ///< CheckKind
        SummaryRole,
        DetailRole,
        HelpRole,
        OriginRole,
        ByRole,
        TimeRole,
        DurationRole,
        TextRequiredRole,
        CommandRole,
        LineRole,   ///< what is known about the item now, in one line; see checkLine()
        PhaseRole,  ///< CheckPhase
        CommitRole, ///< for which commit it is known
        WasRole,    ///< CheckState; of a stale item: how it stood for that commit
        HeldRole,   ///< a waiver was given and does not count
        HeldByRole, ///< who gave a waiver that waits for a second person; empty: none does
        ConfirmedByRole,
        UsualRole, ///< milliseconds it usually takes; 0: not known
        DoneRole,  ///< of a group
        TotalRole, ///< of a group
    };

    using QAbstractItemModel::QAbstractItemModel;

    /// What is stored. Items that are running at this moment stay Running: their results are not stored yet.
    void setStatuses(const std::vector<CheckStatus> &statuses);
    /// What the rows are compared with: the commit that is to be released, and what items usually take
    /// (milliseconds, by id).
    void setContext(const QString &commit, const QHash<QString, qint64> &usual);
    /// Live results while checks run: a started check is Running and its detail grows with its output, a
    /// recorded one has its result.
    void applyEvents(const std::vector<RunEvent> &events);
    const std::vector<CheckStatus> &statuses() const { return m_statuses; }
    QModelIndex find(const QString &id) const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    struct Group
    {
        QString title;
        CheckPhase phase = CheckPhase::Before;
        std::vector<std::size_t> items; ///< into m_statuses
    };

    QVariant groupData(const Group &group, int role) const;
    QVariant checkData(const CheckStatus &status, int role) const;
    CheckStatus *known(const QString &id);
    void noteRunning(const RunEvent &event);
    void tellChanged(const QString &id);

    std::vector<CheckStatus> m_statuses;
    std::vector<Group> m_groups;
    QSet<QString> m_running;              ///< ids; filled and emptied by the events of a run
    QHash<QString, CheckRecord> m_before; ///< what was known of those before they were begun
    QString m_commit;
    QHash<QString, qint64> m_usual;
};

/// The checklist narrowed to a phase, a text, and to what is not settled yet. Groups stay while one of their
/// items does.
class ChecklistFilterModel : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    explicit ChecklistFilterModel(QObject *parent = nullptr);

    void setPhase(CheckPhase phase); ///< Before, unless set
    void setText(const QString &text);
    void setOpenOnly(bool only);

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    CheckPhase m_phase = CheckPhase::Before;
    QString m_text;
    bool m_openOnly = false;
};

/// The word for a state, translated.
QString stateWord(CheckState state);

} // namespace belay
