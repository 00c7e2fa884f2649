// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/item/overview_model.h"
#include "ui/theme/status.h"

#include <QStyledItemDelegate>

namespace belay {

StatusLook statusLook(CellStatus status);

/// One environment of one service as a card: status icon, version, phrase and age, a sparkline when there is
/// room.
class EnvironmentCellDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                   const QModelIndex &index) override;
};

} // namespace belay
