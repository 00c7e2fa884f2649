// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/delegates/row_delegate_base.h"

namespace belay {

/// A host's health checks as a row of ticks, the newest at the end: a full bar passed, a half one failed, an
/// outline is not known. The name before it, the last answer, restarts and new errors behind it. The tooltip
/// is that of the tick under the mouse.
class HealthStripDelegate : public RowDelegateBase
{
    Q_OBJECT
public:
    using RowDelegateBase::RowDelegateBase;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                   const QModelIndex &index) override;

protected:
    void paintRow(QPainter *painter, const QStyleOptionViewItem &option,
                  const QModelIndex &index) const override;

private:
    static QRect tickArea(const QStyleOptionViewItem &option, const QModelIndex &index);
};

} // namespace belay
