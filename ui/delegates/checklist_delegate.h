// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/delegates/row_delegate_base.h"

namespace belay {

/// A group with its count, or an item: icon, title and result, and a pill at the end. Compact rows are one
/// line, icon and title, for the short lists beside something else.
class ChecklistDelegate : public RowDelegateBase
{
    Q_OBJECT
public:
    enum class Rows { Full, Compact };

    explicit ChecklistDelegate(Rows rows, QObject *parent);

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    void paintRow(QPainter *painter, const QStyleOptionViewItem &option,
                  const QModelIndex &index) const override;

private:
    Rows m_rows;
};

} // namespace belay
