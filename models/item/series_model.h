// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/run_state.h"

#include <QAbstractListModel>

#include <vector>

namespace belay {

/// The watched numbers of the shown run: worst verdict first, then as the project file lists them. Lives on
/// the window's thread.
class SeriesModel : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        IdRole = Qt::UserRole + 1,
        TitleRole,
        NowRole,
        BeforeRole,
        VerdictRole,
        SentenceRole,
        LastRole, ///< the last known value since the release; empty: there was none
    };

    using QAbstractListModel::QAbstractListModel;

    void setState(const RunState &state);
    void reset();
    const SeriesData *series(const QString &id) const;
    const SeriesVerdict *verdict(const QString &id) const;
    QModelIndex find(const QString &id) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    struct Row
    {
        SeriesData data;
        SeriesVerdict verdict;
    };

    std::vector<Row> m_rows;
};

/// The word for a verdict, translated.
QString verdictWord(VerdictKind kind);

} // namespace belay
